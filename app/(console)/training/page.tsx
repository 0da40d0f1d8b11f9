import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { TrainingsScreen } from '@/components/training/trainings-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('training'))('title'),
});

export default function TrainingsPage() {
  return <TrainingsScreen />;
}
