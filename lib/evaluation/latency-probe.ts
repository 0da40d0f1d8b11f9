import type { ConfigurationSpec } from '@/lib/retrieval/configuration';

/** Answers real queries with a configuration on this machine and says how long each took. */
export type LatencyProbe = {
  /** wall time of one whole query in milliseconds */
  time(queryText: string, budget: number, depth: number): Promise<number>;
  close(): Promise<void>;
};

export type ProbeRequest = {
  readonly spec: ConfigurationSpec;
  readonly corpusHash: string;
  readonly instruction: string;
};
export type OpenProbe = (request: ProbeRequest) => Promise<LatencyProbe>;
