import type { DbOrTx } from '@/lib/db/client';
import type { ConfigurationSpec } from '@/lib/retrieval/configuration';
import { findRelease, readLivePointer } from './store';

/** The configuration of the live release; `undefined` before the first promotion. */
export async function readLiveSpec(reader: DbOrTx): Promise<ConfigurationSpec | undefined> {
  const { releaseId } = await readLivePointer(reader);
  return releaseId ? (await findRelease(reader, releaseId)).spec : undefined;
}
