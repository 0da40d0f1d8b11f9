import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApplicationScreen } from '@/components/applications/application-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('applications'))('one'),
});

export default async function ApplicationPage({ params }: { params: Promise<{ id: string }> }) {
  return <ApplicationScreen id={decodeURIComponent((await params).id)} />;
}
