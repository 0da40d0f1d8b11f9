import path from 'node:path';
import { z } from 'zod';
import { InvalidInput } from './errors';

/** The only reader of `process.env`: one schema, checked once at start, with an error that names every wrong variable. */
const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);

const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).catch('production'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional(),
  MIXSTAGE_DATA_DIR: z.string().min(1).optional(),
  MIXSTAGE_BASE_URL: z.url().optional(),
  MIXSTAGE_ADMIN_EMAIL: z.email().optional(),
  MIXSTAGE_ADMIN_PASSWORD: z.string().min(10, 'must have at least 10 characters').max(128).optional(),
  MIXSTAGE_ALLOWED_ORIGINS: list.default([]),
  MIXSTAGE_ALLOWED_HOSTS: list.default([]),
  MIXSTAGE_LLM_BASE_URL: z.url().optional(),
  MIXSTAGE_LLM_MODEL: z.string().optional(),
  MIXSTAGE_LLM_API_KEY: z.string().optional(),
  MIXSTAGE_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  MIXSTAGE_SAMPLE: z.enum(['ask', 'install', 'empty']).default('ask'),
  MIXSTAGE_RATE_LIMIT: flag.default(true),
  MIXSTAGE_FAIL_POINT: z.string().optional(),
  MIXSTAGE_NODE_ID: z.string().optional(),
  MIXSTAGE_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
});

export type Env = z.infer<typeof schema> & {
  /** absolute path of the data folder */
  dataDir: string;
  /** absolute path of the project root */
  projectDir: string;
  /** where browsers reach the console */
  baseUrl: string;
};

/**
 * The checked environment.
 *
 * @throws {InvalidInput} naming every variable that is wrong and why
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    throw new InvalidInput(
      `The environment is not usable: ${issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ')}`,
      { issues },
    );
  }
  const projectDir = source.MIXSTAGE_PROJECT_DIR ?? process.cwd();
  const dataDir = path.resolve(projectDir, parsed.data.MIXSTAGE_DATA_DIR ?? '.mixstage');
  const baseUrl = parsed.data.MIXSTAGE_BASE_URL ?? `http://localhost:${parsed.data.PORT}`;
  return { ...parsed.data, dataDir, projectDir, baseUrl: baseUrl.replace(/\/$/, '') };
}

let cached: Env | undefined;
/** The environment of this process, read once. */
export function env(): Env {
  cached ??= readEnv();
  return cached;
}

/** Forgets the cached environment; for tests that change variables. */
export function resetEnv(): void {
  cached = undefined;
}

/** The real PostgreSQL server for integration tests, if one was given or started; undefined means the embedded one. */
export const readTestDatabaseUrl = (): string | undefined => process.env.TEST_DATABASE_URL || undefined;
