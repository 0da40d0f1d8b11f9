import { z } from 'zod';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { type CreatedKey, createApplicationKey } from '@/lib/auth/api-keys';
import { appendAudit } from '@/lib/db/audit';
import { db, type Tx } from '@/lib/db/client';
import { isUniqueViolation, transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, InvalidInput, NotFound } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';

/** Budget K: how many candidates the reranker may see; depth N: how many results are returned. */
export const operatingPointLimits = { budget: { min: 1, max: 1000 }, depth: { min: 1, max: 200 } } as const;

export const applicationInputSchema = z.object({
  name: z.string().trim().min(1).max(80),
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'small letters, digits and hyphens')
    .optional(),
  instruction: z.string().max(2000).default(''),
  corpusHash: z.string().nullable().default(null),
  budget: z.number().int().min(operatingPointLimits.budget.min).max(operatingPointLimits.budget.max).default(60),
  depth: z.number().int().min(operatingPointLimits.depth.min).max(operatingPointLimits.depth.max).default(10),
});
export type ApplicationInput = z.input<typeof applicationInputSchema>;

export const applicationChangeSchema = z.object({
  name: z.string().trim().min(1).max(80).optional(),
  instruction: z.string().max(2000).optional(),
  corpusHash: z.string().nullable().optional(),
  budget: z.number().int().min(1).max(1000).optional(),
  depth: z.number().int().min(1).max(200).optional(),
});
export type ApplicationChange = z.infer<typeof applicationChangeSchema>;

/** A name as it stands in addresses: small letters, digits, hyphens. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);

const refuseDepthAboveBudget = (budget: number, depth: number): void => {
  if (depth > budget) {
    throw new InvalidInput(`The depth N (${depth}) cannot be larger than the retrieval budget K (${budget}).`, {
      issues: [{ path: 'depth', message: 'is larger than the budget' }],
    });
  }
};

async function requireCorpus(tx: Tx, hash: string | null | undefined): Promise<void> {
  if (hash && !(await tx.corpus.findUnique({ where: { hash }, select: { hash: true } })))
    throw new NotFound('There is no such corpus.');
}

async function requireRelease(tx: Tx, id: string | null | undefined): Promise<void> {
  if (id && !(await tx.release.findFirst({ where: { id, withdrawnAt: null } })))
    throw new NotFound('There is no such release.');
}

/** Creates an application, with its first key when asked. @throws {Conflict} if the slug is taken */
export async function createApplication(
  actor: Actor,
  input: ApplicationInput & { withKey?: boolean; isSample?: boolean },
): Promise<{ id: string; slug: string; key: CreatedKey | undefined }> {
  requireRole(actor, 'operator');
  const parsed = applicationInputSchema.parse(input);
  refuseDepthAboveBudget(parsed.budget, parsed.depth);
  const id = randomId();
  const slug = parsed.slug ?? (slugOf(parsed.name) || `application-${id.slice(0, 8)}`);
  try {
    return await transaction(async (tx) => {
      await requireCorpus(tx, parsed.corpusHash);
      await tx.application.create({
        data: { ...parsed, id, slug, isSample: input.isSample ?? false, createdBy: actorId(actor) },
      });
      await appendAudit(tx, {
        actor: actorId(actor),
        action: 'application.create',
        subjectType: 'application',
        subjectId: id,
        data: { slug },
      });
      const key = input.withKey ? await createApplicationKey(tx, actor, id, 'first key') : undefined;
      return { id, slug, key };
    });
  } catch (error) {
    if (isUniqueViolation(error))
      throw new Conflict(`There is an application with the name ${slug} already.`, {}, { cause: error });
    throw error;
  }
}

/** Adds a key to an application. The secret is in the answer and nowhere else. */
export async function addApplicationKey(actor: Actor, applicationId: string, name: string): Promise<CreatedKey> {
  return transaction((tx) => createApplicationKey(tx, actor, applicationId, name.trim() || 'key'));
}

/** Changes instruction, operating point, corpus, pin or canary. @throws {NotFound} @throws {InvalidInput} */
export async function updateApplication(actor: Actor, id: string, change: ApplicationChange): Promise<void> {
  requireRole(actor, 'operator');
  await transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Application" WHERE id = ${id} FOR UPDATE`;
    const before = await tx.application.findFirst({ where: { id, archivedAt: null } });
    if (!before) throw new NotFound('There is no such application.');
    refuseDepthAboveBudget(change.budget ?? before.budget, change.depth ?? before.depth);
    await requireCorpus(tx, change.corpusHash);
    const data = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    await tx.application.update({ where: { id }, data });
    const from = Object.fromEntries(Object.keys(data).map((key) => [key, before[key as keyof typeof before]]));
    // Instructions are text of the operators; the audit keeps that they changed, not what they say.
    const hide = (facts: Record<string, unknown>) =>
      'instruction' in facts ? { ...facts, instruction: '(text)' } : facts;
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'application.update',
      subjectType: 'application',
      subjectId: id,
      data: { from: hide(from), to: hide(data) },
    });
  });
}

export type RoutingChange = {
  pinnedReleaseId: string | null;
  canary: { releaseId: string; percent: number } | null;
  reason: string;
};

/** Pins an application to a release, gives a canary a share of its sticky keys, or neither. @throws {NotFound} for an unknown or withdrawn release */
export async function setRouting(actor: Actor, id: string, change: RoutingChange): Promise<void> {
  requireRole(actor, 'operator');
  const { pinnedReleaseId, canary, reason } = change;
  await transaction(async (tx) => {
    await requireRelease(tx, pinnedReleaseId);
    await requireRelease(tx, canary?.releaseId);
    const data = { pinnedReleaseId, canaryReleaseId: canary?.releaseId ?? null, canaryPercent: canary?.percent ?? 0 };
    const changed = await tx.application.updateMany({ where: { id, archivedAt: null }, data });
    if (changed.count === 0) throw new NotFound('There is no such application.');
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'application.route',
      subjectType: 'application',
      subjectId: id,
      data: { ...data, reason },
    });
  });
}

/** Switches an application off: its keys stop working at once, its history stays. */
export async function archiveApplication(actor: Actor, id: string, reason: string): Promise<void> {
  requireRole(actor, 'operator');
  await transaction(async (tx) => {
    const archived = await tx.application.updateMany({
      where: { id, archivedAt: null },
      data: { archivedAt: systemClock.now(), pinnedReleaseId: null, canaryReleaseId: null, canaryPercent: 0 },
    });
    if (archived.count === 0) throw new NotFound('There is no such application.');
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'application.archive',
      subjectType: 'application',
      subjectId: id,
      data: { reason },
    });
  });
}

/** Applications by name, with their corpus and the number of keys in use. */
export async function listApplications(actor: Actor) {
  requireRole(actor, 'operator', 'stakeholder');
  return db().application.findMany({
    where: { archivedAt: null },
    include: {
      corpus: { select: { name: true, documentCount: true } },
      _count: { select: { keys: { where: { revokedAt: null } } } },
    },
    orderBy: { name: 'asc' },
  });
}

/** One application with its keys (never a hash). @throws {NotFound} */
export async function getApplication(actor: Actor, id: string) {
  requireRole(actor, 'operator', 'stakeholder');
  const found = await db().application.findFirst({
    where: { OR: [{ id }, { slug: id }], archivedAt: null },
    include: {
      corpus: { select: { name: true, documentCount: true } },
      keys: { omit: { hash: true }, orderBy: { createdAt: 'desc' } },
    },
  });
  if (!found) throw new NotFound('There is no such application.');
  return found;
}
