import { redirect } from 'next/navigation';
import { homeOf } from '@/components/shell/navigation';
import { pageActor } from '@/lib/api/page-actor';

export default async function OverviewPage() {
  const { role } = await pageActor();
  const home = homeOf(role);
  if (home !== '/') redirect(home);
  return null;
}
