'use client';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ChoiceFilter, ClearFilters, SearchFilter } from '@/components/ui/filter-bar';
import { Pager } from '@/components/ui/pager';
import { QueryView } from '@/components/ui/query-view';
import { SafeMarkdown } from '@/components/ui/safe-markdown';
import type { Tone } from '@/components/ui/status';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import { type ItemState, itemStateSchema, type StudyItem, type StudyRecord } from '@/lib/contracts/studies';
import { useReviewItem } from './queries/change-study';
import { useStudyItems } from './queries/list-study-items';

const take = 25;
const tones: Record<ItemState, Tone> = {
  waiting: 'neutral',
  ready: 'ok',
  failed: 'danger',
  identical: 'information',
  quarantined: 'warning',
};

/** The questions with both answers: before the study opens and after it closed. In between only their states. */
export function StudyItemsTab({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.items');
  const [search, change] = useUrlState();
  const skip = Math.max(0, Number(search.get('skip')) || 0);
  const items = useStudyItems(study.id, {
    state: search.get('state') ?? '',
    search: search.get('q') ?? '',
    skip,
    take,
  });
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchFilter label={t('search')} />
        <ChoiceFilter
          name="state"
          label={t('state')}
          options={itemStateSchema.options.map((value) => ({ value, label: t(`is.${value}`) }))}
        />
        <ClearFilters names={['state', 'q']} />
      </div>
      {study.state === 'open' && <Alert>{t('hidden')}</Alert>}
      <QueryView query={items}>
        {(data) => (
          <>
            {data.total === 0 && (
              <p className="rounded-lg border border-dashed py-8 text-center text-ink-3">{t('none')}</p>
            )}
            <ul className="flex flex-col gap-2">
              {data.items.map((item) => (
                <Item key={item.id} item={item} study={study} />
              ))}
            </ul>
            <Pager
              skip={skip}
              take={take}
              total={data.total}
              onChange={(next) => change({ skip: next ? String(next) : undefined })}
            />
          </>
        )}
      </QueryView>
    </div>
  );
}

function Item({ item, study }: { item: StudyItem; study: StudyRecord }) {
  const t = useTranslations('studies.items');
  const review = useReviewItem(study.id);
  return (
    <li className="rounded-lg border bg-surface">
      <details>
        <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
          <span className="min-w-0 flex-1 basis-64 break-words">{item.question}</span>
          {item.kind !== 'main' && <Badge>{t(`kind.${item.kind}`)}</Badge>}
          {item.stratum && <Badge>{item.stratum}</Badge>}
          {item.outcome && <Badge tone="accent">{t(`outcome.${item.outcome}`)}</Badge>}
          <Badge tone={tones[item.state]}>{t(`is.${item.state}`)}</Badge>
        </summary>
        <div className="flex flex-col gap-3 border-t px-4 py-3">
          {item.flags.length > 0 && (
            <Alert tone="warning" title={t('flags')}>
              {item.flags.map((flag) => `“${flag.phrase}”`).join(', ')}
            </Alert>
          )}
          {item.state === 'quarantined' && (
            <div className="flex gap-2">
              <Button isBusy={review.isPending} onClick={() => review.mutate({ itemId: item.id, decision: 'allow' })}>
                {t('allow')}
              </Button>
              <Button isBusy={review.isPending} onClick={() => review.mutate({ itemId: item.id, decision: 'exclude' })}>
                {t('exclude')}
              </Button>
            </div>
          )}
          <div className="grid gap-4 md:grid-cols-2">
            {item.answers.map((answer) => (
              <Answer key={answer.arm} answer={answer} />
            ))}
          </div>
        </div>
      </details>
    </li>
  );
}

function Answer({ answer }: { answer: StudyItem['answers'][number] }) {
  const t = useTranslations('studies.items');
  const format = useFormat();
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="flex flex-wrap items-center gap-2 font-medium text-ink-3 text-xs">
        {t(`arm.${answer.arm}`)}
        {answer.retrievalMs !== null && (
          <span className="tabular">{t('retrieval', { time: format.duration(answer.retrievalMs) })}</span>
        )}
        {answer.usage?.isExtractive && <Badge>{t('extractive')}</Badge>}
      </h3>
      {answer.error && <Alert tone="danger">{answer.error.message}</Alert>}
      {answer.text && <SafeMarkdown text={answer.text} />}
      {answer.sources.length > 0 && (
        <ol className="flex flex-col gap-1 border-t pt-2 text-ink-3 text-xs">
          {answer.sources.map((source) => (
            <li key={source.number} className="line-clamp-2">
              [{source.number}] {source.title} {source.text}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
