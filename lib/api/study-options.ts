import { type Actor, requireRole } from '@/lib/auth/actor';
import type { StudyOptions, StudySize, StudySizeQuery } from '@/lib/contracts/studies';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { isLabel } from '@/lib/judging/create-study-from-source';
import { studySize } from '@/lib/judging/yield-estimate';
import { listReleases } from '@/lib/releases/history';

/** What a study can be made of: queries, arms, corpora, judges, and whether a chat server is there. */
export async function viewStudyOptions(actor: Actor): Promise<StudyOptions> {
  requireRole(actor, 'operator');
  const [applications, versions, corpora, releases, configurations, judges] = await Promise.all([
    db().application.findMany({ where: { archivedAt: null }, orderBy: { name: 'asc' } }),
    currentVersions(),
    db().corpus.findMany({ select: { hash: true, name: true }, orderBy: { createdAt: 'asc' } }),
    listReleases(actor),
    db().configuration.findMany({ select: { id: true, name: true }, orderBy: { createdAt: 'desc' }, take: 500 }),
    db().user.findMany({
      where: { role: 'annotator', isActive: true },
      select: { id: true, name: true, email: true },
      orderBy: { name: 'asc' },
    }),
  ]);
  return {
    hasChatServer: env().MIXSTAGE_LLM_BASE_URL !== undefined,
    applications: applications.map(({ id, name, instruction, corpusHash, depth }) => ({
      id,
      name,
      instruction,
      corpusHash,
      depth,
    })),
    datasets: await Promise.all(versions.map(viewVersion)),
    corpora,
    releases: releases
      .filter((release) => release.state !== 'withdrawn')
      .map((release) => ({
        id: release.id,
        number: release.number,
        name: release.configurationName,
        isLive: release.state === 'live',
        corpora: release.bindings.corpora,
      })),
    configurations,
    judges,
  };
}

/** The newest version of every dataset. */
async function currentVersions() {
  const versions = await db().datasetVersion.findMany({
    where: { dataset: { archivedAt: null } },
    include: { dataset: { select: { name: true, instruction: true } } },
    orderBy: { number: 'desc' },
  });
  return versions.filter((version, i) => versions.findIndex((other) => other.datasetId === version.datasetId) === i);
}

type Version = Awaited<ReturnType<typeof currentVersions>>[number];

async function viewVersion(version: Version): Promise<StudyOptions['datasets'][number]> {
  const sample = await db().query.findMany({ where: { versionId: version.id }, select: { metadata: true }, take: 50 });
  const fields = sample.flatMap(({ metadata }) =>
    metadata && typeof metadata === 'object' && !Array.isArray(metadata)
      ? Object.entries(metadata).flatMap(([name, value]) => (isLabel(value) ? [name] : []))
      : [],
  );
  return {
    versionId: version.id,
    name: version.dataset.name,
    corpusHash: version.corpusHash,
    instruction: version.dataset.instruction,
    queries: version.queryCount,
    splits: Object.entries(version.splits as Record<string, { queries: number }>).map(([name, { queries }]) => ({
      name,
      queries,
    })),
    metadataFields: [...new Set(fields)],
  };
}

/** How many queries a study needs. @throws {Uncomputable} if the preference is too close to one half */
export function planStudySize(actor: Actor, { alpha, ...plan }: StudySizeQuery): StudySize {
  requireRole(actor, 'operator', 'stakeholder');
  return studySize(plan, alpha);
}
