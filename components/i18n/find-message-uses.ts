/** A translator in the source: the name of the variable and the part of the messages it speaks for. */
const declaration =
  /(?:const|let)\s+(\w+)\s*=\s*(?:await\s+)?(?:useTranslations|getTranslations)\(\s*(?:'([^']*)')?\s*\)/g;
/** A translator that is awaited and asked at once, as pages do for their titles. */
const direct = /\(\s*await\s+getTranslations\(\s*'([^']*)'\s*\)\s*\)\s*\(\s*'([^']+)'/g;

/**
 * The message keys that a source file asks for. A key made of parts is a pattern: `jobs.state.*` for
 * `` t(`state.${job.state}`) ``. A key behind a condition counts with both of its sides.
 */
export function findMessageUses(source: string): string[] {
  const uses: string[] = [...source.matchAll(direct)].map((match) => `${match[1]}.${match[2]}`);
  const declarations = [...source.matchAll(declaration)].map(({ 1: name = '', 2: space = '', index }) => ({
    name,
    space,
    index,
  }));
  for (const name of new Set(declarations.map((known) => known.name))) {
    const call = new RegExp(`(?<![\\w.])${name}(?:\\.(?:rich|markup|raw|has))?\\(\\s*(?=([\\s\\S]{0,240}))`, 'g');
    for (const match of source.matchAll(call)) {
      // Each function of a file declares its own translator before it uses it, so the nearest one above is meant.
      const space = declarations.findLast((known) => known.name === name && known.index < match.index)?.space;
      if (space === undefined) continue;
      for (const key of keysOf(match[1] ?? '')) uses.push(space ? `${space}.${key}` : key);
    }
  }
  return uses;
}

/** Keys in the first argument: a string, a template, a condition between such, or any one part for a variable. */
function keysOf(text: string): string[] {
  const argument = firstArgument(text).trim();
  if (argument === '') return [];
  const templates = [...argument.matchAll(/`([^`]*)`/g)].map((match) =>
    (match[1] ?? '').replaceAll(/\$\{[^}]*\}/g, '*'),
  );
  const outside = argument.replaceAll(/`[^`]*`/g, '');
  const quoted = [...outside.matchAll(/'([\w.-]+)'/g)]
    .map((match) => match[1] ?? '')
    .filter((key) => !isCompared(outside, key));
  const found = [...templates, ...quoted];
  return found.length > 0 ? found : ['*'];
}

const isCompared = (argument: string, key: string): boolean =>
  argument.includes(`=== '${key}'`) || argument.includes(`as '${key}'`);

/** The text up to the comma or bracket that ends the first argument. */
function firstArgument(text: string): string {
  let depth = 0;
  for (const [position, char] of [...text].entries()) {
    if ('([{'.includes(char)) depth++;
    if (')]}'.includes(char)) {
      if (depth === 0) return text.slice(0, position);
      depth--;
    }
    if (char === ',' && depth === 0) return text.slice(0, position);
  }
  return text;
}

/** Whether a key is asked for, by its name or by a pattern; `*` stands for one part. */
export function isUsed(key: string, uses: readonly string[]): boolean {
  return uses.some((use) => use === key || (use.includes('*') && patternOf(use).test(key)));
}

const patterns = new Map<string, RegExp>();
function patternOf(use: string): RegExp {
  const known = patterns.get(use);
  if (known) return known;
  const made = new RegExp(`^${use.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`);
  patterns.set(use, made);
  return made;
}
