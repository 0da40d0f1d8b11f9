import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { JudgingHomeScreen } from '@/components/judging/judging-home-screen';
import { JudgeShell } from '@/components/shell/judge-shell';
import { homeOf } from '@/components/shell/navigation';
import { pageActor } from '@/lib/api/page-actor';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('judging.home'))('title'),
});

export default async function JudgePage() {
  const { name, email, role } = await pageActor();
  if (role !== 'annotator') redirect(homeOf(role));
  return (
    <JudgeShell viewer={{ name, email, role }}>
      <JudgingHomeScreen />
    </JudgeShell>
  );
}
