import { useMutation } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { verifiedCheckpointSchema } from '@/lib/contracts/checkpoints';

/** Hashes every file again and compares with what was registered. */
export const useVerifyCheckpoint = (id: string) =>
  useMutation({
    mutationFn: () =>
      apiFetch(verifiedCheckpointSchema, `/api/checkpoints/${encodeURIComponent(id)}/verify`, { method: 'POST' }),
  });
