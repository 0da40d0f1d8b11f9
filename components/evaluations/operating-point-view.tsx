'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useChangeApplication } from '@/components/applications/queries/change-application';
import { useApplications } from '@/components/applications/queries/list-applications';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { ChartFrame } from '@/components/ui/chart-frame';
import { Field } from '@/components/ui/field';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { RadioCards } from '@/components/ui/radio-cards';
import { ScatterChart } from '@/components/ui/scatter-chart';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { useFormat } from '@/components/ui/use-format';
import type { Evaluation } from '@/lib/contracts/evaluations';
import { CandidateButton } from './candidate-dialog';
import type { ResultsOf } from './evaluated-rows';
import { pointCellKey } from './point-cell-key';

type Results = ResultsOf<'operating-point'>;
type Point = Results['points'][number];
const keyOf = ({ budget, depth }: Pick<Point, 'budget' | 'depth'>) => `${budget}|${depth}`;

/** Quality against latency; the answers to the targets; presets; and the way into an application or a candidate. */
export function OperatingPointView({ evaluation, results }: { evaluation: Evaluation; results: Results }) {
  const t = useTranslations('evaluations.points');
  const [chosen, setChosen] = useState(
    keyOf(
      (results.presets.find(({ name }) => name === 'general') ?? results.presets[0])?.point ?? { budget: 0, depth: 0 },
    ),
  );
  const point = results.points.find((candidate) => keyOf(candidate) === chosen);
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex min-w-0 flex-col gap-6">
        <Answers results={results} />
        <PointFigure results={results} chosen={chosen} onSelect={setChosen} />
      </div>
      <Panel title={t('choose')} description={t('chooseDetail')}>
        <div className="flex flex-col gap-4">
          <PointChoice results={results} chosen={chosen} onChange={setChosen} />
          {point && <Apply evaluation={evaluation} point={point} />}
        </div>
      </Panel>
    </div>
  );
}

function Answers({ results: { recallTarget, latencyBudget, primaryMeasure } }: { results: Results }) {
  const t = useTranslations('evaluations.points');
  const format = useFormat();
  return (
    <div className="grid gap-3 md:grid-cols-2">
      {recallTarget && (
        <Alert
          tone={recallTarget.isReached ? 'ok' : 'warning'}
          title={
            recallTarget.isReached
              ? t('recallReached', {
                  budget: format.number(recallTarget.budget),
                  target: format.percent(recallTarget.target),
                })
              : t('recallMissed', { target: format.percent(recallTarget.target) })
          }
        >
          {t('recallDetail', {
            recall: format.percent(recallTarget.recall, 1),
            lower: format.percent(recallTarget.lower, 1),
          })}
        </Alert>
      )}
      {latencyBudget && (
        <Alert
          tone={latencyBudget.isPossible ? 'ok' : 'warning'}
          title={
            latencyBudget.isPossible
              ? t('latencyKept', {
                  budget: format.number(latencyBudget.point.budget),
                  p95: format.duration(latencyBudget.p95Ms),
                })
              : t('latencyMissed', { p95: format.duration(latencyBudget.p95Ms) })
          }
        >
          {t('latencyDetail', {
            budget: format.number(latencyBudget.point.budget),
            measured: format.duration(latencyBudget.point.p95Ms),
            measure: primaryMeasure,
            quality: format.number(latencyBudget.point.quality, 3),
          })}
        </Alert>
      )}
    </div>
  );
}

