'use client';
import { useEffect, useRef, useState } from 'react';
import { apiFetch } from '@/lib/api/browser-client';
import { createdUploadSchema } from '@/lib/contracts/uploads';
import { sendFile } from './send-file';

export type ChosenFile = { name: string; file: File };
export type UploadState = { sentBytes: number; totalBytes: number; bytesPerS: number };

/** Sends files into a fresh upload, one after the other, and answers its id. Leaving the page gives it up. */
export function useUpload() {
  const [state, setState] = useState<UploadState>();
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);

  const send = async (files: readonly ChosenFile[]): Promise<string> => {
    const aborter = new AbortController();
    controller.current = aborter;
    const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
    const startedMs = performance.now();
    const report = (sentBytes: number) =>
      setState({ sentBytes, totalBytes, bytesPerS: (sentBytes * 1000) / Math.max(1, performance.now() - startedMs) });
    report(0);
    try {
      const { uploadId } = await apiFetch(createdUploadSchema, '/api/uploads', {
        method: 'POST',
        signal: aborter.signal,
      });
      let doneBytes = 0;
      for (const { name, file } of files) {
        const address = `/api/uploads/${encodeURIComponent(uploadId)}/files?name=${encodeURIComponent(name)}`;
        await sendFile(address, file, (sent) => report(doneBytes + sent), aborter.signal);
        doneBytes += file.size;
        report(doneBytes);
      }
      return uploadId;
    } finally {
      setState(undefined);
    }
  };
  return { state, send, cancel: () => controller.current?.abort() };
}
