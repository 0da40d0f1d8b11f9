import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findImports, type MaskedSource, maskSource } from './cli/launch/source-scan';

/**
 * The floor plan, checked on every import of every source file, without a list of exceptions. A room imports only from
 * lower floors; on floor 3 also from the rooms before it in this list; jobs and auth may use db.
 */
const floors: readonly (readonly string[])[] = [
  ['foundation', 'contracts'],
  ['metrics', 'stats', 'nn'],
  ['db', 'onnx', 'jobs', 'auth'],
  ['datasets', 'models', 'registry', 'retrieval', 'training', 'evaluation', 'releases', 'serving', 'judging', 'sample'],
  ['api', 'cli'],
];
const orderedFloor = 3;
const besideAllowed: Record<string, readonly string[]> = { jobs: ['db', 'auth'], auth: ['db'] };
/** Test material that tests of any room may use; the `testing` folder of another room only by the floors. */
/** Screens by feature: each may use those before it, so that a part has one home and there are no circles. */
const features = [
  'auth',
  'uploads',
  'jobs',
  'keys',
  'users',
  'audit',
  'account',
  'datasets',
  'checkpoints',
  'indexes',
  'releases',
  'applications',
  'playground',
  'evaluations',
  'training',
  'judging',
  'studies',
  'report',
  'first-run',
  'overview',
  'api-reference',
  'shell',
];

const testMaterial = ['lib/foundation/testing/', 'lib/db/testing/', 'lib/models/testing/', 'lib/cli/launch/'];

const projectDir = path.resolve(import.meta.dirname, '..');

/** One source file: its path from the project root and its text, raw and masked. */
type Source = { file: string; raw: string } & MaskedSource;
/** A rule returns one sentence for each place that breaks it. */
type Rule = {
  name: string;
  check(source: Source): string[];
  breaks: [file: string, text: string][];
  keeps: [file: string, text: string][];
};

const sourceOf = (file: string, raw: string): Source => ({ file, raw, ...maskSource(raw) });
const isTest = (file: string) => /\.test\.tsx?$/.test(file) || /\/testing\//.test(file) || file.startsWith('e2e/');
const roomOf = (file: string): string | undefined => /^lib\/([^/]+)\//.exec(file)?.[1];
const floorOf = (room: string): number => floors.findIndex((rooms) => rooms.includes(room));

/** The project path that an import names, or undefined for a package. */
function targetOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('@/')) return specifier.slice(2);
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : undefined;
}

function mayUseRoom(from: string, to: string): boolean {
  if (from === to) return true;
  const [fromFloor, toFloor] = [floorOf(from), floorOf(to)];
  if (fromFloor === -1 || toFloor === -1) return false;
  if (toFloor !== fromFloor) return toFloor < fromFloor;
  if (fromFloor === orderedFloor) {
    const rooms = floors[orderedFloor] as readonly string[];
    return rooms.indexOf(to) < rooms.indexOf(from);
  }
  return besideAllowed[from]?.includes(to) ?? false;
}

/** Applies a predicate to every project import of a file. */
const eachImport =
  (complain: (target: string, source: Source, specifier: string) => string | undefined) => (source: Source) =>
    findImports(source).flatMap(({ specifier, line }) => {
      const target = targetOf(source.file, specifier);
      const words = target === undefined ? undefined : complain(target, source, specifier);
      return words ? [`${source.file}:${line} ${words}`] : [];
    });

const eachPackage = (complain: (specifier: string, source: Source) => string | undefined) => (source: Source) =>
  findImports(source).flatMap(({ specifier, line }) => {
    const words = targetOf(source.file, specifier) === undefined ? complain(specifier, source) : undefined;
    return words ? [`${source.file}:${line} ${words}`] : [];
  });

/** Complains about every occurrence of a pattern in code (comments and strings left out) outside some folders. */
const onlyIn = (pattern: RegExp, folders: readonly string[], words: string) => (source: Source) =>
  folders.some((folder) => source.file.startsWith(folder))
    ? []
    : [...source.code.matchAll(pattern)].map(
        (match) => `${source.file}:${source.code.slice(0, match.index).split('\n').length} ${words}`,
      );

