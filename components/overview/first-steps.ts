/** What a new installation needs before it answers real queries, in the order in which it can be done. */
export type FirstStep = {
  key: 'dataset' | 'embedder' | 'index' | 'application' | 'release' | 'promotion';
  href: string;
  isDone: boolean;
};

export type Facts = {
  datasets: number;
  embedders: number;
  readyIndexes: number;
  applications: number;
  releases: number;
  hasLive: boolean;
};

/** The steps with what is done already; `next` is the first that is not. */
export function firstSteps(facts: Facts): { steps: FirstStep[]; next: FirstStep | undefined; done: number } {
  const steps: FirstStep[] = [
    { key: 'dataset', href: '/datasets?import=open', isDone: facts.datasets > 0 },
    { key: 'embedder', href: '/checkpoints?import=open', isDone: facts.embedders > 0 },
    { key: 'index', href: '/indexes?build=open', isDone: facts.readyIndexes > 0 },
    { key: 'application', href: '/applications?create=open', isDone: facts.applications > 0 },
    { key: 'release', href: '/releases/new', isDone: facts.releases > 0 },
    { key: 'promotion', href: '/releases', isDone: facts.hasLive },
  ];
  return { steps, next: steps.find((step) => !step.isDone), done: steps.filter((step) => step.isDone).length };
}
