import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from './testing/test-database';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

it('gives every connection its own rows when eight work at once, in transactions and outside', async () => {
  const clients = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const client = new Client({ connectionString: test.url });
      await client.connect();
      return client;
    }),
  );
  const wrong: string[] = [];
  const work = async (client: Client, who: number) => {
    for (let i = 0; i < 60; i++) {
      const asked = `${who}:${i}`;
      const isInside = (who + i) % 3 !== 0;
      if (isInside) await client.query('BEGIN');
      const { rows } = await client.query('SELECT $1::text AS asked, $2::int AS n', [asked, i]);
      if (rows[0]?.asked !== asked || rows[0]?.n !== i) wrong.push(asked);
      if (isInside) await client.query(i % 2 ? 'COMMIT' : 'ROLLBACK');
    }
  };
  const outcomes = await Promise.allSettled(clients.map(work));
  await Promise.all(clients.map((client) => client.end()));
  expect(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []))).toEqual([]);
  expect(wrong).toEqual([]);
});
