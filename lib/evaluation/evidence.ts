import os from 'node:os';
import { z } from 'zod';
import {
  type EvaluationResults,
  evaluationResultsSchema,
  type RegressionSummary,
} from '@/lib/contracts/evaluation-results';
import { contentHash } from '@/lib/foundation/hash';

/** Content hashes of everything that an evaluation used: enough to know whether it could be repeated. */
export const evaluationInputsSchema = z.object({
  dataset: z
    .object({ versionId: z.string(), contentHash: z.string(), corpusHash: z.string(), split: z.string() })
    .nullable(),
  instruction: z.string(),
  checkpoints: z.array(z.object({ id: z.string(), component: z.string(), stage: z.string(), contentHash: z.string() })),
  indexes: z.array(
    z.object({ id: z.string(), embedderHash: z.string(), corpusHash: z.string(), manifestHash: z.string() }),
  ),
  /** SHA-256 of imported files (runs, qrels), by what they were used as */
  files: z.array(z.object({ role: z.string(), sha256: z.string() })),
  /** earlier evaluations that this one was computed from */
  evaluations: z.array(z.object({ id: z.string(), hash: z.string() })),
});
export type EvaluationInputs = z.infer<typeof evaluationInputsSchema>;

/** What the numbers were measured on. */
export const machineSchema = z.object({
  cpu: z.string(),
  cores: z.number().int(),
  memoryBytes: z.number(),
  platform: z.string(),
  node: z.string(),
});
export type Machine = z.infer<typeof machineSchema>;

/** The immutable content of an evaluation: what its hash is made from. */
export const evidenceContentSchema = z.object({
  schemaVersion: z.literal(1),
  name: z.string(),
  /** what was evaluated: a configuration by its hash, checkpoints, a run by its tag */
  subject: z.object({ configurationHash: z.string().nullable(), description: z.string() }),
  settings: z.record(z.string(), z.json()),
  inputs: evaluationInputsSchema,
  results: evaluationResultsSchema,
  /** SHA-256 over the per-query values, which are stored beside */
  queriesHash: z.string(),
  seed: z.number().int().nonnegative(),
  machine: machineSchema,
});
export type EvidenceContent = z.infer<typeof evidenceContentSchema>;

/** The hash that names an evaluation's content; equal content has an equal hash, whoever made it and when. */
export const evidenceHash = (content: EvidenceContent): string => contentHash(evidenceContentSchema.parse(content));

/** This machine, for the record. */
export function describeMachine(): Machine {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryBytes: os.totalmem(),
    platform: `${os.platform()} ${os.arch()} ${os.release()}`,
    node: process.version,
  };
}

/** What the gate of a release reads from an evaluation. */
export type GateFigures = {
  readonly configurationHash: string | null;
  /** share of returned documents that are judged; absent if it was not measured */
  readonly coverage: number | undefined;
  /** changes against what is live, per measure and stratum, with their intervals */
  readonly changes: readonly { measure: string; stratum?: string; difference: number; low: number; high: number }[];
  readonly figures: readonly { measure: string; value: number; queries: number }[];
};

/**
 * The figures of an evaluation that speak about one row (a cell of the grid, a run); without a row, about its subject: the
 * `after` side of a comparison, else the only row.
 */
export function gateFigures(content: EvidenceContent, row?: string): GateFigures {
  const { results } = content;
  const subject = subjectRow(results, row);
  const regressions = 'regressions' in results ? results.regressions : [];
  return {
    configurationHash: content.subject.configurationHash,
    coverage: subject?.coverage.mean ?? undefined,
    changes: regressions.filter((report) => !subject || report.row === subject.row).flatMap(changesOf),
    figures: (subject?.measures ?? []).flatMap(({ measure, mean, definedQueries }) =>
      mean === null ? [] : [{ measure, value: mean, queries: definedQueries }],
    ),
  };
}

type Subject = {
  row: string;
  measures: readonly { measure: string; mean: number | null; definedQueries: number }[];
  coverage: { mean: number | null };
};

function subjectRow(results: EvaluationResults, row: string | undefined): Subject | undefined {
  switch (results.kind) {
    case 'comparison':
      return results.after;
    case 'grid': {
      const cell = results.cells.find(({ key }) => key === (row ?? results.defaultChoice));
      return cell && { ...cell, row: cell.key };
    }
    case 'component':
    case 'run':
      return row === undefined && results.rows.length > 1 ? undefined : results.rows.find((r) => !row || r.row === row);
    default:
      return undefined;
  }
}

/** A stratum without an interval (too few queries) says nothing that a gate could use. */
const changesOf = ({ measure, strata }: RegressionSummary): GateFigures['changes'] =>
  strata.flatMap(({ dimension, value, paired }) => {
    if (!paired.interval) return [];
    const change = { measure, difference: paired.mean, low: paired.interval.lower, high: paired.interval.upper };
    return [dimension === 'all' ? change : { ...change, stratum: `${dimension}: ${value}` }];
  });
