'use client';
import { useTranslations } from 'next-intl';
import { DataTable } from '@/components/ui/data-table';
import { HashChip } from '@/components/ui/hash-chip';
import { useFormat } from '@/components/ui/use-format';
import type { CheckpointRecord } from '@/lib/contracts/checkpoints';

/** Every file with the hash that is checked before each load. */
export function CheckpointFiles({ checkpoint }: { checkpoint: CheckpointRecord }) {
  const t = useTranslations('checkpoints');
  const format = useFormat();
  return (
    <div className="overflow-hidden rounded-lg border">
      <DataTable
        name="checkpoint-files"
        label={t('tab.files')}
        isCompact
        rows={checkpoint.files}
        rowKey={(file) => file.path}
        empty={<p className="py-8 text-center text-ink-3">{t('noFiles')}</p>}
        columns={[
          {
            key: 'path',
            header: t('file.path'),
            value: (file) => file.path,
            cell: (file) => <code className="font-mono text-xs">{file.path}</code>,
          },
          {
            key: 'size',
            header: t('column.size'),
            isNumber: true,
            value: (file) => file.sizeBytes,
            cell: (file) => format.bytes(file.sizeBytes),
          },
          { key: 'sha256', header: 'SHA-256', cell: (file) => <HashChip hash={file.sha256} length={16} /> },
        ]}
      />
    </div>
  );
}
