import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { DatasetsScreen } from '@/components/datasets/datasets-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('datasets'))('title'),
});

export default function DatasetsPage() {
  return <DatasetsScreen />;
}
