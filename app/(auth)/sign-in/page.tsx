import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { SignInScreen } from '@/components/auth/sign-in-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('auth.signIn'))('title'),
});

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  return <SignInScreen next={typeof next === 'string' ? next : undefined} />;
}
