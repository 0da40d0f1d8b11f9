import { apiFetch } from '@/lib/api/browser-client';
import { claimedSchema, renewedSchema, sentJudgmentSchema } from '@/lib/contracts/judging';
import type { SkipItem, SubmitJudgment } from '@/lib/contracts/study';

/**
 * What a judging desk asks of the server. Plain requests and no query cache: a pair lives in the memory of its page and
 * nowhere else.
 */
export const deskRequests = (studyId: string) => {
  const path = (action: string) => `/api/judging/${encodeURIComponent(studyId)}/${action}`;
  const post = { method: 'POST', cache: 'no-store' } as const;
  return {
    claim: (holding: readonly string[]) => apiFetch(claimedSchema, path('next'), { ...post, json: { holding } }),
    send: (judgment: SubmitJudgment) => apiFetch(sentJudgmentSchema, path('judgments'), { ...post, json: judgment }),
    undo: () => apiFetch(claimedSchema, path('undo'), post),
    skip: (skipped: SkipItem) => apiFetch(claimedSchema, path('skip'), { ...post, json: skipped }),
    renew: () => apiFetch(renewedSchema, path('renew'), post),
  };
};

export type DeskRequests = ReturnType<typeof deskRequests>;
