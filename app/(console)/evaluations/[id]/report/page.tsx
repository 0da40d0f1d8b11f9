import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ReportScreen } from '@/components/evaluations/report-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('evaluations'))('report.title'),
});

export default async function ReportPage({ params }: { params: Promise<{ id: string }> }) {
  return <ReportScreen id={decodeURIComponent((await params).id)} />;
}
