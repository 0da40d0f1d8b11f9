import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { UsersScreen } from '@/components/users/users-screen';
import { pageActor } from '@/lib/api/page-actor';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations('users'))('title') });

export default async function UsersPage() {
  return <UsersScreen ownId={(await pageActor()).userId} />;
}
