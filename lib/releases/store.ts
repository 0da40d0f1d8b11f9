import { z } from 'zod';
import { type DbOrTx, db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import { type ConfigurationSpec, configurationSpecSchema } from '@/lib/retrieval/configuration';
import { type EvidenceFinding, evidenceSchema } from './evidence';
import { defaultGatePolicy, type GatePolicy } from './gate';

/** The corpora a release can answer over and the index of each embedder for each of them. */
export const releaseBindingsSchema = z.object({
  corpora: z.array(z.string()).min(1),
  indexes: z.array(
    z.object({
      indexId: z.string(),
      checkpointId: z.string(),
      embedderHash: z.string(),
      corpusHash: z.string(),
      manifestHash: z.string(),
    }),
  ),
});
export type ReleaseBindings = z.infer<typeof releaseBindingsSchema>;

export type ReleaseRecord = {
  id: string;
  number: number;
  configurationId: string;
  configurationHash: string;
  configurationName: string;
  spec: ConfigurationSpec;
  bindings: ReleaseBindings;
  evidence: EvidenceFinding[];
  reason: string;
  isSample: boolean;
  createdBy: string;
  createdAt: Date;
  withdrawnAt: Date | null;
};

type Row = Awaited<ReturnType<typeof releaseRows>>[number];

const releaseRows = (reader: DbOrTx, where: object) =>
  reader.release.findMany({ where, include: { configuration: true }, orderBy: { number: 'desc' }, take: 500 });

const toRecord = (row: Row): ReleaseRecord => ({
  id: row.id,
  number: row.number,
  configurationId: row.configurationId,
  configurationHash: row.configuration.hash,
  configurationName: row.configuration.name,
  spec: configurationSpecSchema.parse(row.configuration.spec),
  bindings: releaseBindingsSchema.parse(row.indexes),
  evidence: evidenceSchema.parse(row.evidence),
  reason: row.reason,
  isSample: row.isSample,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  withdrawnAt: row.withdrawnAt,
});

/** @throws {NotFound} */
export async function findRelease(reader: DbOrTx, id: string): Promise<ReleaseRecord> {
  const [row] = await releaseRows(reader, { id });
  if (!row) throw new NotFound('There is no such release.');
  return toRecord(row);
}

/** A release by its number, as people and the command line name it. @throws {NotFound} */
export async function findReleaseByNumber(reader: DbOrTx, number: number): Promise<ReleaseRecord> {
  const [row] = await releaseRows(reader, { number });
  if (!row) throw new NotFound(`There is no release ${number}.`);
  return toRecord(row);
}

/** The newest 500 releases, newest first. */
export async function findReleases(reader: DbOrTx, where: { isSample?: boolean } = {}): Promise<ReleaseRecord[]> {
  return (await releaseRows(reader, where)).map(toRecord);
}

export type LivePointer = { version: number; releaseId: string | null; movedAt: Date | null };

/** Which release is live; version 0 before the first promotion. */
export async function readLivePointer(reader: DbOrTx = db()): Promise<LivePointer> {
  const row = await reader.livePointer.findUnique({ where: { id: 1 } });
  return row
    ? { version: row.version, releaseId: row.releaseId, movedAt: row.movedAt }
    : { version: 0, releaseId: null, movedAt: null };
}

/** The releases that were live, newest first, each once. */
export async function readEarlierLive(reader: DbOrTx = db(), take = 50): Promise<string[]> {
  const moves = await reader.releaseMove.findMany({
    orderBy: { version: 'desc' },
    take,
    select: { toReleaseId: true },
  });
  return [...new Set(moves.map((move) => move.toReleaseId))];
}

const policySchema = z.object({
  asksForEvaluation: z.boolean(),
  asksForStudy: z.boolean(),
  nonInferiorityMargin: z.number().min(0).max(1),
  minimumCoverage: z.number().min(0).max(1),
});

/** The gate's rules as set by an admin, else the defaults. */
export async function readGatePolicy(reader: DbOrTx): Promise<GatePolicy> {
  const row = await reader.setting.findUnique({ where: { key: 'gate.policy' } });
  return row ? policySchema.parse(row.value) : defaultGatePolicy;
}

export { policySchema as gatePolicySchema };
