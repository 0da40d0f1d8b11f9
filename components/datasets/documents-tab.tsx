'use client';
import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Dialog } from '@/components/ui/dialog';
import { SearchFilter } from '@/components/ui/filter-bar';
import { Pager } from '@/components/ui/pager';
import { Problem } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/query-view';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import type { DocumentPreview } from '@/lib/contracts/datasets';
import { useDocument } from './queries/get-document';
import { useDocuments } from './queries/list-documents';

const take = 50;

/** The documents of a corpus, page by page, searched by the server. */
export function DocumentsTab({ corpusHash }: { corpusHash: string }) {
  const t = useTranslations('datasets');
  const format = useFormat();
  const [search, change] = useUrlState();
  const skip = Math.max(0, Number(search.get('skip')) || 0);
  const documents = useDocuments(corpusHash, { search: search.get('q') ?? '', skip, take });
  const open = search.get('document');
  const columns: Column<DocumentPreview>[] = [
    {
      key: 'id',
      header: t('column.id'),
      cell: (document) => (
        <button
          type="button"
          onClick={() => change({ document: document.id })}
          className="max-w-48 truncate rounded-sm font-mono text-accent text-xs hover:underline"
        >
          {document.id}
        </button>
      ),
    },
    {
      key: 'title',
      header: t('column.title'),
      className: 'max-w-64',
      cell: (document) => <span className="line-clamp-1 font-medium">{document.title || '–'}</span>,
    },
    {
      key: 'text',
      header: t('column.text'),
      from: 'md',
      className: 'max-w-xl',
      cell: (document) => <span className="line-clamp-1 text-ink-2">{document.preview}</span>,
    },
    {
      key: 'length',
      header: t('column.characters'),
      isNumber: true,
      from: 'sm',
      cell: (document) => format.number(document.characters),
    },
  ];
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <SearchFilter label={t('searchDocuments')} />
        <Pager
          skip={skip}
          take={take}
          total={documents.data?.total ?? 0}
          onChange={(next) => change({ skip: next === 0 ? undefined : String(next) })}
        />
      </div>
      {documents.isError && !documents.data ? (
        <Problem error={documents.error} onRetry={() => documents.refetch()} />
      ) : (
        <div className="overflow-hidden rounded-lg border">
          <DataTable
            name="documents"
            label={t('tab.documents')}
            isCompact
            columns={columns}
            rows={documents.data?.items}
            rowKey={(document) => document.id}
            isLoading={documents.isPending}
            empty={<p className="py-10 text-center text-ink-3">{t('noDocument')}</p>}
          />
        </div>
      )}
      {open && (
        <DocumentDialog corpusHash={corpusHash} documentId={open} onClose={() => change({ document: undefined })} />
      )}
    </div>
  );
}

/** One whole document, in the language it is written in. */
export function DocumentDialog({
  corpusHash,
  documentId,
  onClose,
}: {
  corpusHash: string;
  documentId: string;
  onClose: () => void;
}) {
  const document = useDocument(corpusHash, documentId);
  return (
    <Dialog
      isOpen
      size="lg"
      onClose={onClose}
      title={document.data?.title || documentId}
      description={<code className="font-mono text-xs">{documentId}</code>}
    >
      <QueryView query={document}>
        {(found) => <p className="max-w-prose whitespace-pre-wrap break-words text-lg leading-7">{found.text}</p>}
      </QueryView>
    </Dialog>
  );
}
