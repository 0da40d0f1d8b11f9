import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { HistoryScreen } from '@/components/releases/history-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('releases'))('history.title'),
});

export default function HistoryPage() {
  return <HistoryScreen />;
}
