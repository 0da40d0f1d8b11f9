// Generates Prisma's client. It needs no engine binary: any existing file satisfies the check for one.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

export const projectDir = path.resolve(import.meta.dirname, '../../..');

export function generate() {
  execFileSync(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
    cwd: projectDir,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
}

if (process.argv[1] === import.meta.filename) generate();
