import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { JoinScreen } from '@/components/auth/join-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('auth.join'))('pageTitle'),
});

export default function JoinPage() {
  return <JoinScreen />;
}
