import { z } from 'zod';

/** `POST /api/uploads`: an empty private folder for the files of one import; it goes after the import or a day. */
export const createdUploadSchema = z.object({ uploadId: z.string() });

/**
 * `PUT /api/uploads/:id/files?name=<relative name>` with the raw bytes as body: streamed to disk, counted, hashed. An archive
 * is unpacked by the import. Outside the matcher of the proxy: bodies there are cut at 10 MB.
 * `DELETE /api/uploads/:id` -> 204 gives an upload up.
 */
export const uploadedFileSchema = z.object({ name: z.string(), sizeBytes: z.number(), sha256: z.string() });
export type UploadedFile = z.infer<typeof uploadedFileSchema>;
