'use client';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { RadioCards } from '@/components/ui/radio-cards';
import { useFormat } from '@/components/ui/use-format';
import type { SectionProps } from './create-study-sections';
import { usePlannedSize } from './use-planned-size';

/** How large: from the smallest preference worth its cost, by the exact test; then when the study may stop. */
export function PlanSection({ draft, onChange }: SectionProps) {
  const t = useTranslations('studies.new');
  const format = useFormat();
  const size = usePlannedSize(draft);
  return (
    <Panel title={t('plan')} description={t('planDetail')}>
      <div className="flex flex-col gap-4">
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
          <Percent
            label={t('effect')}
            hint={t('effectHint')}
            value={draft.smallestEffectPercent}
            onChange={(smallestEffectPercent) => onChange({ smallestEffectPercent })}
          />
          <Percent
            label={t('power')}
            hint={t('powerHint')}
            value={draft.powerPercent}
            onChange={(powerPercent) => onChange({ powerPercent })}
          />
          <Percent
            label={t('ties')}
            hint={t('tiesHint')}
            value={draft.tiePercent}
            onChange={(tiePercent) => onChange({ tiePercent })}
          />
        </div>
        {size.data && (
          <Alert
            tone="information"
            title={t('needs', { count: size.data.queries })}
            action={
              <Button size="sm" onClick={() => onChange({ size: String(size.data?.queries ?? '') })}>
                {t('take')}
              </Button>
            }
          >
            {t('needsDetail', { decided: format.number(size.data.decided) })}
          </Alert>
        )}
        {size.error && <Problem error={size.error} />}
        <div className="grid grid-cols-2 gap-4">
          <Field label={t('size')} hint={t('sizeHint')} isRequired>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={20_000}
                value={draft.size}
                onChange={(event) => onChange({ size: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('seed')} hint={t('seedHint')}>
            {(control) => (
              <Input
                {...control}
                type="number"
                value={draft.seed}
                onChange={(event) => onChange({ seed: event.target.value })}
              />
            )}
          </Field>
        </div>
        <RadioCards
          label={t('stopping')}
          value={draft.stopping}
          onChange={(stopping) => onChange({ stopping })}
          options={(['anytime', 'fixed', 'group-sequential'] as const).map((value) => ({
            value,
            label: t(`rule.${value}`),
            note: t(`ruleNote.${value}`),
          }))}
        />
      </div>
    </Panel>
  );
}

function Percent({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={0}
          max={99}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
