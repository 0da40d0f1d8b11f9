import { db } from '@/lib/db/client';
import { Conflict } from '@/lib/foundation/errors';
import { findStudy } from './store';

/** What both arms of a study search: the corpus, the instruction for the models, and the budget when it is the same for both. */
export type StudyRetrieval = { corpusHash: string; instruction: string; budget?: number | undefined };

/**
 * The frozen retrieval settings of a study.
 *
 * @throws {NotFound}
 * @throws {Conflict} if the study names no corpus
 */
export async function studyRetrieval(studyId: string): Promise<StudyRetrieval> {
  const { settings } = await findStudy(db(), studyId);
  if (!settings.retrieval) {
    throw new Conflict('The study names no corpus, so its arms have nothing to search.', {
      hint: 'Make a new study and choose its application or corpus.',
    });
  }
  return settings.retrieval;
}
