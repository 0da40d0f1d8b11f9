import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';

export const splitsSchema = z.record(z.string(), z.object({ queries: z.number().int(), pairs: z.number().int() }));

export const datasetVersionSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  contentHash: z.string(),
  corpusHash: z.string(),
  corpusName: z.string(),
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
  createdAt: momentSchema,
  version: datasetVersionSchema,
});
export type Dataset = z.infer<typeof datasetSchema>;

/** `GET /api/datasets`, by name; what is half imported is not among them. */
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

/** `GET /api/datasets/:id` (id or slug). `PATCH` -> 204. `DELETE` -> `deletedDatasetSchema`; 409 while something needs its corpus. */
export const datasetRecordSchema = datasetSchema.extend({
  versions: z.array(datasetVersionSchema),
  report: importReportSchema,
  corpus: z.object({
    hash: z.string(),
    name: z.string(),
    language: z.string().nullable(),
    documentCount: z.number().int(),
    sizeBytes: z.number(),
    /** datasets whose current version stands on it, this one included */
    datasets: z.array(z.object({ slug: z.string(), name: z.string() })),
  }),
});
export type DatasetRecord = z.infer<typeof datasetRecordSchema>;
export const deletedDatasetSchema = z.object({ deletedCorpora: z.array(z.string()) });

export const changeDatasetSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  instruction: z.string().max(10_000).optional(),
  taskDescription: z.string().max(10_000).optional(),
});
export type ChangeDataset = z.infer<typeof changeDatasetSchema>;

/** Why something is taken away; kept in the audit trail. */
export const reasonSchema = z.object({ reason: z.string().trim().min(3).max(1_000) });

/** `POST /api/datasets/import` -> `startedJobSchema` (202). A known slug gets a new version. */
export const importDatasetSchema = z.object({
  uploadId: z.string().min(1),
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,79}$/)
    .optional(),
  name: z.string().trim().min(1).max(200).optional(),
  language: z.string().max(50).optional(),
  instruction: z.string().max(10_000).optional(),
  /** the corpus of another dataset (its slug) or a corpus by hash, when the upload brings none */
  corpus: z.string().min(1).optional(),
  relevantFrom: z.number().positive().optional(),
  /** a line that cannot be read stops the import, or is left out and reported */
  onBadLine: z.enum(['refuse', 'report']),
});
export type ImportDataset = z.infer<typeof importDatasetSchema>;

/** Which part of a list: texts that contain `search`, from the `skip`-th on, `take` at most. */
export const pageRequestSchema = z.object({
  search: z.string().max(500).optional(),
  skip: z.coerce.number().int().min(0).default(0),
  take: z.coerce.number().int().min(1).max(200).default(50),
});

/** `GET /api/corpora` */
export const corporaSchema = z.object({
  corpora: z.array(
    z.object({
      hash: z.string(),
      name: z.string(),
      language: z.string().nullable(),
      documentCount: z.number().int(),
      sizeBytes: z.number(),
      createdAt: momentSchema,
      datasets: z.array(z.object({ slug: z.string(), name: z.string() })),
    }),
  ),
});

/** `GET /api/corpora/:hash/documents?search&skip&take`, in corpus order, texts cut to a preview. */
export const documentPreviewSchema = z.object({
  ordinal: z.number().int(),
  id: z.string(),
  title: z.string(),
  preview: z.string(),
  characters: z.number().int(),
});
export type DocumentPreview = z.infer<typeof documentPreviewSchema>;
export const documentPageSchema = z.object({ total: z.number().int(), items: z.array(documentPreviewSchema) });

/** `GET /api/corpora/:hash/documents/:documentId` */
export const corpusDocumentSchema = z.object({
  ordinal: z.number().int(),
  id: z.string(),
  title: z.string(),
  text: z.string(),
  metadata: z.unknown().optional(),
});
export type CorpusDocument = z.infer<typeof corpusDocumentSchema>;

/** `GET /api/datasets/:id/queries?search&split&skip&take`, of the current version. */
export const queryFilterSchema = pageRequestSchema.extend({ split: z.string().max(100).optional() });
export const datasetQuerySchema = z.object({
  id: z.string(),
  text: z.string(),
  judged: z.number().int(),
  relevant: z.number().int(),
});
export type DatasetQuery = z.infer<typeof datasetQuerySchema>;
export const queryPageSchema = z.object({ total: z.number().int(), items: z.array(datasetQuerySchema) });

/** `GET /api/datasets/:id/queries/:queryId`: its judged documents, best grade first. */
export const judgmentsSchema = z.object({
  judgments: z.array(
    z.object({ split: z.string(), documentId: z.string(), grade: z.number(), title: z.string(), preview: z.string() }),
  ),
});
