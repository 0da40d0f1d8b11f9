import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CompareReleasesScreen } from '@/components/releases/compare-releases-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('releases'))('compareTitle'),
});

export default function CompareReleasesPage() {
  return <CompareReleasesScreen />;
}
