'use client';
import { useQuery } from '@tanstack/react-query';
import { Boxes, Database, Rocket } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CommandPalette } from '@/components/ui/command-palette';
import { apiFetch } from '@/lib/api/browser-client';
import type { Role } from '@/lib/contracts/actor';
import { checkpointsSchema } from '@/lib/contracts/checkpoints';
import { datasetsSchema } from '@/lib/contracts/datasets';
import { releasesSchema } from '@/lib/contracts/releases';
import { placesFor } from './navigation';

/** Goes to any page or named thing; the things are asked for when the palette opens. */
export function ConsolePalette({ role, isOpen, onClose }: { role: Role; isOpen: boolean; onClose: () => void }) {
  const t = useTranslations('shell');
  const router = useRouter();
  const [search, setSearch] = useState('');
  const mayOperate = isOpen && (role === 'admin' || role === 'operator');
  const releases = useQuery({
    queryKey: ['releases'],
    queryFn: ({ signal }) => apiFetch(releasesSchema, '/api/releases', { signal }),
    enabled: mayOperate,
  });
  const checkpoints = useQuery({
    queryKey: ['checkpoints'],
    queryFn: ({ signal }) => apiFetch(checkpointsSchema, '/api/checkpoints', { signal }),
    enabled: mayOperate,
  });
  const datasets = useQuery({
    queryKey: ['datasets'],
    queryFn: ({ signal }) => apiFetch(datasetsSchema, '/api/datasets', { signal }),
    enabled: mayOperate,
  });
  const go = (href: string) => () => {
    setSearch('');
    router.push(href);
  };
  return (
    <CommandPalette
      isOpen={isOpen}
      onClose={onClose}
      search={search}
      onSearch={setSearch}
      groups={[
        {
          title: t('palette.pages'),
          entries: placesFor(role).flatMap((group) =>
            group.places.map((place) => ({
              id: `page ${place.key}`,
              label: t(`nav.${place.key}`),
              icon: place.icon,
              note: place.shortcut ? `g ${place.shortcut}` : undefined,
              keywords: [place.key],
              onSelect: go(place.href),
            })),
          ),
        },
        {
          title: t('palette.releases'),
          entries: (releases.data?.releases ?? []).slice(0, 50).map((release) => ({
            id: `release ${release.id}`,
            label: t('live.release', { number: release.number }),
            note: release.configuration.name,
            icon: Rocket,
            onSelect: go(`/releases/${release.id}`),
          })),
        },
        {
          title: t('palette.checkpoints'),
          entries: (checkpoints.data?.checkpoints ?? []).map((checkpoint) => ({
            id: `checkpoint ${checkpoint.id}`,
            label: checkpoint.name,
            note: `${checkpoint.component} ${checkpoint.stage}`,
            keywords: [checkpoint.contentHash],
            icon: Boxes,
            onSelect: go(`/checkpoints/${checkpoint.id}`),
          })),
        },
        {
          title: t('palette.datasets'),
          entries: (datasets.data?.datasets ?? []).map((dataset) => ({
            id: `dataset ${dataset.id}`,
            label: dataset.name,
            note: dataset.slug,
            icon: Database,
            onSelect: go(`/datasets/${dataset.id}`),
          })),
        },
      ]}
    />
  );
}
