import type { Request } from './list-operations';

/** A text as one word of a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** `/jobs/{id}` and its required query fields as an address; what must be filled in stays in capitals. */
function addressOf({ path, operation }: Request, origin: string): string {
  const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => placeholder(name));
  const query = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map((parameter) => `${parameter.name}=${placeholder(parameter.name)}`);
  return origin + filled + (query.length > 0 ? `?${query.join('&')}` : '');
}

const placeholder = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

/** JSON on one line where it fits there; a quoted word of a shell may have many. */
const readable = (value: unknown): string => {
  const line = JSON.stringify(value);
  return line.length <= 72 ? line : JSON.stringify(value, null, 2);
};

/** The request as a command for a POSIX shell; the key is expected in `MIXSTAGE_KEY`, so that it is not in the history. */
export function curlExample(request: Request, origin: string): string {
  const { method, operation } = request;
  const [mediaType, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const isStream = Object.values(operation.responses).some((response) => response.content?.['text/event-stream']);
  const sendsItself = mediaType !== undefined && method === 'post';
  const start = [
    'curl',
    ...(isStream ? ['-N'] : []),
    ...(method === 'get' || sendsItself ? [] : ['-X', method.toUpperCase()]),
  ];
  const lines = [`${start.join(' ')} ${shellWord(addressOf(request, origin))}`];
  if (operation.security.length > 0) lines.push('-H "Authorization: Bearer $MIXSTAGE_KEY"');
  if (mediaType) lines.push(`-H ${shellWord(`content-type: ${mediaType}`)}`);
  if (mediaType === 'application/json') lines.push(`-d ${shellWord(readable(body?.example ?? {}))}`);
  else if (mediaType) lines.push('--data-binary @FILE');
  return lines.join(' \\\n  ');
}
