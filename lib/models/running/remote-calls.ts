import { env } from '@/lib/foundation/env';
import { Cancelled, InvalidInput, Overloaded, UpstreamFailed } from '@/lib/foundation/errors';
import { type SafeRequest, type SafeResponse, safeFetch } from '@/lib/foundation/safe-fetch';
import type { RemoteEmbedderConfig, RemoteRerankerConfig } from '../checkpoint-config';
import { readRemoteSecret } from '../remote-secret';
import type { OpenOptions } from './open-graph';

/** What a remote model is called with; the secret goes to its own server and nowhere else. */
export type RemoteServer = {
  config: RemoteEmbedderConfig | RemoteRerankerConfig;
  secret: string | undefined;
  allowedHosts: readonly string[];
  /** waits between tries; replaced in tests */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

const tries = 4;
const firstWaitMs = 250;
const longestWaitMs = 10_000;

/** Reads what calls need. @throws {InvalidInput} if the server asks for a key that is not there */
export async function remoteServer(
  files: { config: RemoteEmbedderConfig | RemoteRerankerConfig; secret?: string },
  options: OpenOptions,
): Promise<RemoteServer> {
  const { config } = files;
  const allowedHosts = options.allowedHosts ?? env().MIXSTAGE_ALLOWED_HOSTS;
  const stored = async (name: string) => readRemoteSecret(options.dataDir ?? env().dataDir, name);
  const secret = files.secret ?? (config.secretName === null ? undefined : await stored(config.secretName));
  return { config, secret, allowedHosts, sleep };
}

/** `base + path`, where the base may end with `/v1` or not. */
export const endpoint = (baseUrl: string, path: string): string => {
  const base = baseUrl.replace(/\/+$/, '');
  return base.endsWith('/v1') && path.startsWith('/v1/') ? `${base}${path.slice(3)}` : `${base}${path}`;
};

/**
 * Posts JSON and returns the parsed answer. Busy (429) and failing (5xx) servers are asked again, up to four times in
 * all, with doubling waits or what `Retry-After` says; other refusals are final.
 *
 * @throws {UpstreamFailed} with the status, never with the server's words, which may quote texts or keys
 * @throws {Overloaded} if the server stays busy
 */
export async function postJson(
  server: RemoteServer,
  path: string,
  json: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  const { config, secret, allowedHosts } = server;
  const request: SafeRequest = {
    json,
    allowedHosts,
    timeoutMs: config.timeoutMs,
    headers: secret ? { authorization: `Bearer ${secret}` } : {},
    ...(signal ? { signal } : {}),
  };
  for (let attempt = 1; ; attempt++) {
    const outcome = await attemptOnce(endpoint(config.baseUrl, path), request);
    if ('value' in outcome) return outcome.value;
    if (!outcome.isWorthRetrying || attempt === tries) throw outcome.error;
    await server.sleep(Math.min(outcome.waitMs ?? firstWaitMs * 2 ** (attempt - 1), longestWaitMs), signal);
  }
}

type Outcome = { value: unknown } | { error: Error; isWorthRetrying: boolean; waitMs?: number };

async function attemptOnce(address: string, request: SafeRequest): Promise<Outcome> {
  let response: SafeResponse;
  try {
    response = await safeFetch(address, request);
  } catch (error) {
    if (!(error instanceof UpstreamFailed)) throw error;
    return { error, isWorthRetrying: true };
  }
  const { status, headers } = response;
  if (status === 200) return { value: parseBody(response) };
  const seconds = Number(headers['retry-after']);
  const waitMs = Number.isFinite(seconds) && seconds > 0 ? { waitMs: seconds * 1000 } : {};
  if (status === 429) {
    return { error: new Overloaded('The model server is busy (429).'), isWorthRetrying: true, ...waitMs };
  }
  const error = new UpstreamFailed(`The model server answered with status ${status}.`, adviceFor(status));
  return { error, isWorthRetrying: status >= 500, ...waitMs };
}

const adviceFor = (status: number): { hint?: string } => {
  if (status === 401 || status === 403) return { hint: 'Check the key of this server.' };
  if (status === 404) return { hint: 'Check the address and the model name.' };
  if (status === 413 || status === 422) return { hint: 'Lower the batch size, or check the longest text.' };
  return {};
};

function parseBody({ body }: SafeResponse): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new UpstreamFailed('The model server answered with something that is not JSON.');
  }
}

/** Splits items into batches and keeps a bounded number of requests under way. @throws the first failure */
export async function inBatches<T>(
  items: readonly T[],
  { batchSize, concurrency }: { batchSize: number; concurrency: number },
  work: (batch: T[], start: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let hasFailed = false;
  const lane = async () => {
    while (next < items.length && !hasFailed) {
      const start = next;
      next += batchSize;
      try {
        await work(items.slice(start, start + batchSize), start);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const lanes = Math.min(concurrency, Math.ceil(items.length / batchSize));
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Puts answers into the order of their inputs. @throws {UpstreamFailed} unless every index comes exactly once */
export function byIndex<T extends { index: number }>(entries: readonly T[], count: number): T[] {
  const ordered = new Array<T | undefined>(count).fill(undefined);
  for (const entry of entries) {
    if (!(entry.index in ordered) || ordered[entry.index] !== undefined) throw mismatch();
    ordered[entry.index] = entry;
  }
  if (ordered.includes(undefined)) throw mismatch();
  return ordered as T[];
}

/** Servers refuse a request for one empty text in it; a space means the same to a model. */
export const notEmpty = (text: string): string => (text === '' ? ' ' : text);

const mismatch = () => new UpstreamFailed('The model server did not answer every text exactly once.');

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) throw new Cancelled('The work was cancelled.');
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(new Cancelled('The work was cancelled.'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** @throws {InvalidInput} unless the array has the registered dimension */
export function checkDimension(found: number, expected: number): void {
  if (found !== expected) {
    throw new InvalidInput(`The model server gives ${found} numbers a text where ${expected} were registered.`);
  }
}
