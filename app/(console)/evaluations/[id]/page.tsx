import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { EvaluationScreen } from '@/components/evaluations/evaluation-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('evaluations'))('one'),
});

export default async function EvaluationPage({ params }: { params: Promise<{ id: string }> }) {
  return <EvaluationScreen id={decodeURIComponent((await params).id)} />;
}
