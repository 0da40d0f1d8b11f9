import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, systemActor } from '@/lib/auth/actor';
import { verifyAudit } from '@/lib/db/audit';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import { writeTinyAdapter } from '@/lib/models/testing/tiny-adapter';
import { type TinyModelOptions, writeTinyModel } from '@/lib/models/testing/tiny-model';
import { archiveCheckpoint, changeCheckpoint, restoreCheckpoint } from './change-checkpoint';
import { readLineage } from './checkpoint-lineage';
import { compareCheckpoints } from './compare-checkpoints';
import { type ImportCheckpointInput, type ImportOptions, importCheckpoint } from './import-checkpoint';
import { getCheckpoint, listCheckpoints } from './list-checkpoints';
import { loadCheckpointFiles } from './load-checkpoint-files';
import { openCheckpointEmbedder, openCheckpointReranker } from './open-checkpoint';
import { verifyCheckpoint, verifyCheckpointFiles } from './verify-checkpoint';

const system = systemActor('test');
const person = (role: 'operator' | 'annotator' | 'stakeholder'): Actor => ({
  kind: 'user',
  userId: role,
  name: role,
  email: `${role}@example.org`,
  role,
  via: 'session',
});

let test: TestDatabase;
let root: string;
let dataDir: string;
let made = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  root = await mkdtemp(path.join(os.tmpdir(), 'mixstage-registry-'));
  dataDir = path.join(root, 'data');
});
afterAll(async () => {
  await test.close();
  await rm(root, { recursive: true, force: true });
});

const fresh = () => path.join(root, `folder-${made++}`);
const tiny = (options: TinyModelOptions = {}) => writeTinyModel(fresh(), { seed: ++made, ...options });
const run = (
  folder: string,
  input: Partial<ImportCheckpointInput> = {},
  options: ImportOptions = {},
  actor: Actor = system,
) => importCheckpoint(actor, { folder, ...input }, { dataDir, ...options });
const storedFolders = () => readdir(path.join(dataDir, 'checkpoints'));

