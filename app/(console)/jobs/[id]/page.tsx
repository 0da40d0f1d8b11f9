import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { JobScreen } from '@/components/jobs/job-screen';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('jobs'))('one') });

export default async function JobPage({ params }: { params: Promise<{ id: string }> }) {
  return <JobScreen id={(await params).id} />;
}
