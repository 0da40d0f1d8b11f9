// Bundles every process and thread that is not the web server into dist/<name>.mjs. Packages stay external.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
  'bench-suite': 'lib/cli/processes/bench-suite.process.ts',
  'bench-peer': 'lib/cli/processes/bench-peer.process.ts',
};

/** Writes under another name and renames, so that a process that starts meanwhile reads the old or the new file whole. */
function writeWhole(file, contents) {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, file);
}

async function bundleOne(name, source) {
  const { outputFiles } = await build({
    absWorkingDir: projectDir,
    entryPoints: { [name]: source },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Commands and job handlers are imported when they are called; so are the packages that only they need.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'silent',
    // Generated code and some packages expect the CommonJS names inside an ES module.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  for (const file of outputFiles) writeWhole(file.path, file.contents);
}

const words = ({ errors = [], message }) =>
  errors.length === 0
    ? message
    : errors.map((error) => `${error.location?.file ?? ''}:${error.location?.line ?? ''} ${error.text}`).join('\n');

/**
 * Bundles the entry points that exist. With `isLenient` one that cannot be bundled is reported and the others are
 * still made, so that unfinished work in one room does not stop the tests of another.
 */
export async function bundle({ isLenient = false } = {}) {
  const present = Object.entries(entries).filter(([, source]) => existsSync(path.join(projectDir, source)));
  const outcomes = await Promise.allSettled(present.map(([name, source]) => bundleOne(name, source)));
  const failures = outcomes.flatMap((outcome, i) =>
    outcome.status === 'rejected' ? [`dist/${present[i][0]}.mjs cannot be bundled:\n${words(outcome.reason)}`] : [],
  );
  if (failures.length > 0 && !isLenient) throw new Error(failures.join('\n'));
  for (const failure of failures) console.error(failure);
  removeOldChunks();
}

/** A process that still runs may import a chunk of its own build later, so old ones stay for two weeks. */
function removeOldChunks() {
  const folder = path.join(projectDir, 'dist/chunks');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const facts = statSync(file, { throwIfNoEntry: false });
    if (facts && Date.now() - facts.mtimeMs > 14 * 24 * 3600 * 1000) rmSync(file, { force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    await bundle({ isLenient: process.argv.includes('--lenient') });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
