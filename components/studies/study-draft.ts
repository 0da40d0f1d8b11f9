import type { NewStudy, StudyOptions } from '@/lib/contracts/studies';
import type { StudyArm } from '@/lib/contracts/study';

/** What the form of a new study holds; every number as it is typed. */
export type StudyDraft = {
  name: string;
  answers: 'extractive' | 'chat' | 'imported';
  champion: string;
  challenger: string;
  championName: string;
  challengerName: string;
  applicationId: string;
  corpusHash: string;
  source: 'dataset' | 'file';
  versionId: string;
  split: string;
  stratumField: string;
  queriesFile: string;
  knownPairsFile: string;
  size: string;
  seed: string;
  smallestEffectPercent: string;
  powerPercent: string;
  tiePercent: string;
  stopping: 'fixed' | 'anytime' | 'group-sequential';
  judgmentsPerQuery: string;
  depth: string;
  instruction: string;
  protocol: string;
  hiddenNames: string;
  judgeIds: readonly string[];
  isAaStudy: boolean;
};

export const emptyDraft: StudyDraft = {
  name: '',
  answers: 'extractive',
  champion: '',
  challenger: '',
  championName: '',
  challengerName: '',
  applicationId: '',
  corpusHash: '',
  source: 'dataset',
  versionId: '',
  split: '',
  stratumField: '',
  queriesFile: '',
  knownPairsFile: '',
  size: '',
  seed: '1',
  smallestEffectPercent: '5',
  powerPercent: '80',
  tiePercent: '20',
  stopping: 'anytime',
  judgmentsPerQuery: '1',
  depth: '10',
  instruction: '',
  protocol: '',
  hiddenNames: '',
  judgeIds: [],
  isAaStudy: false,
};

/** A number as typed, or what to take instead when nothing usable was typed. */
export const numberOr = (text: string, otherwise: number): number => {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : otherwise;
};

/** Looks planned in advance: five equal steps to the size of the plan. */
const looksOf = (size: number): number[] => [
  ...new Set([1, 2, 3, 4, 5].map((step) => Math.max(1, Math.round((size * step) / 5)))),
];

/** An arm from its value in the list: `release:<id>` or `configuration:<id>`. */
export function armOf(value: string, options: StudyOptions): StudyArm | undefined {
  const [kind, id = ''] = [value.slice(0, value.indexOf(':')), value.slice(value.indexOf(':') + 1)];
  const release = options.releases.find((candidate) => candidate.id === id);
  if (kind === 'release' && release) return { kind, id, name: `Release ${release.number}` };
  const configuration = options.configurations.find((candidate) => candidate.id === id);
  return kind === 'configuration' && configuration ? { kind, id, name: configuration.name } : undefined;
}

/** The corpus both arms search: the one chosen, else the application's, else the dataset's. */
export const corpusOf = (draft: StudyDraft, options: StudyOptions): string =>
  draft.corpusHash ||
  options.applications.find(({ id }) => id === draft.applicationId)?.corpusHash ||
  (draft.source === 'dataset'
    ? options.datasets.find(({ versionId }) => versionId === draft.versionId)?.corpusHash
    : '') ||
  '';

/** The study that a form describes; `undefined` while something is missing. */
export function studyOf(draft: StudyDraft, options: StudyOptions): NewStudy | undefined {
  const isImported = draft.answers === 'imported';
  const imported = (name: string, id: string): StudyArm | undefined =>
    name.trim() ? { kind: 'imported', id, name: name.trim() } : undefined;
  const champion = isImported ? imported(draft.championName, 'imported-a') : armOf(draft.champion, options);
  const challenger = isImported ? imported(draft.challengerName, 'imported-b') : armOf(draft.challenger, options);
  const size = numberOr(draft.size, 0);
  const corpusHash = corpusOf(draft, options);
  const hasSource = draft.source === 'file' ? draft.queriesFile !== '' : draft.versionId !== '';
  if (!draft.name.trim() || !champion || !challenger || size < 1 || !hasSource || (!isImported && !corpusHash))
    return undefined;
  const application = options.applications.find(({ id }) => id === draft.applicationId);
  const dataset = options.datasets.find(({ versionId }) => versionId === draft.versionId);
  const isStratified = draft.source === 'file' || draft.stratumField !== '';
  return {
    name: draft.name.trim(),
    ...(application ? { applicationId: application.id } : {}),
    champion,
    challenger,
    isAaStudy: draft.isAaStudy,
    judgeIds: [...draft.judgeIds],
    ...(draft.knownPairsFile ? { knownPairsFile: draft.knownPairsFile } : {}),
    source:
      draft.source === 'file'
        ? { kind: 'file', content: draft.queriesFile }
        : {
            kind: 'dataset',
            versionId: draft.versionId,
            ...(draft.split ? { split: draft.split } : {}),
            ...(draft.stratumField ? { stratumField: draft.stratumField } : {}),
          },
    settings: {
      protocol: draft.protocol,
      instruction: draft.instruction,
      depth: numberOr(draft.depth, 10),
      generator: { kind: draft.answers },
      sampling: { kind: isStratified ? 'stratified' : 'random', size, seed: Math.round(numberOr(draft.seed, 1)) },
      stopping:
        draft.stopping === 'group-sequential'
          ? { kind: draft.stopping, looks: looksOf(size) }
          : { kind: draft.stopping },
      smallestEffect: numberOr(draft.smallestEffectPercent, 5) / 100,
      judgmentsPerQuery: numberOr(draft.judgmentsPerQuery, 1),
      hiddenNames: draft.hiddenNames
        .split(/[\n,，]+/)
        .map((name) => name.trim())
        .filter((name) => name.length >= 2),
      ...(isImported
        ? {}
        : { retrieval: { corpusHash, instruction: application?.instruction || dataset?.instruction || '' } }),
    },
  };
}
