import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { DatasetScreen } from '@/components/datasets/dataset-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('datasets'))('title'),
});

export default async function DatasetPage({ params }: { params: Promise<{ id: string }> }) {
  return <DatasetScreen id={decodeURIComponent((await params).id)} />;
}
