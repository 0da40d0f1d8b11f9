import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { Conflict } from '@/lib/foundation/errors';
import { findRelease } from '@/lib/releases/store';
import { type ConfigurationSpec, configurationHash } from '@/lib/retrieval/configuration';
import { planPipeline } from '@/lib/retrieval/plan-pipeline';
import type { RetrieveReply } from '@/lib/retrieval/retrieve';
import { askHost } from './serve-request';
import { webNode } from './web-node';

export type TryQueryInput = {
  query: string;
  corpusHash: string;
  instruction?: string | undefined;
  operatingPoint?: { budget: number; depth: number } | undefined;
  side: { kind: 'release'; releaseId: string } | { kind: 'spec'; spec: ConfigurationSpec };
};

export type TryQueryReply = RetrieveReply & {
  spec: ConfigurationSpec;
  operatingPoint: { budget: number; depth: number };
  release: { id: string; number: number } | null;
  wasCold: boolean;
};

/**
 * Answers one query with a release or with a configuration that is only tried, explained result by result. A release that
 * is loaded answers from its own host; anything else from a trial host.
 *
 * @throws {Conflict} if the release has no index over the corpus
 */
export async function tryQuery(actor: Actor, input: TryQueryInput, signal?: AbortSignal): Promise<TryQueryReply> {
  requireRole(actor, 'operator');
  const release = input.side.kind === 'release' ? await findRelease(db(), input.side.releaseId) : undefined;
  const spec = input.side.kind === 'spec' ? input.side.spec : (release as NonNullable<typeof release>).spec;
  if (release && !release.bindings.corpora.includes(input.corpusHash)) {
    throw new Conflict(
      `Release ${release.number} was not made for this corpus. Choose another corpus, or mix the components here.`,
    );
  }
  const operatingPoint = input.operatingPoint ?? spec.operatingPoint;
  const options = { corpusHash: input.corpusHash, ...operatingPoint, instruction: input.instruction, explain: true };
  const request = { kind: 'retrieve', query: input.query, options } as const;
  const node = webNode();
  const identity = { spec, operatingPoint, release: release ? { id: release.id, number: release.number } : null };
  if (release && node.supervisor.ready(release.id)) {
    return { ...(await askHost<'retrieve'>(release.id, request, signal)), ...identity, wasCold: false };
  }
  const plan = await planPipeline(db(), {
    id: `trial-${configurationHash(spec).slice(0, 16)}-${input.corpusHash.slice(0, 8)}`,
    spec,
    corpusHashes: [input.corpusHash],
  });
  const { value, wasCold } = await node.trials.use(plan, (host) => host.call<'retrieve'>(request, signal));
  return { ...value, ...identity, wasCold };
}
