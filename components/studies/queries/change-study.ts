import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { startedJobSchema } from '@/lib/contracts/jobs';
import {
  answerImportReportSchema,
  createdStudySchema,
  judgmentImportReportSchema,
  type NewStudy,
  openedStudySchema,
  studyVerdictSchema,
  yieldEstimateSchema,
} from '@/lib/contracts/studies';
import type { CloseStudy } from '@/lib/contracts/study';

const path = (id: string, action: string) => `/api/studies/${encodeURIComponent(id)}/${action}`;

/** Reads everything about studies again: a change of one shows in lists, records and reports. */
function useStudyMutation<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['studies'] }),
        client.invalidateQueries({ queryKey: ['study'] }),
      ]),
  });
}

/** Makes a draft. */
export const useCreateStudy = () =>
  useStudyMutation((study: NewStudy) => apiFetch(createdStudySchema, '/api/studies', { method: 'POST', json: study }));

/** Fills one arm with answers made elsewhere. */
export const useImportAnswers = (id: string) =>
  useStudyMutation((input: { arm: 'arm_a' | 'arm_b'; content: string }) =>
    apiFetch(answerImportReportSchema, path(id, 'answers'), { method: 'POST', json: input }),
  );

/** Takes judgments made elsewhere. */
export const useImportJudgments = (id: string) =>
  useStudyMutation((content: string) =>
    apiFetch(judgmentImportReportSchema, path(id, 'judgments'), { method: 'POST', json: { content } }),
  );

/** Retrieves a few queries with both arms. */
export const useEstimateYield = (id: string) =>
  useMutation({
    mutationFn: (trial: number) =>
      apiFetch(yieldEstimateSchema, path(id, 'yield'), { method: 'POST', json: { trial } }),
  });

/** Makes the answers, or tries failed ones again. */
export const useGenerateAnswers = (id: string) =>
  useStudyMutation(() => apiFetch(startedJobSchema, path(id, 'generate'), { method: 'POST' }));

/** Freezes a study and gives it to its judges. */
export const useOpenStudy = (id: string) =>
  useStudyMutation(() => apiFetch(openedStudySchema, path(id, 'open'), { method: 'POST' }));

/** Closes and unblinds. */
export const useCloseStudy = (id: string) =>
  useStudyMutation((input: CloseStudy) =>
    apiFetch(studyVerdictSchema, path(id, 'close'), { method: 'POST', json: input }),
  );

/** Puts the verdict before the gate of a release. */
export const useAttachVerdict = (id: string) =>
  useStudyMutation((releaseId: string) =>
    apiFetch(undefined, path(id, 'attach'), { method: 'POST', json: { releaseId } }),
  );

/** Allows or excludes a question that was set aside. */
export const useReviewItem = (id: string) =>
  useStudyMutation((input: { itemId: string; decision: 'allow' | 'exclude' }) =>
    apiFetch(undefined, path(id, `items/${encodeURIComponent(input.itemId)}/review`), {
      method: 'POST',
      json: { decision: input.decision },
    }),
  );

/** Adds a judge, or brings one back. */
export const useAddJudge = (id: string) =>
  useStudyMutation((userId: string) =>
    apiFetch(undefined, path(id, 'judges'), { method: 'POST', json: { userIds: [userId] } }),
  );

/** Takes a judge out; what they judged stays. */
export const useRemoveJudge = (id: string) =>
  useStudyMutation((userId: string) =>
    apiFetch(undefined, path(id, `judges/${encodeURIComponent(userId)}`), { method: 'DELETE' }),
  );
