'use client';
import { Eye, Gauge, Lock, Play, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Progress } from '@/components/ui/progress';
import { useFormat } from '@/components/ui/use-format';
import type { StudyRecord } from '@/lib/contracts/studies';
import { AttachVerdict } from './attach-verdict';
import { CloseStudyDialog } from './close-study-dialog';
import { ImportAnswersPanel } from './import-answers-panel';
import { useEstimateYield, useGenerateAnswers, useOpenStudy } from './queries/change-study';

/** What to do with a study now; one step at a time. */
export function StudyNextStep({ study }: { study: StudyRecord }) {
  if (study.state === 'closed') return <Verdict study={study} />;
  if (study.state === 'open') return <CloseStep study={study} />;
  return (
    <>
      {study.generator === 'imported' ? <ImportAnswersPanel study={study} /> : <GenerateStep study={study} />}
      {study.state === 'generating' && <OpenStep study={study} />}
    </>
  );
}

function GenerateStep({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.step');
  const format = useFormat();
  const estimate = useEstimateYield(study.id);
  const generate = useGenerateAnswers(study.id);
  const { waiting, failed } = study.progress.items;
  const { job } = study;
  const isRunning = job?.state === 'queued' || job?.state === 'running';
  if (study.state === 'generating' && !isRunning && waiting === 0 && failed === 0) return null;
  return (
    <Panel
      title={t('answersTitle')}
      description={t(`answersDetail.${study.settings.generator.kind}`)}
      actions={
        !isRunning && (
          <>
            <Button isBusy={estimate.isPending} onClick={() => estimate.mutate(20)}>
              <Gauge aria-hidden />
              {t('yield')}
            </Button>
            <Button variant="primary" isBusy={generate.isPending} onClick={() => generate.mutate(undefined)}>
              {study.state === 'draft' ? <Play aria-hidden /> : <RotateCcw aria-hidden />}
              {study.state === 'draft' ? t('generate') : t('retry', { count: failed + waiting })}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {isRunning && (
          <Progress
            label={t('making')}
            share={job.progress && job.progress.total > 0 ? job.progress.done / job.progress.total : undefined}
            note={
              <Link href={`/jobs/${job.id}`} className="hover:underline">
                {t('jobOf', {
                  done: format.number(job.progress?.done ?? 0),
                  total: format.number(job.progress?.total ?? study.queries),
                })}
              </Link>
            }
          />
        )}
        {job?.state === 'failed' && (
          <Alert tone="danger" title={t('jobFailed')}>
            {job.error?.message}
          </Alert>
        )}
        {estimate.data && (
          <Alert tone="information" title={t('yieldTitle', { count: estimate.data.judgeable })}>
            {t('yieldDetail', {
              tried: estimate.data.tried,
              share: format.percent(estimate.data.identicalShare),
              low: estimate.data.judgeableAtLeast,
              high: estimate.data.judgeableAtMost,
            })}
          </Alert>
        )}
        {(estimate.error ?? generate.error) && <Problem error={estimate.error ?? generate.error} />}
      </div>
    </Panel>
  );
}

function OpenStep({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.step');
  const open = useOpenStudy(study.id);
  const { ready, waiting, failed, quarantined } = study.progress.items;
  return (
    <Panel
      title={t('openTitle')}
      description={t('openDetail', { ready, failed })}
      actions={
        <Button
          variant="primary"
          isBusy={open.isPending}
          disabled={waiting > 0 || quarantined > 0 || ready === 0}
          onClick={() => open.mutate(undefined)}
        >
          <Lock aria-hidden />
          {t('open')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {quarantined > 0 && (
          <Alert tone="warning" title={t('quarantinedTitle', { count: quarantined })}>
            <Link href="?tab=questions&state=quarantined" className="underline">
              {t('quarantinedDetail')}
            </Link>
          </Alert>
        )}
        {study.judges === 0 && <Alert tone="warning">{t('noJudges')}</Alert>}
        {open.error && <Problem error={open.error} />}
      </div>
    </Panel>
  );
}

function CloseStep({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.step');
  const [isClosing, setIsClosing] = useState(false);
  const { judgments, isStopReached } = study.progress;
  const isDone = study.isJudgedElsewhere || isStopReached || judgments >= study.plannedJudgments;
  return (
    <Panel
      title={isDone ? t('closeReady') : t('judged')}
      description={isDone ? t('closeReadyDetail') : t('judgedDetail')}
      actions={
        <Button variant={isDone ? 'primary' : 'secondary'} onClick={() => setIsClosing(true)}>
          <Eye aria-hidden />
          {t('close')}
        </Button>
      }
    >
      <CloseStudyDialog study={study} isEarly={!isDone} isOpen={isClosing} onClose={() => setIsClosing(false)} />
    </Panel>
  );
}

function Verdict({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.step');
  if (!study.verdict) return null;
  return (
    <Panel title={t('verdict')}>
      <div className="flex flex-col gap-4">
        {/* The sentences are frozen with the report, in the language they were written in. */}
        <div lang="en" className="flex max-w-3xl flex-col gap-2 text-lg">
          {study.verdict.sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
        <AttachVerdict study={study} />
      </div>
    </Panel>
  );
}
