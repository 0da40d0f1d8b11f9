'use client';
import { ScrollText, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { Facts } from '@/components/ui/facts';
import { ChoiceFilter, ClearFilters } from '@/components/ui/filter-bar';
import { HashChip } from '@/components/ui/hash-chip';
import { PageHeader } from '@/components/ui/page-header';
import { Problem } from '@/components/ui/problem';
import { ExactTime } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import type { AuditEntry } from '@/lib/contracts/audit';
import { useAudit } from './queries/list-audit';
import { useVerifyAudit } from './queries/verify-audit';

const filters = ['action', 'actor', 'subjectType', 'subjectId'] as const;

/** Who did what, when: append-only, chained by hash, checked on demand. */
export function AuditScreen() {
  const t = useTranslations('audit');
  const format = useFormat();
  const [search] = useUrlState();
  const audit = useAudit(
    Object.fromEntries(filters.flatMap((name) => (search.get(name) ? [[name, search.get(name) ?? '']] : []))),
  );
  const [open, setOpen] = useState<AuditEntry>();
  const verify = useVerifyAudit();
  const first = audit.data?.pages[0];
  const entries = audit.data?.pages.flatMap((page) => page.entries);
  const columns: Column<AuditEntry>[] = [
    {
      key: 'seq',
      header: '#',
      isNumber: true,
      className: 'w-16 text-ink-3',
      value: (entry) => entry.seq,
      cell: (entry) => entry.seq,
    },
    {
      key: 'action',
      header: t('column.action'),
      value: (entry) => entry.action,
      cell: (entry) => (
        <button type="button" onClick={() => setOpen(entry)} className="rounded-sm font-mono text-xs hover:underline">
          {entry.action}
        </button>
      ),
    },
    {
      key: 'at',
      header: t('column.at'),
      value: (entry) => entry.at,
      cell: (entry) => <ExactTime at={entry.at} className="whitespace-nowrap" />,
    },
    {
      key: 'actor',
      header: t('column.actor'),
      from: 'sm',
      value: (entry) => entry.actor.name,
      cell: (entry) => entry.actor.name,
    },
    {
      key: 'subject',
      header: t('column.subject'),
      from: 'md',
      value: (entry) => entry.subjectId,
      cell: (entry) =>
        entry.subjectType && (
          <span className="whitespace-nowrap">
            {entry.subjectType}{' '}
            {entry.subjectId && <code className="font-mono text-ink-3 text-xs">{entry.subjectId.slice(0, 8)}</code>}
          </span>
        ),
    },
    {
      key: 'hash',
      header: t('column.hash'),
      from: 'lg',
      value: (entry) => entry.hash,
      cell: (entry) => <HashChip hash={entry.hash} />,
    },
  ];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={first ? t('description', { total: format.number(first.total) }) : undefined}
        actions={
          <Button onClick={() => verify.mutate()} isBusy={verify.isPending}>
            <ShieldCheck aria-hidden />
            {t('verify')}
          </Button>
        }
      />
      {verify.isError && <Problem error={verify.error} />}
      {verify.data &&
        (verify.data.isIntact ? (
          <Alert tone="ok" title={t('intact', { entries: format.number(verify.data.entries) })}>
            {t('head')} <HashChip hash={verify.data.headHash} length={16} />
          </Alert>
        ) : (
          <Alert tone="danger" title={t('broken', { seq: verify.data.brokenAtSeq })}>
            {t('brokenDetail', { entries: format.number(verify.data.entries), reason: verify.data.reason })}
          </Alert>
        ))}
      {audit.isError && !audit.data ? (
        <Problem error={audit.error} onRetry={() => audit.refetch()} />
      ) : (
        <DataTable
          name="audit"
          label={t('title')}
          columns={columns}
          rows={entries}
          rowKey={(entry) => String(entry.seq)}
          isLoading={audit.isPending}
          toolbar={
            <>
              <ChoiceFilter
                name="action"
                label={t('column.action')}
                options={(first?.actions ?? []).map((value) => ({ value, label: value }))}
              />
              <ChoiceFilter
                name="actor"
                label={t('column.actor')}
                options={(first?.actors ?? []).map((actor) => ({ value: actor.id, label: actor.name }))}
              />
              <ClearFilters names={filters} />
            </>
          }
          empty={<EmptyState icon={ScrollText} title={t('empty')} />}
        />
      )}
      {audit.hasNextPage && (
        <Button className="self-center" onClick={() => audit.fetchNextPage()} isBusy={audit.isFetchingNextPage}>
          {t('older')}
        </Button>
      )}
      {open && <EntryDialog entry={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function EntryDialog({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const t = useTranslations('audit');
  return (
    <Dialog isOpen onClose={onClose} title={t('entry', { seq: entry.seq })}>
      <Facts
        facts={[
          { label: t('column.action'), value: <code className="font-mono text-xs">{entry.action}</code> },
          { label: t('column.at'), value: <ExactTime at={entry.at} /> },
          { label: t('column.actor'), value: entry.actor.name },
          entry.subjectType !== null && {
            label: t('column.subject'),
            value: (
              <>
                {entry.subjectType} {entry.subjectId && <HashChip hash={entry.subjectId} length={12} />}
              </>
            ),
          },
          { label: t('column.hash'), value: <HashChip hash={entry.hash} length={16} /> },
        ]}
      />
      <CodeBlock label={t('data')} code={JSON.stringify(entry.data, null, 2)} />
    </Dialog>
  );
}
