import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { canonicalJson } from '@/lib/foundation/hash';
import type { Checkpoint } from './checkpoint';
import { findCheckpoint } from './store';

/** One thing that two checkpoints have or do not have in common; values as JSON, undefined where one lacks it. */
export type Difference = { field: string; left: unknown; right: unknown };

export type CheckpointComparison = {
  left: Checkpoint;
  right: Checkpoint;
  /** settings, stage, base, tokenizer and lineage that differ */
  differences: Difference[];
  files: { path: string; state: 'same' | 'changed' | 'only-left' | 'only-right' }[];
  /** adapters that both have at the bottom of their stacks, in order */
  sharedAdapters: number;
};

/** Puts two checkpoints side by side. @throws {NotFound} */
export async function compareCheckpoints(actor: Actor, left: string, right: string): Promise<CheckpointComparison> {
  requireRole(actor, 'operator', 'stakeholder');
  return compare(await findCheckpoint(db(), left), await findCheckpoint(db(), right));
}

/** What two records differ in; a pure function of them. */
export function compare(left: Checkpoint, right: Checkpoint): CheckpointComparison {
  const a = factsOf(left);
  const b = factsOf(right);
  const fields = [...new Set([...a.keys(), ...b.keys()])];
  const differences = fields
    .filter((field) => canonicalJson(a.get(field) ?? null) !== canonicalJson(b.get(field) ?? null))
    .map((field) => ({ field, left: a.get(field), right: b.get(field) }));
  const paths = [...new Set([...left.files, ...right.files].map((file) => file.path))];
  paths.sort();
  const files = paths.map((path) => {
    const one = left.files.find((file) => file.path === path);
    const other = right.files.find((file) => file.path === path);
    if (!one || !other) return { path, state: one ? ('only-left' as const) : ('only-right' as const) };
    return { path, state: one.sha256 === other.sha256 ? ('same' as const) : ('changed' as const) };
  });
  const firstOther = left.adapters.findIndex(({ hash }, i) => right.adapters[i]?.hash !== hash);
  return { left, right, differences, files, sharedAdapters: firstOther < 0 ? left.adapters.length : firstOther };
}

function factsOf(checkpoint: Checkpoint): Map<string, unknown> {
  const { component, stage, source, tokenizerHash, baseModel, licence, lineage, parentId } = checkpoint;
  const facts = new Map<string, unknown>(
    Object.entries({ component, stage, source, tokenizerHash, licence, parentId }),
  );
  facts.set('baseModel', baseModel);
  for (const [key, value] of Object.entries(checkpoint.config)) facts.set(`config.${key}`, value);
  if (typeof lineage === 'object' && lineage !== null) {
    for (const [key, value] of Object.entries(lineage)) facts.set(`lineage.${key}`, value);
  }
  facts.set(
    'adapters',
    checkpoint.adapters.map(({ hash }) => hash),
  );
  return facts;
}
