import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { evaluationChoiceSchema } from '@/lib/contracts/evaluations';

const choiceQuery = () =>
  queryOptions({
    queryKey: ['evaluations', 'choice'],
    queryFn: ({ signal }) => apiFetch(evaluationChoiceSchema, '/api/evaluations/choice', { signal }),
  });

/** Judged splits, components and what is live: what can be evaluated. */
export const useEvaluationChoice = () => useQuery(choiceQuery());