const rules: Rule[] = [
  {
    name: 'a room imports only from lower floors, on floor 3 only from rooms before it',
    check: eachImport((target, { file }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from === undefined || to === undefined) return undefined;
      if (isTest(file) && testMaterial.some((folder) => target.startsWith(folder))) return undefined;
      return mayUseRoom(from, to) ? undefined : `${from} must not import ${to}`;
    }),
    breaks: [
      ['lib/metrics/a.ts', "import { db } from '@/lib/db/client';"],
      ['lib/datasets/a.ts', "const x = await import('@/lib/releases/gate');"],
      ['lib/db/a.ts', "import type { Actor } from '@/lib/auth/actor';"],
      ['lib/api/a.ts', "import '@/lib/cli/main';"],
      ['lib/models/a.ts', "import { systemClock } from '@/lib/unknown/clock';"],
      ['lib/metrics/a.test.ts', "import { db } from '@/lib/db/client';"],
      ['lib/datasets/a.test.ts', "import { seed } from '@/lib/releases/testing/seed-release';"],
      ['lib/contracts/a.ts', "import { InvalidInput } from '@/lib/foundation/errors';"],
    ],
    keeps: [
      ['lib/releases/a.ts', "import { openCorpus } from '@/lib/datasets/corpus-files';"],
      ['lib/jobs/a.ts', "import { db } from '@/lib/db/client';"],
      ['lib/metrics/a.test.ts', "import { createTestDatabase } from '@/lib/db/testing/test-database';"],
    ],
  },
  {
    name: 'lib imports nothing of app or components',
    check: eachImport((target, { file }) =>
      /^lib\//.test(file) && /^(?:app|components|e2e)\//.test(target) ? `lib must not import ${target}` : undefined,
    ),
    breaks: [['lib/api/a.ts', "import { Button } from '@/components/ui/button';"]],
    keeps: [['app/a.tsx', "import { Button } from '@/components/ui/button';"]],
  },
  {
    name: 'sub folders are private to their room',
    check: eachImport((target, { file }) => {
      const inSubFolder = /^lib\/([^/]+)\/[^/]+\//.exec(target);
      if (!inSubFolder || roomOf(file) === inSubFolder[1]) return undefined;
      const isForTests = /^lib\/[^/]+\/testing\//.test(target) || target.startsWith('lib/cli/launch/');
      if (isTest(file) && isForTests) return undefined;
      return `${target} is private to ${inSubFolder[1]}`;
    }),
    breaks: [
      ['lib/retrieval/a.ts', "import { x } from '@/lib/datasets/reading/read-lines';"],
      ['app/api/a/route.ts', "import { x } from '@/lib/datasets/reading/read-lines';"],
      ['lib/jobs/a.ts', "import { x } from '@/lib/db/testing/test-database';"],
    ],
    keeps: [
      ['lib/datasets/a.ts', "import { x } from './reading/read-lines';"],
      ['lib/retrieval/a.test.ts', "import { x } from '@/lib/db/testing/test-database';"],
      ['lib/registry/testing/a.ts', "import { x } from '@/lib/models/testing/tiny-model';"],
    ],
  },
  {
    name: 'a relative import stays inside its room; the alias crosses',
    check: eachImport((target, { file }, specifier) => {
      const room = /^(?:lib\/[^/]+|app|components|prisma|e2e)\//.exec(file)?.[0];
      return room && specifier.startsWith('.') && !target.startsWith(room)
        ? `write @/${target} instead of ${specifier}`
        : undefined;
    }),
    breaks: [['lib/models/a.ts', "import { x } from '../onnx/session';"]],
    keeps: [['lib/models/sub/a.ts', "import { x } from '../embedder';"]],
  },
  {
    name: 'components import only ui, i18n, their own and earlier features, contracts and the browser client',
    check: eachImport((target, { file }) => {
      const feature = /^components\/([^/]+)\//.exec(file)?.[1];
      if (feature === undefined) return undefined;
      const allowed = [
        'components/ui/',
        'components/i18n/',
        `components/${feature}/`,
        ...features.slice(0, Math.max(0, features.indexOf(feature))).map((earlier) => `components/${earlier}/`),
        'lib/contracts/',
        'lib/api/browser-client',
      ];
      if (isTest(file)) allowed.push(...testMaterial);
      return allowed.some((start) => target.startsWith(start))
        ? undefined
        : `components/${feature} must not import ${target}`;
    }),
    breaks: [
      ['components/releases/a.tsx', "import { promote } from '@/lib/releases/promote-release';"],
      ['components/datasets/a.tsx', "import { Row } from '@/components/releases/row';"],
      ['components/unlisted/a.tsx', "import { Row } from '@/components/jobs/row';"],
      ['components/ui/a.tsx', "import { Row } from '../datasets/row';"],
    ],
    keeps: [
      [
        'components/releases/a.tsx',
        "import { Button } from '@/components/ui/button';\nimport { request } from '@/lib/api/browser-client';",
      ],
      [
        'components/releases/a.tsx',
        "import type { Release } from '@/lib/contracts/release';\nimport { useRelease } from './queries/release';",
      ],
    ],
  },
  {
    name: 'onnxruntime-node is imported only by lib/onnx',
    check: eachPackage((specifier, { file }) =>
      specifier.startsWith('onnxruntime') && roomOf(file) !== 'onnx' ? `must not import ${specifier}` : undefined,
    ),
    breaks: [
      ['lib/models/a.ts', "import * as ort from 'onnxruntime-node';"],
      ['app/a.ts', "const ort = await import('onnxruntime-node');"],
    ],
    keeps: [['lib/onnx/session.ts', "import * as ort from 'onnxruntime-node';"]],
  },
  {
    name: "Prisma's client, and its types, are imported only by lib/db",
    check: (source) =>
      roomOf(source.file) === 'db'
        ? []
        : [
            ...eachImport((target) =>
              target.startsWith('prisma/generated') ? `must not import ${target}` : undefined,
            )(source),
            ...eachPackage((specifier) =>
              /^@prisma\/|^pg$|^@electric-sql\//.test(specifier) ? `must not import ${specifier}` : undefined,
            )(source),
          ],
    breaks: [
      ['lib/jobs/a.ts', "import type { Prisma } from '@/prisma/generated/client';"],
      ['app/a.ts', "import { PrismaClient } from '@prisma/client';"],
    ],
    keeps: [['lib/db/client.ts', "import { PrismaClient } from '@/prisma/generated/client';"]],
  },
  {
    name: 'process.env is read only by foundation/env',
    check: onlyIn(
      /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[|\benv\b[^;\n]*=\s*process\b/g,
      // Playwright's own configuration and fixtures are settings of a tool, as the launcher's are.
      ['lib/foundation/env.ts', 'lib/cli/launch/', 'e2e/'],
      'reads process.env',
    ),
    breaks: [
      ['lib/models/a.ts', 'const home = process.env.HOME;'],
      ['app/a.ts', "const { env } = process;\nconst k = process['env'];"],
      ['lib/db/a.ts', ['const u = `x $', '{process.env.URL}`;'].join('')],
    ],
    keeps: [
      ['lib/foundation/env.ts', 'const home = process.env.HOME;'],
      ['lib/models/a.ts', '// never process.env here\nconst s = "process.env";'],
    ],
  },
  {
    name: 'chance and the time of day come only from foundation',
    check: onlyIn(
      /\bMath\s*\.\s*random\b|\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?=[;,)\s]*[;,)\n]))/g,
      ['lib/foundation/', 'lib/cli/launch/'],
      'reads chance or the clock itself; use lib/foundation',
    ),
    breaks: [
      ['lib/judging/a.ts', 'const left = Math.random() < 0.5;'],
      ['lib/jobs/a.ts', 'const at = Date.now();'],
      ['components/x/a.tsx', 'const at = new Date();'],
    ],
    keeps: [
      ['lib/jobs/a.ts', 'const at = new Date(row.at);'],
      ['lib/foundation/clock.ts', 'const now = new Date();'],
    ],
  },
  {
    name: 'there are no barrels',
    check: (source) => {
      if (!/^(?:lib|components)\//.test(source.file)) return [];
      const named = /\/index\.tsx?$/.test(source.file) ? [`${source.file} is a barrel by its name`] : [];
      const passedOn = findImports(source).filter((found) => found.isReExport);
      return [...named, ...passedOn.map(({ line, specifier }) => `${source.file}:${line} passes on ${specifier}`)];
    },
    breaks: [
      ['lib/models/index.ts', 'export const a = 1;'],
      ['lib/models/all.ts', "export * from './embedder';"],
      ['components/ui/all.ts', "export { Button } from './button';"],
    ],
    keeps: [['lib/models/embedder.ts', "import { a } from './a';\nexport const b = a;"]],
  },
  {
    name: 'names say the subject: kebab-case, no utils, helpers, misc or common',
    check: ({ file }) => {
      if (!/^(?:lib|components|e2e)\//.test(file)) return [];
      const parts = file.split('/');
      const vague = parts.filter((part) => /^(?:utils?|helpers?|misc|common|shared)(?:\.|$)/.test(part));
      const cased = parts.filter((part) => !/^[a-z0-9][a-z0-9.-]*$/.test(part));
      return [...vague, ...cased].map((part) => `${file}: "${part}" is not a name for a subject`);
    },
    breaks: [
      ['lib/models/utils.ts', ''],
      ['lib/models/helpers/a.ts', ''],
      ['lib/models/loadModel.ts', ''],
    ],
    keeps: [['lib/models/load-model.test.ts', '']],
  },
  {
    name: 'no test is skipped by hand or run alone',
    check: (source) =>
      isTest(source.file) || /\.spec\.ts$/.test(source.file)
        ? onlyIn(
            /\b(?:it|test|describe)\s*\.\s*(?:only|skip|todo|fixme|fails)\b/g,
            [],
            'skips or singles out a test',
          )(source)
        : [],
    breaks: [
      ['lib/models/a.test.ts', "it.skip('x', () => {});"],
      ['e2e/a.spec.ts', "test.only('x', () => {});"],
    ],
    keeps: [['lib/models/a.test.ts', "describe.skipIf(!hasShared('data'))('x', () => {});"]],
  },
  {
    name: 'no file is longer than 450 lines, and none asks to be finished later',
    check: ({ file, raw }) => {
      const lines = raw.split('\n').length;
      const unfinished = /\b(?:TODO|FIXME|XXX)\b|@ts-(?:ignore|nocheck|expect-error)/.exec(raw);
      const isThisFile = file === 'lib/architecture.test.ts';
      return [
        ...(lines > 450 ? [`${file} has ${lines} lines`] : []),
        ...(unfinished && !isThisFile ? [`${file} contains ${unfinished[0]}`] : []),
      ];
    },
    breaks: [
      ['lib/models/a.ts', '\n'.repeat(460)],
      ['lib/models/a.ts', '// TODO: later'],
      ['lib/models/a.ts', '// @ts-ignore'],
    ],
    keeps: [['lib/models/a.ts', 'export const a = 1;']],
  },
];

/** All TypeScript of the product; generated code, bundles and configuration files are not part of it. */
function productSources(): Source[] {
  return ['lib', 'app', 'components', 'prisma', 'e2e'].flatMap((folder) =>
    (readdirSync(path.join(projectDir, folder), { recursive: true }) as string[])
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((file) => /\.tsx?$/.test(file) && !/^prisma\/generated\/|\/node_modules\/|\.(?:d|config)\.ts$/.test(file))
      .map((file) => sourceOf(file, readFileSync(path.join(projectDir, file), 'utf8'))),
  );
}

describe('the floor plan', () => {
  const sources = productSources();

  for (const rule of rules) {
    it(rule.name, () => {
      expect(sources.flatMap((source) => rule.check(source))).toEqual([]);
    });
    it(`would notice: ${rule.name}`, () => {
      for (const [file, text] of rule.breaks) expect(rule.check(sourceOf(file, text)), text).not.toEqual([]);
      for (const [file, text] of rule.keeps) expect(rule.check(sourceOf(file, text)), text).toEqual([]);
    });
  }

  it('every folder in lib is a room of the plan', () => {
    const folders = readdirSync(path.join(projectDir, 'lib'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const known = [...floors.flat(), 'docs'];
    expect(folders.map((folder) => folder.name).filter((name) => !known.includes(name))).toEqual([]);
  });

  const filesWithKey = (all: Source[]) =>
    all.filter((source) => !isTest(source.file) && /blindingkey/i.test(source.text)).map((source) => source.file);

  it('the blinding key is touched by at most two files, both in judging', () => {
    const files = filesWithKey(sources);
    expect(files.filter((file) => roomOf(file) !== 'judging')).toEqual([]);
    expect(files.length, files.join(', ')).toBeLessThanOrEqual(2);
  });

  it('would notice the blinding key elsewhere, in code and in SQL', () => {
    const sample = [
      sourceOf('lib/api/a.ts', 'db().blindingKey.findMany()'),
      sourceOf('app/b.ts', 'sql`SELECT * FROM "BlindingKey"`'),
    ];
    expect(filesWithKey(sample)).toEqual(['lib/api/a.ts', 'app/b.ts']);
  });
});
