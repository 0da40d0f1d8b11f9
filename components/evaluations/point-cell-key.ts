import type { Evaluation } from '@/lib/contracts/evaluations';

/** The key of the cell that an operating point of an evaluation is; undefined if its settings cannot be read. */
export function pointCellKey(
  { settings }: Pick<Evaluation, 'settings'>,
  { budget, depth }: { budget: number; depth: number },
): string | undefined {
  const { row, rerankerId, rerankerWeight } = settings;
  const key = typeof row === 'object' && row !== null && 'key' in row ? row.key : undefined;
  if (typeof key !== 'string') return undefined;
  return [key, rerankerId ?? 'none', budget, depth, rerankerId ? rerankerWeight : 0].join('|');
}
