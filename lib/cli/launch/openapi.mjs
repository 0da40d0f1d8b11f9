// Writes lib/api/generated/openapi.json from the declarations of all routes; with --check it only compares. The routes are
// bundled and loaded, not called, so neither a database nor a server is needed.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const projectDir = path.resolve(import.meta.dirname, '../../..');
const outFile = path.join(projectDir, 'lib/api/generated/openapi.json');

const filesBelow = (folder, matches) =>
  readdirSync(path.join(projectDir, folder), { recursive: true })
    .map((name) => path.join(folder, String(name)).replaceAll('\\', '/'))
    .filter(matches)
    .sort();

/** `app/(console)/api/jobs/[id]/route.ts` answers at `/api/jobs/[id]`: groups in brackets are not in the address. */
const pathOf = (file) =>
  file
    .replace(/^app/, '')
    .replace(/\/\([^)]+\)/g, '')
    .replace(/\/route\.ts$/, '');

const routeFiles = filesBelow('app', (file) => /(?:^|\/)route\.ts$/.test(file));
const contractFiles = filesBelow('lib/contracts', (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
const { version } = JSON.parse(readFileSync(path.join(projectDir, 'package.json'), 'utf8'));

const entry = `
import { openApiDocument } from '@/lib/api/openapi-document';
import { namedContracts } from '@/lib/api/named-contracts';
${routeFiles.map((file, i) => `import * as route${i} from '@/${file.replace(/\.ts$/, '')}';`).join('\n')}
${contractFiles.map((file, i) => `import * as contract${i} from '@/${file.replace(/\.ts$/, '')}';`).join('\n')}
const modules = [${routeFiles.map((file, i) => `{ path: ${JSON.stringify(pathOf(file))}, exports: route${i} }`).join(', ')}];
const contracts = namedContracts([${contractFiles.map((_, i) => `contract${i}`).join(', ')}]);
export const document = openApiDocument(modules, contracts, ${JSON.stringify(version)});
`;

/** Node needs the file extension of Next's modules, which bundlers add by themselves. */
const nextModules = {
  name: 'next-modules',
  setup: (bundler) =>
    bundler.onResolve({ filter: /^next\/[a-z-]+$/ }, (found) => ({ path: `${found.path}.js`, external: true })),
};

async function makeDocument() {
  const folder = path.join(projectDir, 'dist');
  mkdirSync(folder, { recursive: true });
  // Inside the project, so that packages are found from there.
  const directory = mkdtempSync(path.join(folder, 'openapi-'));
  try {
    const outfile = path.join(directory, 'document.mjs');
    await build({
      absWorkingDir: projectDir,
      stdin: { contents: entry, resolveDir: projectDir, loader: 'ts' },
      outfile,
      tsconfig: 'tsconfig.json',
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      packages: 'external',
      plugins: [nextModules],
      logLevel: 'silent',
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
    });
    const { document } = await import(pathToFileURL(outfile).href);
    return `${JSON.stringify(document, null, 2)}\n`;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function current() {
  try {
    return readFileSync(outFile, 'utf8');
  } catch {
    return '';
  }
}

try {
  const text = await makeDocument();
  if (!process.argv.includes('--check')) {
    mkdirSync(path.dirname(outFile), { recursive: true });
    writeFileSync(outFile, text);
    console.log(`Wrote ${path.relative(projectDir, outFile)}: ${Object.keys(JSON.parse(text).paths).length} paths.`);
  } else if (text !== current()) {
    console.error('lib/api/generated/openapi.json is not what the routes say. Run: node lib/cli/launch/openapi.mjs');
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error.errors ? error.errors.map((each) => each.text).join('\n') : (error.stack ?? error));
  process.exitCode = 1;
}
// Loaded modules may hold timers and handles that nobody will close.
process.exit();
