import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type StudyRecord, studyRecordSchema } from '@/lib/contracts/studies';

const isMoving = (study: StudyRecord | undefined) =>
  study?.state === 'open' || study?.job?.state === 'running' || study?.job?.state === 'queued';

const studyQuery = (id: string) =>
  queryOptions({
    queryKey: ['study', id],
    queryFn: ({ signal }) => apiFetch(studyRecordSchema, `/api/studies/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (query) => (isMoving(query.state.data) ? 4_000 : false),
  });

/** One study; read again every few seconds while answers are made or people judge. */
export const useStudy = (id: string) => useQuery(studyQuery(id));
