import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { IndexesScreen } from '@/components/indexes/indexes-screen';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('indexes'))('title') });

export default function IndexesPage() {
  return <IndexesScreen />;
}
