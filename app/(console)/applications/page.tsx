import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApplicationsScreen } from '@/components/applications/applications-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('applications'))('title'),
});

export default function ApplicationsPage() {
  return <ApplicationsScreen />;
}
