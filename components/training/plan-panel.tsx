'use client';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { useFormat } from '@/components/ui/use-format';
import type { PlannedTraining } from '@/lib/contracts/trainings';

type PlanPanelProps = {
  plan: PlannedTraining | undefined;
  error: unknown;
  isLoading: boolean;
  canStart: boolean;
  isStarting: boolean;
};

/** What it costs, what a person should know, and the button. */
export function PlanPanel({ plan, error, isLoading, canStart, isStarting }: PlanPanelProps) {
  const t = useTranslations('training.start');
  return (
    <Panel title={t('plan')} description={plan?.name} className="lg:sticky lg:top-4">
      <div className="flex flex-col gap-4" aria-busy={isLoading}>
        {error ? (
          <Problem error={error} />
        ) : plan ? (
          <PlanTable plan={plan} />
        ) : (
          <p className="text-ink-2">{t('planNeeds')}</p>
        )}
        <Button type="submit" variant="primary" disabled={!canStart} isBusy={isStarting} className="self-start">
          {t('submit')}
        </Button>
      </div>
    </Panel>
  );
}

function PlanTable({ plan: { plan } }: { plan: PlannedTraining }) {
  const t = useTranslations('training.start');
  const format = useFormat();
  const time = (seconds: number) => format.duration(Math.max(1, Math.round(seconds)) * 1000);
  return (
    <>
      <table className="w-full">
        <thead>
          <tr className="text-ink-3 text-xs">
            <th scope="col" className="py-1 text-left font-medium">
              {t('planStage')}
            </th>
            <th scope="col" className="py-1 text-right font-medium">
              {t('planSteps')}
            </th>
            <th scope="col" className="py-1 text-right font-medium">
              {t('planTime')}
            </th>
          </tr>
        </thead>
        <tbody className="tabular">
          <tr className="border-t">
            <th scope="row" className="py-1.5 text-left font-normal">
              {t('planPreparation')}
            </th>
            <td className="text-right">–</td>
            <td className="text-right">{time(plan.preparationCpuSeconds)}</td>
          </tr>
          {plan.stages.map((stage) => (
            <tr key={stage.stage} className="border-t">
              <th scope="row" className="py-1.5 text-left font-normal">
                {stage.stage}
              </th>
              <td className="text-right">{format.number(stage.steps)}</td>
              <td className="text-right">{time(stage.cpuSeconds)}</td>
            </tr>
          ))}
          <tr className="border-t font-semibold">
            <th scope="row" className="py-1.5 text-left">
              {t('planTotal')}
            </th>
            <td />
            <td className="text-right">{time(plan.cpuMinutes * 60)}</td>
          </tr>
        </tbody>
      </table>
      <p className="text-ink-3 text-xs">{t('planDoubt')}</p>
      {plan.warnings.map((warning) => (
        <Alert key={warning} tone="warning">
          {warning}
        </Alert>
      ))}
    </>
  );
}
