import { type Actor, actorId } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { findRowFinding } from '@/lib/evaluation/compare-evaluations';
import { systemClock } from '@/lib/foundation/clock';
import { attachEvidence } from '@/lib/releases/attach-evidence';
import { createRelease } from '@/lib/releases/create-release';
import { previewGate } from '@/lib/releases/promote-release';
import { findRelease } from '@/lib/releases/store';
import { saveConfiguration } from '@/lib/retrieval/save-configuration';
import { orderMove } from '@/lib/serving/node-requests';
import { sampleActorName } from '../sample-names';
import type { MeasuredCell } from './measure-sample';

export type SampleRelease = { id: string; configurationId: string; isPromoted: boolean };

type Candidate = { name: string; reason: string; measured: MeasuredCell; corpusHash: string };

/**
 * Makes a measured cell a release with its evaluation attached, and promotes it where the gate lets a person decide. A
 * blocker is not talked away: then the release stays a candidate.
 */
export async function releaseCell(
  actor: Actor,
  { name, reason, measured, corpusHash }: Candidate,
): Promise<SampleRelease> {
  const configuration = await saveConfiguration(actor, { name, spec: measured.spec, isSample: true });
  const known = await db().release.findFirst({ where: { configurationId: configuration.id, isSample: true } });
  const { id } =
    known ??
    (await createRelease(actor, {
      configurationId: configuration.id,
      reason,
      corpusHashes: [corpusHash],
      isSample: true,
    }));
  await attachOnce(actor, id, measured);
  return { id, configurationId: configuration.id, isPromoted: await promoteOnce(actor, id, reason) };
}

async function attachOnce(actor: Actor, releaseId: string, { evaluationId, cell }: MeasuredCell): Promise<void> {
  const release = await findRelease(db(), releaseId);
  if (release.evidence.some((finding) => finding.id === evaluationId)) return;
  const { id, hash, name, coverage, changes, figures } = await findRowFinding(actor, evaluationId, cell);
  await transaction((tx) =>
    attachEvidence(tx, actor, releaseId, {
      kind: 'evaluation',
      id,
      hash,
      name,
      // The release was made from this very cell.
      isOfThisConfiguration: true,
      ...(coverage === undefined ? {} : { coverage }),
      changes: [...changes],
      figures: [...figures],
      attachedAt: systemClock.now().toISOString(),
      attachedBy: actorId(actor),
    }),
  );
}

async function promoteOnce(actor: Actor, releaseId: string, reason: string): Promise<boolean> {
  if ((await db().releaseMove.count({ where: { toReleaseId: releaseId } })) > 0) return true;
  const verdict = await previewGate(actor, releaseId);
  if (verdict.outcome === 'fail') return false;
  const overrides = [...new Set(verdict.doubts.map((doubt) => doubt.code))];
  await orderMove({ kind: 'promote', payload: { releaseId, reason, overrides } }, sampleActorName);
  return true;
}
