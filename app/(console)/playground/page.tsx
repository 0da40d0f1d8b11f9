import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PlaygroundScreen } from '@/components/playground/playground-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('playground'))('title'),
});

export default function PlaygroundPage() {
  return <PlaygroundScreen />;
}
