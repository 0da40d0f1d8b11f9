import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { TrainingScreen } from '@/components/training/training-screen';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('training'))('one') });

export default async function TrainingPage({ params }: { params: Promise<{ id: string }> }) {
  return <TrainingScreen id={decodeURIComponent((await params).id)} />;
}
