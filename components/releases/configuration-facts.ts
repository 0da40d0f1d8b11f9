import type { ComponentRef, Configuration, ConfigurationSpec } from '@/lib/contracts/configuration';

type Described = Pick<Configuration, 'spec' | 'checkpoints'>;

/** One property of a configuration, as the console compares them. */
export type ConfigurationFact = {
  key: 'embedders' | 'bm25' | 'fusion' | 'reranker' | 'rerankerWeight' | 'budget' | 'depth';
  before: string | undefined;
  after: string | undefined;
  hasChanged: boolean;
};

/** The checkpoint with its stage in words; its id if it is not known (any more). */
export const nameOf = (checkpoints: readonly ComponentRef[], id: string): string => {
  const found = checkpoints.find((checkpoint) => checkpoint.id === id);
  return found ? found.name : id.slice(0, 8);
};

const weight = (value: number): string => String(Math.round(value * 1000) / 1000);

function inWords({ spec, checkpoints }: Described): Record<ConfigurationFact['key'], string | undefined> {
  const isEnsemble = spec.embedders.length > 1;
  const embedders = spec.embedders.map(
    (embedder) =>
      `${nameOf(checkpoints, embedder.checkpointId)}${isEnsemble || spec.bm25 ? ` · ${weight(embedder.weight)}` : ''}`,
  );
  return {
    embedders: embedders.length > 0 ? embedders.join(' + ') : undefined,
    bm25: spec.bm25 ? `${weight(spec.bm25.weight)} (k1 ${weight(spec.bm25.k1)}, b ${weight(spec.bm25.b)})` : undefined,
    fusion: spec.embedders.length + Number(spec.bm25 !== null) > 1 ? spec.fusion.normalise : undefined,
    reranker: spec.reranker ? nameOf(checkpoints, spec.reranker.checkpointId) : undefined,
    rerankerWeight: spec.reranker ? weight(spec.reranker.weight) : undefined,
    budget: String(spec.operatingPoint.budget),
    depth: String(spec.operatingPoint.depth),
  };
}

/** What changes from one configuration to another, property by property; `before` may be nothing. */
export function compareConfigurations(before: Described | undefined, after: Described): ConfigurationFact[] {
  const left = before && inWords(before);
  const right = inWords(after);
  return (Object.keys(right) as ConfigurationFact['key'][])
    .map((key) => ({ key, before: left?.[key], after: right[key], hasChanged: left?.[key] !== right[key] }))
    .filter((fact) => fact.before !== undefined || fact.after !== undefined);
}

/** Whether the components come from more than one stage; BM25 has none. */
export function isMixedStage({ spec, checkpoints }: Described): boolean {
  const ids = [
    ...spec.embedders.map((embedder) => embedder.checkpointId),
    ...(spec.reranker ? [spec.reranker.checkpointId] : []),
  ];
  const stages = new Set(ids.flatMap((id) => checkpoints.find((checkpoint) => checkpoint.id === id)?.stage ?? []));
  return stages.size > 1;
}

/** The live configuration with one component of an earlier one, as a roll-back of one component makes it. */
export function withComponentOf(live: Described, earlier: Described, component: 'embedder' | 'reranker'): Described {
  const spec: ConfigurationSpec =
    component === 'embedder'
      ? { ...live.spec, embedders: earlier.spec.embedders, bm25: earlier.spec.bm25, fusion: earlier.spec.fusion }
      : { ...live.spec, reranker: earlier.spec.reranker };
  return { spec, checkpoints: [...live.checkpoints, ...earlier.checkpoints] };
}
