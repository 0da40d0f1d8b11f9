import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { StartTrainingScreen } from '@/components/training/start-training-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('training'))('start.title'),
});

export default function StartTrainingPage() {
  return <StartTrainingScreen />;
}
