import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NewEvaluationScreen } from '@/components/evaluations/new-evaluation-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('evaluations'))('new.title'),
});

export default function NewEvaluationPage() {
  return <NewEvaluationScreen />;
}
