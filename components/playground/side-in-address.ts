import { plainSpec, readSpec } from '@/components/releases/spec-in-address';
import type { ConfigurationSpec } from '@/lib/contracts/configuration';
import type { PlaygroundChoice, PlaygroundSide } from '@/lib/contracts/playground';

const mixPrefix = 'mix:';

/**
 * One side of the playground as it stands in the address: a release id, or `mix:` and the parameters of a configuration. The
 * mixer links here with the bare parameters and `mode=mix`. Without anything: what is live for the left side, the release
 * before it for the right one, else the last stage of each component.
 */
export function readSide(
  search: URLSearchParams,
  name: 'a' | 'b',
  choice: PlaygroundChoice,
): PlaygroundSide | undefined {
  const text = search.get(name);
  if (text?.startsWith(mixPrefix))
    return { kind: 'spec', spec: readSpec(new URLSearchParams(text.slice(mixPrefix.length)), lastStages(choice)) };
  if (text) return { kind: 'release', releaseId: text };
  if (name === 'a' && search.get('mode') === 'mix') return { kind: 'spec', spec: readSpec(search, lastStages(choice)) };
  const live = choice.releases.find((release) => release.isLive);
  const other = choice.releases.find((release) => !release.isLive);
  const release = name === 'a' ? (live ?? other) : (other ?? live);
  return release ? { kind: 'release', releaseId: release.id } : { kind: 'spec', spec: lastStages(choice) };
}

/** A configuration as the value of `a` or `b`. */
export const writeMix = (parameters: Record<string, string>): string =>
  `${mixPrefix}${new URLSearchParams(parameters)}`;

/** The last registered stage of each component, or BM25 alone. */
export function lastStages(choice: PlaygroundChoice): ConfigurationSpec {
  const embedder = choice.components
    .filter((component) => component.component === 'embedder' && component.indexedCorpora.length > 0)
    .at(-1);
  const reranker = choice.components.filter((component) => component.component === 'reranker').at(-1);
  return {
    ...plainSpec,
    embedders: embedder ? [{ checkpointId: embedder.id, weight: 1 }] : [],
    bm25: embedder ? null : plainSpec.bm25,
    reranker: reranker ? { checkpointId: reranker.id, weight: 1 } : null,
  };
}
