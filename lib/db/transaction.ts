import { Conflict } from '@/lib/foundation/errors';
import { db, type Tx } from './client';

/** PostgreSQL's codes for "somebody else was faster": serialisation failure and deadlock. */
const isContention = (error: unknown): boolean => {
  const text = error instanceof Error ? `${'code' in error ? String(error.code) : ''} ${error.message}` : '';
  return /P2034|40001|40P01|could not serialize|deadlock detected/.test(text);
};

/**
 * Runs `work` in one transaction and retries it on serialisation failures, at most five times. `work` must use only the
 * client it is given: the embedded database serves one connection at a time and would wait for itself.
 *
 * @throws {Conflict} if it still collides after the last try
 */
export async function transaction<T>(
  work: (tx: Tx) => Promise<T>,
  options: { isSerializable?: boolean } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db().$transaction(work, options.isSerializable ? { isolationLevel: 'Serializable' } : {});
    } catch (error) {
      if (!isContention(error)) throw error;
      if (attempt === 5)
        throw new Conflict('Somebody else changed the same thing at the same moment. Try again.', {}, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** attempt));
    }
  }
}

/** Whether an error is a violated unique constraint. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'P2002' || error.code === '23505');
