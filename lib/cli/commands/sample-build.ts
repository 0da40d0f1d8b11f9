import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { env } from '@/lib/foundation/env';
import { sampleSeed } from '@/lib/sample/sample-recipes';
import { trainSample } from '@/lib/sample/train-sample';
import { writeSampleCheckpoint } from '@/lib/sample/write-sample-checkpoint';
import { type Command, table, wholeNumber } from '../command';

export const command: Command = {
  summary: 'Train the checkpoints of the sample workspace again from its texts',
  options: {
    out: { help: 'folder to write to (default prisma/sample/checkpoints)', value: 'FOLDER' },
    seed: { help: `random seed (default ${sampleSeed})`, value: 'SEED' },
  },
  notes: 'The same seed gives the same files. Takes about ten minutes on one core.',
  usesDatabase: false,
  async run(input) {
    const sample = path.join(env().projectDir, 'prisma', 'sample');
    const out = path.resolve(input.text('out') ?? path.join(sample, 'checkpoints'));
    const workDirectory = await mkdtemp(path.join(os.tmpdir(), 'mixstage-sample-'));
    const made: { name: string; sizeBytes: number; recall20: number; mrr10: number; ndcg10: number }[] = [];
    try {
      const checkpoints = trainSample({
        dataDirectory: path.join(sample, 'data'),
        workDirectory,
        seed: wholeNumber(input, 'seed') ?? sampleSeed,
        signal: input.signal,
        onProgress: (event) => {
          if (event.kind !== 'step') return;
          const { step, totalSteps } = event;
          input.progress({ phase: `${event.component} ${event.stage}`, done: step, total: totalSteps, unit: 'steps' });
        },
      });
      for await (const checkpoint of checkpoints) {
        const { recall20, mrr10, ndcg10 } = checkpoint.report.dev ?? { recall20: 0, mrr10: 0, ndcg10: 0 };
        made.push({ ...(await writeSampleCheckpoint(out, checkpoint)), recall20, mrr10, ndcg10 });
      }
    } finally {
      await rm(workDirectory, { recursive: true, force: true });
    }
    const rows = made.map(({ name, sizeBytes, recall20, mrr10, ndcg10 }) => [
      name,
      (sizeBytes / 1e6).toFixed(2),
      ...[recall20, mrr10, ndcg10].map((value) => value.toFixed(3)),
    ]);
    return { data: made, text: table(['CHECKPOINT', 'MB', 'DEV R@20', 'MRR@10', 'NDCG@10'], rows) };
  },
};
