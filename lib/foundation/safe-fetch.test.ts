import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address';
import { checkUrl, safeFetch } from './safe-fetch';

let server: Server;
let base: string;
let host: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    else if (request.url === '/long') response.end('x'.repeat(5000));
    else if (request.url === '/slow') setTimeout(() => response.end('{}'), 5000).unref();
    else if (request.url === '/reset') request.socket.destroy();
    else response.end(JSON.stringify({ key: request.headers.authorization ?? null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  base = `http://${host}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('an address that somebody typed in', () => {
  it('is never asked when it is not public, however it is written', () => {
    const written = [
      'https://127.0.0.1/',
      'https://127.1/',
      'https://2130706433/',
      'https://0x7f000001/',
      'https://0177.0.0.1/',
      'https://0/',
      'https://10.1.2.3/',
      'https://172.16.0.1/',
      'https://172.31.255.255/',
      'https://192.168.1.1/',
      'https://169.254.169.254/latest/meta-data/',
      'https://100.64.0.1/',
      'https://100.100.100.200/',
      'https://192.0.0.192/',
      'https://198.18.0.1/',
      'https://224.0.0.1/',
      'https://255.255.255.255/',
      'https://[::1]/',
      'https://[::]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:7f00:1]/',
      'https://[::ffff:169.254.169.254]/',
      'https://[::127.0.0.1]/',
      'https://[64:ff9b::7f00:1]/',
      'https://[64:ff9b:1::1]/',
      'https://[2002:7f00:1::]/',
      'https://[2001:0:7f00:1::]/',
      'https://[fe80::1]/',
      'https://[fec0::1]/',
      'https://[fc00::1]/',
      'https://[fd00:ec2::254]/',
      'https://[ff02::1]/',
      'https://[2001:db8::1]/',
      'https://１２７.０.０.１/',
      'https://①②⑦.0.0.1/',
    ];
    for (const address of written) expect(() => checkUrl(address, []), address).toThrow(/private address/);
  });

  it('is refused for other schemes, passwords, plain http and nonsense', () => {
    for (const address of ['file:///etc/passwd', 'ftp://example.org/', 'gopher://example.org/', 'data:text/plain,x']) {
      expect(() => checkUrl(address, []), address).toThrow(/begins with https/);
    }
    expect(() => checkUrl('https://user:secret@example.org/', [])).toThrow(/must not hold a password/);
    expect(() => checkUrl('http://example.org/', [])).toThrow(/plain http/);
    expect(() => checkUrl('example.org', [])).toThrow(/not a URL/);
    expect(checkUrl('https://example.org/v1', []).hostname).toBe('example.org');
    expect(checkUrl('https://8.8.8.8/', []).hostname).toBe('8.8.8.8');
  });

  it('is asked when its host, and if given its port, is allowed', () => {
    expect(checkUrl('http://127.0.0.1:8080/', ['127.0.0.1:8080']).port).toBe('8080');
    expect(checkUrl('http://[::1]:8080/', ['::1']).port).toBe('8080');
    expect(checkUrl('http://models.internal:9000/v1', ['models.internal']).port).toBe('9000');
    expect(() => checkUrl('http://127.0.0.1:8081/', ['127.0.0.1:8080'])).toThrow(/plain http/);
    expect(() => checkUrl('https://127.0.0.1.example.org@10.0.0.1/', ['127.0.0.1.example.org'])).toThrow();
  });

  it('is checked again after its name was resolved, at the address the connection goes to', async () => {
    // "localhost" is a public-looking name that resolves to this machine, where a server does listen.
    const port = host.split(':')[1];
    await expect(safeFetch(`https://localhost:${port}/`, { allowedHosts: [] })).rejects.toThrow(/private address/);
    await expect(safeFetch(`https://LOCALHOST:${port}/`, { allowedHosts: [] })).rejects.toThrow(/private address/);
  });
});

describe('a request', () => {
  it('follows no redirect, bounds time and bytes, and keeps secrets out of its errors', async () => {
    const ask = (path: string, more = {}) =>
      safeFetch(`${base}${path}`, { allowedHosts: [host], headers: { authorization: 'Bearer s3cret' }, ...more });
    expect(Buffer.from((await ask('/')).body).toString()).toBe('{"key":"Bearer s3cret"}');
    const failures = await Promise.all([
      ask('/redirect').catch((error: Error) => error),
      ask('/long', { maxResponseBytes: 1000 }).catch((error: Error) => error),
      ask('/slow', { timeoutMs: 200 }).catch((error: Error) => error),
      ask('/reset').catch((error: Error) => error),
      safeFetch('http://127.0.0.1:1/', { allowedHosts: ['127.0.0.1'] }).catch((error: Error) => error),
    ]);
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: 'upstream_failed' });
      expect(JSON.stringify(failure) + String((failure as Error).stack)).not.toContain('s3cret');
    }
    const messages = failures.map((failure) => (failure as Error).message);
    expect(messages[0]).toMatch(/redirect/);
    expect(messages[1]).toMatch(/longer than 1000 bytes/);
    expect(messages[2]).toMatch(/within 0.2 s/);
    const abort = new AbortController();
    const slow = ask('/slow', { signal: abort.signal });
    abort.abort();
    await expect(slow).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('public addresses', () => {
  it('are those that the registries leave to the public internet', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1']) {
      expect(isPublicAddress(address), address).toBe(true);
    }
    for (const address of ['', 'example.org', '127.0.0.1', '::ffff:8.8.8.8', '3fff::1']) {
      expect(isPublicAddress(address), address).toBe(false);
    }
  });
});
