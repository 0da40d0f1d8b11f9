import path from 'node:path';
import { exportDataset } from '@/lib/datasets/export-dataset';
import { env } from '@/lib/foundation/env';
import type { Command } from '../command';

export const command: Command = {
  summary: 'Write the current version of a dataset as a BEIR folder',
  args: '<dataset> <new folder>',
  arity: [2, 2],
  async run({ actor, args: [name = '', folder = ''] }) {
    const directory = path.resolve(folder);
    await exportDataset(actor, name, directory, env().dataDir);
    return { data: { directory }, text: `Wrote ${directory}.` };
  },
};
