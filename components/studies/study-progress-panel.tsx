'use client';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { Panel } from '@/components/ui/panel';
import { Progress } from '@/components/ui/progress';
import { StatTile, StatTiles } from '@/components/ui/stat-tile';
import { useFormat } from '@/components/ui/use-format';
import type { StudyRecord } from '@/lib/contracts/studies';

/** How far the study is. While it is open: pooled counts without a direction, for everybody. */
export function StudyProgressPanel({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.progress');
  const format = useFormat();
  const { items } = study.progress;
  return (
    <div className="flex flex-col gap-4">
      <StatTiles>
        <StatTile label={t('queries')} value={format.number(items.total)} />
        <StatTile label={t('ready')} value={format.number(items.ready)} note={t('readyNote')} />
        <StatTile label={t('identical')} value={format.number(items.identicalRetrieval)} note={t('identicalNote')} />
        <StatTile
          label={t('failed')}
          value={format.number(items.failed)}
          {...(items.failed > 0 ? { tone: 'danger' as const } : {})}
        />
        <StatTile
          label={t('quarantined')}
          value={format.number(items.quarantined)}
          {...(items.quarantined > 0 ? { tone: 'warning' as const } : {})}
        />
      </StatTiles>
      {study.state === 'open' && !study.isJudgedElsewhere && <Judging study={study} />}
    </div>
  );
}

function Judging({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.progress');
  const format = useFormat();
  const { judgments, queriesFinished, decided, judgedEqual, openLeases, isStopReached } = study.progress;
  return (
    <Panel title={t('judging')} description={t('blind')}>
      <div className="flex flex-col gap-4">
        {isStopReached && (
          <Alert tone="ok" title={t('stop')}>
            {t('stopDetail')}
          </Alert>
        )}
        <Progress
          label={t('judgments')}
          share={study.plannedJudgments === 0 ? undefined : judgments / study.plannedJudgments}
          note={t('judgmentsOf', { done: format.number(judgments), planned: format.number(study.plannedJudgments) })}
        />
        <StatTiles>
          <StatTile label={t('finished')} value={format.number(queriesFinished)} />
          <StatTile label={t('decided')} value={format.number(decided)} note={t('decidedNote')} />
          <StatTile label={t('equal')} value={format.number(judgedEqual)} />
          <StatTile label={t('leases')} value={format.number(openLeases)} note={t('leasesNote')} />
        </StatTiles>
      </div>
    </Panel>
  );
}
