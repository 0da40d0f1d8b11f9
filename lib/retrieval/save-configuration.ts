import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { InvalidInput, type Issue } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';
import { type ConfigurationSpec, canonicalSpec, configurationHash, configurationSpecSchema } from './configuration';

export type SaveConfigurationInput = {
  name: string;
  spec: ConfigurationSpec;
  note?: string | undefined;
  isSample?: boolean;
};

export type SavedConfiguration = { id: string; hash: string; name: string; isNew: boolean };

/**
 * Keeps a configuration, so that it can be evaluated, compared and released. Equal content is kept once: saving it again
 * gives the first one back, under the name it has.
 *
 * @throws {InvalidInput} naming every field that is wrong, unknown checkpoints and components in the wrong place included
 */
export async function saveConfiguration(actor: Actor, input: SaveConfigurationInput): Promise<SavedConfiguration> {
  requireRole(actor, 'operator');
  return transaction((tx) => insertConfiguration(tx, actor, input));
}

/** The same inside a transaction of the caller, who has checked the role. */
export async function insertConfiguration(
  tx: Tx,
  actor: Actor,
  input: SaveConfigurationInput,
): Promise<SavedConfiguration> {
  const spec = parseSpec(input.spec);
  const name = input.name.trim();
  if (name === '' || name.length > 120) {
    throw new InvalidInput('Give the configuration a name of at most 120 characters.', {
      issues: [{ path: 'name', message: name === '' ? 'is empty' : 'is too long' }],
    });
  }
  const hash = configurationHash(spec);
  const known = await tx.configuration.findUnique({ where: { hash } });
  if (known) return { id: known.id, hash, name: known.name, isNew: false };
  await checkComponents(tx, spec);
  const id = randomId();
  const { count } = await tx.configuration.createMany({
    data: {
      id,
      hash,
      name,
      spec,
      note: input.note ?? null,
      isSample: input.isSample ?? false,
      createdBy: actorId(actor),
    },
    // Somebody may save the same content at the same moment; then theirs is the one.
    skipDuplicates: true,
  });
  if (count === 0) {
    const first = await tx.configuration.findUniqueOrThrow({ where: { hash } });
    return { id: first.id, hash, name: first.name, isNew: false };
  }
  await appendAudit(tx, {
    actor: actorId(actor),
    action: 'configuration.save',
    subjectType: 'configuration',
    subjectId: id,
    data: { hash, name },
  });
  return { id, hash, name, isNew: true };
}

function parseSpec(value: unknown): ConfigurationSpec {
  const parsed = configurationSpecSchema.safeParse(value);
  if (parsed.success) return canonicalSpec(parsed.data);
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new InvalidInput('The configuration is not complete.', { issues });
}

async function checkComponents(tx: Tx, spec: ConfigurationSpec): Promise<void> {
  const wanted = [
    ...spec.embedders.map(({ checkpointId }, i) => ({
      checkpointId,
      component: 'embedder',
      path: `embedders.${i}.checkpointId`,
    })),
    ...(spec.reranker
      ? [{ checkpointId: spec.reranker.checkpointId, component: 'reranker', path: 'reranker.checkpointId' }]
      : []),
  ];
  const rows = await tx.checkpoint.findMany({ where: { id: { in: wanted.map(({ checkpointId }) => checkpointId) } } });
  const issues = wanted.flatMap(({ checkpointId, component, path }): Issue[] => {
    const row = rows.find(({ id }) => id === checkpointId);
    if (!row) return [{ path, message: 'is no known checkpoint' }];
    return row.component === component
      ? []
      : [{ path, message: `is ${withArticle(row.component)}, not ${withArticle(component)}` }];
  });
  if (issues.length > 0) throw new InvalidInput('The configuration names checkpoints that do not fit.', { issues });
}

const withArticle = (component: string): string => (component === 'embedder' ? 'an embedder' : `a ${component}`);
