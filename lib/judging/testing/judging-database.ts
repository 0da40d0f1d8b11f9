import { createDb, setDb } from '@/lib/db/client';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';

/**
 * A test database for concurrent judging. The embedded server mixes up wire messages of several connections when one
 * works inside a transaction and others outside, so there it gets a single connection; on a real server
 * (TEST_DATABASE_URL) eight connections compete, which is where races would show.
 */
export async function createJudgingDatabase(): Promise<TestDatabase> {
  const test = await createTestDatabase();
  if (!test.isEmbedded) return test;
  const single = createDb(test.url, 1);
  setDb(single);
  const close = async () => {
    await single.$disconnect();
    await test.close();
  };
  return { ...test, db: single, close };
}
