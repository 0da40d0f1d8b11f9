import { expect, it } from 'vitest';
import { isWorthRetrying } from './retry-policy';

it('retries a lost connection and an overloaded server, at most twice', () => {
  expect(isWorthRetrying(0, new TypeError('Failed to fetch'))).toBe(true);
  expect(isWorthRetrying(1, { status: 429 })).toBe(true);
  expect(isWorthRetrying(0, { status: 503 })).toBe(true);
  expect(isWorthRetrying(2, { status: 503 })).toBe(false);
});

it('never repeats a request that was refused for good', () => {
  for (const status of [400, 401, 403, 404, 409, 422]) expect(isWorthRetrying(0, { status })).toBe(false);
});
