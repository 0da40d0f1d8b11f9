import { importDatasetJob } from '@/lib/datasets/import-dataset.job';
import { evaluationJob } from '@/lib/evaluation/evaluation.job';
import type { JobDefinition } from '@/lib/jobs/define-job';
import { generateAnswersJob } from '@/lib/judging/generate-answers.job';
import { importCheckpointJob } from '@/lib/registry/import-checkpoint.job';
import { buildIndexJob } from '@/lib/retrieval/build-index.job';
import { installSampleJob } from '@/lib/sample/install-sample.job';
import { runTrainingJob } from '@/lib/training/run-training.job';

/** The list forgets the payload types; each definition parses its own payload before its handler sees it. */
const listed = <Payload>(definition: JobDefinition<Payload>): JobDefinition => definition as unknown as JobDefinition;

/** Where judging meets serving: what retrieves for a study, loaded only when such a job runs. */
async function openRetriever(studyId: string) {
  const [{ studyRetrieval }, { openStudyRetriever }] = await Promise.all([
    import('@/lib/judging/study-retrieval'),
    import('@/lib/serving/retrieve-for-study'),
  ]);
  return openStudyRetriever(await studyRetrieval(studyId));
}

/** Every kind of job that workers and the command line can run; a new one is one line here. */
export const jobDefinitions: readonly JobDefinition[] = [
  listed(importDatasetJob),
  listed(importCheckpointJob),
  listed(buildIndexJob),
  listed(runTrainingJob),
  listed(evaluationJob),
  listed(installSampleJob),
  listed(generateAnswersJob(openRetriever)),
];
