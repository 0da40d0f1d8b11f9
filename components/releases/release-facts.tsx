'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Badge, StatusDot } from '@/components/ui/badge';
import { Facts } from '@/components/ui/facts';
import { HashChip } from '@/components/ui/hash-chip';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import type { ReleaseRecord } from '@/lib/contracts/releases';

const hostTones = { ready: 'ok', starting: 'information', draining: 'neutral', failed: 'danger' } as const;
const indexTones = { ready: 'ok', building: 'information', failed: 'danger', missing: 'danger' } as const;

/** What a release is bound to: configuration hash, indexes, hosts, applications. */
export function ReleaseFacts({ release }: { release: ReleaseRecord }) {
  const t = useTranslations('releases');
  const format = useFormat();
  return (
    <>
      <Panel title={t('facts.title')}>
        <Facts
          facts={[
            { label: t('facts.configuration'), value: release.configuration.name },
            { label: t('facts.hash'), value: <HashChip hash={release.configuration.hash} length={16} /> },
            {
              label: t('column.created'),
              value: (
                <>
                  <Time at={release.createdAt} /> · {release.createdBy.name}
                </>
              ),
            },
            ...release.indexes.map((index) => ({
              label: t('facts.index', { checkpoint: index.checkpoint.name, corpus: index.corpus.name }),
              value: <Badge tone={indexTones[index.state]}>{t(`facts.indexState.${index.state}`)}</Badge>,
            })),
          ]}
        />
      </Panel>
      {release.hosts.length > 0 && (
        <Panel title={t('hosts.title')} description={t('hosts.description')}>
          <Facts
            facts={release.hosts.map((host) => ({
              label: host.node,
              value: (
                <span className="flex flex-wrap items-center justify-end gap-3">
                  {host.problem && <span className="text-danger">{host.problem}</span>}
                  <span className="text-ink-3">{format.bytes(host.residentBytes)}</span>
                  <StatusDot tone={hostTones[host.state]} isActive={host.state === 'starting'}>
                    {t(`hosts.state.${host.state}`)}
                  </StatusDot>
                </span>
              ),
            }))}
          />
        </Panel>
      )}
      {release.applications.length > 0 && (
        <Panel title={t('facts.applications')}>
          <Facts
            facts={release.applications.map((application) => ({
              label: (
                <Link href={`/applications/${application.id}`} className="text-accent hover:underline">
                  {application.name}
                </Link>
              ),
              value: t(`via.${application.via}`),
            }))}
          />
        </Panel>
      )}
    </>
  );
}
