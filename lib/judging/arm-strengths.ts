import { type BradleyTerry, bradleyTerry, eloScale } from '@/lib/stats/bradley-terry';

/** One closed study as a meeting of two arms. */
export type ArmMeeting = {
  champion: { id: string; name: string };
  challenger: { id: string; name: string };
  championWins: number;
  challengerWins: number;
};

export type ArmStrengths = {
  arms: { id: string; name: string; logStrength: number; standardError: number; elo: number }[];
  fit: Pick<BradleyTerry, 'deviance' | 'degreesOfFreedom' | 'isRegularised'>;
};

/**
 * Strengths of more than two arms from several closed studies that share arms: Bradley-Terry over decided queries, ties
 * left out. Order of the studies does not matter, unlike online Elo updates.
 *
 * @param meetings  at least one
 * @returns         arms from strongest to weakest; standard errors against the arm listed last in the input
 * @throws {Uncomputable} if the studies fall into groups without a common arm
 */
export function armStrengths(meetings: readonly ArmMeeting[]): ArmStrengths {
  const names = new Map<string, string>();
  for (const { champion, challenger } of meetings) {
    names.set(champion.id, champion.name);
    names.set(challenger.id, challenger.name);
  }
  const ids = [...names.keys()];
  const wins = ids.map(() => ids.map(() => 0));
  const add = (winner: string, loser: string, count: number) => {
    const row = wins[ids.indexOf(winner)] as number[];
    row[ids.indexOf(loser)] = (row[ids.indexOf(loser)] as number) + count;
  };
  for (const meeting of meetings) {
    add(meeting.challenger.id, meeting.champion.id, meeting.challengerWins);
    add(meeting.champion.id, meeting.challenger.id, meeting.championWins);
  }
  const { logStrengths, standardErrors, deviance, degreesOfFreedom, isRegularised } = bradleyTerry(wins);
  const arms = ids.map((id, i) => ({
    id,
    name: names.get(id) as string,
    logStrength: logStrengths[i] as number,
    standardError: standardErrors[i] as number,
    elo: eloScale(logStrengths[i] as number),
  }));
  arms.sort((a, b) => b.logStrength - a.logStrength);
  return { arms, fit: { deviance, degreesOfFreedom, isRegularised } };
}
