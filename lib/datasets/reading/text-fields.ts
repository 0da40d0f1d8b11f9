/** A value that was accepted, or why it was not. */
export type Checked<T> = { value: T } | { problem: string };

const maxIdCharacters = 500;

// NUL cannot be stored by PostgreSQL; half a surrogate pair is no character.
const unstorable = /\0|\p{Surrogate}/u;
const controlCharacters = /\p{Cc}/u;

/** An id as text: strings as they are, whole numbers as written; spaces are allowed, tabs and line breaks are not. */
export function readId(value: unknown): Checked<string> {
  if (value === undefined || value === null) return { problem: 'the id is missing' };
  const id = typeof value === 'number' ? String(value) : value;
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    return { problem: 'the id is a number that cannot be kept exactly; write it in quotation marks' };
  }
  if (typeof id !== 'string') return { problem: 'the id is neither text nor a number' };
  if (id === '') return { problem: 'the id is empty' };
  if (id.length > maxIdCharacters) return { problem: `the id is longer than ${maxIdCharacters} characters` };
  if (controlCharacters.test(id) || unstorable.test(id))
    return { problem: 'the id contains a control character or half a character' };
  return { value: id };
}

/** A text field; `null` and a missing field count as empty when `isOptional`. */
export function readText(value: unknown, name: string, maxCharacters: number, isOptional = false): Checked<string> {
  if (value === undefined || value === null)
    return isOptional ? { value: '' } : { problem: `the field ${name} is missing` };
  if (typeof value !== 'string') return { problem: `the field ${name} is not text` };
  if (value.length > maxCharacters)
    return { problem: `the field ${name} has ${value.length} characters; at most ${maxCharacters} are accepted` };
  if (unstorable.test(value))
    return { problem: `the field ${name} contains a NUL or half a character (a lone surrogate)` };
  return { value };
}

/** Whether a text was probably decoded with a wrong encoding before it was written as UTF-8. */
export const looksMisdecoded = (text: string): boolean => text.includes('\ufffd') || /Ã[\u0080-\u00bf]|â€/.test(text);

const maxDepth = 16;

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !unstorable.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= maxDepth) return false;
  return Object.entries(value).every(([key, child]) => !unstorable.test(key) && isPlain(child, depth + 1));
}

/** Everything of a line that is not id, title or text, with the object `metadata` spread into it; undefined when empty. */
export function readMetadata(
  fields: Record<string, unknown>,
  known: readonly string[],
): Checked<Record<string, unknown> | undefined> {
  const { metadata } = fields;
  const rest = Object.entries(fields).filter(([key]) => key !== 'metadata' && !known.includes(key));
  const isObject = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  const own = isObject
    ? Object.entries(metadata)
    : metadata === undefined || metadata === null
      ? []
      : [['metadata', metadata] as const];
  const all = [...rest, ...own];
  if (all.length === 0) return { value: undefined };
  // fromEntries defines own properties, so a key named __proto__ stays data.
  const value = Object.fromEntries(all) as Record<string, unknown>;
  if (!isPlain(value, 0))
    return { problem: `the metadata is nested deeper than ${maxDepth} levels or holds a NUL or half a character` };
  return { value };
}
