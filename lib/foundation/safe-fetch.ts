import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { Cancelled, InvalidInput, UpstreamFailed } from './errors';
import { isPublicAddress } from './public-address';

/**
 * Requests to addresses that people typed in. The connection goes to the very address that was checked, redirects are
 * errors, time and bytes are bounded, and no error repeats a header or a body, where secrets and user text are.
 */

export type SafeRequest = {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** sent as JSON */
  json?: unknown;
  /** for the whole exchange (default 30 s) */
  timeoutMs?: number;
  /** longest answer that is read (default 64 MB) */
  maxResponseBytes?: number;
  /** `host` or `host:port` that may be asked although private, and over plain http */
  allowedHosts: readonly string[];
  signal?: AbortSignal;
};

export type SafeResponse = { status: number; headers: Record<string, string>; body: Uint8Array };

/** Whether the administrator listed this host, with its port or for all ports. */
export function isAllowedHost(url: URL, allowedHosts: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  return allowedHosts.some((entry) => {
    const wanted = entry.toLowerCase();
    return wanted === host || wanted === `${host}:${port}` || wanted === host.replace(/^\[|\]$/g, '');
  });
}

/** Parses an address and refuses what can be refused without asking the name service. @throws {InvalidInput} */
export function checkUrl(address: string, allowedHosts: readonly string[]): URL {
  if (!URL.canParse(address)) throw new InvalidInput('The address of the server is not a URL.');
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new InvalidInput('The address of a server begins with https:// or http://.');
  }
  if (url.username || url.password) throw new InvalidInput('The address of a server must not hold a password.');
  if (isAllowedHost(url, allowedHosts)) return url;
  if (url.protocol === 'http:') {
    throw new InvalidInput('A server is asked over plain http only when its host is allowed by configuration.', {
      hint,
    });
  }
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) && !isPublicAddress(literal)) throw privateError();
  return url;
}

const hint = 'Add its host (or host:port) to MIXSTAGE_ALLOWED_HOSTS if it is yours.';
const privateError = () => new InvalidInput('The server has a private address, which is not asked.', { hint });

/** Resolves a name and gives the connection only addresses that were checked here, so the name cannot change between. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(privateError() as NodeJS.ErrnoException, '', 0);
    }
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? '', first?.family ?? 0);
  });
};

const mostConnections = 64;
const guarded = new Agent({ connections: mostConnections, connect: { lookup: guardedLookup, timeout: 10_000 } });
const trusted = new Agent({ connections: mostConnections, connect: { timeout: 10_000 } });

/**
 * Sends one request.
 *
 * @returns the answer, whatever its status below 300 or above 399
 * @throws {InvalidInput} if the address is not one that may be asked
 * @throws {UpstreamFailed} if the server cannot be reached, redirects, is too slow or answers too much
 * @throws {Cancelled} if the signal aborted
 */
export async function safeFetch(address: string, options: SafeRequest): Promise<SafeResponse> {
  const url = checkUrl(address, options.allowedHosts);
  const timeoutMs = options.timeoutMs ?? 30_000;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request(url, {
      method: options.method ?? (options.json === undefined ? 'GET' : 'POST'),
      headers: {
        accept: 'application/json',
        ...(options.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      body: options.json === undefined ? null : JSON.stringify(options.json),
      dispatcher: isAllowedHost(url, options.allowedHosts) ? trusted : guarded,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    });
    // A body that is left unread fails later, when nobody listens any more.
    response.body.on('error', () => {});
    if (response.statusCode >= 300 && response.statusCode < 400) {
      response.body.destroy();
      throw new UpstreamFailed('The server answered with a redirect, which is not followed.');
    }
    const body = await readBounded(response.body, options.maxResponseBytes ?? 64 * 2 ** 20);
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    return { status: response.statusCode, headers, body };
  } catch (error) {
    throw explain(error, options.signal, timeout, timeoutMs);
  }
}

async function readBounded(
  body: AsyncIterable<Uint8Array> & { destroy(): unknown },
  limitBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) {
      body.destroy();
      throw new UpstreamFailed(`The server's answer is longer than ${limitBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Only a code of the platform is repeated: messages may hold addresses, headers or bodies. */
function explain(error: unknown, signal: AbortSignal | undefined, timeout: AbortSignal, timeoutMs: number): unknown {
  if (error instanceof InvalidInput || error instanceof UpstreamFailed) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof InvalidInput) return cause;
  if (signal?.aborted) return new Cancelled('The work was cancelled.');
  if (timeout.aborted) return new UpstreamFailed(`The server did not answer within ${timeoutMs / 1000} s.`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new UpstreamFailed(`The server cannot be reached (${code}).`);
}
