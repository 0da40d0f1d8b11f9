import {
  agreementStatistics,
  blindingStatistics,
  judgeStatistics,
  lengthStatistics,
  positionStatistics,
} from './judge-statistics';
import { latencyOverhead } from './latency-overhead';
import { countOutcomes, preferenceStatistics, strataStatistics } from './preference-statistics';
import { identityDefinition } from './retrieval-identity';
import { followPath } from './stopping-path';
import type { StudyFacts } from './study-facts';
import { decideVerdict } from './study-verdict';

/**
 * The whole report of a closed study. The unit of analysis is the query: every query contributes one outcome, however
 * many judges saw it.
 *
 * @param facts  after unblinding
 * @returns      plain data, to be frozen and hashed; figures without a meaning are left out (`undefined`)
 */
export function studyStatistics(facts: StudyFacts) {
  const { items, judgments, settings } = facts;
  const counts = countOutcomes(items);
  const preference = preferenceStatistics(counts, settings);
  const path = followPath(decidedPath(items), settings);
  const verdict = decideVerdict({ counts, preference, path, settings, closedEarly: facts.closedEarly });
  const notes = notesOf(facts, counts.unfinished);
  return {
    verdict: { ...verdict, sentences: [...verdict.sentences, ...notes] },
    counts,
    preference,
    anytime: path,
    strata: strataStatistics(items, settings.strataWeights, settings.alpha),
    agreement: agreementStatistics(judgments),
    judges: judgeStatistics(judgments),
    position: positionStatistics(judgments),
    length: lengthStatistics(items),
    blinding: blindingStatistics(facts.guesses),
    latency: latencyOverhead(
      items.flatMap(({ retrievalMs }) =>
        retrievalMs ? [{ championMs: retrievalMs.arm_a, challengerMs: retrievalMs.arm_b }] : [],
      ),
      settings.alpha,
    ),
    definitions: {
      identicalRetrieval: identityDefinition(settings.depth, settings.identityRule),
      estimand: estimandOf(facts),
      unit: 'One outcome a query: the side with more of its judgments, else equal.',
    },
  };
}

export type StudyStatistics = ReturnType<typeof studyStatistics>;

/** Wins of the challenger among the decided queries, in the order in which they were finished. */
export function decidedPath(items: StudyFacts['items']): boolean[] {
  const decided = items.filter(
    (item) => item.finishedOrder !== undefined && (item.outcome === 'arm_a' || item.outcome === 'arm_b'),
  );
  decided.sort((a, b) => (a.finishedOrder as number) - (b.finishedOrder as number));
  return decided.map((item) => item.outcome === 'arm_b');
}

const estimandOf = ({ settings }: StudyFacts): string =>
  settings.sampling.kind === 'chosen'
    ? 'The figures speak about queries like the chosen ones, as judged by people like these judges.'
    : 'The figures speak about future queries like the ones the sample was drawn from, as judged by people like these judges.';

function notesOf({ isJudgedElsewhere, isAaStudy, closedEarly, settings }: StudyFacts, unfinished: number): string[] {
  return [
    ...(isJudgedElsewhere ? ['The judgments were made elsewhere; blindness was not enforced by this server.'] : []),
    ...(isAaStudy ? ['Both arms are the same on purpose: any preference found here is a fault of the apparatus.'] : []),
    ...(closedEarly && settings.stopping.kind !== 'anytime'
      ? [
          `The study was closed before its plan was finished (${unfinished} queries open), so only anytime-valid figures count.`,
        ]
      : []),
  ];
}
