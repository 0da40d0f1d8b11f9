import { describe, expect, it } from 'vitest';
import type { EvidenceFinding } from './evidence';
import { defaultGatePolicy, type GateFacts, judgePromotion } from './gate';

const evaluation = (change: { difference: number; low: number; high: number }, more: object = {}): EvidenceFinding => ({
  kind: 'evaluation',
  id: 'e1',
  hash: 'h',
  name: 'grid of May',
  isOfThisConfiguration: true,
  changes: [{ measure: 'nDCG@10', ...change }],
  figures: [],
  attachedAt: '2026-05-01T00:00:00.000Z',
  attachedBy: 'user:1',
  ...more,
});

const facts = (change: Partial<GateFacts> = {}): GateFacts => ({
  kind: 'promote',
  release: { number: 8, isWithdrawn: false, isLive: false },
  checkpoints: [{ name: 'stage-3', component: 'embedder', isArchived: false, fileProblem: undefined }],
  indexes: [{ checkpointName: 'stage-3', corpusName: 'statutes', state: 'ready', isBoundToEmbedder: true }],
  host: undefined,
  findings: [evaluation({ difference: 0.02, low: 0.004, high: 0.036 })],
  policy: defaultGatePolicy,
  ...change,
});

const codes = (verdict: ReturnType<typeof judgePromotion>) =>
  [...verdict.blockers, ...verdict.doubts].map((reason) => reason.code);

describe('the gate', () => {
  it('passes a release whose files, indexes and figures are in order', () => {
    expect(judgePromotion(facts())).toEqual({ outcome: 'pass', blockers: [], doubts: [] });
  });

  it('names all blockers at once', () => {
    const verdict = judgePromotion(
      facts({
        checkpoints: [
          {
            name: 'stage-3',
            component: 'embedder',
            isArchived: true,
            fileProblem: 'model.onnx does not match its hash.',
          },
        ],
        indexes: [
          { checkpointName: 'stage-3', corpusName: 'statutes', state: 'missing', isBoundToEmbedder: false },
          { checkpointName: 'stage-3', corpusName: 'clauses', state: 'ready', isBoundToEmbedder: false },
        ],
        host: { isReady: false, reason: 'out of memory' },
      }),
    );
    expect(verdict.outcome).toBe('fail');
    expect(codes(verdict)).toEqual([
      'files_changed',
      'checkpoint_archived',
      'index_missing',
      'index_of_another_embedder',
      'host_failed',
    ]);
    expect(verdict.blockers.every((blocker) => !blocker.isOverridable)).toBe(true);
  });

  it('fails on a proven regression beyond the margin and says by how much', () => {
    const verdict = judgePromotion(
      facts({ findings: [evaluation({ difference: -0.021, low: -0.034, high: -0.011 })] }),
    );
    expect(verdict.outcome).toBe('fail');
    expect(verdict.blockers[0]).toMatchObject({ code: 'regression', isOverridable: true });
    expect(verdict.blockers[0]?.message).toContain('fell by 0.021');
  });

  it('is inconclusive, never passing, when the interval reaches below the margin', () => {
    for (let low = -0.2; low < -0.0101; low += 0.01) {
      const verdict = judgePromotion(facts({ findings: [evaluation({ difference: 0, low, high: 0.05 })] }));
      expect(verdict.outcome).toBe('inconclusive');
    }
  });

  it('leaves a release without evidence to a person', () => {
    expect(judgePromotion(facts({ findings: [] }))).toMatchObject({ outcome: 'inconclusive' });
    expect(
      judgePromotion(facts({ findings: [], policy: { ...defaultGatePolicy, asksForEvaluation: false } })).outcome,
    ).toBe('pass');
  });

  it('does not accept the evaluation of another configuration', () => {
    const other = evaluation({ difference: 0.2, low: 0.1, high: 0.3 }, { isOfThisConfiguration: false });
    expect(judgePromotion(facts({ findings: [other] })).outcome).toBe('inconclusive');
  });

  it('asks a rollback only for files and indexes', () => {
    const verdict = judgePromotion(
      facts({
        kind: 'rollback',
        findings: [],
        checkpoints: [{ name: 'old', component: 'embedder', isArchived: true, fileProblem: undefined }],
      }),
    );
    expect(verdict.outcome).toBe('pass');
  });

  it('lets people outvote figures: a study that prefers the champion blocks', () => {
    const study: EvidenceFinding = {
      kind: 'study',
      id: 's',
      hash: 'h',
      name: 'May',
      verdict: 'champion_preferred',
      sentence: '',
      attachedAt: '',
      attachedBy: '',
    };
    expect(
      codes(judgePromotion(facts({ findings: [evaluation({ difference: 0.1, low: 0.05, high: 0.15 }), study] }))),
    ).toEqual(['study_prefers_champion']);
  });
});
