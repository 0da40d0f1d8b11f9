// Bundles every process and thread that is not the web server into dist/<name>.mjs. Packages stay external.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

export const projectDir = path.resolve(import.meta.dirname, '../../..');

/** Entry points: the name of the bundle and its source. */
const entries = {
  cli: 'lib/cli/main.ts',
  database: 'lib/db/processes/database.process.ts',
  worker: 'lib/cli/processes/worker.process.ts',
  'onnx-thread': 'lib/onnx/threads/onnx.thread.ts',
  'model-check': 'lib/registry/processes/model-check.process.ts',
  'release-host': 'lib/serving/processes/release-host.process.ts',
  training: 'lib/training/processes/training.process.ts',
};

export async function bundle() {
  const present = Object.fromEntries(
    Object.entries(entries).filter(([, source]) => existsSync(path.join(projectDir, source))),
  );
  if (Object.keys(present).length === 0) return;
  await build({
    absWorkingDir: projectDir,
    entryPoints: present,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
    // Generated code and some packages expect the CommonJS names inside an ES module.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
}

if (process.argv[1] === import.meta.filename) await bundle();
