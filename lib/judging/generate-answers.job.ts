import { z } from 'zod';
import { defineJob, type JobDefinition } from '@/lib/jobs/define-job';
import type { StudyRetriever } from './retriever';

const payload = z.object({ studyId: z.string() });

/** A retriever that holds models and indexes until it is closed. */
export type OpenRetriever = StudyRetriever & { close(): Promise<void> };

/**
 * The job that fills a study with answers. What retrieves is handed in where jobs run, opened for one study and closed
 * after it; enqueueing needs no retriever.
 */
export const generateAnswersJob = (
  openRetriever: (studyId: string) => Promise<OpenRetriever>,
): JobDefinition<z.infer<typeof payload>> =>
  defineJob({
    kind: 'study.generate-answers',
    payload,
    maxAttempts: 5,
    load: async () => {
      const { generateAnswers } = await import('./generate-answers');
      return {
        handle: async (input, context) => {
          const retriever = await openRetriever(input.studyId);
          try {
            return await generateAnswers(input, retriever, context);
          } finally {
            await retriever.close();
          }
        },
      };
    },
  });
