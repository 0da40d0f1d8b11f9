'use client';
import { Archive, ArchiveRestore, Ellipsis, GitCompareArrows, Pencil, ShieldCheck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Badge, StatusDot } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { Problem, problemWords } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/query-view';
import { Tabs } from '@/components/ui/tabs';
import { toast } from '@/components/ui/toast';
import { useUrlState } from '@/components/ui/use-url-state';
import type { CheckpointRecord } from '@/lib/contracts/checkpoints';
import { CheckpointFacts } from './checkpoint-facts';
import { CheckpointFiles } from './checkpoint-files';
import { CheckpointLineage } from './checkpoint-lineage';
import { EditCheckpointDialog } from './edit-checkpoint-dialog';
import { useArchiveCheckpoint } from './queries/archive-checkpoint';
import { useCheckpoint } from './queries/get-checkpoint';
import { useVerifyCheckpoint } from './queries/verify-checkpoint';
import { StageBadge } from './stage-badge';

/** One checkpoint: what it is made of, where it comes from, whether it is sound, and what uses it. */
export function CheckpointScreen({ id }: { id: string }) {
  const t = useTranslations('checkpoints');
  const checkpoint = useCheckpoint(id);
  const verify = useVerifyCheckpoint(id);
  const { data } = checkpoint;
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/checkpoints' }]}
        title={data?.name ?? t('one')}
        description={data?.note}
        status={
          data && (
            <>
              <Badge>{t(`component.${data.component}`)}</Badge>
              <StageBadge stage={data.stage} />
              {data.isLive && <StatusDot tone="ok">{t('live')}</StatusDot>}
              {data.archivedAt && <Badge>{t('archived')}</Badge>}
            </>
          )
        }
        actions={
          data && (
            <>
              <Button onClick={() => verify.mutate()} isBusy={verify.isPending}>
                <ShieldCheck aria-hidden />
                {t('verify')}
              </Button>
              <Actions checkpoint={data} />
            </>
          )
        }
      />
      {verify.isError && <Problem error={verify.error} />}
      {verify.data && (
        <Alert tone={verify.data.isIntact ? 'ok' : 'danger'} title={verify.data.isIntact ? t('intact') : t('changed')}>
          {verify.data.problem}
          {verify.data.probeDifference !== undefined &&
            t('probeDifference', { difference: verify.data.probeDifference.toExponential(1) })}
        </Alert>
      )}
      <QueryView query={checkpoint}>{(record) => <CheckpointView checkpoint={record} />}</QueryView>
    </>
  );
}

function CheckpointView({ checkpoint }: { checkpoint: CheckpointRecord }) {
  const t = useTranslations('checkpoints');
  const [search, change] = useUrlState();
  return (
    <Tabs
      label={checkpoint.name}
      value={search.get('tab') ?? 'facts'}
      onChange={(tab) => change({ tab: tab === 'facts' ? undefined : tab })}
      tabs={[
        { value: 'facts', label: t('tab.facts'), content: <CheckpointFacts checkpoint={checkpoint} /> },
        { value: 'lineage', label: t('tab.lineage'), content: <CheckpointLineage checkpoint={checkpoint} /> },
        {
          value: 'files',
          label: t('tab.files'),
          count: checkpoint.files.length,
          content: <CheckpointFiles checkpoint={checkpoint} />,
        },
      ]}
    />
  );
}

function Actions({ checkpoint }: { checkpoint: CheckpointRecord }) {
  const t = useTranslations('checkpoints');
  const router = useRouter();
  const archive = useArchiveCheckpoint(checkpoint.id);
  const [open, setOpen] = useState<'edit' | 'archive'>();
  const restore = () =>
    archive.mutate(false, {
      onSuccess: () => toast.ok({ title: t('restored') }),
      onError: (error) => toast.danger({ title: t('notRestored'), description: problemWords(error) }),
    });
  const base = checkpoint.ancestors.at(-1);
  return (
    <>
      <Menu
        trigger={
          <IconButton variant="secondary" label={t('actions')}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
        entries={[
          { kind: 'action', label: t('edit.open'), icon: Pencil, onSelect: () => setOpen('edit') },
          base && {
            kind: 'action',
            label: t('compareWith', { name: base.name }),
            icon: GitCompareArrows,
            onSelect: () => router.push(`/checkpoints/compare?left=${base.id}&right=${checkpoint.id}`),
          },
          { kind: 'separator' },
          checkpoint.archivedAt
            ? { kind: 'action', label: t('restore'), icon: ArchiveRestore, onSelect: restore }
            : {
                kind: 'action',
                label: t('archive.open'),
                icon: Archive,
                isDanger: true,
                onSelect: () => setOpen('archive'),
              },
        ]}
      />
      {open === 'edit' && <EditCheckpointDialog checkpoint={checkpoint} onClose={() => setOpen(undefined)} />}
      <ConfirmDialog
        isOpen={open === 'archive'}
        onClose={() => setOpen(undefined)}
        title={t('archive.title', { name: checkpoint.name })}
        description={checkpoint.isLive ? t('archive.live') : t('archive.detail')}
        isBlocked={checkpoint.isLive}
        confirmLabel={t('archive.open')}
        tone="danger"
        onConfirm={async () => {
          await archive.mutateAsync(true);
          toast.ok({
            title: t('archive.done', { name: checkpoint.name }),
            action: { label: t('restore'), onClick: restore },
          });
        }}
      />
    </>
  );
}
