import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { MixerScreen } from '@/components/releases/mixer-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('releases'))('mixer.title'),
});

export default function MixerPage() {
  return <MixerScreen />;
}
