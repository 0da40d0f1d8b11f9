import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CheckpointScreen } from '@/components/checkpoints/checkpoint-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('checkpoints'))('one'),
});

export default async function CheckpointPage({ params }: { params: Promise<{ id: string }> }) {
  return <CheckpointScreen id={decodeURIComponent((await params).id)} />;
}
