import { InvalidInput } from '@/lib/foundation/errors';
import { listReleases, liveAt } from '@/lib/releases/history';
import { type Command, table } from '../command';

export const command: Command = {
  summary: 'List releases, or say what was live at a moment',
  options: { at: { help: 'a moment, for example 2026-03-03T14:00:00+01:00', value: 'MOMENT' } },
  async run(input) {
    const at = input.text('at');
    if (at !== undefined) return tellLiveAt(input.actor, at);
    const releases = await listReleases(input.actor);
    const data = releases.map(({ id, number, state, configurationName, createdAt, reason, spec }) => ({
      id,
      number,
      state,
      configuration: configurationName,
      createdAt,
      reason,
      operatingPoint: spec.operatingPoint,
    }));
    const rows = data.map((release) => [
      release.number,
      release.state,
      release.configuration,
      `K=${release.operatingPoint.budget} N=${release.operatingPoint.depth}`,
      release.createdAt.toISOString(),
    ]);
    return { data, text: table(['RELEASE', 'STATE', 'CONFIGURATION', 'POINT', 'CREATED'], rows) };
  },
};

async function tellLiveAt(actor: Parameters<typeof liveAt>[0], text: string) {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new InvalidInput(`"${text}" is not a moment. Write it like 2026-03-03T14:00:00+01:00.`);
  const move = await liveAt(actor, at);
  if (!move) return { data: { at, release: null }, text: `Nothing was live at ${at.toISOString()}.` };
  return {
    data: { asked: at, ...move },
    text: `Release ${move.to.number} was live at ${at.toISOString()}, since ${move.at.toISOString()} (${move.kind}: ${move.reason}).`,
  };
}
