import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CompareScreen } from '@/components/checkpoints/compare-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('checkpoints'))('compareTitle'),
});

export default function ComparePage() {
  return <CompareScreen />;
}
