import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AuthFrame } from '@/components/auth/auth-frame';
import { SetupScreen } from '@/components/first-run/setup-screen';
import { asksForWorkspace } from '@/lib/api/choose-workspace';
import { pageActor } from '@/lib/api/page-actor';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('firstRun.setup'))('title'),
});

export default async function SetupPage() {
  if (!(await asksForWorkspace(await pageActor()))) redirect('/');
  const t = await getTranslations('firstRun.setup');
  return (
    <AuthFrame title={t('title')} description={t('description')}>
      <SetupScreen />
    </AuthFrame>
  );
}
