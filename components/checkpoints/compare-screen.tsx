'use client';
import { GitCompareArrows } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { DiffList, type DiffRow } from '@/components/ui/diff-list';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { Select } from '@/components/ui/select';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import type { CheckpointRecord } from '@/lib/contracts/checkpoints';
import { useCheckpoint } from './queries/get-checkpoint';
import { useCheckpoints } from './queries/list-checkpoints';

/** Two checkpoints side by side; what is the same can be hidden. */
export function CompareScreen() {
  const t = useTranslations('checkpoints');
  const [search, change] = useUrlState();
  const checkpoints = useCheckpoints();
  const left = useCheckpoint(search.get('left') ?? '');
  const right = useCheckpoint(search.get('right') ?? '');
  const options = (checkpoints.data?.checkpoints ?? []).map((checkpoint) => ({
    value: checkpoint.id,
    label: checkpoint.name,
    note: `${t(`component.${checkpoint.component}`)} · ${checkpoint.stage}`,
  }));
  const isWhole = search.get('same') === 'shown';
  return (
    <>
      <PageHeader crumbs={[{ label: t('title'), href: '/checkpoints' }]} title={t('compareTitle')} />
      <div className="grid gap-3 sm:grid-cols-[1fr_1fr_auto] sm:items-center">
        <Select
          aria-label={t('leftSide')}
          placeholder={t('choose')}
          value={search.get('left') ?? undefined}
          onChange={(value) => change({ left: value })}
          options={options}
        />
        <Select
          aria-label={t('rightSide')}
          placeholder={t('choose')}
          value={search.get('right') ?? undefined}
          onChange={(value) => change({ right: value })}
          options={options}
        />
        <Checkbox
          isChecked={!isWhole}
          onChange={(isOnlyDifferent) => change({ same: isOnlyDifferent ? undefined : 'shown' })}
          label={t('onlyDifferent')}
        />
      </div>
      {search.get('left') && search.get('right') ? (
        <QueryView query={left}>
          {(first) => (
            <QueryView query={right}>
              {(second) => <Comparison left={first} right={second} isWhole={isWhole} />}
            </QueryView>
          )}
        </QueryView>
      ) : (
        <EmptyState icon={GitCompareArrows} title={t('chooseTwo')} />
      )}
    </>
  );
}

function Comparison({ left, right, isWhole }: { left: CheckpointRecord; right: CheckpointRecord; isWhole: boolean }) {
  const t = useTranslations('checkpoints');
  const format = useFormat();
  const short = (hash: string | null | undefined) => hash?.slice(0, 16) ?? '–';
  const files = [...new Set([...left.files, ...right.files].map((file) => file.path))].sort();
  const settings = [...new Set([...Object.keys(left.config), ...Object.keys(right.config)])];
  const of = (label: string, read: (checkpoint: CheckpointRecord) => string): DiffRow => ({
    label,
    before: read(left),
    after: read(right),
    hasChanged: read(left) !== read(right),
  });
  const fileOf = (checkpoint: CheckpointRecord, path: string) => checkpoint.files.find((file) => file.path === path);
  const rows: DiffRow[] = [
    of(t('column.component'), (checkpoint) => t(`component.${checkpoint.component}`)),
    of(t('column.stage'), (checkpoint) => checkpoint.stage),
    of(t('column.hash'), (checkpoint) => short(checkpoint.contentHash)),
    of(t('column.base'), (checkpoint) => checkpoint.baseModel?.name ?? '–'),
    of(
      t('lineage.adapters'),
      (checkpoint) =>
        checkpoint.adapters.map((adapter) => `${adapter.name} (${adapter.hash.slice(0, 8)})`).join(' → ') || '–',
    ),
    of(t('tokenizer'), (checkpoint) => short(checkpoint.tokenizerHash)),
    of(t('column.figure'), (checkpoint) =>
      checkpoint.figure ? `${checkpoint.figure.measure} ${format.number(checkpoint.figure.value, 3)}` : '–',
    ),
    ...settings.map((name) => of(name, (checkpoint) => JSON.stringify(checkpoint.config[name]) ?? '–')),
    ...files.map((path) =>
      of(path, (checkpoint) =>
        fileOf(checkpoint, path)
          ? `${short(fileOf(checkpoint, path)?.sha256)} · ${format.bytes(fileOf(checkpoint, path)?.sizeBytes)}`
          : '–',
      ),
    ),
  ];
  const shown = isWhole ? rows : rows.filter((row) => row.hasChanged);
  return shown.length === 0 ? (
    <EmptyState icon={GitCompareArrows} title={t('sameThing')} />
  ) : (
    <DiffList rows={shown} beforeLabel={left.name} afterLabel={right.name} />
  );
}
