import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CheckpointsScreen } from '@/components/checkpoints/checkpoints-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('checkpoints'))('title'),
});

export default function CheckpointsPage() {
  return <CheckpointsScreen />;
}
