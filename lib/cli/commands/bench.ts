import os from 'node:os';
import path from 'node:path';
import { monotonicMs } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { toMixstageError } from '@/lib/foundation/errors';
import type { BenchRow, Suite } from '../bench/bench-row';
import { formatSuite, machineRemarks, type SuiteReport } from '../bench/format-bench';
import { runSuite } from '../bench/run-suite';
import { suiteList } from '../bench/suite-list';
import { type Command, type CommandInput, UsageError } from '../command';

const names = Object.keys(suiteList);

export const command: Command = {
  summary: 'Measure speed and memory against the goals',
  args: '[suite...]',
  arity: [0, names.length],
  options: {
    quick: { help: 'small sizes: shows that the suites work, the figures mean little' },
    material: {
      help: 'folder with data/stard-rebuilt and models/ (default: ../shared beside the project)',
      value: 'DIR',
    },
  },
  notes: `Suites: ${names.join(', ')}. Without a name all run but training, which takes an hour.
Each runs in a process of its own over an empty folder and an empty database; what is served is not touched.
Peers to compare with (transformers.js, LangChain, wink, FlexSearch) are installed into the data folder with npm.
Exit status 1 if a goal was missed or a suite failed.`,
  usesDatabase: false,
  async run(input) {
    const reports: SuiteReport[] = [];
    for (const name of await chosenSuites(input.args)) {
      const report = await runOne(input, name);
      reports.push(report);
      // Shown as it comes: a whole bench takes long.
      if (!input.isJson) process.stdout.write(`${formatSuite(report)}\n\n`);
      if (input.signal.aborted) break;
    }
    const isRefused = reports.some(({ rows, failure }) => failure !== null || rows.some((row) => row.isMet === false));
    return { data: { machine: machine(), suites: reports }, text: summary(reports), isRefused };
  },
};

async function chosenSuites(args: readonly string[]): Promise<string[]> {
  const unknown = args.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no suite "${unknown}"; there are ${names.join(', ')}.`);
  if (args.length > 0) return names.filter((name) => args.includes(name));
  const suites = await Promise.all(names.map(async (name) => ({ name, ...(await loadSuite(name)) })));
  return suites.filter(({ isLong }) => !isLong).map(({ name }) => name);
}

const loadSuite = async (name: string): Promise<Suite> =>
  (await (suiteList[name] as () => Promise<{ suite: Suite }>)()).suite;

async function runOne(input: CommandInput, name: string): Promise<SuiteReport> {
  const suite = await loadSuite(name);
  const isQuick = input.has('quick');
  const cores = os.availableParallelism();
  const facts = { suite: name, isQuick, cores };
  const remarks: string[] = [];
  const remark = (text: string) => void remarks.push(text);
  const progress = (text: string) => input.remark(`${name}: ${text}`);
  input.remark(`${name}: ${suite.summary}`);
  const materialDir = path.resolve(input.text('material') ?? path.join(env().projectDir, '../shared'));
  const loadAtStart = os.loadavg()[0] ?? 0;
  const startMs = monotonicMs();
  const durationS = () => (monotonicMs() - startMs) / 1000;
  try {
    const run = await runSuite(name, suite, { isQuick, materialDir, remark, progress, signal: input.signal });
    const all = [...machineRemarks({ ...facts, ...run }), ...remarks];
    const rows = isQuick ? run.rows.map(withoutVerdict) : run.rows;
    return { ...facts, ...run, rows, remarks: all, durationS: durationS(), failure: null };
  } catch (error) {
    const typed = toMixstageError(error);
    const failure =
      typed.code === 'internal' && typed.cause ? `${typed.message} (${String(typed.cause)})` : typed.message;
    const load = { loadBefore: loadAtStart, loadAfter: os.loadavg()[0] ?? 0 };
    const all = [...machineRemarks({ ...facts, ...load }), ...remarks];
    return { ...facts, ...load, remarks: all, rows: [], durationS: durationS(), failure };
  }
}

/** Goals are stated for real sizes; that results are equal must hold at any size. */
const withoutVerdict = (row: BenchRow): BenchRow => (typeof row.value === 'number' ? { ...row, isMet: null } : row);

const machine = () => ({
  cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
  cores: os.availableParallelism(),
  memoryBytes: os.totalmem(),
  node: process.version,
});

function summary(reports: readonly SuiteReport[]): string {
  const rows = reports.flatMap((report) => report.rows);
  const count = (isMet: boolean) => rows.filter((row) => row.isMet === isMet).length;
  const failed = reports.filter(({ failure }) => failure !== null).map(({ suite }) => suite);
  const notMeasured = rows.filter((row) => row.value === null).length;
  const { cpu, cores, node } = machine();
  return [
    `${count(true)} goals met, ${count(false)} missed, ${notMeasured} not measured`,
    ...(failed.length > 0 ? [`failed: ${failed.join(', ')}`] : []),
    `${cpu}, ${cores} cores, Node ${node}`,
  ].join('; ');
}
