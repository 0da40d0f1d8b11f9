import { z } from 'zod';
import { defineJob, type JobDefinition } from '@/lib/jobs/define-job';
import type { StudyRetriever } from './retriever';

const payload = z.object({ studyId: z.string() });

/**
 * The job that fills a study with answers. What retrieves is handed in where jobs run; enqueueing needs no retriever.
 */
export const generateAnswersJob = (retriever: () => Promise<StudyRetriever>): JobDefinition<z.infer<typeof payload>> =>
  defineJob({
    kind: 'study.generate-answers',
    payload,
    maxAttempts: 5,
    load: async () => {
      const { generateAnswers } = await import('./generate-answers');
      return { handle: async (input, context) => generateAnswers(input, await retriever(), context) };
    },
  });
