import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit, auditHash, genesisHash, verifyAudit } from './audit';
import { createTestDatabase, type TestDatabase } from './testing/test-database';
import { transaction } from './transaction';

describe('the hash of an audit entry', () => {
  it('equals the published vectors of three chained entries', () => {
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    const plain = { subjectType: null, subjectId: null };
    const first = auditHash(genesisHash, {
      seq: 1,
      at: at(0),
      actor: 'u1',
      action: 'config.promote',
      data: { to: undefined, config: 'c7', from: 'c3' },
      ...plain,
    });
    const second = auditHash(first, {
      seq: 2,
      at: at(1),
      actor: 'u2',
      action: 'judgment.submit',
      data: { choice: 'left', item: 'i1' },
      ...plain,
    });
    const third = auditHash(second, {
      seq: 3,
      at: at(2),
      actor: 'u1',
      action: 'config.rollback',
      data: { config: 'c3', from: 'c7' },
      ...plain,
    });
    expect(first).toBe('7e1f3909d1d5d8d89cf00e3b62ce9961c0034bf53ce72a1a9330a6426b58f44f');
    expect(second).toBe('aec55ae337668e84fed824149b132c423ce4cf615b03c1861bbee37948400352');
    expect(third).toBe('237a66e5fa3900864b26663854bc6eda2386b16011e215942f42b28a3796d868');
  });
});

describe('the audit chain in the database', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());

  it('has no gaps and verifies when forty changes append at once and some roll back', async () => {
    const changes = Array.from({ length: 40 }, (_, i) =>
      transaction(async (tx) => {
        await appendAudit(tx, {
          actor: `user:${i}`,
          action: 'test.change',
          data: { i, nested: { keep: undefined, list: [1, null] } },
        });
        if (i % 4 === 0) throw new Error('changed my mind');
      }).catch((error) => error.message),
    );
    const outcomes = await Promise.all(changes);
    expect(outcomes.filter((outcome) => outcome === 'changed my mind')).toHaveLength(10);
    expect(await verifyAudit(test.db)).toMatchObject({ isIntact: true, entries: 30 });
  });

  it('refuses to change or delete an entry', async () => {
    await expect(test.db.$executeRaw`UPDATE "AuditEntry" SET actor = 'nobody' WHERE seq = 3`).rejects.toThrow(
      /append-only/,
    );
    await expect(test.db.$executeRaw`DELETE FROM "AuditEntry" WHERE seq = 3`).rejects.toThrow(/append-only/);
  });

  it('names the entry that was changed behind the trigger', async () => {
    await test.db.$executeRaw`ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL`;
    await test.db.$executeRaw`UPDATE "AuditEntry" SET actor = 'nobody' WHERE seq = 7`;
    expect(await verifyAudit(test.db)).toMatchObject({ isIntact: false, brokenAtSeq: 7 });
    await test.db.$executeRaw`DELETE FROM "AuditEntry" WHERE seq = 5`;
    expect(await verifyAudit(test.db)).toMatchObject({
      isIntact: false,
      brokenAtSeq: 5,
      reason: 'an entry is missing',
    });
  });
});
