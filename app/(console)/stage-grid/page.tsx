import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { StageGridScreen } from '@/components/evaluations/stage-grid/stage-grid-screen';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('stageGrid'))('title'),
});

export default function StageGridPage() {
  return <StageGridScreen />;
}
