'use client';
import { CircleAlert, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { StageBadge } from '@/components/checkpoints/stage-badge';
import { Badge, StatusDot } from '@/components/ui/badge';
import { Checkbox } from '@/components/ui/checkbox';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { RadioCards } from '@/components/ui/radio-cards';
import { useFormat } from '@/components/ui/use-format';
import type { ConfigurationSpec } from '@/lib/contracts/configuration';
import type { Mixer } from '@/lib/contracts/releases';

type Choice = Mixer['components'][number];
type ColumnProps = { mixer: Mixer; spec: ConfigurationSpec; onChange: (part: Partial<ConfigurationSpec>) => void };
const none = 'none';

/** Embedder stages; several make a weighted ensemble. */
export function EmbedderColumn({ mixer, spec, onChange }: ColumnProps) {
  const t = useTranslations('releases');
  const choices = mixer.components.filter((choice) => choice.component === 'embedder');
  const sources = spec.embedders.length + Number(spec.bm25 !== null);
  const toggle = (id: string, isOn: boolean) =>
    onChange({
      embedders: isOn
        ? [...spec.embedders, { checkpointId: id, weight: 1 }]
        : spec.embedders.filter((embedder) => embedder.checkpointId !== id),
    });
  const weigh = (id: string, weight: number) =>
    weight > 0 &&
    weight <= 1000 &&
    onChange({
      embedders: spec.embedders.map((embedder) => (embedder.checkpointId === id ? { ...embedder, weight } : embedder)),
    });
  return (
    <Panel title={t('mixer.embedders')} description={t('mixer.embeddersHint')}>
      <div className="flex flex-col gap-2">
        {choices.map((choice) => {
          const chosen = spec.embedders.find((embedder) => embedder.checkpointId === choice.id);
          return (
            <div
              key={choice.id}
              className={cn(
                'flex flex-col gap-1.5 rounded-md border border-line-strong px-3 py-2',
                chosen && 'border-accent bg-accent-soft',
              )}
            >
              <div className="flex items-start justify-between gap-2">
                <Checkbox
                  isChecked={chosen !== undefined}
                  onChange={(isOn) => toggle(choice.id, isOn)}
                  label={<span className="font-medium">{choice.name}</span>}
                />
                <span className="flex shrink-0 items-center gap-2">
                  {choice.isLive && <StatusDot tone="ok">{t('state.live')}</StatusDot>}
                  <StageBadge stage={choice.stage} />
                </span>
              </div>
              <div className="flex flex-wrap items-center justify-between gap-2 pl-6 text-ink-3 text-xs">
                <span className="flex flex-wrap gap-x-3 gap-y-1">
                  <FigureNote choice={choice} />
                  <IndexNote choice={choice} corpora={mixer.corpora} />
                </span>
                {chosen && sources > 1 && (
                  <Input
                    type="number"
                    aria-label={t('mixer.weightOf', { name: choice.name })}
                    min={0.01}
                    max={1000}
                    step={0.05}
                    value={chosen.weight}
                    onChange={(event) => weigh(choice.id, event.target.valueAsNumber)}
                    className="h-7 w-20 text-right"
                  />
                )}
              </div>
            </div>
          );
        })}
        {choices.length === 0 && <p className="text-ink-3">{t('mixer.noEmbedder')}</p>}
      </div>
    </Panel>
  );
}

/** Reranker stages, and the way without one. */
export function RerankerColumn({ mixer, spec, onChange }: ColumnProps) {
  const t = useTranslations('releases');
  const choices = mixer.components.filter((choice) => choice.component === 'reranker');
  const badge = (choice: Choice): ReactNode => (
    <span className="flex shrink-0 items-center gap-2">
      {choice.isLive && <StatusDot tone="ok">{t('state.live')}</StatusDot>}
      <StageBadge stage={choice.stage} />
    </span>
  );
  return (
    <Panel title={t('mixer.rerankers')} description={t('mixer.rerankersHint')}>
      <RadioCards
        label={t('mixer.rerankers')}
        value={spec.reranker?.checkpointId ?? none}
        onChange={(id) =>
          onChange({ reranker: id === none ? null : { checkpointId: id, weight: spec.reranker?.weight ?? 1 } })
        }
        options={[
          ...choices.map((choice) => ({
            value: choice.id,
            label: choice.name,
            badge: badge(choice),
            note: choice.figure ? <FigureNote choice={choice} /> : undefined,
          })),
          {
            value: none,
            label: t('mixer.noReranker'),
            note: t('mixer.noRerankerNote'),
            badge:
              mixer.live && !mixer.live.spec.reranker ? <StatusDot tone="ok">{t('state.live')}</StatusDot> : undefined,
          },
        ]}
      />
    </Panel>
  );
}

function FigureNote({ choice }: { choice: Choice }) {
  const format = useFormat();
  if (!choice.figure) return null;
  return (
    <span className="tabular">
      {choice.figure.measure} {format.number(choice.figure.value, 3)}
    </span>
  );
}

function IndexNote({ choice, corpora }: { choice: Choice; corpora: Mixer['corpora'] }) {
  const t = useTranslations('releases.mixer');
  const missing = corpora.filter(
    (corpus) => (choice.indexes.find((index) => index.corpusHash === corpus.hash)?.state ?? 'missing') !== 'ready',
  );
  const isBuilding = choice.indexes.some((index) => index.state === 'building');
  if (missing.length === 0) return <span>{t('indexed')}</span>;
  return (
    <Badge tone={isBuilding ? 'information' : 'warning'}>
      {isBuilding ? <LoaderCircle aria-hidden className="animate-spin" /> : <CircleAlert aria-hidden />}
      {isBuilding ? t('indexBuilding') : t('indexMissing', { count: missing.length })}
    </Badge>
  );
}
