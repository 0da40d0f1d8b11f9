import { z } from 'zod';
import { NotFound } from '@/lib/foundation/errors';
import { type ConfigurationSpec, configurationHash, configurationSpecSchema } from '@/lib/retrieval/configuration';
import { gridRowSchema } from './grid-request';
import { noReranker } from './stage-grid';
import type { StoredEvaluation } from './store';

/** Cells of grids, advice and operating points: `row|column|K|N|weight`. */
export function parseCellKey(key: string) {
  const [row = '', column = '', budget, depth, weight] = key.split('|');
  return { row, column, budget: Number(budget), depth: Number(depth), rerankerWeight: Number(weight) };
}

type Evaluated = Pick<StoredEvaluation, 'results' | 'settings'>;

/** The keys of all cells that an evaluation is about; empty for kinds that have none. */
export function cellKeys({ results, settings }: Evaluated): string[] {
  if (results.kind === 'grid' || results.kind === 'advice') return results.cells.map(({ key }) => key);
  if (results.kind !== 'operating-point') return [];
  const { row, rerankerId, rerankerWeight } = pointSettingsSchema.parse(settings);
  return results.points.map(({ budget, depth }) =>
    [row.key, rerankerId ?? noReranker.key, budget, depth, rerankerId === null ? 0 : rerankerWeight].join('|'),
  );
}

const pointSettingsSchema = z.object({
  row: gridRowSchema,
  rerankerId: z.string().nullable(),
  rerankerWeight: z.number(),
});
const gridSettingsSchema = z.object({ rows: z.array(gridRowSchema) });

/**
 * The configuration that a cell stands for, as it could be released.
 *
 * @throws {NotFound} if the evaluation has no such cell
 */
export function cellConfiguration(evaluation: Evaluated, key: string): ConfigurationSpec {
  const rows =
    evaluation.results.kind === 'operating-point'
      ? [pointSettingsSchema.parse(evaluation.settings).row]
      : gridSettingsSchema.safeParse(evaluation.settings).data?.rows;
  const cell = parseCellKey(key);
  const row = rows?.find((candidate) => candidate.key === cell.row);
  if (!row || !cellKeys(evaluation).includes(key)) {
    throw new NotFound(`This evaluation has no cell ${key.slice(0, 120)}.`);
  }
  const { budget, depth, column, rerankerWeight } = cell;
  return configurationSpecSchema.parse({
    embedders: row.embedders,
    bm25: row.bm25,
    reranker: column === noReranker.key ? null : { checkpointId: column, weight: rerankerWeight },
    fusion: { normalise: row.normalise },
    operatingPoint: { budget, depth },
  });
}

/** The cell that is a given configuration, by content. */
export function findCellOf(evaluation: Evaluated, spec: ConfigurationSpec | undefined): string | undefined {
  if (!spec) return undefined;
  const { operatingPoint, reranker } = spec;
  const ending = `|${reranker?.checkpointId ?? noReranker.key}|${operatingPoint.budget}|${operatingPoint.depth}|${reranker?.weight ?? 0}`;
  const wanted = configurationHash(spec);
  return cellKeys(evaluation).find(
    (key) => key.endsWith(ending) && configurationHash(cellConfiguration(evaluation, key)) === wanted,
  );
}
