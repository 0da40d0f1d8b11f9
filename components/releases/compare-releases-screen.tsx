'use client';
import { GitCompareArrows } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { Select } from '@/components/ui/select';
import { useUrlState } from '@/components/ui/use-url-state';
import { ConfigurationDiff } from './configuration-diff';
import { useReleases } from './queries/list-releases';

/** Two releases side by side. */
export function CompareReleasesScreen() {
  const t = useTranslations('releases');
  const [search, change] = useUrlState();
  const releases = useReleases();
  return (
    <>
      <PageHeader crumbs={[{ label: t('title'), href: '/releases' }]} title={t('compareTitle')} />
      <QueryView query={releases}>
        {(data) => {
          const options = data.releases.map((release) => ({
            value: release.id,
            label: t('number', { number: release.number }),
            note: `${t(`state.${release.state}`)} · ${release.configuration.name}`,
          }));
          const left = data.releases.find((release) => release.id === search.get('left'));
          const right = data.releases.find((release) => release.id === search.get('right'));
          return (
            <>
              <div className="grid max-w-3xl gap-3 sm:grid-cols-2">
                <Select
                  aria-label={t('leftSide')}
                  placeholder={t('choose')}
                  value={left?.id}
                  onChange={(id) => change({ left: id })}
                  options={options}
                />
                <Select
                  aria-label={t('rightSide')}
                  placeholder={t('choose')}
                  value={right?.id}
                  onChange={(id) => change({ right: id })}
                  options={options}
                />
              </div>
              {left && right ? (
                <ConfigurationDiff
                  before={left.configuration}
                  after={right.configuration}
                  beforeLabel={t('number', { number: left.number })}
                  afterLabel={t('number', { number: right.number })}
                />
              ) : (
                <EmptyState icon={GitCompareArrows} title={t('chooseTwo')} />
              )}
            </>
          );
        }}
      </QueryView>
    </>
  );
}