/** Quality against the 95th percentile of latency, with the line of points that nothing beats. */
export function PointFigure({
  results,
  chosen,
  onSelect,
}: {
  results: Results;
  chosen?: string;
  onSelect?: (key: string) => void;
}) {
  const t = useTranslations('evaluations.points');
  const format = useFormat();
  const isOnFront = (point: Point) => results.front.some((best) => keyOf(best) === keyOf(point));
  const best = results.front.at(-1);
  return (
    <ChartFrame
      title={
        best
          ? t('title', {
              measure: results.primaryMeasure,
              quality: format.number(best.quality, 3),
              budget: format.number(best.budget),
              p95: format.duration(best.p95Ms),
            })
          : t('choose')
      }
      note={t('note', { samples: format.number(results.samples) })}
      table={{
        columns: ['K', 'N', results.primaryMeasure, t('low'), t('high'), t('median'), t('p95'), t('front')],
        rows: results.points.map((point) => [
          point.budget,
          point.depth,
          Number(point.quality.toFixed(4)),
          point.qualityLower === null ? null : Number(point.qualityLower.toFixed(4)),
          point.qualityUpper === null ? null : Number(point.qualityUpper.toFixed(4)),
          Number(point.medianMs.toFixed(2)),
          Number(point.p95Ms.toFixed(2)),
          isOnFront(point) ? t('yes') : '',
        ]),
      }}
    >
      <ScatterChart
        points={results.points.map((point) => ({
          key: keyOf(point),
          name: `K ${point.budget} · N ${point.depth}`,
          x: point.p95Ms,
          y: point.quality,
          isOnFront: isOnFront(point),
          ...(keyOf(point) === chosen ? { kind: 'chosen' as const } : {}),
        }))}
        xLabel={t('p95Axis')}
        yLabel={results.primaryMeasure}
        formatX={(x) => format.number(x, x < 10 ? 1 : 0)}
        formatY={(y) => format.number(y, 3)}
        {...(onSelect ? { onSelect: ({ key }: { key: string }) => onSelect(key) } : {})}
      />
    </ChartFrame>
  );
}

function PointChoice({
  results,
  chosen,
  onChange,
}: {
  results: Results;
  chosen: string;
  onChange: (key: string) => void;
}) {
  const t = useTranslations('evaluations.points');
  const format = useFormat();
  const options = results.points.filter(
    (point) => results.front.some((best) => keyOf(best) === keyOf(point)) || keyOf(point) === chosen,
  );
  return (
    <RadioCards
      label={t('choose')}
      value={chosen}
      onChange={onChange}
      options={options.map((point) => ({
        value: keyOf(point),
        label: `K ${point.budget} · N ${point.depth}`,
        badge: (
          <span className="text-accent text-xs">
            {results.presets
              .filter((preset) => keyOf(preset.point) === keyOf(point))
              .map(({ name }) => t(`preset.${name as 'general'}`))
              .join(', ')}
          </span>
        ),
        note: t('pointNote', {
          measure: results.primaryMeasure,
          quality: format.number(point.quality, 3),
          p95: format.duration(point.p95Ms),
        }),
      }))}
    />
  );
}

function Apply({ evaluation, point }: { evaluation: Evaluation; point: Point }) {
  const t = useTranslations('evaluations.points');
  const applications = useApplications();
  const all = applications.data?.applications ?? [];
  const [id, setId] = useState<string>();
  const application = all.find((candidate) => candidate.id === id) ?? all[0];
  const change = useChangeApplication(application?.id ?? '');
  const isSame =
    application?.operatingPoint.budget === point.budget && application.operatingPoint.depth === point.depth;
  const cell = pointCellKey(evaluation, point);
  const apply = () =>
    change.mutate(
      { budget: point.budget, depth: point.depth },
      {
        onSuccess: () =>
          toast.ok({
            title: t('applied', { name: application?.name ?? '', budget: point.budget, depth: point.depth }),
          }),
      },
    );
  return (
    <div className="flex flex-col gap-3 border-t pt-4">
      {application && (
        <>
          <Field
            label={t('application')}
            hint={t('now', { budget: application.operatingPoint.budget, depth: application.operatingPoint.depth })}
          >
            {(control) => (
              <Select
                {...control}
                value={application.id}
                onChange={setId}
                options={all.map((one) => ({ value: one.id, label: one.name }))}
              />
            )}
          </Field>
          {change.isError && <Problem error={change.error} />}
          <Button onClick={apply} isBusy={change.isPending} disabled={isSame}>
            {isSame ? t('isApplied') : t('apply')}
          </Button>
        </>
      )}
      {cell && <CandidateButton evaluation={evaluation} cell={cell} />}
    </div>
  );
}
