import path from 'node:path';
import { writeFileAtomic } from '@/lib/foundation/files';
import { exportStudy } from '@/lib/judging/export-study';
import { type Command, oneOf } from '../command';

export const command: Command = {
  summary: 'Write items, judgments or the report of a closed study to a file',
  args: '<study> [file]',
  arity: [1, 2],
  options: { what: { help: 'items, judgments (CSV) or report (JSON; the default)', value: 'PART' } },
  async run(input) {
    const [id = '', file] = input.args;
    const what = oneOf(input, 'what', ['items', 'judgments', 'report'] as const) ?? 'report';
    const { fileName, content } = await exportStudy(input.actor, id, what);
    const target = path.resolve(file ?? fileName);
    await writeFileAtomic(target, content);
    return { data: { file: target }, text: `Wrote ${target}.` };
  },
};
