import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { JobsScreen } from '@/components/jobs/jobs-screen';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('jobs'))('title') });

export default function JobsPage() {
  return <JobsScreen />;
}
