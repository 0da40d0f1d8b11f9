import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { JudgingScreen } from '@/components/judging/judging-screen';
import { homeOf } from '@/components/shell/navigation';
import { pageActor } from '@/lib/api/page-actor';
import { listStudiesOfJudge } from '@/lib/judging/study-report';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('judging.home'))('title'),
});

export default async function JudgeStudyPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await pageActor();
  if (actor.role !== 'annotator') redirect(homeOf(actor.role));
  const id = decodeURIComponent((await params).id);
  const study = (await listStudiesOfJudge(actor)).find((candidate) => candidate.id === id);
  if (!study) notFound();
  return <JudgingScreen studyId={study.id} protocol={study.protocol} />;
}
