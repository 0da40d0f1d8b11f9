import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Tour } from '@/components/first-run/tour';
import { ReportScreen } from '@/components/report/report-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('report'))('title'),
});

export default function ReportPage() {
  return <ReportScreen intro={<Tour audience="stakeholder" />} />;
}
