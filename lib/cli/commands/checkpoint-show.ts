import { type LineageNode, readLineage } from '@/lib/registry/checkpoint-lineage';
import { getCheckpoint } from '@/lib/registry/list-checkpoints';
import type { Command } from '../command';

export const command: Command = {
  summary: 'Show one checkpoint: settings, files, checks, lineage',
  args: '<checkpoint>',
  arity: [1, 1],
  notes: 'A checkpoint is named by its id, its name or the first digits of its hash.',
  async run({ actor, args }) {
    const checkpoint = await getCheckpoint(actor, args[0] ?? '');
    const family = await readLineage(actor, checkpoint.id);
    const { name, component, stage, source, contentHash, files, adapters, baseModel, licence, note, config, checks } =
      checkpoint;
    const text = [
      `${name}: ${component}, ${stage}, ${source}`,
      `hash      ${contentHash}`,
      `base      ${baseModel ? `${baseModel.name} (${baseModel.hash.slice(0, 12)})` : 'none named'}`,
      `adapters  ${adapters.map((adapter) => `${adapter.name} (rank ${adapter.rank})`).join(' + ') || 'none'}`,
      `licence   ${licence ?? 'not noted'}`,
      ...(note ? [`note      ${note}`] : []),
      `settings  ${JSON.stringify(config)}`,
      `checks    ${JSON.stringify(checks)}`,
      'files',
      ...files.map((file) => `  ${file.sha256}  ${file.sizeBytes}  ${file.path}`),
      'family',
      ...tree(family, checkpoint.id, 1),
    ];
    return { data: { ...checkpoint, family }, text: text.join('\n') };
  },
};

const tree = (node: LineageNode, shownId: string, depth: number): string[] => [
  `${'  '.repeat(depth)}${node.checkpoint.name} (${node.checkpoint.stage})${node.checkpoint.id === shownId ? ' <- this one' : ''}`,
  ...node.children.flatMap((child) => tree(child, shownId, depth + 1)),
];
