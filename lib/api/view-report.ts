import { type Actor, requireRole } from '@/lib/auth/actor';
import type { GridResults } from '@/lib/contracts/evaluation-results';
import type { Move, Release } from '@/lib/contracts/releases';
import type { Report } from '@/lib/contracts/report';
import { findCellOf } from '@/lib/evaluation/cell-configuration';
import { getEvaluation, listEvaluations } from '@/lib/evaluation/read-evaluations';
import { systemClock } from '@/lib/foundation/clock';
import { listStudies, studyReport } from '@/lib/judging/study-report';
import { viewApplications } from './view-application';
import { viewLive } from './view-live';
import { viewMoves, viewReleases } from './view-release';

/** Evaluations that are looked through for the newest one of a shape, and moves that are told. */
const mostLooked = 20;
const mostMoves = 30;

/** The report that stakeholders read: nothing in it needs another page to be understood. */
export async function viewReport(actor: Actor): Promise<Report> {
  requireRole(actor, 'operator', 'stakeholder');
  const [{ releases }, allMoves, live, applications] = await Promise.all([
    viewReleases(actor),
    viewMoves(actor),
    viewLive(actor),
    viewApplications(actor),
  ]);
  // Of a sample that was removed the moves stay, but nothing can be said about its releases any more.
  const moves = allMoves.filter((move) => releases.some((release) => release.id === move.to.id));
  const liveRelease = releases.find((release) => release.id === live.release?.id);
  const [curves, grid, study] = await Promise.all([findCurves(actor), findGrid(actor, liveRelease), findStudy(actor)]);
  return {
    writtenAt: systemClock.now().toISOString(),
    live:
      live.release && liveRelease
        ? { ...live.release, reason: liveRelease.reason, isSample: liveRelease.isSample }
        : null,
    quality: qualityByRelease(moves, releases),
    curves,
    grid,
    study,
    applications: applications.map(({ id, name, recent }) => ({ id, name, ...recent })),
    approvals: newestFirst(moves)
      .slice(0, mostMoves)
      .map(({ version, at, kind, to, actor: by, reason }) => ({
        version,
        at,
        kind,
        releaseId: to.id,
        number: to.number,
        actor: by,
        reason,
      })),
  };
}

const newestFirst = (moves: readonly Move[]): Move[] => moves.toSorted((a, b) => b.version - a.version);

type Figure = { measure: string; value: number; queries: number };

/** Figures of the newest evaluation that is about the release itself. */
function figuresOf(release: Release | undefined): readonly Figure[] {
  const own = (release?.findings ?? []).filter(
    (finding) => finding.kind === 'evaluation' && finding.isOfThisConfiguration && finding.figures.length > 0,
  );
  const newest = own.at(-1);
  return newest?.kind === 'evaluation' ? newest.figures : [];
}

/** One point a move, in the measure that most of the releases were measured with; null when none was. */
export function qualityByRelease(moves: readonly Move[], releases: readonly Release[]): Report['quality'] {
  const find = (id: string) => releases.find((release) => release.id === id);
  const counts = new Map<string, number>();
  for (const id of new Set(moves.map((move) => move.to.id))) {
    for (const { measure } of figuresOf(find(id))) counts.set(measure, (counts.get(measure) ?? 0) + 1);
  }
  const [measure] = [...counts].reduce<[string, number] | []>(
    (best, entry) => (entry[1] > (best[1] ?? 0) ? entry : best),
    [],
  );
  if (measure === undefined) return null;
  const points = newestFirst(moves)
    .reverse()
    .slice(-mostMoves)
    .map(({ to, at, kind }) => {
      const figure = figuresOf(find(to.id)).find((candidate) => candidate.measure === measure);
      return {
        releaseId: to.id,
        number: to.number,
        at,
        kind,
        value: figure?.value ?? null,
        queries: figure?.queries ?? null,
      };
    });
  return { measure, points };
}

