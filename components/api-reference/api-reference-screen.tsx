'use client';
import { Download, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { SearchFilter } from '@/components/ui/filter-bar';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/query-view';
import { useUrlState } from '@/components/ui/use-url-state';
import type { OpenApi } from '@/lib/contracts/openapi';
import { type Chapter, listOperations } from './list-operations';
import { useOpenApi } from './queries/get-openapi';
import type { Schemas } from './read-schema';
import { RequestRow } from './request-row';

/** Every request of this server, made from the same declarations that check them. */
export function ApiReferenceScreen() {
  const t = useTranslations('apiReference');
  const document = useOpenApi();
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <a href="/api/openapi.json" download="mixstage-openapi.json" className={buttonClass()}>
            <Download aria-hidden />
            {t('download')}
          </a>
        }
      />
      <QueryView query={document}>{(data) => <Chapters document={data} />}</QueryView>
    </>
  );
}

function Chapters({ document }: { document: OpenApi }) {
  const t = useTranslations('apiReference');
  const [search] = useUrlState();
  const chapters = listOperations(document, search.get('q') ?? '');
  return (
    <>
      <SearchFilter label={t('search')} className="relative w-full sm:w-80" />
      {chapters.length === 0 && (
        <EmptyState icon={SearchX} title={t('empty')}>
          {t('emptyDetail')}
        </EmptyState>
      )}
      {chapters.map((chapter) => (
        <ChapterPanel key={chapter.name} chapter={chapter} schemas={document.components.schemas} />
      ))}
    </>
  );
}

function ChapterPanel({ chapter, schemas }: { chapter: Chapter; schemas: Schemas }) {
  const [search, change] = useUrlState();
  const open = search.get('request');
  return (
    <Panel title={chapter.name} description={chapter.description} isFlush>
      <ul>
        {chapter.requests.map((request) => {
          const id = request.operation.operationId;
          return (
            <RequestRow
              key={id}
              request={request}
              schemas={schemas}
              isOpen={open === id}
              onToggle={() => change({ request: open === id ? undefined : id })}
            />
          );
        })}
      </ul>
    </Panel>
  );
}
