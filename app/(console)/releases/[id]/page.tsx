import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ReleaseScreen } from '@/components/releases/release-screen';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('releases'))('one') });

export default async function ReleasePage({ params }: { params: Promise<{ id: string }> }) {
  return <ReleaseScreen id={decodeURIComponent((await params).id)} />;
}
