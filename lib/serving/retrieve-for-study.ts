import type { StudyArm } from '@/lib/contracts/study';
import { db } from '@/lib/db/client';
import { InvalidInput, NotFound } from '@/lib/foundation/errors';
import { findRelease } from '@/lib/releases/store';
import { type ConfigurationSpec, configurationSpecSchema } from '@/lib/retrieval/configuration';
import { openPipeline, type Pipeline } from '@/lib/retrieval/open-pipeline';
import type { PipelinePlan } from '@/lib/retrieval/pipeline-plan';
import { planPipeline } from '@/lib/retrieval/plan-pipeline';
import type { RetrieveReply } from '@/lib/retrieval/retrieve';
import type { TrialHosts } from './trial-hosts';

export type StudyRetrievalInput = { corpusHash: string; instruction: string; budget?: number | undefined };
type Retrieved = { documents: { id: string; title: string; text: string }[]; retrievalMs: number };
type StudyRetrieval = {
  retrieve(arm: StudyArm, query: string, depth: number, signal: AbortSignal): Promise<Retrieved>;
};

/** The plan of an arm over the corpus of a study; a release keeps the indexes it was made with. */
async function planArm(arm: StudyArm, corpusHash: string): Promise<PipelinePlan> {
  if (arm.kind === 'imported') throw new InvalidInput('Imported answers cannot be retrieved again.');
  const id = `study-${arm.id.slice(0, 36)}-${corpusHash.slice(0, 8)}`;
  if (arm.kind === 'release') {
    const { spec, bindings } = await findRelease(db(), arm.id);
    // A release may meet a corpus it was not made for: then any finished index of its embedders will do.
    const isBound = bindings.corpora.includes(corpusHash);
    return planPipeline(db(), {
      id,
      spec,
      corpusHashes: [corpusHash],
      ...(isBound ? { boundIndexes: bindings.indexes } : {}),
    });
  }
  const row = await db().configuration.findUnique({ where: { id: arm.id }, select: { spec: true } });
  if (!row) throw new NotFound(`The configuration ${arm.name} does not exist any more.`);
  return planPipeline(db(), { id, spec: configurationSpecSchema.parse(row.spec), corpusHashes: [corpusHash] });
}

const optionsOf = (
  spec: ConfigurationSpec,
  depth: number,
  { corpusHash, instruction, budget }: StudyRetrievalInput,
) => ({
  corpusHash,
  depth,
  // A study may want more documents than an operating point lets through.
  budget: Math.max(depth, budget ?? spec.operatingPoint.budget),
  ...(instruction ? { instruction } : {}),
});

const toRetrieved = ({ results, timings }: RetrieveReply): Retrieved => ({
  documents: results.map(({ id, title, text }) => ({ id, title, text })),
  retrievalMs: timings.totalMs,
});

/** Lets one piece of work run at a time, in the order it came: times measured side by side would measure each other. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
}

/**
 * Retrieves with the arms of one study in this process: opens each arm when it is first asked, warms it up with that query,
 * and measures one query at a time.
 *
 * @throws {Conflict} naming missing indexes, {NotFound} for an arm that is gone, when an arm is first asked
 */
export async function openStudyRetriever(
  input: StudyRetrievalInput,
  open: (plan: PipelinePlan) => Promise<Pipeline> = openPipeline,
): Promise<StudyRetrieval & { close(): Promise<void> }> {
  const pipelines = new Map<string, Promise<{ pipeline: Pipeline; spec: ConfigurationSpec }>>();
  const inTurn = oneAtATime();
  const openArm = async (arm: StudyArm, query: string, depth: number) => {
    const plan = await planArm(arm, input.corpusHash);
    const pipeline = await open(plan);
    await pipeline.retrieve(query, optionsOf(plan.spec, depth, input));
    return { pipeline, spec: plan.spec };
  };
  return {
    retrieve: (arm, query, depth, signal) =>
      inTurn(async () => {
        signal.throwIfAborted();
        const key = `${arm.kind}:${arm.id}`;
        const opened = pipelines.get(key) ?? openArm(arm, query, depth);
        pipelines.set(key, opened);
        // An arm that did not open is tried again at the next query: an index may have been finished meanwhile.
        opened.catch(() => pipelines.delete(key));
        const { pipeline, spec } = await opened;
        return toRetrieved(await pipeline.retrieve(query, { ...optionsOf(spec, depth, input), signal }));
      }),
    close: async () => {
      const opened = await Promise.allSettled(pipelines.values());
      pipelines.clear();
      for (const result of opened) if (result.status === 'fulfilled') await result.value.pipeline.close();
    },
  };
}

/** The same on the trial hosts of a web node, for a look before anything is generated. */
export function trialStudyRetriever(trials: TrialHosts, input: StudyRetrievalInput): StudyRetrieval {
  const plans = new Map<string, Promise<PipelinePlan>>();
  return {
    retrieve: async (arm, query, depth, signal) => {
      const key = `${arm.kind}:${arm.id}`;
      const planned = plans.get(key) ?? planArm(arm, input.corpusHash);
      plans.set(key, planned);
      const plan = await planned;
      const request = { kind: 'retrieve', query, options: optionsOf(plan.spec, depth, input) } as const;
      const { value } = await trials.use(plan, (host) => host.call<'retrieve'>(request, signal));
      return toRetrieved(value);
    },
  };
}
