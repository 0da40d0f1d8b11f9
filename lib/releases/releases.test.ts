import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Actor, systemActor } from '@/lib/auth/actor';
import { verifyAudit } from '@/lib/db/audit';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { transaction } from '@/lib/db/transaction';
import { createApplication, setRouting, updateApplication } from './applications';
import { attachEvidence } from './attach-evidence';
import { createRelease } from './create-release';
import type { HostFact } from './gate';
import { listMoves, listReleases, liveAt } from './history';
import type { HostStarter } from './move-pointer';
import { promoteRelease } from './promote-release';
import { rollBackRelease, withComponentOf } from './roll-back-release';
import { readLivePointer } from './store';
import { seedCorpus, seedRelease } from './testing/seed-release';
import { withdrawRelease } from './withdraw-release';

const system = systemActor('test');
const accepts = { overrides: ['no_evaluation'] };
const operator: Actor = {
  kind: 'user',
  userId: 'u1',
  name: 'O',
  email: 'o@example.org',
  role: 'operator',
  via: 'session',
};
const stakeholder: Actor = { ...operator, role: 'stakeholder' };

/** A node that starts whatever it is asked to, unless told otherwise. */
function fakeHosts(fact: HostFact = { isReady: true, warmUpMs: 5 }) {
  const calls: string[] = [];
  const hosts: HostStarter = {
    prepare: async (id) => {
      calls.push(`prepare ${id}`);
      return fact;
    },
    done: async (id) => {
      calls.push(`done ${id}`);
    },
  };
  return { hosts, calls };
}

