import type { StudyArm } from '@/lib/contracts/study';
import type { RetrievedDocument } from './normalise-answer';

/** What an arm retrieves for a query, best first, and how long that took. */
export type ArmRetrieval = { documents: RetrievedDocument[]; retrievalMs: number };

/**
 * How judging reaches a release or a configuration: implemented where hosts are, handed in where both are joined.
 *
 * @param depth  number of documents wanted
 */
export type StudyRetriever = {
  retrieve(arm: StudyArm, query: string, depth: number, signal: AbortSignal): Promise<ArmRetrieval>;
};
