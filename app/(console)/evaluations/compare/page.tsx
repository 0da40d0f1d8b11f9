import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CompareScreen } from '@/components/evaluations/compare-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('evaluations'))('compare.title'),
});

export default function ComparePage() {
  return <CompareScreen />;
}
