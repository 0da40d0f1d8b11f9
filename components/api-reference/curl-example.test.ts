import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { ApiOperation } from '@/lib/contracts/openapi';
import { curlExample, shellWord } from './curl-example';

const operation = (more: Partial<ApiOperation>): ApiOperation => ({
  operationId: 'x',
  summary: 'Do',
  tags: ['Things'],
  security: [{ applicationKey: [] }],
  responses: {},
  ...more,
});

describe('shellWord', () => {
  it.each(["it's", 'a b', '$HOME `id` "x" \\', '', 'plain/path?', '第一条'])('survives a real shell: %s', (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`]).toString()).toBe(text);
  });
});

describe('curlExample', () => {
  it('sends the example as JSON with the key of the environment', () => {
    const requestBody = { content: { 'application/json': { example: { query: "what's due" } } } };
    const text = curlExample(
      { method: 'post', path: '/v1/retrieve', operation: operation({ requestBody }) },
      'http://a:1',
    );
    expect(text).toBe(
      [
        'curl http://a:1/v1/retrieve',
        '-H "Authorization: Bearer $MIXSTAGE_KEY"',
        "-H 'content-type: application/json'",
        `-d '{"query":"what'\\''s due"}'`,
      ].join(' \\\n  '),
    );
  });
  it('asks for no key where none is needed, and leaves optional fields out', () => {
    const parameters = [
      { name: 'jobId', in: 'path' as const, required: true, schema: {} },
      { name: 'days', in: 'query' as const, required: false, schema: {} },
      { name: 'fileName', in: 'query' as const, required: true, schema: {} },
    ];
    const request = { method: 'get', path: '/x/{jobId}', operation: operation({ security: [], parameters }) };
    expect(curlExample(request, 'http://a')).toBe("curl 'http://a/x/JOB_ID?fileName=FILE_NAME'");
  });
  it('breaks a long body into lines that a shell still reads as one word', () => {
    const example = { reason: "it's ".repeat(30), spec: { weight: 1 } };
    const requestBody = { content: { 'application/json': { example } } };
    const text = curlExample({ method: 'post', path: '/x', operation: operation({ requestBody }) }, 'http://a');
    const echoed = execFileSync('sh', ['-c', text.replace(/^curl/, 'printf "%s\\0"')])
      .toString()
      .split('\0');
    expect(JSON.parse(echoed.at(-2) ?? '')).toEqual(example);
    expect(text.split('\n').length).toBeGreaterThan(5);
  });
  it('names the method where curl would take another', () => {
    expect(curlExample({ method: 'delete', path: '/x', operation: operation({ security: [] }) }, '')).toBe(
      'curl -X DELETE /x',
    );
    expect(curlExample({ method: 'post', path: '/x', operation: operation({ security: [] }) }, '')).toBe(
      'curl -X POST /x',
    );
  });
  it('streams a file from disk where the body is not JSON', () => {
    const requestBody = { content: { 'application/octet-stream': {} } };
    expect(curlExample({ method: 'put', path: '/x', operation: operation({ requestBody }) }, '')).toContain(
      '--data-binary @FILE',
    );
  });
});
