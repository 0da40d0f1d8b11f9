import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import type { StudyArm } from '@/lib/contracts/study';
import { createDb, setDb } from '@/lib/db/client';
import type { TestDatabase } from '@/lib/db/testing/test-database';
import { createTestDatabase } from '@/lib/db/testing/test-database';
import { forgetSecrets } from '@/lib/judging/blinding-key';
import { createStudy } from '@/lib/judging/create-study';
import { importAnswers } from '@/lib/judging/import-answers';
import { openStudy } from '@/lib/judging/open-study';
import { GET as getItems } from '../studies/[id]/items/route';
import { GET as getReport } from '../studies/[id]/report/route';
import { GET as getStudy } from '../studies/[id]/route';
import { GET as listStudies } from '../studies/route';
import { GET as guesses } from './[id]/guesses/route';
import { POST as send } from './[id]/judgments/route';
import { POST as next } from './[id]/next/route';
import { POST as renew } from './[id]/renew/route';
import { POST as skip } from './[id]/skip/route';
import { POST as undo } from './[id]/undo/route';
import { GET as list } from './route';

/** Who the next request comes from; sessions themselves are tested in lib/auth. */
let caller: Actor;
vi.mock('@/lib/auth/read-actor', () => ({ readActor: async () => caller }));

const canary = { a: '5f1c0ffee0ddba11deadbeef00000a11', b: '5f1c0ffee0ddba11deadbeef00000b22' };
const person = (userId: string, role: 'operator' | 'annotator'): Actor => ({
  kind: 'user',
  userId,
  name: userId,
  email: `${userId}@example.org`,
  role,
  via: 'session',
});
const operator = person('operator-1', 'operator');
const judge = person('judge-1', 'annotator');
const stranger = person('judge-2', 'annotator');

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** Calls a route as somebody and returns all that leaves the server, the id of the request apart. */
async function call(actor: Actor, handler: Handler, id: string, body?: unknown) {
  caller = actor;
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await handler(new Request('http://localhost/api', init), { params: Promise.resolve({ id }) });
  const text = await response.text();
  const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
  return { status: response.status, headers, text, response };
}

