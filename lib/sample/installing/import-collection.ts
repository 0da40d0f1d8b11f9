import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Actor } from '@/lib/auth/actor';
import { importDataset } from '@/lib/datasets/import-dataset';
import { importRequestSchema } from '@/lib/datasets/import-dataset.job';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { writeFileAtomic } from '@/lib/foundation/files';
import { createApplication } from '@/lib/releases/applications';
import { sampleApplications, sampleCollectionSlug } from '../sample-names';
import type { InstallContext } from './install-context';

/** The whole collection as it was imported: what everything else is measured on. */
export type SampleCollection = { corpusHash: string; versionId: string };

/** Imports the collection with all questions, then each application's questions as a dataset of its own. */
export async function importCollection(actor: Actor, context: InstallContext): Promise<SampleCollection> {
  const folder = path.join(env().dataDir, 'imports', `${context.jobId}-whole`);
  try {
    await copyWholeCollection(context.dataDirectory, folder);
    const whole = await importOne(actor, context, { folder, slug: sampleCollectionSlug });
    for (const { slug, name } of sampleApplications) {
      await importOne(actor, context, {
        folder: context.dataDirectory,
        slug: `orvane-${slug}`,
        name: `Orvane: ${name}`,
        task: name,
      });
    }
    return whole;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** dataset.json describes three tasks, of which an import takes one; all questions together are the folder without them. */
async function copyWholeCollection(dataDirectory: string, folder: string): Promise<void> {
  await mkdir(path.join(folder, 'qrels'), { recursive: true, mode: 0o700 });
  const { tasks: _tasks, ...about } = JSON.parse(await readFile(path.join(dataDirectory, 'dataset.json'), 'utf8'));
  await writeFileAtomic(path.join(folder, 'dataset.json'), JSON.stringify(about));
  const names = ['corpus.jsonl', 'queries.jsonl', 'qrels/train.tsv', 'qrels/dev.tsv', 'qrels/test.tsv'];
  for (const name of names) await copyFile(path.join(dataDirectory, name), path.join(folder, name));
}

type Import = { folder: string; slug: string; name?: string; task?: string };

async function importOne(
  actor: Actor,
  { jobId, signal }: InstallContext,
  { folder, ...options }: Import,
): Promise<SampleCollection> {
  const source = { kind: 'path' as const, path: folder };
  const request = importRequestSchema.parse({ source, isSample: true, ...options });
  const { versionId, corpusHash } = await importDataset(actor, request, {
    // Also names the version, so each import needs one of its own.
    importId: `${jobId}-${options.slug}`,
    signal,
  });
  return { versionId, corpusHash };
}

/** One application a task, with the task's instruction and its own operating point. Returns the ids by slug. */
export async function createApplications(actor: Actor, corpusHash: string): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { slug, name, budget, depth } of sampleApplications) {
    const known = await db().application.findFirst({ where: { isSample: true, name } });
    const dataset = await db().dataset.findUnique({ where: { slug: `orvane-${slug}` } });
    const isTaken = !known && (await db().application.count({ where: { slug } })) > 0;
    const instruction = dataset?.instruction ?? '';
    const created =
      known ??
      (await createApplication(actor, {
        name,
        slug: isTaken ? `${slug}-sample` : slug,
        instruction,
        corpusHash,
        budget,
        depth,
        isSample: true,
      }));
    ids.set(slug, created.id);
  }
  return ids;
}
