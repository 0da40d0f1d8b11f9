import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ReleasesScreen } from '@/components/releases/releases-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('releases'))('title'),
});

export default function ReleasesPage() {
  return <ReleasesScreen />;
}
