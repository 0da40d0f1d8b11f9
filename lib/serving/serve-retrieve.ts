import type { Actor } from '@/lib/auth/actor';
import { Conflict, InvalidInput } from '@/lib/foundation/errors';
import type { RetrieveReply } from '@/lib/retrieval/retrieve';
import { askHost, requireApplication, routeRequest } from './serve-request';
import { webNode } from './web-node';

export type ServeRetrieveInput = {
  query: string;
  budget?: number | undefined;
  depth?: number | undefined;
  release?: string | undefined;
  explain?: boolean | undefined;
  /** keeps one session of the application on one side of a canary; without it the query decides */
  stickyKey?: string | undefined;
};

export type ServeRetrieveReply = RetrieveReply & {
  /** the name of the release that answered, e.g. `release-7` */
  release: string;
  operatingPoint: { budget: number; depth: number };
  routing: 'live' | 'canary' | 'pinned' | 'named';
};

/**
 * Answers a query of an application with its release, its instruction and its operating point.
 *
 * @throws {InvalidInput} if depth is above budget
 * @throws {Conflict} if the application has no corpus, or the release no index over it
 */
export async function serveRetrieve(
  actor: Actor,
  input: ServeRetrieveInput,
  signal?: AbortSignal,
): Promise<ServeRetrieveReply> {
  const node = webNode();
  const { application, snapshot } = await requireApplication(actor, node);
  const budget = input.budget ?? Math.max(application.budget, input.depth ?? 0);
  const depth = input.depth ?? Math.min(application.depth, budget);
  if (depth > budget) {
    throw new InvalidInput(`depth (${depth}) cannot be larger than budget (${budget}).`, {
      issues: [{ path: 'depth', message: 'is larger than budget' }],
    });
  }
  if (!application.corpusHash) {
    throw new Conflict('This application has no corpus yet. An operator chooses one on its page.');
  }
  const { releaseId, reason } = routeRequest(snapshot, application, {
    release: input.release,
    stickyKey: input.stickyKey ?? input.query,
  });
  const options = {
    corpusHash: application.corpusHash,
    budget,
    depth,
    instruction: application.instruction,
    explain: input.explain ?? false,
  };
  try {
    const reply = await askHost<'retrieve'>(releaseId, { kind: 'retrieve', query: input.query, options }, signal);
    node.statistics.record(application.id, releaseId, { timings: reply.timings, isFailure: false });
    return {
      ...reply,
      release: snapshot.releases.get(releaseId)?.name ?? releaseId,
      operatingPoint: { budget, depth },
      routing: reason,
    };
  } catch (error) {
    node.statistics.record(application.id, releaseId, { isFailure: true });
    throw error;
  }
}
