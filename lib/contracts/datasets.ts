import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';

export const splitsSchema = z.record(z.string(), z.object({ queries: z.number().int(), pairs: z.number().int() }));

export const datasetVersionSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  contentHash: z.string(),
  corpusHash: z.string(),
  documentCount: z.number().int(),
  queryCount: z.number().int(),
  splits: splitsSchema,
  maxGrade: z.number(),
  /** lowest grade that counts as relevant for binary measures */
  relevantFrom: z.number(),
  createdAt: momentSchema,
  createdBy: actorRefSchema,
});
export type DatasetVersion = z.infer<typeof datasetVersionSchema>;

export const datasetSchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  language: z.string().nullable(),
  domain: z.string().nullable(),
  taskDescription: z.string().nullable(),
  instruction: z.string(),
  isSample: z.boolean(),
  createdBy: actorRefSchema,
  createdAt: momentSchema,
  archivedAt: momentSchema.nullable(),
  /** null while the first import has not finished */
  version: datasetVersionSchema.nullable(),
});
export type Dataset = z.infer<typeof datasetSchema>;

/** `GET /api/datasets` */
export const datasetsSchema = z.object({ datasets: z.array(datasetSchema) });

const lineProblemSchema = z.enum([
  'malformed',
  'encoding',
  'too_long',
  'empty_text',
  'duplicate',
  'unknown_query',
  'unknown_document',
  'bad_grade',
]);
export type LineProblem = z.infer<typeof lineProblemSchema>;
const countSchema = z.number().int().nonnegative();

/** What an import found, as the dataset room keeps it. */
export const importReportSchema = z.object({
  documents: countSchema,
  queries: countSchema,
  splits: splitsSchema,
  queriesWithoutQrels: countSchema,
  /** documents whose text stands under another id as well */
  repeatedTexts: countSchema,
  /** lines left out, by what was wrong */
  leftOut: z.partialRecord(lineProblemSchema, countSchema),
  /** lines kept although something is odd about them */
  noted: z.partialRecord(lineProblemSchema, countSchema),
  /** the first of those lines */
  issues: z.array(
    z.object({
      kind: lineProblemSchema,
      isLeftOut: z.boolean(),
      file: z.string(),
      line: countSchema,
      message: z.string(),
    }),
  ),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** `GET /api/datasets/:id`. `PATCH /api/datasets/:id` -> 204, `DELETE /api/datasets/:id` `{ reason }` -> 204. */
export const datasetRecordSchema = datasetSchema.extend({
  versions: z.array(datasetVersionSchema),
  report: importReportSchema.nullable(),
  corpus: z
    .object({
      hash: z.string(),
      name: z.string(),
      language: z.string().nullable(),
      documentCount: z.number().int(),
      sizeBytes: z.number(),
      /** other datasets over the same corpus */
      sharedWith: z.array(z.object({ id: z.string(), name: z.string() })),
    })
    .nullable(),
});
export type DatasetRecord = z.infer<typeof datasetRecordSchema>;

export const changeDatasetSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  instruction: z.string().max(2_000).optional(),
  taskDescription: z.string().max(2_000).optional(),
});
export type ChangeDataset = z.infer<typeof changeDatasetSchema>;

/** Why something is taken away; kept in the audit trail. */
export const reasonSchema = z.object({ reason: z.string().trim().min(3).max(1_000) });

/** `POST /api/datasets/import` -> `startedJobSchema`. A known slug gets a new version. */
export const importDatasetSchema = z.object({
  uploadId: z.string(),
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  name: z.string().trim().min(1).max(200),
  language: z.string().max(35).optional(),
  instruction: z.string().max(2_000).optional(),
  /** a line that cannot be read stops the import, or is left out and reported */
  onBadLine: z.enum(['refuse', 'report']),
});
export type ImportDataset = z.infer<typeof importDatasetSchema>;

const pageFilter = { q: z.string().max(500).optional(), cursor: z.string().max(200).optional() };

/** `GET /api/datasets/:id/documents?q&cursor`: fifty a page, in corpus order, or by BM25 when searched. */
export const documentFilterSchema = z.object(pageFilter);
export const corpusDocumentSchema = z.object({
  ordinal: z.number().int(),
  id: z.string(),
  title: z.string(),
  text: z.string(),
});
export type CorpusDocument = z.infer<typeof corpusDocumentSchema>;
export const documentPageSchema = z.object({
  /** texts are cut to 400 characters here; `GET /api/datasets/:id/documents/:documentId` answers one whole `corpusDocumentSchema` */
  documents: z.array(corpusDocumentSchema),
  total: z.number().int(),
  nextCursor: z.string().nullable(),
});

/** `GET /api/datasets/:id/queries?q&split&cursor` */
export const queryFilterSchema = z.object({ ...pageFilter, split: z.string().max(100).optional() });
export const datasetQuerySchema = z.object({
  id: z.string(),
  text: z.string(),
  splits: z.array(z.string()),
  judgedCount: z.number().int(),
  relevantCount: z.number().int(),
});
export type DatasetQuery = z.infer<typeof datasetQuerySchema>;
export const queryPageSchema = z.object({
  queries: z.array(datasetQuerySchema),
  total: z.number().int(),
  nextCursor: z.string().nullable(),
});

/** `GET /api/datasets/:id/queries/:queryId` */
export const queryRecordSchema = datasetQuerySchema.extend({
  judged: z.array(
    z.object({ documentId: z.string(), title: z.string(), text: z.string(), grade: z.number(), split: z.string() }),
  ),
});
