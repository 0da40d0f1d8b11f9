import { z } from 'zod';
import { momentSchema } from './actor';

/** `POST /api/uploads`: a private folder for the files of one import; it is removed after the import or a day. */
export const createUploadSchema = z.object({ purpose: z.enum(['dataset', 'checkpoint']) });
export const createdUploadSchema = z.object({ id: z.string(), maxBytes: z.number(), expiresAt: momentSchema });

/**
 * `PUT /api/uploads/:id/files?path=<relative path>` with the raw bytes as body: streamed to disk, counted, hashed. An archive
 * (.zip, .tar, .tar.gz) is unpacked by the import. Outside the proxy's matcher: bodies there are cut at 10 MB.
 * `DELETE /api/uploads/:id` -> 204 gives an upload up.
 */
export const uploadedFileSchema = z.object({ path: z.string(), sizeBytes: z.number(), sha256: z.string() });
export type UploadedFile = z.infer<typeof uploadedFileSchema>;
