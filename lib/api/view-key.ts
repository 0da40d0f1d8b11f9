import type { ApiKey } from '@/lib/contracts/keys';
import { db } from '@/lib/db/client';
import { readActorNames } from './view-actor';

type KeyRow = {
  id: string;
  kind: string;
  name: string;
  prefix: string;
  applicationId: string | null;
  userId: string | null;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
};

/** Keys as the console shows them, with the names of their owners. */
export async function viewKeys(rows: readonly KeyRow[]): Promise<ApiKey[]> {
  const applicationIds = rows.flatMap((row) => row.applicationId ?? []);
  const applications = await db().application.findMany({
    where: { id: { in: applicationIds } },
    select: { id: true, name: true, slug: true },
  });
  const nameOf = await readActorNames(rows.flatMap((row) => [row.createdBy, `user:${row.userId}`]));
  return rows.map((row) => {
    const application = applications.find((candidate) => candidate.id === row.applicationId);
    const owner = application ?? { id: row.userId ?? '', name: nameOf(`user:${row.userId}`).name, slug: null };
    return {
      id: row.id,
      kind: row.kind === 'operator' ? 'operator' : 'application',
      name: row.name,
      prefix: row.prefix,
      owner,
      createdBy: nameOf(row.createdBy),
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt?.toISOString() ?? null,
      revokedAt: row.revokedAt?.toISOString() ?? null,
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    };
  });
}
