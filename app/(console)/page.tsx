import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { OverviewScreen } from '@/components/overview/overview-screen';
import { homeOf } from '@/components/shell/navigation';
import { pageActor } from '@/lib/api/page-actor';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('overview'))('title'),
});

export default async function OverviewPage() {
  const home = homeOf((await pageActor()).role);
  if (home !== '/') redirect(home);
  return <OverviewScreen />;
}