describe('making a release live', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.db.$executeRaw`TRUNCATE "LivePointer", "Application", "ApiKey"`;
    await test.db.$executeRaw`ALTER TABLE "ReleaseMove" DISABLE TRIGGER USER`;
    await test.db.$executeRaw`TRUNCATE "ReleaseMove"`;
    await test.db.$executeRaw`ALTER TABLE "ReleaseMove" ENABLE TRIGGER USER`;
    await test.db.$executeRaw`DELETE FROM "Release"`;
  });

  it('asks a person when no evaluation is attached, and goes on with a reason', async () => {
    const release = await seedRelease(test.db, 1);
    await expect(promoteRelease(system, { releaseId: release.id, reason: 'first' }, undefined)).rejects.toMatchObject({
      code: 'promotion_blocked',
      details: { blockers: [{ code: 'no_evaluation' }] },
    });
    expect((await readLivePointer()).releaseId).toBeNull();
    const moved = await promoteRelease(
      system,
      { releaseId: release.id, reason: 'first', ...accepts },
      fakeHosts().hosts,
    );
    expect(moved).toMatchObject({ version: 1, number: 1, host: 'warm' });
    expect(await readLivePointer()).toMatchObject({ version: 1, releaseId: release.id });
  });

  it('prepares the host before the pointer moves and always says that it is done', async () => {
    const release = await seedRelease(test.db, 1);
    const { hosts, calls } = fakeHosts({ isReady: false, reason: 'out of memory' });
    await expect(promoteRelease(system, { releaseId: release.id, reason: 'x', ...accepts }, hosts)).rejects.toThrow(
      /out of memory/,
    );
    expect(calls).toEqual([`prepare ${release.id}`, `done ${release.id}`]);
    expect((await readLivePointer()).releaseId).toBeNull();
  });

  it('lets one of two operators win and tells the other who did', async () => {
    const [one, two] = [await seedRelease(test.db, 1), await seedRelease(test.db, 2)];
    const attempts = await Promise.allSettled(
      [one, two].map((release) =>
        promoteRelease(
          system,
          { releaseId: release.id, reason: 'mine', expectedVersion: 0, ...accepts },
          fakeHosts().hosts,
        ),
      ),
    );
    const lost = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(lost).toHaveLength(1);
    expect(lost[0]?.reason).toMatchObject({ code: 'conflict' });
    expect(String(lost[0]?.reason.message)).toMatch(/^Release [12] was made live a moment ago/);
    expect((await readLivePointer()).version).toBe(1);
    expect(await listMoves(system)).toHaveLength(1);
  });

  it('applies the gate again in the transaction: what was withdrawn meanwhile does not become live', async () => {
    const release = await seedRelease(test.db, 1);
    const hosts: HostStarter = {
      prepare: async () => {
        await test.db.release.update({ where: { id: release.id }, data: { withdrawnAt: new Date('2026-01-01') } });
        return { isReady: true, warmUpMs: 1 };
      },
      done: async () => undefined,
    };
    await expect(promoteRelease(system, { releaseId: release.id, reason: 'x', ...accepts }, hosts)).rejects.toThrow(
      /withdrawn/,
    );
    expect((await readLivePointer()).version).toBe(0);
  });

  it('rolls back to what was live before, with the short gate, and says what was live when', async () => {
    const [one, two] = [await seedRelease(test.db, 1), await seedRelease(test.db, 2)];
    await promoteRelease(system, { releaseId: one.id, reason: 'first', ...accepts }, fakeHosts().hosts);
    await promoteRelease(system, { releaseId: two.id, reason: 'second', ...accepts }, fakeHosts().hosts);
    const back = await rollBackRelease(system, { reason: 'answers got worse' }, fakeHosts().hosts);
    expect(back).toMatchObject({ version: 3, number: one.number });
    const moves = await listMoves(system);
    expect(moves.map((move) => [move.kind, move.to.number])).toEqual([
      ['rollback', one.number],
      ['promote', two.number],
      ['promote', one.number],
    ]);
    for (const move of moves)
      expect((await liveAt(system, move.at))?.to.number).toBe(moves.find((other) => other.at <= move.at)?.to.number);
    expect(await liveAt(system, new Date('2000-01-01'))).toBeUndefined();
    expect((await listReleases(system)).map((release) => release.state)).toEqual(['earlier', 'live']);
    expect(await verifyAudit(test.db)).toMatchObject({ isIntact: true });
  });

  it('refuses to roll back when nothing was live before', async () => {
    await expect(rollBackRelease(system, { reason: 'x' }, undefined)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('keeps the two components apart when only one goes back', () => {
    const spec = (embedder: string, reranker: string) => ({
      embedders: [{ checkpointId: embedder, weight: 1 }],
      bm25: null,
      reranker: { checkpointId: reranker, weight: 0.5 },
      fusion: { normalise: 'z' as const },
      operatingPoint: { budget: 60, depth: 10 },
    });
    const live = spec('e3', 'r2');
    const earlier = spec('e1', 'r1');
    expect(withComponentOf(live, earlier, 'embedder')).toMatchObject({
      embedders: [{ checkpointId: 'e1' }],
      reranker: { checkpointId: 'r2' },
    });
    expect(withComponentOf(live, earlier, 'reranker')).toMatchObject({
      embedders: [{ checkpointId: 'e3' }],
      reranker: { checkpointId: 'r1' },
    });
  });

  it('cannot create a release whose index is missing or of another embedder, and names all of them', async () => {
    const corpusHash = await seedCorpus(test.db);
    const base = {
      source: 'onnx',
      config: {},
      files: [],
      adapters: [],
      checks: {},
      createdBy: 'test',
      stage: 'base',
      component: 'embedder',
    };
    await test.db.checkpoint.createMany({
      data: ['ea', 'eb'].map((id) => ({ id, contentHash: id, name: id, ...base })),
      skipDuplicates: true,
    });
    await test.db.index.createMany({
      data: [
        {
          id: 'ix',
          checkpointId: 'eb',
          embedderHash: 'somebody else',
          corpusHash,
          state: 'ready',
          documents: 3,
          manifestHash: 'm',
          createdBy: 'test',
        },
      ],
      skipDuplicates: true,
    });
    const configuration = await test.db.configuration.create({
      data: {
        id: 'c-missing',
        hash: 'c-missing',
        name: 'two embedders',
        createdBy: 'test',
        spec: {
          embedders: [
            { checkpointId: 'ea', weight: 1 },
            { checkpointId: 'eb', weight: 1 },
          ],
          bm25: null,
          reranker: null,
          fusion: { normalise: 'max' },
          operatingPoint: { budget: 10, depth: 5 },
        },
      },
    });
    const attempt = createRelease(system, {
      configurationId: configuration.id,
      reason: 'x',
      corpusHashes: [corpusHash],
    });
    await expect(attempt).rejects.toMatchObject({ code: 'conflict' });
    await expect(attempt).rejects.toThrow(/ea has no finished index.*eb .* another embedder/);
  });

  it('attaches a finding once, and the gate reads it', async () => {
    const release = await seedRelease(test.db, 1);
    const finding = {
      kind: 'evaluation' as const,
      id: 'e1',
      hash: 'h',
      name: 'grid',
      isOfThisConfiguration: true,
      changes: [{ measure: 'nDCG@10', difference: -0.05, low: -0.08, high: -0.02 }],
      figures: [],
      attachedAt: '2026-05-01T00:00:00.000Z',
      attachedBy: 'user:1',
    };
    await transaction((tx) => attachEvidence(tx, system, release.id, finding));
    await expect(transaction((tx) => attachEvidence(tx, system, release.id, finding))).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(promoteRelease(system, { releaseId: release.id, reason: 'x' }, undefined)).rejects.toMatchObject({
      details: { blockers: [{ code: 'regression' }] },
    });
  });

  it('does not withdraw what is live, pinned or a canary', async () => {
    const corpusHash = await seedCorpus(test.db);
    const [one, two] = [await seedRelease(test.db, 1), await seedRelease(test.db, 2)];
    await promoteRelease(system, { releaseId: one.id, reason: 'first', ...accepts }, undefined);
    await expect(withdrawRelease(system, one.id, 'bad')).rejects.toMatchObject({ code: 'conflict' });
    const application = await createApplication(system, { name: 'Portal', corpusHash });
    await setRouting(system, application.id, {
      pinnedReleaseId: null,
      canary: { releaseId: two.id, percent: 5 },
      reason: 'try it',
    });
    await expect(withdrawRelease(system, two.id, 'bad')).rejects.toMatchObject({ code: 'conflict' });
    await setRouting(system, application.id, { pinnedReleaseId: null, canary: null, reason: 'enough' });
    await withdrawRelease(system, two.id, 'bad');
    await expect(
      setRouting(system, application.id, { pinnedReleaseId: two.id, canary: null, reason: 'x' }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps N at or below K when an application changes either', async () => {
    const application = await createApplication(system, { name: 'Portal', budget: 20, depth: 10 });
    await expect(updateApplication(system, application.id, { budget: 5 })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await updateApplication(system, application.id, { budget: 5, depth: 5 });
    await expect(createApplication(system, { name: 'Portal' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('lets only operators move the pointer', async () => {
    const release = await seedRelease(test.db, 1);
    await expect(promoteRelease(stakeholder, { releaseId: release.id, reason: 'x' }, undefined)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(rollBackRelease(stakeholder, { reason: 'x' }, undefined)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(promoteRelease(operator, { releaseId: release.id, reason: ' ' }, undefined)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});
