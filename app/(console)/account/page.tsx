import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AccountScreen } from '@/components/account/account-screen';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('account'))('title') });

export default function AccountPage() {
  return <AccountScreen />;
}
