/** The chapters of the API reference in reading order, each with the first parts of the paths that belong to it. */
const chapters: readonly { name: string; description: string; paths: readonly string[] }[] = [
  {
    name: 'Retrieval',
    description: 'What applications call, with the key of the application.',
    paths: ['/v1/retrieve'],
  },
  {
    name: 'Models',
    description:
      'Embeddings and reranking in the dialects of OpenAI, Cohere, Jina and Text Embeddings Inference, with the key of an application. Errors have the form of the dialect.',
    paths: ['/v1', '/v2', '/rerank', '/embed', '/info'],
  },
  {
    name: 'Operation',
    description: 'For load balancers, service managers and Prometheus.',
    paths: ['/health', '/ready', '/metrics'],
  },
  { name: 'Signing in', description: 'Sessions and one-time links.', paths: ['/api/auth', '/api/join'] },
  { name: 'Account', description: 'What everybody may do with their own account.', paths: ['/api/account'] },
  { name: 'Users', description: 'People and invitations; admins only.', paths: ['/api/users'] },
  { name: 'Keys', description: 'Keys of applications and of operators.', paths: ['/api/keys'] },
  {
    name: 'Datasets',
    description: 'Documents, queries and judged pairs, and the uploads they come from.',
    paths: ['/api/datasets', '/api/corpora', '/api/uploads'],
  },
  { name: 'Checkpoints', description: 'Immutable embedders and rerankers.', paths: ['/api/checkpoints'] },
  { name: 'Indexes', description: 'Vectors of one corpus by one embedder.', paths: ['/api/indexes'] },
  { name: 'Training', description: 'From a dataset to a checkpoint.', paths: ['/api/trainings', '/api/training'] },
  {
    name: 'Evaluation',
    description: 'Figures of configurations, stage grids and comparisons.',
    paths: ['/api/evaluations', '/api/grid', '/api/grids', '/api/configurations', '/api/comparisons'],
  },
  { name: 'Playground', description: 'One query to one side.', paths: ['/api/playground'] },
  { name: 'Studies', description: 'Blind pairwise studies, for operators.', paths: ['/api/studies'] },
  { name: 'Judging', description: 'What annotators use; it names no arm.', paths: ['/api/judge', '/api/judging'] },
  {
    name: 'Releases',
    description: 'What is live, what can become live, and what was.',
    paths: ['/api/releases', '/api/mixer', '/api/live'],
  },
  { name: 'Applications', description: 'The consumers of the backbone.', paths: ['/api/applications'] },
  { name: 'Jobs', description: 'Queued work and its progress.', paths: ['/api/jobs'] },
  { name: 'Audit', description: 'Who did what, chained by hash.', paths: ['/api/audit'] },
  { name: 'Reference', description: 'This document.', paths: ['/api/openapi.json'] },
];

const isBelow = (path: string, start: string): boolean => path === start || path.startsWith(`${start}/`);

/** The chapter of a path: the one with the longest matching beginning, else the capitalised resource. */
export function chapterOf(path: string): string {
  const matches = chapters.flatMap(({ name, paths }) =>
    paths.filter((start) => isBelow(path, start)).map((start) => ({ name, length: start.length })),
  );
  const best = matches.sort((a, b) => b.length - a.length)[0];
  if (best) return best.name;
  const resource = (path.startsWith('/api/') ? path.split('/')[2] : path.split('/')[1]) ?? 'Other';
  return resource.slice(0, 1).toUpperCase() + resource.slice(1).replaceAll('-', ' ');
}

/** The chapters that are used, in reading order, unknown ones last. */
export function chapterList(used: ReadonlySet<string>): { name: string; description?: string }[] {
  const known = chapters.filter(({ name }) => used.has(name));
  const unknown = [...used].filter((name) => !known.some((chapter) => chapter.name === name)).sort();
  return [...known.map(({ name, description }) => ({ name, description })), ...unknown.map((name) => ({ name }))];
}
