'use client';
import { useTranslations } from 'next-intl';
import { ChartFrame } from '@/components/ui/chart-frame';
import { LineChart, type LineMark } from '@/components/ui/line-chart';
import { useFormat } from '@/components/ui/use-format';
import type { TrainingRecord } from '@/lib/contracts/trainings';
import { type CurveStage, stagesAlongSteps } from './stages-along-steps';
import { mainMeasure, measureNames } from './training-words';

/** Loss by step and dev measures by epoch, the stages one after the other. */
export function TrainingCurves({ training }: { training: TrainingRecord }) {
  const stages = stagesAlongSteps(training.progressByStage);
  const marks = stages.map(({ stage, from }): LineMark => ({ x: from, label: stage.stage }));
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <LossChart stages={stages} marks={marks} />
      <DevChart training={training} stages={stages} marks={marks} />
    </div>
  );
}

type ChartProps = { stages: readonly CurveStage[]; marks: readonly LineMark[] };

function LossChart({ stages, marks }: ChartProps) {
  const t = useTranslations('training.curve');
  const format = useFormat();
  // The marks name the stages; only the last one is named at its end, where the lines of earlier ones do not reach.
  const series = stages.map(({ stage, from }, position) => ({
    key: stage.stage,
    name: position === stages.length - 1 ? stage.stage : '',
    style: 0,
    points: stage.loss.map(({ step, loss }) => ({ x: from + step, y: loss })),
  }));
  const last = stages.at(-1)?.stage;
  const ends = last && {
    from: format.number(last.loss[0]?.loss, 2),
    to: format.number(last.loss.at(-1)?.loss, 2),
    stage: last.stage,
  };
  return (
    <ChartFrame
      title={ends ? t('lossTitle', ends) : t('lossEmpty')}
      isEmpty={!ends}
      table={{
        columns: [t('stage'), t('step'), t('loss')],
        rows: stages.flatMap(({ stage }) => stage.loss.map(({ step, loss }) => [stage.stage, step, loss])),
      }}
    >
      <LineChart
        series={series}
        marks={marks}
        xLabel={t('step')}
        yLabel={t('loss')}
        formatX={(x) => format.number(x)}
        formatY={(y) => format.number(y, 2)}
      />
    </ChartFrame>
  );
}

const shown = ['recall60', 'mrr10', 'recall20'] as const;

function DevChart({ training, stages, marks }: ChartProps & { training: TrainingRecord }) {
  const t = useTranslations('training.curve');
  const format = useFormat();
  const main = mainMeasure[training.component];
  const points = stages.flatMap(({ stage, from }) =>
    stage.measured.map((measured) => ({ ...measured, stage: stage.stage, x: from + measured.step })),
  );
  const series = shown.map((measure, style) => ({
    key: measure,
    name: measureNames[measure],
    style,
    points: points.map(({ x, dev }) => ({ x, y: dev[measure] })),
  }));
  const last = points.at(-1);
  const questions = training.progressByStage.find((stage) => stage.devQuestions !== null)?.devQuestions;
  return (
    <ChartFrame
      title={
        last
          ? t('devTitle', { measure: measureNames[main], value: format.number(last.dev[main], 3), stage: last.stage })
          : t('devEmpty')
      }
      note={questions === 0 ? t('noDev') : questions ? t('devNote', { count: questions }) : undefined}
      isEmpty={!last}
      table={{
        columns: [t('stage'), t('epoch'), ...Object.values(measureNames)],
        rows: points.map(({ stage, epoch, dev }) => [
          stage,
          epoch,
          ...(Object.keys(measureNames) as (keyof typeof measureNames)[]).map((measure) =>
            format.number(dev[measure], 4),
          ),
        ]),
      }}
    >
      <LineChart
        series={series}
        marks={marks.filter((mark) => mark.x > (points[0]?.x ?? 0))}
        xLabel={t('step')}
        yLabel={t('dev')}
        formatX={(x) => format.number(x)}
        formatY={(y) => format.number(y, 3)}
      />
    </ChartFrame>
  );
}
