import { describe, expect, it } from 'vitest';
import { findImports, maskSource } from './source-scan';

const specifiers = (source: string) => findImports(maskSource(source)).map((found) => found.specifier);

describe('the source scanner', () => {
  it('finds static, type, dynamic, side-effect, re-exported and required modules', () => {
    const source = [
      "import a, { b } from 'one';",
      'import type { C } from "two";',
      "import {\n  d,\n  e,\n} from 'three';",
      "import 'four';",
      "const f = await import('five');",
      "export { g } from 'six';",
      "const h = require('seven');",
      "type I = typeof import('eight');",
    ].join('\n');
    expect(specifiers(source).sort()).toEqual(['eight', 'five', 'four', 'one', 'seven', 'six', 'three', 'two']);
  });

  it('marks re-exports and nothing else as re-exports', () => {
    const found = findImports(
      maskSource(
        "import { x } from 'a';\nexport { y } from 'b';\nexport * from 'c';\nexport const z = 1;\nimport q from 'd';",
      ),
    );
    expect(found.filter((one) => one.isReExport).map((one) => one.specifier)).toEqual(['b', 'c']);
  });

  it('does not see imports in comments, strings, templates and regular expressions', () => {
    const source =
      "// import 'a'\n/* from 'b' */\nconst s = \"import 'c'\";\nconst t = `import 'd'`;\nconst r = /import 'e'/;\n";
    expect(specifiers(source)).toEqual([]);
  });

  it('keeps code inside template expressions and after quotes in regular expressions', () => {
    const open = ['$', '{'].join('');
    const source = `const t = \`a ${open}process.env.X} ${open}\`b ${open}inner({ k: 1 })}\`} c\`; const r = /['"/]/g; Date.now();`;
    const { code } = maskSource(source);
    expect(code).toContain('process.env.X');
    expect(code).toContain('inner({ k: 1 })');
    expect(code).toContain('Date.now()');
    expect(code).not.toContain('b ');
  });

  it('takes a division for a division', () => {
    const { code } = maskSource("const x = a / b; const y = 'hidden' / c; Math.random() / 2;");
    expect(code).toContain('Math.random()');
    expect(code).not.toContain('hidden');
  });

  it('loses at most a line to an apostrophe in JSX text', () => {
    const { code } = maskSource("<p>don't</p>\n<b></b>{Math.random()}<i></i>");
    expect(code).toContain('Math.random()');
  });
});
