/** Reads TypeScript as text for the architecture test: TypeScript 7 has no parser to call, and imports need no more. */

/** The source twice, with equal positions: without comments and string contents, and without comments only. */
export type MaskedSource = { code: string; text: string };

const regexMayFollow =
  /(?:^|[(,=:[!&|?{};+\-*%~^>]|\b(?:return|typeof|case|do|else|in|of|void|delete|throw|new|await|yield))$/;

/** Blanks comments (in both results) and the contents of strings, templates and regular expressions (in `code`). */
export function maskSource(source: string): MaskedSource {
  const code = source.split('');
  const text = source.split('');
  const blank = (target: string[], from: number, to: number) => {
    for (let i = from; i < to; i++) if (target[i] !== '\n') target[i] = ' ';
  };
  // Depth of braces inside each open `${`; the innermost is last.
  const templateBraces: number[] = [];
  let i = 0;
  const endOf = (pattern: RegExp, from: number): number => {
    pattern.lastIndex = from;
    return pattern.exec(source) ? pattern.lastIndex : source.length;
  };
  const readTemplate = (from: number): number => {
    let end = from;
    while (end < source.length && source[end] !== '`' && !source.startsWith('${', end))
      end += source[end] === '\\' ? 2 : 1;
    blank(code, from, Math.min(end, source.length));
    if (source[end] === '`') return end + 1;
    templateBraces.push(0);
    return end + 2;
  };
  while (i < source.length) {
    const char = source[i] as string;
    const pair = source.slice(i, i + 2);
    if (pair === '//' || pair === '/*') {
      const end = pair === '//' ? endOf(/(?=\n)|$/g, i) : endOf(/\*\//g, i + 2);
      blank(code, i, end);
      blank(text, i, end);
      i = Math.max(end, i + 2);
    } else if (char === "'" || char === '"') {
      const end = endOf(char === "'" ? /(?:\\.|[^'\\\n])*'?/gy : /(?:\\.|[^"\\\n])*"?/gy, i + 1);
      blank(code, i + 1, source[end - 1] === char && end - 1 > i ? end - 1 : end);
      i = end;
    } else if (char === '`') {
      i = readTemplate(i + 1);
    } else if (
      char === '/' &&
      regexMayFollow.test(
        code
          .slice(Math.max(0, i - 40), i)
          .join('')
          .trimEnd(),
      )
    ) {
      const end = endOf(/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])*\/[a-z]*/gy, i + 1);
      if (end < source.length || source.endsWith('/')) blank(code, i + 1, end);
      i = end === source.length ? i + 1 : end;
    } else {
      const depth = templateBraces.length - 1;
      if (depth >= 0 && char === '{') templateBraces[depth] = (templateBraces[depth] as number) + 1;
      if (depth >= 0 && char === '}') {
        if (templateBraces[depth] === 0) {
          templateBraces.pop();
          i = readTemplate(i + 1);
          continue;
        }
        templateBraces[depth] = (templateBraces[depth] as number) - 1;
      }
      i++;
    }
  }
  return { code: code.join(''), text: text.join('') };
}

export type ImportFound = { specifier: string; line: number; isReExport: boolean };

const importForms = [
  /\bfrom\s*(['"])/g,
  /\bimport\s*(['"])/g,
  /\b(?:import|require|require\.resolve)\s*\(\s*(['"`])/g,
  /\bvi\.(?:mock|doMock|importActual|importMock)\b[^('"`]*\(\s*(['"`])/g,
];

/** Every static, dynamic and type import, re-export and `require` with a literal name. */
export function findImports({ code, text }: MaskedSource): ImportFound[] {
  const found: ImportFound[] = [];
  for (const form of importForms) {
    for (const match of code.matchAll(form)) {
      const start = (match.index ?? 0) + match[0].length;
      const end = text.indexOf(match[1] as string, start);
      if (end === -1) continue;
      const before = code.slice(0, match.index);
      const statement = before.slice(Math.max(before.lastIndexOf(';'), before.lastIndexOf('\n\n')) + 1);
      const isReExport =
        match[0].startsWith('from') &&
        /\bexport\s+(?:type\s+)?(?:\*|\{)[^;]*$/.test(statement) &&
        !/\bimport\b[^;]*$/.test(statement.slice(statement.lastIndexOf('export')));
      found.push({ specifier: text.slice(start, end), line: before.split('\n').length, isReExport });
    }
  }
  return found;
}
