'use client';
import { History as HistoryIcon } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/query-view';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import { ConfigurationFlow } from './configuration-flow';
import { MoveList } from './move-list';
import { useHistory } from './queries/get-history';

/** Every move of the live pointer, and the question "what was live then?". */
export function HistoryScreen() {
  const t = useTranslations('releases');
  const format = useFormat();
  const [search, change] = useUrlState();
  const local = search.get('at') ?? '';
  const moment = local && !Number.isNaN(Date.parse(local)) ? new Date(local).toISOString() : undefined;
  const history = useHistory(moment);
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/releases' }]}
        title={t('history.title')}
        description={t('history.description')}
      />
      <Panel title={t('history.question')}>
        <div className="flex flex-col gap-4">
          <Field label={t('history.moment')} hint={t('history.momentHint')} className="max-w-64">
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                value={local}
                onChange={(event) => change({ at: event.target.value || undefined })}
              />
            )}
          </Field>
          {moment && history.data?.liveAt && (
            <div aria-live="polite" className="flex flex-col gap-3">
              {history.data.liveAt.release ? (
                <>
                  <p>
                    {t.rich('history.answer', {
                      at: format.dateTime(history.data.liveAt.at),
                      number: history.data.liveAt.release.number,
                      link: (chunks) => (
                        <Link
                          href={`/releases/${history.data?.liveAt?.release?.id}`}
                          className="font-medium text-accent hover:underline"
                        >
                          {chunks}
                        </Link>
                      ),
                    })}
                  </p>
                  <ConfigurationFlow configuration={history.data.liveAt.release.configuration} />
                </>
              ) : (
                <Alert tone="information">
                  {t('history.nothing', { at: format.dateTime(history.data.liveAt.at) })}
                </Alert>
              )}
            </div>
          )}
        </div>
      </Panel>
      <QueryView query={history}>
        {({ moves }) =>
          moves.length === 0 ? (
            <EmptyState icon={HistoryIcon} title={t('history.empty')} />
          ) : (
            <Panel title={t('history.moves')} isFlush>
              <MoveList moves={moves} />
            </Panel>
          )
        }
      </QueryView>
    </>
  );
}
