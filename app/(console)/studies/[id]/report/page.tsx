import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { StudyReportScreen } from '@/components/studies/study-report-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('studies'))('report.one'),
});

export default async function StudyReportPage({ params }: { params: Promise<{ id: string }> }) {
  return <StudyReportScreen id={decodeURIComponent((await params).id)} />;
}
