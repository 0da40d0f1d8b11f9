import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { KeysScreen } from '@/components/keys/keys-screen';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('keys'))('title') });

export default function KeysPage() {
  return <KeysScreen />;
}
