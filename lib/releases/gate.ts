import type { EvidenceFinding } from './evidence';

/** The rules of the gate that admins may set. */
export type GatePolicy = {
  /** a configuration without an evaluation is a doubt unless this is false */
  asksForEvaluation: boolean;
  asksForStudy: boolean;
  /** a measured fall of a protected measure smaller than this is tolerated, in units of the measure */
  nonInferiorityMargin: number;
  /** lowest share of judged documents in the evaluation, in [0, 1] */
  minimumCoverage: number;
};

export const defaultGatePolicy: GatePolicy = {
  asksForEvaluation: true,
  asksForStudy: false,
  nonInferiorityMargin: 0.01,
  minimumCoverage: 0,
};

/** One component as the gate sees it. */
export type CheckpointFact = {
  name: string;
  component: 'embedder' | 'reranker';
  isArchived: boolean;
  fileProblem: string | undefined;
};

/** One index that the release needs, as it is now. */
export type IndexFact = {
  checkpointName: string;
  corpusName: string;
  state: 'ready' | 'building' | 'failed' | 'missing';
  isBoundToEmbedder: boolean;
};

/** What the host that will serve the release reported; undefined before it was started. */
export type HostFact = { isReady: true; warmUpMs: number } | { isReady: false; reason: string };

export type GateFacts = {
  /** a rollback has the short gate: files and indexes only */
  kind: 'promote' | 'rollback';
  release: { number: number; isWithdrawn: boolean; isLive: boolean };
  checkpoints: readonly CheckpointFact[];
  indexes: readonly IndexFact[];
  host: HostFact | undefined;
  findings: readonly EvidenceFinding[];
  policy: GatePolicy;
};

export type GateReason = { code: string; message: string; isOverridable: boolean };

/** `fail`: at least one blocker. `inconclusive`: no blocker, but a person must decide. `pass`: neither. */
export type GateVerdict = { outcome: 'pass' | 'fail' | 'inconclusive'; blockers: GateReason[]; doubts: GateReason[] };

/**
 * The gate: which reasons speak against making a release live. Pure, so that the page, the use case and the transaction
 * that moves the pointer apply the same rule; all reasons are given at once.
 */
export function judgePromotion(facts: GateFacts): GateVerdict {
  const reasons = [...materialReasons(facts), ...(facts.kind === 'promote' ? evidenceReasons(facts) : [])];
  const blockers = reasons.filter((reason) => reason.weight === 'blocker').map(withoutWeight);
  const doubts = reasons.filter((reason) => reason.weight === 'doubt').map(withoutWeight);
  const outcome = blockers.length > 0 ? 'fail' : doubts.length > 0 ? 'inconclusive' : 'pass';
  return { outcome, blockers, doubts };
}

type Weighted = GateReason & { weight: 'blocker' | 'doubt' };
const withoutWeight = ({ code, message, isOverridable }: Weighted): GateReason => ({ code, message, isOverridable });
const hard = (code: string, message: string): Weighted => ({ code, message, isOverridable: false, weight: 'blocker' });
const soft = (code: string, message: string): Weighted => ({ code, message, isOverridable: true, weight: 'blocker' });
const doubt = (code: string, message: string): Weighted => ({ code, message, isOverridable: true, weight: 'doubt' });

/** What no reason of a person can replace: files, hashes, indexes, a host that answers. */
function materialReasons(facts: GateFacts): Weighted[] {
  const reasons: Weighted[] = [];
  const name = `Release ${facts.release.number}`;
  if (facts.release.isLive) reasons.push(hard('already_live', `${name} is live already.`));
  if (facts.release.isWithdrawn) reasons.push(hard('withdrawn', `${name} was withdrawn.`));
  for (const checkpoint of facts.checkpoints) {
    if (checkpoint.fileProblem)
      reasons.push(hard('files_changed', `The ${checkpoint.component} ${checkpoint.name}: ${checkpoint.fileProblem}`));
    if (checkpoint.isArchived && facts.kind === 'promote') {
      reasons.push(
        hard('checkpoint_archived', `The ${checkpoint.component} ${checkpoint.name} is archived. Restore it first.`),
      );
    }
  }
  for (const index of facts.indexes) {
    const what = `The index of ${index.checkpointName} over ${index.corpusName}`;
    if (index.state === 'missing') reasons.push(hard('index_missing', `${what} does not exist. Build it first.`));
    if (index.state === 'building') reasons.push(hard('index_building', `${what} is still being built.`));
    if (index.state === 'failed') reasons.push(hard('index_failed', `${what} could not be built. See its job.`));
    if (index.state === 'ready' && !index.isBoundToEmbedder) {
      reasons.push(
        hard(
          'index_of_another_embedder',
          `${what} was built by another embedder or over another version of the corpus.`,
        ),
      );
    }
  }
  if (facts.host && !facts.host.isReady)
    reasons.push(hard('host_failed', `A host with ${name} did not start: ${facts.host.reason}`));
  return reasons;
}

/** What measurement and people said about the release. */
function evidenceReasons({ findings, policy }: GateFacts): Weighted[] {
  const reasons: Weighted[] = [];
  const evaluations = findings.filter((finding) => finding.kind === 'evaluation');
  const studies = findings.filter((finding) => finding.kind === 'study');
  if (evaluations.length === 0 && policy.asksForEvaluation) {
    reasons.push(doubt('no_evaluation', 'No evaluation is attached to this release.'));
  }
  if (studies.length === 0 && policy.asksForStudy)
    reasons.push(doubt('no_study', 'No study with a verdict is attached to this release.'));
  for (const evaluation of evaluations) {
    if (!evaluation.isOfThisConfiguration) {
      reasons.push(doubt('other_configuration', `The evaluation "${evaluation.name}" measured another configuration.`));
      continue;
    }
    if (evaluation.coverage !== undefined && evaluation.coverage < policy.minimumCoverage) {
      reasons.push(
        doubt(
          'coverage_low',
          `Only ${percent(evaluation.coverage)} of the ranked documents in "${evaluation.name}" are judged; ${percent(policy.minimumCoverage)} are asked for.`,
        ),
      );
    }
    for (const change of evaluation.changes) reasons.push(...judgeChange(change, policy));
  }
  for (const study of studies) {
    if (study.verdict === 'champion_preferred')
      reasons.push(soft('study_prefers_champion', `In the study "${study.name}" people preferred what is live.`));
    if (study.verdict === 'inconclusive')
      reasons.push(doubt('study_inconclusive', `The study "${study.name}" did not reach a verdict.`));
  }
  return reasons;
}

function judgeChange(
  change: Extract<EvidenceFinding, { kind: 'evaluation' }>['changes'][number],
  policy: GatePolicy,
): Weighted[] {
  const where = change.stratum ? ` on ${change.stratum}` : '';
  const interval = `95 % interval ${signed(change.low)} to ${signed(change.high)}`;
  if (change.high < -policy.nonInferiorityMargin) {
    return [
      soft('regression', `${change.measure} fell by ${Math.abs(change.difference).toFixed(3)}${where} (${interval}).`),
    ];
  }
  if (change.low < -policy.nonInferiorityMargin) {
    return [
      doubt(
        'regression_possible',
        `${change.measure} may have fallen${where}: ${signed(change.difference)} (${interval}).`,
      ),
    ];
  }
  return [];
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const signed = (value: number): string => `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(3)}`;
