'use client';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { StatTile, StatTiles } from '@/components/ui/stat-tile';
import { Tabs } from '@/components/ui/tabs';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import type { TrainingRecord } from '@/lib/contracts/trainings';
import { MinedNegatives } from './mined-negatives';
import { useTraining } from './queries/get-training';
import { StageResults } from './stage-results';
import { TrainingActions } from './training-actions';
import { TrainingBar } from './training-bar';
import { TrainingCurves } from './training-curves';
import { TrainingFacts } from './training-facts';
import { TrainingLog } from './training-log';
import { TrainingStateMark } from './training-state-mark';
import { isTrainingOver, mainMeasure, measureNames } from './training-words';

/** One training, live: curves, stages against their parents, mined negatives, log. */
export function TrainingScreen({ id }: { id: string }) {
  const t = useTranslations('training');
  const training = useTraining(id);
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/training' }]}
        title={training.data?.name ?? t('one')}
        status={training.data && <TrainingStateMark training={training.data} />}
        actions={training.data && <TrainingActions training={training.data} />}
      />
      <QueryView query={training}>{(data) => <TrainingView training={data} />}</QueryView>
    </>
  );
}

function TrainingView({ training }: { training: TrainingRecord }) {
  const t = useTranslations('training');
  const [search, change] = useUrlState();
  const minings = training.progressByStage.reduce((sum, stage) => sum + stage.minings.length, 0);
  return (
    <>
      {training.error && (
        <Alert tone="danger" title={t('failed')}>
          <p>{training.error.message}</p>
          {training.error.hint && <p>{training.error.hint}</p>}
          <p>{t('failedGoOn')}</p>
        </Alert>
      )}
      {training.state === 'paused' && (
        <Alert tone="warning" title={t('paused')}>
          {t('pausedDetail')}
        </Alert>
      )}
      <Figures training={training} />
      {!isTrainingOver(training.state) && <TrainingBar training={training} />}
      <Tabs
        label={t('tab.label')}
        value={search.get('tab') ?? 'curves'}
        onChange={(tab) => change({ tab: tab === 'curves' ? undefined : tab })}
        tabs={[
          {
            value: 'curves',
            label: t('tab.curves'),
            content: (
              <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(18rem,1fr)]">
                <TrainingCurves training={training} />
                <TrainingFacts training={training} />
              </div>
            ),
          },
          {
            value: 'stages',
            label: t('tab.stages'),
            count: training.stages.length,
            content: <StageResults training={training} />,
          },
          {
            value: 'negatives',
            label: t('tab.negatives'),
            count: minings,
            content: <MinedNegatives training={training} />,
          },
          {
            value: 'log',
            label: t('tab.log'),
            content: <TrainingLog jobId={training.jobId} isLive={!isTrainingOver(training.state)} />,
          },
        ]}
      />
    </>
  );
}

/** The numbers that one looks at while it runs, and when it is done. */
function Figures({ training }: { training: TrainingRecord }) {
  const t = useTranslations('training');
  const format = useFormat();
  const stages = training.progressByStage;
  const current = stages.findLast((stage) => stage.step > 0) ?? stages[0];
  const measured = stages.flatMap((stage) => stage.measured.map(({ dev }) => dev)).at(-1);
  const measure = mainMeasure[training.component];
  const isRunning = training.state === 'running';
  const cpuMs = training.cpuSeconds === null ? undefined : training.cpuSeconds * 1000;
  const planned = format.duration(Math.max(1, Math.round(training.plannedCpuMinutes * 60)) * 1000);
  return (
    <StatTiles>
      <StatTile
        label={t('tile.progress')}
        value={format.percent(shareOf(training))}
        note={
          current &&
          t('tile.stageOf', {
            stage: current.stage,
            position: stages.indexOf(current) + 1,
            count: stages.length,
          })
        }
      />
      {isRunning ? (
        <StatTile
          label={t('tile.left')}
          value={training.etaS === null ? '–' : format.duration(Math.max(1, Math.round(training.etaS)) * 1000)}
        />
      ) : (
        <StatTile label={t('tile.cpu')} value={format.duration(cpuMs)} note={t('tile.plannedCpu', { time: planned })} />
      )}
      <StatTile label={t('tile.speed')} value={format.number(current?.tokensPerSecond)} unit={t('tile.tokens')} />
      <StatTile label={t('tile.loss')} value={format.number(current?.loss.at(-1)?.loss, 3)} note={current?.stage} />
      <StatTile label={measureNames[measure]} value={format.number(measured?.[measure], 3)} note={t('curve.dev')} />
    </StatTiles>
  );
}

/** Share of all planned steps that are done, from 0 to 1. */
function shareOf({ state, progressByStage }: TrainingRecord): number {
  if (state === 'succeeded') return 1;
  const total = progressByStage.reduce((sum, stage) => sum + stage.totalSteps, 0);
  const done = progressByStage.reduce(
    (sum, stage) => sum + (stage.state === 'done' ? stage.totalSteps : stage.step),
    0,
  );
  return total === 0 ? 0 : Math.min(1, done / total);
}
