import { useMutation } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { auditCheckSchema } from '@/lib/contracts/audit';

/** Recomputes the whole chain. */
export const useVerifyAudit = () =>
  useMutation({ mutationFn: () => apiFetch(auditCheckSchema, '/api/audit/verify', { method: 'POST' }) });
