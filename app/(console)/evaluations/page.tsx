import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { EvaluationsScreen } from '@/components/evaluations/evaluations-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('evaluations'))('title'),
});

export default function EvaluationsPage() {
  return <EvaluationsScreen />;
}
