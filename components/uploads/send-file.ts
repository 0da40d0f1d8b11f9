import { ApiError } from '@/lib/api/browser-client';
import { problemSchema } from '@/lib/contracts/problem';
import { type UploadedFile, uploadedFileSchema } from '@/lib/contracts/uploads';

/**
 * Sends one file as the raw body of a request and tells how far it is. `fetch` cannot tell, so this is the older interface.
 *
 * @throws {ApiError} with the server's words, or status 0 if the connection was lost
 */
export function sendFile(
  address: string,
  file: Blob,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('PUT', address);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded));
    request.addEventListener('load', () => {
      const answer = parseJson(request.responseText);
      if (request.status >= 200 && request.status < 300) return resolve(uploadedFileSchema.parse(answer));
      const problem = problemSchema.safeParse(answer);
      reject(
        new ApiError(
          request.status,
          problem.data?.detail ?? `The server answered with status ${request.status}.`,
          problem.data,
        ),
      );
    });
    request.addEventListener('error', () =>
      reject(new ApiError(0, 'The connection was lost while the file was sent.')),
    );
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled.', 'AbortError')));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort));
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    else request.send(file);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
