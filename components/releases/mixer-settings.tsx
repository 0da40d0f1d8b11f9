'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import type { ConfigurationSpec } from '@/lib/contracts/configuration';
import { plainSpec } from './spec-in-address';

/** BM25, fusion, the reranker's share and the operating point. */
export function MixerSettings({
  spec,
  onChange,
}: {
  spec: ConfigurationSpec;
  onChange: (part: Partial<ConfigurationSpec>) => void;
}) {
  const t = useTranslations('releases');
  const { bm25, reranker, operatingPoint } = spec;
  const sources = spec.embedders.length + Number(bm25 !== null);
  return (
    <Panel title={t('mixer.settings')}>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        <div className="flex flex-col gap-3">
          <Switch
            isOn={bm25 !== null}
            onChange={(isOn) => onChange({ bm25: isOn ? (bm25 ?? plainSpec.bm25) : null })}
            label="BM25"
            hint={t('mixer.bm25Hint')}
          />
          {bm25 && (
            <div className="grid grid-cols-3 gap-3">
              <NumberField
                label={t('mixer.weight')}
                value={bm25.weight}
                min={0.01}
                max={1000}
                step={0.05}
                onChange={(weight) => onChange({ bm25: { ...bm25, weight } })}
              />
              <NumberField
                label="k1"
                value={bm25.k1}
                min={0}
                max={10}
                step={0.1}
                onChange={(k1) => onChange({ bm25: { ...bm25, k1 } })}
              />
              <NumberField
                label="b"
                value={bm25.b}
                min={0}
                max={1}
                step={0.05}
                onChange={(b) => onChange({ bm25: { ...bm25, b } })}
              />
            </div>
          )}
        </div>
        <div className="flex flex-col gap-4">
          <div className="grid grid-cols-2 gap-3">
            <NumberField
              label={t('mixer.budget')}
              hint={t('mixer.budgetHint')}
              value={operatingPoint.budget}
              min={operatingPoint.depth}
              max={1000}
              step={1}
              onChange={(budget) => onChange({ operatingPoint: { ...operatingPoint, budget } })}
            />
            <NumberField
              label={t('mixer.depth')}
              hint={t('mixer.depthHint')}
              value={operatingPoint.depth}
              min={1}
              max={Math.min(200, operatingPoint.budget)}
              step={1}
              onChange={(depth) => onChange({ operatingPoint: { ...operatingPoint, depth } })}
            />
          </div>
          <div className="grid grid-cols-2 gap-3">
            {reranker && (
              <NumberField
                label={t('mixer.rerankerShare')}
                hint={t('mixer.rerankerShareHint')}
                value={reranker.weight}
                min={0.05}
                max={1}
                step={0.05}
                onChange={(weight) => onChange({ reranker: { ...reranker, weight } })}
              />
            )}
            {sources > 1 && (
              <Field label={t('part.fusion')} hint={t('mixer.fusionHint')}>
                {(control) => (
                  <Select
                    {...control}
                    value={spec.fusion.normalise}
                    onChange={(normalise) => onChange({ fusion: { normalise } })}
                    options={[
                      { value: 'max', label: t('mixer.fuseMax') },
                      { value: 'z', label: t('mixer.fuseZ') },
                      { value: 'rank', label: t('mixer.fuseRank') },
                    ]}
                  />
                )}
              </Field>
            )}
          </div>
        </div>
      </div>
    </Panel>
  );
}

type NumberProps = {
  label: string;
  hint?: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange: (value: number) => void;
};

/** A number that may be half typed: it counts when it is one and lies in its range. */
function NumberField({ label, hint, value, min, max, step, onChange }: NumberProps) {
  const t = useTranslations('releases.mixer');
  const [text, setText] = useState(String(value));
  useEffect(() => setText((old) => (Number(old) === value ? old : String(value))), [value]);
  const typed = Number(text);
  const isWrong =
    text.trim() === '' || Number.isNaN(typed) || typed < min || typed > max || (step === 1 && !Number.isInteger(typed));
  return (
    <Field label={label} hint={hint} error={isWrong ? t('range', { min, max }) : undefined}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={min}
          max={max}
          step={step}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            const next = event.target.valueAsNumber;
            if (next >= min && next <= max && (step !== 1 || Number.isInteger(next))) onChange(next);
          }}
        />
      )}
    </Field>
  );
}
