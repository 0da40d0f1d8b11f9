import { resolveVersion } from '@/lib/datasets/load-split';
import { getCheckpoint } from '@/lib/registry/list-checkpoints';
import { buildIndex } from '@/lib/retrieval/build-index';
import { type Command, required } from '../command';
import { runQueuedJob } from '../run-queued-job';

export const command: Command = {
  summary: 'Embed the corpus of a dataset with an embedder checkpoint',
  options: {
    checkpoint: { help: 'embedder: id, name or first digits of the hash', value: 'CHECKPOINT' },
    dataset: { help: 'dataset whose corpus is embedded', value: 'DATASET' },
    rebuild: { help: 'build again although a finished index is there' },
  },
  notes:
    'A build that was stopped goes on where it stopped.\nExample: npm run mixstage -- index build --checkpoint zh-tiny-embed --dataset stard-rebuilt',
  async run(input) {
    const { id } = await getCheckpoint(input.actor, required(input, 'checkpoint'));
    const { corpusHash } = await resolveVersion(required(input, 'dataset'));
    const { indexId, jobId } = await buildIndex(input.actor, {
      checkpointId: id,
      corpusHash,
      isRebuild: input.has('rebuild'),
    });
    if (jobId === null) return { data: { indexId, isNew: false }, text: `The index ${indexId} is there already.` };
    const result = await runQueuedJob(jobId, input);
    return { data: { indexId, isNew: true, ...result }, text: `Built the index ${indexId}.` };
  },
};
