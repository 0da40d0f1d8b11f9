'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { StatusDot } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import type { ApiKey } from '@/lib/contracts/keys';
import { useRevokeKey } from './queries/revoke-key';

/** Keys with their use, and the way to end them. */
export function KeyTable({
  keys,
  isLoading,
  toolbar,
  empty,
  hasOwner = true,
}: {
  keys: readonly ApiKey[] | undefined;
  isLoading?: boolean;
  toolbar?: ReactNode;
  empty: ReactNode;
  hasOwner?: boolean;
}) {
  const t = useTranslations('keys');
  const [revoking, setRevoking] = useState<ApiKey>();
  const revoke = useRevokeKey();
  const columns: (Column<ApiKey> | false)[] = [
    {
      key: 'name',
      header: t('column.name'),
      value: (key) => key.name,
      cell: (key) => <span className="font-medium">{key.name}</span>,
    },
    {
      key: 'prefix',
      header: t('column.prefix'),
      from: 'sm',
      value: (key) => key.prefix,
      cell: (key) => <code className="font-mono text-xs">{key.prefix}…</code>,
    },
    hasOwner && {
      key: 'owner',
      header: t('column.owner'),
      value: (key) => key.owner.name,
      cell: (key) =>
        key.kind === 'application' ? (
          <Link href={`/applications/${key.owner.id}`} className="hover:underline">
            {key.owner.name}
          </Link>
        ) : (
          <span className="text-ink-2">{t('ownerPerson', { name: key.owner.name })}</span>
        ),
    },
    {
      key: 'state',
      header: t('column.state'),
      value: (key) => (key.revokedAt ? 1 : 0),
      cell: (key) => (
        <StatusDot tone={key.revokedAt ? 'neutral' : 'ok'}>{key.revokedAt ? t('revoked') : t('active')}</StatusDot>
      ),
    },
    {
      key: 'created',
      header: t('column.created'),
      from: 'md',
      value: (key) => key.createdAt,
      cell: (key) => <Time at={key.createdAt} />,
    },
    {
      key: 'by',
      header: t('column.by'),
      from: 'lg',
      isHiddenAtFirst: true,
      value: (key) => key.createdBy.name,
      cell: (key) => key.createdBy.name,
    },
    {
      key: 'used',
      header: t('column.used'),
      from: 'md',
      value: (key) => key.lastUsedAt,
      cell: (key) => (key.lastUsedAt ? <Time at={key.lastUsedAt} /> : <span className="text-ink-3">{t('never')}</span>),
    },
    {
      key: 'actions',
      header: '',
      className: 'text-right',
      cell: (key) =>
        !key.revokedAt && (
          <Button
            size="sm"
            variant="ghost"
            aria-label={t('revokeNamed', { name: key.name })}
            onClick={() => setRevoking(key)}
          >
            {t('revoke')}
          </Button>
        ),
    },
  ];
  return (
    <>
      <DataTable
        name="keys"
        label={t('title')}
        columns={columns.filter((column) => column !== false)}
        rows={keys}
        rowKey={(key) => key.id}
        isLoading={isLoading}
        toolbar={toolbar}
        empty={empty}
        isCompact={!hasOwner}
      />
      <ConfirmDialog
        isOpen={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={t('revokeTitle', { name: revoking?.name ?? '' })}
        description={t('revokeDetail')}
        confirmLabel={t('revoke')}
        tone="danger"
        onConfirm={async () => {
          if (!revoking) return;
          await revoke.mutateAsync(revoking.id);
          toast.ok({ title: t('revokedDone', { name: revoking.name }) });
        }}
      />
    </>
  );
}
