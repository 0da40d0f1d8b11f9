'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { useFormat } from '@/components/ui/use-format';
import type { DevMeasures, StageProgress, TrainingRecord } from '@/lib/contracts/trainings';
import { mainMeasure, measureNames } from './training-words';

const measures = Object.keys(measureNames) as (keyof DevMeasures)[];

/** Each stage with its checkpoint, what it reached, and what it did to its parent. */
export function StageResults({ training }: { training: TrainingRecord }) {
  return (
    <div className="flex flex-col gap-6">
      {training.progressByStage.map((stage) => (
        <StagePanel key={stage.stage} stage={stage} training={training} />
      ))}
    </div>
  );
}

function StagePanel({ stage, training }: { stage: StageProgress; training: TrainingRecord }) {
  const t = useTranslations('training.stage');
  const regressed = useTranslations('training')('regressed');
  const format = useFormat();
  const { checkpoint, comparison } = stage;
  const facts = [
    stage.totalSteps > 0 && t('steps', { done: format.number(stage.step), total: format.number(stage.totalSteps) }),
    stage.bestEpoch !== null && t('best', { epoch: stage.bestEpoch }),
    stage.stoppedEarly && t('stopped'),
  ].filter(Boolean);
  return (
    <Panel
      title={
        <span className="flex flex-wrap items-center gap-2">
          {stage.stage}
          <Badge tone={stage.state === 'done' ? 'ok' : stage.state === 'working' ? 'information' : 'neutral'}>
            {t(stage.state)}
          </Badge>
          {comparison?.hasRegressed && <Badge tone="warning">{regressed}</Badge>}
        </span>
      }
      description={facts.join(' · ')}
      actions={
        checkpoint && (
          <Link href={`/checkpoints/${checkpoint.id}`} className="text-accent hover:underline">
            {checkpoint.name}
          </Link>
        )
      }
    >
      {stage.state === 'waiting' ? null : (
        <div className="flex flex-col gap-4">
          <Measures stage={stage} training={training} />
          {comparison && comparison.worseCount > 0 && <WorseQuestions stage={stage} />}
          {comparison?.worseCount === 0 && <p className="text-ink-2">{t('none')}</p>}
        </div>
      )}
    </Panel>
  );
}

/** Dev measures of the stage and their change against the parent; the one the component is for comes with its interval. */
function Measures({ stage, training }: { stage: StageProgress; training: TrainingRecord }) {
  const t = useTranslations('training.stage');
  const format = useFormat();
  const { comparison, quantisationLoss } = stage;
  const main = mainMeasure[training.component];
  const registered = training.checkpoints.find((checkpoint) => checkpoint.id === stage.checkpoint?.id)?.dev;
  const dev = registered ?? stage.measured.at(-1)?.dev;
  if (!dev) return stage.devQuestions === 0 ? <p className="text-ink-2">{t('noDev')}</p> : null;
  return (
    <div className="flex flex-col gap-2">
      <div className="overflow-x-auto">
        <table className="tabular w-full max-w-3xl">
          <thead>
            <tr className="text-ink-3 text-xs">
              <th scope="col" className="py-1 pr-4 text-left font-medium">
                {t('measure')}
              </th>
              {measures.map((measure) => (
                <th key={measure} scope="col" className="px-2 py-1 text-right font-medium">
                  {measureNames[measure]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className="border-t">
              <th scope="row" className="py-1.5 pr-4 text-left font-normal">
                {t('value')}
              </th>
              {measures.map((measure) => (
                <td key={measure} className="px-2 text-right">
                  {format.number(dev[measure], 3)}
                </td>
              ))}
            </tr>
            {comparison && (
              <tr className="border-t">
                <th scope="row" className="py-1.5 pr-4 text-left font-normal">
                  {t('change')}
                </th>
                {measures.map((measure) => (
                  <td key={measure} className="whitespace-nowrap px-2 text-right">
                    <Change value={comparison.gain[measure]} />
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {comparison?.interval ? (
        <p className="text-ink-2">
          {measureNames[main]} {format.signed(comparison.gain[main])},{' '}
          {t('interval', {
            low: format.signed(comparison.interval.low),
            high: format.signed(comparison.interval.high),
          })}
          {comparison.interval.low <= 0 && comparison.interval.high >= 0 && `; ${t('unclear')}`}
        </p>
      ) : (
        !comparison && stage.state === 'done' && <p className="text-ink-3">{t('noParent')}</p>
      )}
      {quantisationLoss && (
        <p className="text-ink-3">
          {t('int8', { measure: measureNames[main], change: format.signed(quantisationLoss[main], 4) })}
        </p>
      )}
    </div>
  );
}

/** Sign and arrow say the direction; colour only repeats it. */
function Change({ value }: { value: number }) {
  const format = useFormat();
  const direction = value > 0 ? 'text-ok' : value < 0 ? 'text-danger' : 'text-ink-2';
  return (
    <span className={direction}>
      <span aria-hidden>{value > 0 ? '↑' : value < 0 ? '↓' : ''}</span> {format.signed(value)}
    </span>
  );
}

type Worse = NonNullable<StageProgress['comparison']>['worse'][number];

function WorseQuestions({ stage }: { stage: StageProgress }) {
  const t = useTranslations('training.stage');
  const unknown = useTranslations('training.mining');
  const format = useFormat();
  const { comparison } = stage;
  if (!comparison) return null;
  const columns: Column<Worse>[] = [
    {
      key: 'question',
      header: t('question'),
      cell: (question) => (
        <span className="line-clamp-2">{question.text ?? unknown('unknownText', { id: question.id })}</span>
      ),
    },
    {
      key: 'before',
      header: `${t('before')} ${measureNames[comparison.measure]}`,
      isNumber: true,
      cell: (question) => format.number(question.before, 3),
    },
    { key: 'after', header: t('after'), isNumber: true, cell: (question) => format.number(question.after, 3) },
  ];
  return (
    <details>
      <summary className="cursor-pointer py-1 font-medium">{t('worse', { count: comparison.worseCount })}</summary>
      <div className="mt-2 rounded-md border">
        <DataTable
          name={`worse-${stage.stage}`}
          label={t('worse', { count: comparison.worseCount })}
          columns={columns}
          rows={comparison.worse}
          rowKey={(question) => question.id}
          urlPrefix={stage.stage}
          isCompact
          maxHeight="24rem"
        />
      </div>
    </details>
  );
}
