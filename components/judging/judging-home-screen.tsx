'use client';
import { ClipboardCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Progress } from '@/components/ui/progress';
import { QueryView } from '@/components/ui/query-view';
import type { JudgingStudies } from '@/lib/contracts/judging';
import { useJudgingStudies } from './queries/list-judging-studies';

/** The studies that wait for this person. */
export function JudgingHomeScreen() {
  const t = useTranslations('judging.home');
  const studies = useJudgingStudies();
  return (
    <main className="mx-auto flex w-full max-w-2xl flex-col gap-6 px-4 py-10">
      <div className="flex flex-col gap-1">
        <h1 className="font-semibold text-xl tracking-tight">{t('title')}</h1>
        <p className="text-ink-2">{t('description')}</p>
      </div>
      <QueryView query={studies}>
        {(data) =>
          data.studies.length === 0 ? (
            <EmptyState icon={ClipboardCheck} title={t('empty')}>
              {t('emptyDetail')}
            </EmptyState>
          ) : (
            <ul className="flex flex-col gap-3">
              {data.studies.map((study) => (
                <StudyCard key={study.id} study={study} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </main>
  );
}

function StudyCard({ study }: { study: JudgingStudies['studies'][number] }) {
  const t = useTranslations('judging.home');
  const { done, remaining, isFinished, asksForGuess } = study.progress;
  const total = done + remaining;
  return (
    <li className="flex flex-col gap-4 rounded-lg border bg-surface p-5 sm:flex-row sm:items-center">
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <h2 className="font-semibold text-lg">{t('study', { number: study.number })}</h2>
        <Progress
          label={t('progress', { done, total })}
          share={total === 0 ? 1 : done / total}
          note={t('progress', { done, total })}
        />
      </div>
      <LinkButton href={`/judge/${study.id}`} variant={isFinished && !asksForGuess ? 'secondary' : 'primary'} size="lg">
        {isFinished ? t('done') : done === 0 ? t('begin') : t('goOn')}
      </LinkButton>
    </li>
  );
}
