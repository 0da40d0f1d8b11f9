import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { StudyScreen } from '@/components/studies/study-screen';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('studies'))('one') });

export default async function StudyPage({ params }: { params: Promise<{ id: string }> }) {
  return <StudyScreen id={decodeURIComponent((await params).id)} />;
}
