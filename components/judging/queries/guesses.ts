import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { apiFetch } from '@/lib/api/browser-client';
import { guessesSchema } from '@/lib/contracts/judging';
import type { JudgeItem } from '@/lib/contracts/study';

const path = (studyId: string) => `/api/judging/${encodeURIComponent(studyId)}/guesses`;

/** The pairs a judge is asked about at the end; kept in memory only. */
export function useGuessItems(studyId: string): readonly JudgeItem[] | undefined {
  const [items, setItems] = useState<readonly JudgeItem[]>();
  useEffect(() => {
    const abort = new AbortController();
    apiFetch(guessesSchema, path(studyId), { signal: abort.signal, cache: 'no-store' })
      .then((guesses) => setItems(guesses.items))
      // Being asked is a courtesy to the statistics; a judge who has finished is not held up by it.
      .catch(() => setItems([]));
    return () => abort.abort();
  }, [studyId]);
  return items;
}

/** Sends one guess. */
export const useSendGuess = (studyId: string) =>
  useMutation({
    mutationFn: (guess: { token: string; guess: 'left' | 'right' | 'unknown' }) =>
      apiFetch(undefined, path(studyId), { method: 'POST', json: guess }),
    retry: 3,
  });
