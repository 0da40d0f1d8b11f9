import { z } from 'zod';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { InvalidInput } from '@/lib/foundation/errors';
import { contentHash } from '@/lib/foundation/hash';
import { randomId, randomToken } from '@/lib/foundation/random';
import { checkUrl } from '@/lib/foundation/safe-fetch';
import {
  checkpointConfigSchema,
  type RemoteEmbedderConfig,
  type RemoteRerankerConfig,
} from '@/lib/models/checkpoint-config';
import { measureRemoteDimension } from '@/lib/models/remote-embedder';
import { deleteRemoteSecret, writeRemoteSecret } from '@/lib/models/remote-secret';
import { probeRemote } from './checking/check-remote';
import { type Checkpoint, stageSchema } from './checkpoint';
import { insertCheckpoint, readCheckpoint } from './store';

const sharedShape = {
  name: z.string().trim().min(1).max(200),
  stage: stageSchema.default('base'),
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** name of the model on the server; may be empty where it serves one */
  model: z.string().max(300).default(''),
  /** sent as a bearer token; stored in a file of the data folder, never shown again */
  apiKey: z.string().min(1).max(4096).optional(),
  timeoutMs: z.number().int().min(100).max(600_000).default(30_000),
  batchSize: z.number().int().min(1).max(2048).default(32),
  concurrency: z.number().int().min(1).max(32).default(2),
  licence: z.string().max(2000).optional(),
  note: z.string().max(5000).optional(),
};

export const registerRemoteSchema = z.discriminatedUnion('component', [
  z.object({
    ...sharedShape,
    component: z.literal('embedder'),
    dialect: z.enum(['openai', 'tei']).default('openai'),
    normalises: z.boolean().default(true),
    queryPrompt: z.string().max(2000).default(''),
    documentPrompt: z.string().max(2000).default(''),
    instructionTemplate: z.string().max(2000).includes('{instruction}').nullable().default(null),
    /** asked of the server when absent */
    dimension: z.number().int().positive().max(65_536).optional(),
  }),
  z.object({
    ...sharedShape,
    component: z.literal('reranker'),
    dialect: z.enum(['jina', 'tei']).default('jina'),
  }),
]);
export type RegisterRemoteInput = z.input<typeof registerRemoteSchema>;

/**
 * Registers a model that another server computes, after trying it on probes.
 *
 * @throws {Forbidden} without the role operator
 * @throws {InvalidInput} if the address may not be asked or the answers are of no use
 * @throws {UpstreamFailed} if the server fails
 * @throws {Conflict} if the same model of the same server with the same settings is registered already
 */
export async function registerRemoteCheckpoint(
  actor: Actor,
  given: RegisterRemoteInput,
  options: { dataDir?: string; allowedHosts?: readonly string[] } = {},
): Promise<Checkpoint> {
  requireRole(actor, 'operator');
  const dataDir = options.dataDir ?? env().dataDir;
  const allowedHosts = options.allowedHosts ?? env().MIXSTAGE_ALLOWED_HOSTS;
  const parsed = registerRemoteSchema.safeParse(given);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    throw new InvalidInput('The description of the model server is not complete.', { issues });
  }
  const { name, stage, apiKey, licence, note, ...settings } = parsed.data;
  checkUrl(settings.baseUrl, allowedHosts);
  const config = await completeConfig(settings, allowedHosts, apiKey);
  const { outputs, spread, probes } = await probeRemote(config, { secret: apiKey, allowedHosts });
  // The name of the secret is random and says nothing about the model, so it stays out of the content hash.
  const hash = contentHash({ config });
  const secretName = apiKey === undefined ? null : randomToken(12);
  const record = {
    id: randomId(),
    contentHash: hash,
    name,
    component: config.component,
    stage,
    source: 'remote',
    directory: null,
    config: { ...config, secretName },
    files: [],
    baseModel: config.model === '' ? null : { name: config.model, hash: contentHash(outputs) },
    adapters: [],
    tokenizerHash: null,
    parentId: null,
    lineage: null,
    checks: { checkedAt: systemClock.now().toISOString(), probes, spread, remoteProbe: outputs },
    licence: licence ?? null,
    note: note ?? null,
    isSample: false,
    createdBy: actorId(actor),
  };
  if (secretName !== null && apiKey !== undefined) await writeRemoteSecret(dataDir, secretName, apiKey);
  try {
    await transaction(async (tx) => {
      await insertCheckpoint(tx, record);
      await appendAudit(tx, {
        actor: actorId(actor),
        action: 'checkpoint.register-remote',
        subjectType: 'checkpoint',
        subjectId: record.id,
        data: { name, component: config.component, stage, contentHash: hash, host: new URL(config.baseUrl).host },
      });
    });
  } catch (error) {
    if (secretName !== null) await deleteRemoteSecret(dataDir, secretName);
    throw error;
  }
  return readCheckpoint(db(), record.id);
}

async function completeConfig(
  settings: object & { dimension?: number | undefined; component: string },
  allowedHosts: readonly string[],
  apiKey?: string,
): Promise<RemoteEmbedderConfig | RemoteRerankerConfig> {
  const parse = (dimension: number) =>
    checkpointConfigSchema.parse({ ...settings, source: 'remote', secretName: null, dimension }) as
      | RemoteEmbedderConfig
      | RemoteRerankerConfig;
  const config = parse(settings.dimension ?? 1);
  if (config.component === 'reranker' || settings.dimension !== undefined) return config;
  return parse(await measureRemoteDimension({ config, ...(apiKey ? { secret: apiKey } : {}) }, { allowedHosts }));
}
