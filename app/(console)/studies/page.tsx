import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { StudiesScreen } from '@/components/studies/studies-screen';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('studies'))('title') });

export default function StudiesPage() {
  return <StudiesScreen />;
}