async function findCurves(actor: Actor): Promise<Report['curves']> {
  for (const { id, name, createdAt } of await listEvaluations(actor, { kind: 'component', take: mostLooked })) {
    const { results } = await getEvaluation(actor, id);
    if (results.kind !== 'component' || results.curves.length === 0) continue;
    return {
      evaluationId: id,
      name,
      measuredAt: createdAt.toISOString(),
      lines: results.curves.map(({ row, label, queries, points }) => ({ key: row, label, queries, points })),
    };
  }
  return null;
}

async function findGrid(actor: Actor, live: Release | undefined): Promise<Report['grid']> {
  for (const { id, name, createdAt } of await listEvaluations(actor, { kind: 'grid', take: mostLooked })) {
    const evaluation = await getEvaluation(actor, id);
    const { results } = evaluation;
    // A grid of one cell is a measurement of a configuration, not a comparison of stages.
    if (results.kind !== 'grid' || results.cells.length < 2) continue;
    const liveCell = findCellOf(evaluation, live?.configuration.spec);
    return { evaluationId: id, name, measuredAt: createdAt.toISOString(), ...tableOf(results, liveCell) };
  }
  return null;
}

type GridTable = Omit<NonNullable<Report['grid']>, 'evaluationId' | 'name' | 'measuredAt'>;

/** The table of a grid that holds the cell that is live, or the best one. */
export function tableOf(results: GridResults, liveCell: string | undefined): GridTable {
  const chosen = results.cells.find(({ key }) => key === (liveCell ?? results.best)) ?? results.cells[0];
  const tied = new Set(results.bestSet);
  const weights = [...new Set(results.cells.map((cell) => cell.rerankerWeight).filter((weight) => weight > 0))];
  const weight = chosen && chosen.rerankerWeight > 0 ? chosen.rerankerWeight : weights[0];
  const shown = results.cells.filter(
    (cell) =>
      cell.budget === chosen?.budget &&
      cell.depth === chosen.depth &&
      (cell.rerankerWeight === 0 || cell.rerankerWeight === weight),
  );
  const summaryOf = (cell: GridResults['cells'][number]) =>
    cell.measures.find(({ measure }) => measure === results.primaryMeasure);
  return {
    measure: results.primaryMeasure,
    queries: (chosen && summaryOf(chosen)?.definedQueries) ?? 0,
    budget: chosen?.budget ?? 0,
    depth: chosen?.depth ?? 0,
    rows: results.rows,
    columns: results.columns,
    cells: shown.map((cell) => {
      const { mean = null, lower = null, upper = null } = summaryOf(cell) ?? {};
      return {
        row: cell.row,
        column: cell.column,
        value: mean,
        lower,
        upper,
        isChosen: cell.key === chosen?.key,
        isTiedWithBest: tied.has(cell.key),
        isLive: cell.key === liveCell,
      };
    }),
    tiedCells: tied.size,
    confirmation: results.confirmation && {
      verdict: results.confirmation.verdict,
      queries: results.confirmation.confirmationQueries,
    },
  };
}

async function findStudy(actor: Actor): Promise<Report['study']> {
  const closed = (await listStudies(actor))
    .filter((study) => study.state === 'closed' && study.closedAt !== null && !study.isAaStudy)
    .sort((a, b) => (b.closedAt?.getTime() ?? 0) - (a.closedAt?.getTime() ?? 0))[0];
  if (!closed?.closedAt) return null;
  const { statistics } = await studyReport(actor, closed.id);
  const { counts, preference, verdict } = statistics;
  return {
    id: closed.id,
    name: closed.name,
    closedAt: closed.closedAt.toISOString(),
    champion: closed.arms.arm_a.name,
    challenger: closed.arms.arm_b.name,
    verdict: verdict.verdict,
    challengerWins: counts.challengerWins,
    decided: preference.decided,
    ties: counts.judgedEqual + counts.identicalRetrieval,
    share: preference.share ?? null,
    interval: { lower: preference.interval.lower, upper: preference.interval.upper },
    confidence: 1 - closed.settings.alpha,
    isSample: closed.isSample,
  };
}
