import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CreateStudyScreen } from '@/components/studies/create-study-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('studies'))('create'),
});

export default function CreateStudyPage() {
  return <CreateStudyScreen />;
}
