/** The whole collection as a dataset: every application's questions over one corpus. */
export const sampleCollectionSlug = 'orvane';

/** The applications of the sample: task folders of the collection, and what each asks of the backbone. */
export const sampleApplications = [
  { slug: 'statute-search', name: 'Statute search', budget: 10, depth: 5 },
  { slug: 'assistant', name: 'Assistant', budget: 20, depth: 5 },
  { slug: 'clause-check', name: 'Clause check', budget: 20, depth: 5 },
] as const;
export type SampleTaskName = (typeof sampleApplications)[number]['slug'];

/** What the steps of the installation act as; it stands in the audit log. */
export const sampleActorName = 'sample installation';