describe('what annotators and operators receive over HTTP while a study is open', { timeout: 120_000 }, () => {
  let test: TestDatabase;
  let studyId: string;
  beforeAll(async () => {
    test = await createTestDatabase();
    // The embedded server works for one connection at a time inside transactions.
    if (test.isEmbedded) setDb(createDb(test.url, 1));
    await test.db.user.createMany({
      data: [judge, stranger].map((actor) => ({
        id: 'userId' in actor ? actor.userId : '',
        name: 'J',
        email: `${'userId' in actor ? actor.userId : ''}@example.org`,
        role: 'annotator',
      })),
    });
    const arm = (name: string): StudyArm => ({ kind: 'imported', id: name, name });
    const queryIds = Array.from({ length: 8 }, (_, i) => `q${i}`);
    studyId = await createStudy(
      operator,
      {
        name: `${canary.a} against ${canary.b}`,
        champion: arm(canary.a),
        challenger: arm(canary.b),
        settings: {
          generator: { kind: 'imported' },
          sampling: { kind: 'chosen', queryIds, seed: 1 },
          repeatShare: 0,
          goldEvery: 0,
        },
        judgeIds: ['judge-1'],
      },
      queryIds.map((queryId) => ({ queryId, text: `What holds for ${queryId}?`, stratum: '' })),
    );
    const rows = (words: string) =>
      queryIds.map((queryId) => JSON.stringify({ query_id: queryId, answer: `${words} ${queryId}.` })).join('\n');
    await importAnswers(operator, studyId, 'arm_a', rows(`The ${canary.a} rule for`));
    await importAnswers(operator, studyId, 'arm_b', rows(`Everybody says ${canary.b} about`));
    await openStudy(operator, studyId);
  });
  afterAll(() => test.close());

  it('gives byte-identical answers in two worlds that differ only in the hidden mapping', async () => {
    const first = JSON.parse((await call(judge, next, studyId, { holding: [] })).text).item;
    const ballot = { token: first.token, choice: 'left', durationMs: 4000, idempotencyKey: 'swap-game-0001' };
    await call(judge, send, studyId, ballot);
    const world = async () => {
      const seen = [
        await call(judge, list as Handler, studyId),
        await call(judge, next, studyId, { holding: [] }),
        await call(judge, send, studyId, ballot),
        await call(judge, guesses, studyId),
        await call(operator, getStudy, studyId),
        await call(operator, getItems, studyId),
        await call(operator, getReport, studyId),
        await call(operator, listStudies as Handler, studyId),
      ];
      return JSON.stringify(
        seen.map(({ status, headers, text }) => ({ status, headers, text: text.replace(/urn:[^"]*/g, '') })),
      );
    };
    await call(judge, next, studyId, { holding: [] });
    const before = await world();
    await test.db.$executeRaw`
      UPDATE "BlindingKey" SET mapping = (SELECT jsonb_object_agg(key, CASE value WHEN 'arm_a' THEN 'arm_b' ELSE 'arm_a' END)
        FROM jsonb_each_text(mapping)) WHERE "studyId" = ${studyId}`;
    forgetSecrets();
    expect(await world()).toBe(before);
    expect(before.length).toBeGreaterThan(2_000);
  });

  it('sends annotators no canary, whatever they ask, also in refusals', async () => {
    const held = JSON.parse((await call(judge, next, studyId, { holding: [] })).text).item;
    const all = [
      await call(judge, list as Handler, studyId),
      await call(judge, next, studyId, { holding: [] }),
      await call(judge, renew, studyId, {}),
      await call(judge, undo, studyId, {}),
      await call(judge, send, studyId, {
        token: held.token,
        choice: 'tie',
        durationMs: 3000,
        idempotencyKey: 'canary-0001',
      }),
      await call(judge, send, studyId, {
        token: 'unknown',
        choice: 'tie',
        durationMs: 3000,
        idempotencyKey: 'canary-0002',
      }),
      await call(judge, send, studyId, { token: 5 }),
      await call(judge, skip, studyId, { token: 'unknown', reason: 'other' }),
      await call(judge, guesses, studyId),
      await call(stranger, next, studyId, { holding: [] }),
    ];
    for (const handler of [getStudy, getItems, getReport, listStudies as Handler]) {
      const refused = await call(judge, handler, studyId);
      expect(refused.status).toBe(403);
      all.push(refused);
    }
    for (const { text, headers } of all) {
      for (const secret of [canary.a, canary.b, 'arm_a', 'arm_b', 'champion', 'challenger'])
        expect(text + JSON.stringify(headers)).not.toContain(secret);
    }
    expect(all.at(9)?.status).toBe(404);
  });

  it('lets nothing be kept on the way: no-store everywhere and no entity tag', async () => {
    for (const answer of [
      await call(judge, list as Handler, studyId),
      await call(judge, next, studyId, { holding: [] }),
      await call(judge, guesses, studyId),
    ]) {
      expect(answer.response.headers.get('cache-control')).toBe('no-store');
      expect(answer.response.headers.has('etag')).toBe(false);
    }
  });

  it('carries question, left, right, token and progress, and nothing else', async () => {
    const reply = JSON.parse((await call(judge, next, studyId, { holding: [] })).text);
    expect(Object.keys(reply)).toEqual(['item', 'progress']);
    expect(Object.keys(reply.item)).toEqual(['token', 'question', 'left', 'right']);
    expect(Object.keys(reply.item.left)).toEqual(['text', 'sources']);
  });

  it('gives nobody a report or a download before the study is closed', async () => {
    expect((await call(operator, getReport, studyId)).status).toBe(409);
  });
});
