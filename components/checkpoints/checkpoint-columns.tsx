'use client';
import { Archive } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Badge, StatusDot } from '@/components/ui/badge';
import type { Column } from '@/components/ui/data-table';
import { HashChip } from '@/components/ui/hash-chip';
import { Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import type { Checkpoint } from '@/lib/contracts/checkpoints';
import { StageBadge } from './stage-badge';

export function useCheckpointColumns(): Column<Checkpoint>[] {
  const t = useTranslations('checkpoints');
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('column.name'),
      value: (checkpoint) => checkpoint.name,
      cell: (checkpoint) => (
        <span className="flex min-w-48 items-center gap-2">
          <Link href={`/checkpoints/${checkpoint.id}`} className="font-medium hover:underline">
            {checkpoint.name}
          </Link>
          {checkpoint.isLive && <StatusDot tone="ok">{t('live')}</StatusDot>}
          {checkpoint.isSample && <Badge>{t('sample')}</Badge>}
          {checkpoint.archivedAt && (
            <Badge>
              <Archive aria-hidden />
              {t('archived')}
            </Badge>
          )}
        </span>
      ),
    },
    {
      key: 'component',
      header: t('column.component'),
      from: 'sm',
      value: (checkpoint) => checkpoint.component,
      cell: (checkpoint) => t(`component.${checkpoint.component}`),
    },
    {
      key: 'stage',
      header: t('column.stage'),
      definition: t('definition.stage'),
      value: (checkpoint) => checkpoint.stage,
      cell: (checkpoint) => <StageBadge stage={checkpoint.stage} />,
    },
    {
      key: 'figure',
      header: t('column.figure'),
      isNumber: true,
      from: 'md',
      value: (checkpoint) => checkpoint.figure?.value,
      cell: (checkpoint) =>
        checkpoint.figure ? (
          <>
            <span className="mr-2 text-ink-3 text-xs">{checkpoint.figure.measure}</span>
            {format.number(checkpoint.figure.value, 3)}
          </>
        ) : (
          '–'
        ),
    },
    {
      key: 'base',
      header: t('column.base'),
      from: 'lg',
      value: (checkpoint) => checkpoint.baseModel?.name,
      cell: (checkpoint) => (
        <span className="line-clamp-1">
          {checkpoint.baseModel?.name ?? (checkpoint.source === 'remote' ? t('remote') : '–')}
        </span>
      ),
    },
    {
      key: 'adapters',
      header: t('column.adapters'),
      isNumber: true,
      isHiddenAtFirst: true,
      value: (checkpoint) => checkpoint.adapterCount,
      cell: (checkpoint) => format.number(checkpoint.adapterCount),
    },
    {
      key: 'size',
      header: t('column.size'),
      isNumber: true,
      from: 'lg',
      value: (checkpoint) => checkpoint.sizeBytes,
      cell: (checkpoint) => format.bytes(checkpoint.sizeBytes),
    },
    {
      key: 'hash',
      header: t('column.hash'),
      definition: t('definition.hash'),
      from: 'xl',
      value: (checkpoint) => checkpoint.contentHash,
      cell: (checkpoint) => <HashChip hash={checkpoint.contentHash} />,
    },
    {
      key: 'created',
      header: t('column.created'),
      from: 'lg',
      value: (checkpoint) => checkpoint.createdAt,
      cell: (checkpoint) => <Time at={checkpoint.createdAt} className="whitespace-nowrap" />,
    },
  ];
}
