import type { PlaygroundResult } from '@/lib/contracts/playground';

/** How a result of one side stands on the other. */
export type Standing =
  | { kind: 'only' }
  | { kind: 'same' }
  | { kind: 'moved' /** positive: further up here than there */; by: number };

/** For each result of one side, whether the other side has it and how far it moved; undefined without another side. */
export function standings(
  results: readonly PlaygroundResult[],
  others: readonly PlaygroundResult[] | undefined,
): Map<string, Standing> | undefined {
  if (!others) return undefined;
  const ranks = new Map(others.map((result) => [result.id, result.rank]));
  return new Map(
    results.map((result): [string, Standing] => {
      const there = ranks.get(result.id);
      if (there === undefined) return [result.id, { kind: 'only' }];
      return [result.id, there === result.rank ? { kind: 'same' } : { kind: 'moved', by: there - result.rank }];
    }),
  );
}

/** How much two result lists have in common: shared documents, and the share of the longer list. */
export function overlap(
  left: readonly PlaygroundResult[],
  right: readonly PlaygroundResult[],
): { shared: number; of: number } {
  const ids = new Set(left.map((result) => result.id));
  return { shared: right.filter((result) => ids.has(result.id)).length, of: Math.max(left.length, right.length) };
}
