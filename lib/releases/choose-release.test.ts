import { describe, expect, it } from 'vitest';
import { chooseRelease, type RoutingFacts } from './choose-release';
import { desiredHosts } from './desired-hosts';

const facts: RoutingFacts = {
  applicationId: 'app',
  pinnedReleaseId: null,
  canaryReleaseId: 'r2',
  canaryPercent: 20,
  liveReleaseId: 'r1',
};
const keys = Array.from({ length: 4000 }, (_, i) => `session-${i}`);

describe('the release that answers', () => {
  it('is the pin before everything else', () => {
    expect(chooseRelease({ ...facts, pinnedReleaseId: 'r0', canaryPercent: 100 }, 'k')).toEqual({
      releaseId: 'r0',
      reason: 'pinned',
    });
  });

  it('is the canary for its share of keys, and the same one for the same key', () => {
    const canaries = keys.filter((key) => chooseRelease(facts, key)?.reason === 'canary');
    expect(canaries.length / keys.length).toBeGreaterThan(0.18);
    expect(canaries.length / keys.length).toBeLessThan(0.22);
    expect(canaries.every((key) => chooseRelease(facts, key)?.releaseId === 'r2')).toBe(true);
  });

  it('keeps every canary key when the share is raised', () => {
    const before = keys.filter((key) => chooseRelease(facts, key)?.reason === 'canary');
    expect(before.every((key) => chooseRelease({ ...facts, canaryPercent: 50 }, key)?.reason === 'canary')).toBe(true);
  });

  it('is nobody at 0 % and everybody at 100 %', () => {
    expect(keys.some((key) => chooseRelease({ ...facts, canaryPercent: 0 }, key)?.reason === 'canary')).toBe(false);
    expect(keys.every((key) => chooseRelease({ ...facts, canaryPercent: 100 }, key)?.reason === 'canary')).toBe(true);
  });

  it('does not exist when nothing is live', () => {
    expect(chooseRelease({ ...facts, canaryReleaseId: null, liveReleaseId: null }, 'k')).toBeUndefined();
  });
});

describe('the hosts of a node', () => {
  it('are the live release, the one before it, and what applications are bound to', () => {
    const roles = desiredHosts({
      liveReleaseId: 'r3',
      earlierReleaseIds: ['r3', 'r2', 'r1'],
      pinnedReleaseIds: ['r1'],
      canaryReleaseIds: ['r4'],
      heldReleaseIds: ['r5', 'r2'],
    });
    expect([...roles]).toEqual([
      ['r3', 'live'],
      ['r2', 'warm'],
      ['r1', 'pinned'],
      ['r4', 'canary'],
      ['r5', 'candidate'],
    ]);
  });

  it('are none before the first promotion', () => {
    expect(
      desiredHosts({
        liveReleaseId: null,
        earlierReleaseIds: [],
        pinnedReleaseIds: [],
        canaryReleaseIds: [],
        heldReleaseIds: [],
      }).size,
    ).toBe(0);
  });
});
