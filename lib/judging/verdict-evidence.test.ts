import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestDatabase } from '@/lib/db/testing/test-database';
import { contentHash } from '@/lib/foundation/hash';
import { randomId } from '@/lib/foundation/random';
import { attachVerdict } from './attach-verdict';
import { matchesCommitment } from './blinding-commitment';
import { claimItem } from './claim-item';
import { closeStudy } from './close-study';
import { createStudy } from './create-study';
import { exportStudy } from './export-study';
import { importJudgments } from './import-judgments';
import { rankArms } from './rank-arms';
import { studyReport } from './study-report';
import { submitJudgment } from './submit-judgment';
import { createJudgingDatabase } from './testing/judging-database';
import { makeDraft, makeJudges, makeOpenStudy, operator, queriesOf, stakeholder } from './testing/small-study';

const arm = (id: string) => ({ kind: 'configuration' as const, id, name: `arm ${id}` });

async function outsideStudy(champion: string, challenger: string, counts: { a: number; b: number; identical: number }) {
  const total = counts.a + counts.b + counts.identical;
  const queries = queriesOf(total);
  const name = `outside ${randomId()}`;
  const studyId = await createStudy(
    operator,
    {
      name,
      champion: arm(champion),
      challenger: arm(challenger),
      settings: {
        generator: { kind: 'extractive' },
        sampling: { kind: 'chosen', queryIds: queries.map((q) => q.queryId), seed: 1 },
        stopping: { kind: 'fixed' },
      },
    },
    queries,
  );
  const outcomes = [
    ...Array(counts.b).fill('challenger'),
    ...Array(counts.a).fill('champion'),
    ...Array(counts.identical).fill('identical_retrieval'),
  ];
  const csv = [
    'query_id,judge,outcome',
    ...outcomes.map((outcome, i) => `q${i},panel,${outcome}`),
    'zz,panel,tie',
  ].join('\n');
  const report = await importJudgments(operator, studyId, csv);
  return { studyId, name, report };
}

