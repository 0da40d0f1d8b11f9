'use client';
import { useTranslations } from 'next-intl';
import { writeSpec } from '@/components/releases/spec-in-address';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { useUrlState } from '@/components/ui/use-url-state';
import type { ConfigurationSpec } from '@/lib/contracts/configuration';
import type { PlaygroundChoice } from '@/lib/contracts/playground';
import { lastStages, readSide, writeMix } from './side-in-address';

const mix = '__mix';
const none = '__none';
const bm25 = '__bm25';

/** Which release or which mix one side asks. */
export function SideChoice({
  name,
  choice,
  corpusHash,
}: {
  name: 'a' | 'b';
  choice: PlaygroundChoice;
  corpusHash: string;
}) {
  const t = useTranslations('playground');
  const [search, change] = useUrlState();
  const side = readSide(search, name, choice);
  const set = (value: string) => change({ [name]: value, ...(name === 'a' ? { mode: undefined } : { two: '1' }) });
  return (
    <div className="flex flex-col gap-2">
      <Select
        aria-label={t('side')}
        value={side?.kind === 'release' ? side.releaseId : mix}
        onChange={(value) => set(value === mix ? writeMix(writeSpec(lastStages(choice))) : value)}
        options={[
          ...choice.releases.map((release) => ({
            value: release.id,
            label: release.isLive
              ? t('releaseLive', { number: release.number })
              : t('release', { number: release.number }),
            note: release.label,
          })),
          { value: mix, label: t('mix'), note: t('mixNote') },
        ]}
      />
      {side?.kind === 'spec' && (
        <MixChoice
          spec={side.spec}
          choice={choice}
          corpusHash={corpusHash}
          onChange={(spec) => set(writeMix(writeSpec(spec)))}
        />
      )}
    </div>
  );
}

function MixChoice({
  spec,
  choice,
  corpusHash,
  onChange,
}: {
  spec: ConfigurationSpec;
  choice: PlaygroundChoice;
  corpusHash: string;
  onChange: (spec: ConfigurationSpec) => void;
}) {
  const t = useTranslations('playground');
  const embedders = choice.components.filter((component) => component.component === 'embedder');
  const rerankers = choice.components.filter((component) => component.component === 'reranker');
  const { budget, depth } = spec.operatingPoint;
  const source = spec.embedders[0]?.checkpointId ?? bm25;
  const setSource = (id: string) =>
    onChange({
      ...spec,
      embedders: id === bm25 ? [] : [{ checkpointId: id, weight: 1 }],
      bm25: id === bm25 ? (spec.bm25 ?? { weight: 1, k1: 1.5, b: 0.75 }) : null,
    });
  return (
    <div className="grid gap-2 rounded-md border bg-sunken p-2 sm:grid-cols-[1fr_1fr_4.5rem_4.5rem]">
      <Select
        aria-label={t('firstStage')}
        value={source}
        onChange={setSource}
        options={[
          ...embedders.map((component) => ({
            value: component.id,
            label: component.name,
            note: component.indexedCorpora.includes(corpusHash)
              ? component.stage
              : t('notIndexed', { stage: component.stage }),
            isDisabled: !component.indexedCorpora.includes(corpusHash),
          })),
          { value: bm25, label: t('bm25Only') },
        ]}
      />
      <Select
        aria-label={t('reranker')}
        value={spec.reranker?.checkpointId ?? none}
        onChange={(id) =>
          onChange({ ...spec, reranker: id === none ? null : { checkpointId: id, weight: spec.reranker?.weight ?? 1 } })
        }
        options={[
          ...rerankers.map((component) => ({ value: component.id, label: component.name, note: component.stage })),
          { value: none, label: t('noReranker') },
        ]}
      />
      <Input
        type="number"
        aria-label={t('budget')}
        title={t('budget')}
        min={depth}
        max={1000}
        value={budget}
        onChange={(event) =>
          event.target.valueAsNumber >= depth &&
          event.target.valueAsNumber <= 1000 &&
          onChange({ ...spec, operatingPoint: { budget: event.target.valueAsNumber, depth } })
        }
      />
      <Input
        type="number"
        aria-label={t('depth')}
        title={t('depth')}
        min={1}
        max={Math.min(200, budget)}
        value={depth}
        onChange={(event) =>
          event.target.valueAsNumber >= 1 &&
          event.target.valueAsNumber <= budget &&
          onChange({ ...spec, operatingPoint: { budget, depth: event.target.valueAsNumber } })
        }
      />
    </div>
  );
}
