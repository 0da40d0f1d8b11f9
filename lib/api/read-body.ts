import type { z } from 'zod';
import { InvalidInput, PayloadTooLarge } from '@/lib/foundation/errors';

/** JSON bodies may have this many bytes unless a route says otherwise. */
export const defaultBodyBytes = 1024 * 1024;

/**
 * The JSON body of a request, counted while it is read, so that an endless body costs no memory.
 *
 * @returns undefined for an empty body
 * @throws {PayloadTooLarge} as soon as the limit is passed
 * @throws {InvalidInput} if the body is not UTF-8 JSON
 */
export async function readJsonBody(request: Request, maxBytes = defaultBodyBytes): Promise<unknown> {
  const text = await readTextBody(request, maxBytes);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput('The body is not valid JSON.', {}, { cause: error });
  }
}

async function readTextBody(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = () => new PayloadTooLarge(`The body is larger than ${maxBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
  if (!request.body) return '';
  const reader = request.body.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    parts.push(value);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch (error) {
    throw new InvalidInput('The body is not valid UTF-8.', {}, { cause: error });
  }
}

/** Parses with a schema. @throws {InvalidInput} that names each wrong field */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.') || where, message: issue.message }));
  const first = issues[0];
  throw new InvalidInput(`${first?.path}: ${first?.message}`, { issues }, { cause: parsed.error });
}