describe('a verdict', { timeout: 120_000 }, () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createJudgingDatabase();
  });
  afterAll(() => test.close());

  it('of the published judgments, imported, is reported to the printed digits and says where they come from', async () => {
    const { studyId, name, report } = await outsideStudy('s1', 's2', { b: 173, a: 144, identical: 72 });
    expect(report).toMatchObject({ rows: 390, accepted: 389, unknownQueries: { count: 1, examples: ['zz'] } });
    const verdict = await closeStudy(operator, studyId, { reason: 'published', confirmName: name });
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict.sentences[0]).toContain('173 of 317 decided queries (54.6 %, exact 95 % interval 48.9 % to 60.1 %');
    expect(verdict.sentences.join(' ')).toContain('blindness was not enforced by this server');
    const { statistics, hash } = await studyReport(stakeholder, studyId);
    expect(statistics.preference.pValue).toBeCloseTo(0.1156619, 7);
    expect(statistics.counts).toMatchObject({
      queries: 389,
      challengerWins: 173,
      championWins: 144,
      identicalRetrieval: 72,
    });
    const stored = await test.db.study.findUniqueOrThrow({ where: { id: studyId } });
    expect(contentHash(stored.report)).toBe(hash);
  });

  it('is put before the gate of the release it is about, once, and of no other', async () => {
    const spec = {
      embedders: [],
      bm25: { weight: 1, k1: 1.5, b: 0.75 },
      reranker: null,
      fusion: { normalise: 'max' },
      operatingPoint: { budget: 60, depth: 10 },
    };
    const releaseOf = async (number: number) => {
      const configurationId = randomId();
      await test.db.configuration.create({
        data: { id: configurationId, hash: randomId(), name: 'c', spec, createdBy: 'test' },
      });
      const release = {
        id: randomId(),
        number,
        configurationId,
        indexes: { corpora: ['c'], indexes: [] },
        evidence: [],
        reason: 'r',
        createdBy: 'test',
      };
      await test.db.release.create({ data: release });
      return release;
    };
    const [mine, other] = [await releaseOf(901), await releaseOf(902)];
    const { studyId, name } = await outsideStudy('live', mine.configurationId, { b: 60, a: 20, identical: 5 });
    await expect(attachVerdict(operator, studyId, mine.id)).rejects.toMatchObject({ code: 'conflict' });
    await closeStudy(operator, studyId, { reason: 'done', confirmName: name });
    await attachVerdict(operator, studyId, mine.id);
    const stored = await test.db.release.findUniqueOrThrow({ where: { id: mine.id } });
    const { hash } = await studyReport(operator, studyId);
    expect(stored.evidence).toMatchObject([{ kind: 'study', id: studyId, hash, verdict: 'challenger_preferred' }]);
    await expect(attachVerdict(operator, studyId, mine.id)).rejects.toThrow('attached to the release already');
    await expect(attachVerdict(operator, studyId, other.id)).rejects.toThrow('not release 902');
  });

  it('can be ranked with others that share an arm', async () => {
    const ids: string[] = [];
    for (const [a, b] of [
      ['r1', 'r2'],
      ['r2', 'r3'],
    ] as const) {
      const { studyId, name } = await outsideStudy(a, b, { b: 30, a: 10, identical: 0 });
      await closeStudy(operator, studyId, { reason: 'done', confirmName: name });
      ids.push(studyId);
    }
    const { arms } = await rankArms(stakeholder, ids);
    expect(arms.map((entry) => entry.name)).toEqual(['arm r3', 'arm r2', 'arm r1']);
    await expect(rankArms(stakeholder, ids.slice(0, 1))).rejects.toThrow('at least two');
  });

  it('can be checked by anybody afterwards: nonce and mapping match the commitment made before', async () => {
    const judges = await makeJudges(test.db, 1);
    const { studyId, name, commitment } = await makeOpenStudy(judges, { items: 3 });
    for (let i = 0; i < 3; i++) {
      const item = await claimItem(judges[0] as never, studyId);
      const comment = i === 0 ? '=HYPERLINK("http://evil.example")' : undefined;
      await submitJudgment(judges[0] as never, {
        token: item?.token ?? '',
        choice: 'left',
        durationMs: 3000,
        idempotencyKey: `check-${i}-0000`,
        ...(comment ? { comment } : {}),
      });
    }
    await closeStudy(operator, studyId, { reason: 'done', confirmName: name });
    const exported = JSON.parse((await exportStudy(stakeholder, studyId, 'report')).content);
    expect(exported.commitment).toBe(commitment);
    expect(matchesCommitment({ nonce: exported.revealedNonce, mapping: exported.sides.mapping }, commitment)).toBe(
      true,
    );
    expect(exported.sides.isAsCommitted).toBe(true);
    const csv = (await exportStudy(stakeholder, studyId, 'judgments')).content;
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(csv).toMatch(/,left,arm_[ab],arm_[ab],/);
    const items = (await exportStudy(stakeholder, studyId, 'items')).content;
    expect(items.split('\r\n')).toHaveLength(5);
    const audit = await test.db.auditEntry.findMany({ where: { subjectId: studyId }, orderBy: { seq: 'asc' } });
    expect(audit.map((entry) => entry.action)).toEqual([
      'study.create',
      'study.import_answers',
      'study.import_answers',
      'study.open',
      'judgment.submit',
      'judgment.submit',
      'judgment.submit',
      'study.close',
    ]);
    const before = audit.slice(0, -1).map((entry) => JSON.stringify(entry.data));
    for (const data of before) expect(data).not.toContain(exported.revealedNonce);
  });

  it('is refused to be imported into anything but a draft, or without a single usable row', async () => {
    const { studyId } = await makeDraft([], { items: 2 });
    await expect(importJudgments(operator, studyId, 'query_id,outcome\nq0,tie\n')).rejects.toMatchObject({
      code: 'conflict',
    });
    const queries = queriesOf(2);
    const id = await createStudy(
      operator,
      {
        name: 'empty',
        champion: arm('x'),
        challenger: arm('y'),
        settings: { generator: { kind: 'extractive' }, sampling: { kind: 'random', size: 2, seed: 1 } },
      },
      queries,
    );
    await expect(importJudgments(operator, id, 'query_id,outcome\nnope,tie\n')).rejects.toThrow('No row of the file');
  });

  it('cannot come from a study of an arm against itself, unless it says so', async () => {
    const input = {
      name: 'same',
      champion: arm('x'),
      challenger: arm('x'),
      settings: { generator: { kind: 'extractive' as const }, sampling: { kind: 'random' as const, size: 2, seed: 1 } },
    };
    await expect(createStudy(operator, input, queriesOf(2))).rejects.toThrow('Both arms are the same');
    expect(await createStudy(operator, { ...input, isAaStudy: true }, queriesOf(2))).toMatch(/^[0-9a-f-]{36}$/);
    await expect(createStudy(stakeholder, input, queriesOf(2))).rejects.toMatchObject({ code: 'forbidden' });
  });
});
