import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ReportScreen } from '@/components/report/report-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('report'))('title'),
});

export default function ReportPage() {
  return <ReportScreen />;
}