describe('registering a checkpoint', () => {
  it('keeps a private copy that computes the same and is bound to its content', async () => {
    const folder = await tiny();
    const checkpoint = await run(folder, { name: 'first', stage: 'stage-1', licence: 'Apache-2.0' });
    expect(checkpoint).toMatchObject({
      component: 'embedder',
      stage: 'stage-1',
      source: 'onnx',
      licence: 'Apache-2.0',
    });
    expect(checkpoint.files.map((file) => file.path)).toEqual([
      'config.json',
      'mixstage-probe.f32',
      'model.onnx',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    // The small graph's sums depend on the batch, so it was found out and runs one text at a time.
    expect(checkpoint.config).toMatchObject({ pooling: 'mean', dimension: 16, runsOneByOne: true });
    expect(checkpoint.checks.probes).toBeGreaterThan(10);
    await rm(folder, { recursive: true });
    const embedder = await openCheckpointEmbedder(checkpoint.id, { dataDir });
    const vector = await embedder.embed(['law of contract'], 'document');
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    await embedder.close();
    expect(await verifyCheckpoint(system, 'first', { dataDir })).toMatchObject({ isIntact: true, probeDifference: 0 });
    expect((await stat(path.join(dataDir, 'checkpoints', checkpoint.contentHash))).mode & 0o077).toBe(0);
    const [entry] = await test.db.auditEntry.findMany({ where: { subjectId: checkpoint.id } });
    expect(entry).toMatchObject({ action: 'checkpoint.import', actor: 'test' });
    expect(await verifyAudit(test.db)).toMatchObject({ isIntact: true });
  });

  it('finds out what a folder is, and believes a person who knows better', async () => {
    expect(await run(await tiny({ head: 'one-logit' }))).toMatchObject({ component: 'reranker' });
    const pair = await run(await tiny({ head: 'two-logits' }));
    const reranker = await openCheckpointReranker(pair.id, { dataDir });
    expect((await reranker.score('law', ['wage', 'court'])).length).toBe(2);
    await reranker.close();
    expect((await run(await tiny({ isInt8: true }))).config).toMatchObject({ precision: 'int8', runsOneByOne: true });
    const pooled = await run(await tiny(), { overrides: { pooling: 'cls', queryPrompt: 'law: ' } });
    expect(pooled.config).toMatchObject({ pooling: 'cls', queryPrompt: 'law: ' });
  });

  it('refuses the same content twice, unless the same job asks again, and takes it with other settings', async () => {
    const folder = await tiny();
    const first = await run(folder, { name: 'once' });
    await expect(run(folder, { name: 'twice' })).rejects.toMatchObject({ code: 'conflict', message: /as once/ });
    expect((await run(folder, {}, { reusesExisting: true })).id).toBe(first.id);
    const other = await run(folder, { overrides: { documentPrompt: 'the ' } });
    expect(other.contentHash).not.toBe(first.contentHash);
    const raced = await tiny();
    const outcomes = await Promise.allSettled([run(raced, { name: 'a' }), run(raced, { name: 'b' })]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const winner = outcomes.find((outcome) => outcome.status === 'fulfilled');
    expect(
      await verifyCheckpointFiles(dataDir, (winner as PromiseFulfilledResult<typeof first>).value),
    ).toBeUndefined();
  });

  it('is for operators, and showing it for those who may see it', async () => {
    const folder = await tiny();
    for (const role of ['annotator', 'stakeholder'] as const) {
      await expect(run(folder, {}, {}, person(role))).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(listCheckpoints(person('annotator'))).rejects.toMatchObject({ code: 'forbidden' });
    const registered = await run(folder, {}, {}, person('operator'));
    expect(registered.createdBy).toBe('user:operator');
    expect((await getCheckpoint(person('stakeholder'), registered.id)).id).toBe(registered.id);
    for (const role of ['annotator', 'stakeholder'] as const) {
      await expect(archiveCheckpoint(person(role), registered.id)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('lets names and notes change and checkpoints be put away, with an entry each', async () => {
    const { id } = await run(await tiny(), { name: 'changing' });
    await changeCheckpoint(system, id, { name: 'changed', note: 'good on statutes' });
    expect(await getCheckpoint(system, 'changed')).toMatchObject({ id, note: 'good on statutes' });
    await expect(archiveCheckpoint(system, id, async () => 'release 3 is live with it')).rejects.toThrow(/release 3/);
    await archiveCheckpoint(system, id);
    expect((await listCheckpoints(system)).map((checkpoint) => checkpoint.id)).not.toContain(id);
    await restoreCheckpoint(system, id);
    const actions = await test.db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
    expect(actions.map(({ action }) => action.split('.')[1])).toEqual(['import', 'change', 'archive', 'restore']);
  });
});

describe('adapters', () => {
  it('are merged in order, compared with the stacked model, and remembered with their lineage', async () => {
    const base = await run(await tiny(), { name: 'tiny', sourceName: 'tiny' });
    const first = await run(await writeTinyAdapter(fresh(), { seed: 2 }), {
      baseCheckpointId: base.id,
      sourceName: 'adapter-1',
      name: 'tiny stage 1',
      stage: 'stage-1',
    });
    expect(first.adapters).toMatchObject([{ name: 'adapter-1', rank: 2, alpha: 4, targetModules: ['query'] }]);
    expect(first.checks.mergeParity?.maxDifference).toBeLessThan(1e-6);
    expect(first).toMatchObject({ parentId: base.id, baseModel: base.baseModel, stage: 'stage-1' });
    const second = await run(await writeTinyAdapter(fresh(), { seed: 3 }), {
      baseCheckpointId: first.id,
      sourceName: 'adapter-2',
      name: 'tiny stage 2',
      stage: 'stage-2',
    });
    expect(second.adapters.map(({ name }) => name)).toEqual(['adapter-1', 'adapter-2']);
    const tree = await readLineage(system, second.id);
    expect(tree.checkpoint.id).toBe(base.id);
    expect(tree.children[0]?.children[0]?.checkpoint.id).toBe(second.id);
    const comparison = await compareCheckpoints(system, first.id, second.id);
    expect(comparison.sharedAdapters).toBe(1);
    expect(comparison.files.find((file) => file.path === 'model.onnx')?.state).toBe('changed');
    expect(comparison.files.find((file) => file.path === 'tokenizer.json')?.state).toBe('same');
    expect(comparison.differences.map(({ field }) => field)).toContain('stage');
  });

  it('for another base are refused, by name and by shape, and nothing is registered', async () => {
    const base = await run(await tiny(), { name: 'some other model', sourceName: 'other-model' });
    const adapter = await writeTinyAdapter(fresh());
    const before = await storedFolders();
    await expect(run(adapter, { baseCheckpointId: base.id })).rejects.toThrow(/for the base tiny, not for some other/);
    await expect(run(adapter)).rejects.toThrow(/Name the registered checkpoint/);
    const wide = await writeTinyAdapter(fresh(), { dimension: 32 });
    const confirmed = { baseCheckpointId: base.id, acceptsOtherBase: true };
    await expect(run(wide, confirmed)).rejects.toThrow(/for another base/);
    expect(await storedFolders()).toEqual(before);
    expect((await run(adapter, confirmed)).adapters).toHaveLength(1);
  });
});

describe('a registered checkpoint', () => {
  it('is not loaded once a file was changed, removed or added', async () => {
    const checkpoint = await run(await tiny());
    const folder = path.join(dataDir, checkpoint.directory ?? '');
    const model = path.join(folder, 'model.onnx');
    const bytes = await readFile(model);
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] ?? 0) ^ 1;
    const refused = () =>
      expect(loadCheckpointFiles(dataDir, checkpoint)).rejects.toMatchObject({ code: 'unavailable' });
    await writeFile(model, flipped);
    await refused();
    expect(await verifyCheckpointFiles(dataDir, checkpoint)).toMatch(/model.onnx no longer matches its hash/);
    await writeFile(model, bytes);
    expect((await loadCheckpointFiles(dataDir, checkpoint)).hash).toBe(checkpoint.contentHash);
    await writeFile(path.join(folder, 'extra.bin'), 'x');
    await refused();
    await rm(path.join(folder, 'extra.bin'));
    await rm(path.join(folder, 'tokenizer.json'));
    await refused();
    expect(await verifyCheckpoint(system, checkpoint.id, { dataDir })).toMatchObject({ isIntact: false });
  });
});

describe.skipIf(!hasShared('models'))(`the exports of other tools (${needsShared})`, () => {
  it('are registered as what they are, and the adapter on its base', { timeout: 180_000 }, async () => {
    const shared = (name: string) => sharedPath('models', name);
    const embedder = await run(shared('zh-tiny-embed'));
    // Bit for bit the same in any batch, so they keep running in batches.
    expect(embedder).toMatchObject({ component: 'embedder', checks: { batchDifference: 0 } });
    expect(embedder.config).toMatchObject({ maxLength: 256, runsOneByOne: false, normalises: true });
    expect(await run(shared('zh-tiny-rerank'))).toMatchObject({ component: 'reranker' });
    const causal = await run(shared('tiny-qwen3-rerank'));
    expect(causal.config).toMatchObject({ head: { kind: 'causal', isNarrowed: true, yesId: 831, noId: 552 } });
    expect(causal.checks.narrowingParity?.maxDifference).toBeLessThan(1e-4);
    const qwen = await run(shared('tiny-qwen3-embed'));
    expect(qwen.config).toMatchObject({
      pooling: 'last-token',
      instructionTemplate: 'Instruct: {instruction}\nQuery:',
    });
    const base = await run(shared('zh-tiny-base'));
    expect(base.files.map((file) => file.path)).toContain('model.onnx.data');
    await expect(run(shared('zh-tiny-lora'), { baseCheckpointId: embedder.id })).rejects.toThrow(
      /zh-tiny-base, not for/,
    );
    const adapted = await run(shared('zh-tiny-lora'), { baseCheckpointId: base.id, stage: 'stage-1' });
    expect(adapted.checks.mergeParity?.maxDifference).toBeLessThan(2e-6);
    expect(await verifyCheckpoint(system, adapted.id, { dataDir })).toMatchObject({ isIntact: true });
  });
});

describe('the gallery of bad checkpoints', () => {
  const bytesOf = (folder: string) => readFile(path.join(folder, 'model.onnx'));
  const replaced = async (content: (good: Buffer) => Buffer | string, options: TinyModelOptions = {}) => {
    const folder = await tiny(options);
    await writeFile(path.join(folder, 'model.onnx'), content(await bytesOf(folder)));
    return folder;
  };

  it('is refused whole, each with its reason, and leaves nothing behind', { timeout: 180_000 }, async () => {
    await mkdir(path.join(dataDir, 'checkpoints'), { recursive: true });
    const before = await storedFolders();
    const rows = await test.db.checkpoint.count();
    const { externalModel, dimensionModel, loopingModel, foreignModel, fixedModel, rankModel } = await import(
      './testing/bad-models'
    );
    const cases: [string, Promise<string>, RegExp][] = [
      ['cut short', replaced((good) => good.subarray(0, good.length - 100)), /cut short|cannot be loaded|elements/],
      ['empty', replaced(() => ''), /no ONNX graph/],
      ['JSON', replaced(() => '{"model": true}'), /protobuf|no ONNX graph|cut short/],
      ['random bytes', replaced(() => Buffer.alloc(5000, 7)), /protobuf|cut short|no ONNX graph|inputs/],
      ['not a number', tiny({ weights: 'nan' }), /not finite/],
      ['zeros', tiny({ weights: 'zero', hasTokenTypes: false }), /zeros|same vector/],
      ['constant', tiny({ weights: 'constant', head: 'sentence', hasTokenTypes: false }), /same vector/],
      ['tokenizer of another model', tiny({ rows: 20 }), /does not fit the model/],
      ['another dimension than declared', dimensionModel(fresh()), /24 numbers were registered/],
      ['wrong rank', rankModel(fresh()), /registered|shape/],
      ['fixed axes', fixedModel(fresh()), /fixed shape/],
      ['operators of its own', foreignModel(fresh()), /only its author has/],
      ['weights outside of its folder', externalModel(fresh(), '../../secret.env'), /outside of its own folder/],
      ['weights at an absolute path', externalModel(fresh(), '/etc/hostname'), /outside of its own folder/],
      ['weights in a hidden file', externalModel(fresh(), '.env'), /outside of its own folder/],
      ['weights in a missing file', externalModel(fresh(), 'weights.data'), /which is missing/],
      ['an endless loop', loopingModel(fresh()), /did not finish its check within 3 s/],
    ];
    for (const [what, folder, reason] of cases) {
      // Only the loop has to overrun; the others may take their time on a busy machine.
      const limits = { deadlineMs: what === 'an endless loop' ? 3000 : 60_000, memoryBytes: 2 ** 31 };
      const error = await run(await folder, {}, { limits }).catch((e) => e);
      expect(error, what).toMatchObject({ code: 'invalid_input' });
      expect((error as Error).message, what).toMatch(reason);
    }
    expect(await storedFolders()).toEqual(before);
    expect(await test.db.checkpoint.count()).toBe(rows);
  });

  it('never crashes this process, whichever bit of a model is flipped', { timeout: 180_000 }, async () => {
    const good = await tiny();
    const bytes = await bytesOf(good);
    let refused = 0;
    for (let i = 0; i < 8; i++) {
      const folder = fresh();
      await cp(good, folder, { recursive: true });
      const bent = Buffer.from(bytes);
      const position = Math.floor((bytes.length * (i + 0.5)) / 8);
      bent[position] = (bent[position] ?? 0) ^ (1 << (i % 8));
      await writeFile(path.join(folder, 'model.onnx'), bent);
      const outcome = await run(folder, {}, { limits: { deadlineMs: 60_000, memoryBytes: 2 ** 31 } }).catch((e) => e);
      if (outcome instanceof Error) {
        refused++;
        expect(outcome, String(i)).toMatchObject({ code: 'invalid_input' });
      }
    }
    // A flipped bit in a weight is another model, not a broken one; after registration its hash gives it away.
    expect(refused).toBeGreaterThan(0);
  });

  it('is ended when it takes more memory than it may', async () => {
    const limits = { deadlineMs: 60_000, memoryBytes: 2 ** 20 };
    await expect(run(await tiny(), {}, { limits })).rejects.toThrow(/needs more than 1 MB of memory/);
  });

  it('does not follow links out of an upload', async () => {
    const folder = await tiny();
    await rm(path.join(folder, 'config.json'));
    await writeFile(path.join(root, 'secret.json'), '{"hidden_size": 16}');
    await symlink(path.join(root, 'secret.json'), path.join(folder, 'config.json'));
    await expect(run(folder, {}, {}, person('operator'))).rejects.toThrow(/not a regular file/);
  });

  it('ends at once when it is cancelled', async () => {
    const { loopingModel } = await import('./testing/bad-models');
    const abort = new AbortController();
    const work = run(await loopingModel(fresh()), {}, { signal: abort.signal });
    setTimeout(() => abort.abort(), 800);
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  });
});
