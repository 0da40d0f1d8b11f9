import { monotonicMs } from '@/lib/foundation/clock';
import { seededRandom } from '@/lib/foundation/random';
import { evaluateRun } from './evaluate-run';
import { parseMeasureList } from './parse-measure';
import type { ScoredDocument } from './run';

/** What one timing of the measures found; for the `bench` command. */
export type MeasureThroughput = {
  readonly queries: number;
  readonly documentsPerQuery: number;
  readonly measures: number;
  /** wall time of `evaluateRun`, without making the run */
  readonly durationMs: number;
  readonly cpuMs: number;
};

/**
 * Times `evaluateRun` on a made-up run: documents in random order with one score in ten tied, 20 judged documents a query.
 *
 * @param seed  of the made-up run; the same seed gives the same run
 */
export function timeMeasures(queries = 1500, documentsPerQuery = 1000, seed = 1): MeasureThroughput {
  const random = seededRandom(seed);
  const runQueries = new Map<string, ScoredDocument[]>();
  const qrels = new Map<string, Map<string, number>>();
  for (let q = 0; q < queries; q++) {
    const documents: ScoredDocument[] = [];
    for (let d = 0; d < documentsPerQuery; d++) {
      const score = Math.round(random.normal() * documentsPerQuery * 3) / 10;
      documents.push({ id: `document-${d}`, score });
    }
    runQueries.set(`query-${q}`, documents);
    const grades = new Map<string, number>();
    for (let j = 0; j < 20; j++) grades.set(`document-${random.int(documentsPerQuery)}`, random.int(4));
    qrels.set(`query-${q}`, grades);
  }
  const measures = parseMeasureList(
    'nDCG nDCG@5 nDCG@10 nDCG@20 nDCG-exp@10 Recall@5 Recall@20 Recall@60 Recall@100 Recall@1000 RR RR@10 AP P@5 P@10 Success@1 Success@10',
  );
  const cpuStart = process.cpuUsage();
  const start = monotonicMs();
  evaluateRun({ tag: 'timing', queries: runQueries }, qrels, measures);
  const durationMs = monotonicMs() - start;
  const cpu = process.cpuUsage(cpuStart);
  return { queries, documentsPerQuery, measures: measures.length, durationMs, cpuMs: (cpu.user + cpu.system) / 1000 };
}
