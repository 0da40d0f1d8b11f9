import { timeMeasures } from '@/lib/metrics/measure-throughput';
import { atMost, figure, type Suite } from './bench-row';
import { median } from './cost';

/** All retrieval measures over a large run. */
export const suite: Suite = {
  summary: 'retrieval measures over 1,500 queries x 1,000 documents',
  usesDatabase: false,
  async run({ isQuick }) {
    const queries = isQuick ? 150 : 1_500;
    timeMeasures(50, 100);
    const rounds = Array.from({ length: isQuick ? 2 : 5 }, (_, round) => timeMeasures(queries, 1_000, round + 1));
    const measures = rounds[0]?.measures ?? 0;
    const how = `${measures} measures, ${queries.toLocaleString('en')} queries x 1,000 documents, ties and grades; median`;
    return [
      atMost('all measures', median(rounds.map(({ durationMs }) => durationMs)) / 1000, 1, 's wall', how),
      figure('all measures, CPU', median(rounds.map(({ cpuMs }) => cpuMs)) / 1000, 's CPU', how),
    ];
  },
};
