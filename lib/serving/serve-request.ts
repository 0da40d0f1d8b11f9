import type { Actor } from '@/lib/auth/actor';
import { Forbidden, NotFound, Unauthenticated, Unavailable } from '@/lib/foundation/errors';
import { chooseRelease, type Routing } from '@/lib/releases/choose-release';
import type { HostReply, HostRequest } from './host-protocol';
import { HostDied, type ReleaseHost } from './release-host';
import { type RoutingSnapshot, requireLoadedRelease, type ServedApplication } from './routing-snapshot';
import { type WebNode, webNode } from './web-node';

/** How long a request waits for the host of its release to come up again before it is told to come back. */
const waitForHostMs = 15_000;

/**
 * The application that calls, and routing as it stands at this moment.
 *
 * @throws {Unauthenticated} without a key @throws {Forbidden} for people's keys and sessions
 */
export async function requireApplication(
  actor: Actor,
  node: WebNode,
): Promise<{ application: ServedApplication; snapshot: RoutingSnapshot }> {
  if (actor.kind === 'anonymous')
    throw new Unauthenticated('Send the API key of an application: "Authorization: Bearer <key>".');
  if (actor.kind !== 'application')
    throw new Forbidden('This interface is for applications. Use the API key of an application.');
  const snapshot = await node.routingFor(actor.applicationId);
  const application = snapshot.applications.get(actor.applicationId);
  if (!application) throw new NotFound('This application does not exist any more.');
  return { application, snapshot };
}

/** Which release answers this request, and why. @throws {Unavailable} if nothing is live @throws {NotFound} for a named release that is not loaded */
export function routeRequest(
  snapshot: RoutingSnapshot,
  application: ServedApplication,
  wanted: { release?: string | undefined; stickyKey: string },
): Routing | { releaseId: string; reason: 'named' } {
  if (wanted.release !== undefined && wanted.release !== 'live') {
    return { releaseId: requireLoadedRelease(snapshot, wanted.release), reason: 'named' };
  }
  const facts = { ...application, applicationId: application.id, liveReleaseId: snapshot.answeringReleaseId };
  const forced = wanted.release === 'live' ? { ...facts, pinnedReleaseId: null, canaryReleaseId: null } : facts;
  const routing = chooseRelease(forced, wanted.stickyKey);
  if (!routing) throw new Unavailable('No release is live yet. An operator has to promote one.', { retryAfterS: 30 });
  return routing;
}

/**
 * Sends one request to the host of a release. A host that dies on the way is replaced by its supervisor and the request
 * is sent once more; all of an answer comes from one host.
 *
 * @throws {Unavailable} if the host does not come back in time
 */
export async function askHost<K extends HostRequest['kind']>(
  releaseId: string,
  request: Extract<HostRequest, { kind: K }>,
  signal?: AbortSignal,
): Promise<HostReply[K]> {
  const first = await hostOf(releaseId);
  try {
    return await first.call<K>(request, signal);
  } catch (error) {
    if (!(error instanceof HostDied)) throw error;
  }
  const second = await hostOf(releaseId);
  try {
    return await second.call<K>(request, signal);
  } catch (error) {
    if (!(error instanceof HostDied)) throw error;
    throw new Unavailable(
      'The process that serves this release stopped twice during this request.',
      { retryAfterS: 2 },
      { cause: error },
    );
  }
}

const hostOf = (releaseId: string): Promise<ReleaseHost> => {
  const { supervisor } = webNode();
  const ready = supervisor.ready(releaseId);
  return ready ? Promise.resolve(ready) : supervisor.ensure(releaseId, 'candidate', waitForHostMs);
};
