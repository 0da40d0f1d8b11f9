import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { SamplePanel } from '@/components/first-run/sample-panel';
import { Tour } from '@/components/first-run/tour';
import { OverviewScreen } from '@/components/overview/overview-screen';
import { homeOf } from '@/components/shell/navigation';
import { asksForWorkspace } from '@/lib/api/choose-workspace';
import { pageActor } from '@/lib/api/page-actor';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('overview'))('title'),
});

export default async function OverviewPage() {
  const actor = await pageActor();
  const home = homeOf(actor.role);
  if (home !== '/') redirect(home);
  if (await asksForWorkspace(actor)) redirect('/setup');
  const intro = (
    <>
      <SamplePanel />
      <Tour audience="operator" />
    </>
  );
  return <OverviewScreen intro={intro} />;
}
