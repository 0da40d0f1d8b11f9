'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { useReleases } from '@/components/releases/queries/list-releases';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { RadioCards } from '@/components/ui/radio-cards';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import type { ApplicationRecord } from '@/lib/contracts/applications';
import { useSetRouting } from './queries/set-routing';

type Mode = 'live' | 'canary' | 'pinned';

/** Whether the application follows what is live, tries a canary with a share of its sticky keys, or is pinned. */
export function ApplicationRouting({ application }: { application: ApplicationRecord }) {
  const t = useTranslations('applications.routing');
  const ui = useTranslations('ui');
  const releases = useReleases();
  const route = useSetRouting(application.id);
  const [mode, setMode] = useState<Mode>(application.pinned ? 'pinned' : application.canary ? 'canary' : 'live');
  const [releaseId, setReleaseId] = useState(application.pinned?.id ?? application.canary?.release.id);
  const [percent, setPercent] = useState(String(application.canary?.percent ?? 10));
  const [reason, setReason] = useState('');
  const choices =
    releases.data?.releases.filter(
      (release) => release.state !== 'withdrawn' && (mode === 'pinned' || release.state !== 'live'),
    ) ?? [];
  const isChosen = mode === 'live' || choices.some((release) => release.id === releaseId);
  const share = Number(percent);
  const isUsable = isChosen && reason.trim().length >= 3 && (mode !== 'canary' || (share > 0 && share <= 100));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isUsable) return;
    route.mutate(
      {
        pinnedReleaseId: mode === 'pinned' && releaseId ? releaseId : null,
        canary: mode === 'canary' && releaseId ? { releaseId, percent: share } : null,
        reason: reason.trim(),
      },
      {
        onSuccess: () => {
          setReason('');
          toast.ok({ title: t('done'), description: t('doneDetail') });
        },
      },
    );
  };
  return (
    <Panel className="max-w-2xl" title={t('title')} description={t('description')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <RadioCards
          label={t('title')}
          value={mode}
          onChange={setMode}
          options={[
            { value: 'live', label: t('followLive'), note: t('followLiveNote') },
            { value: 'canary', label: t('useCanary'), note: t('useCanaryNote') },
            { value: 'pinned', label: t('usePin'), note: t('usePinNote') },
          ]}
        />
        {mode !== 'live' && (
          <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
            <Field label={t('release')} isRequired>
              {(control) => (
                <Select
                  {...control}
                  value={choices.some((release) => release.id === releaseId) ? releaseId : undefined}
                  onChange={setReleaseId}
                  placeholder={t('choose')}
                  options={choices.map((release) => ({
                    value: release.id,
                    label: t('releaseNumber', { number: release.number }),
                    note: release.configuration.name,
                  }))}
                />
              )}
            </Field>
            {mode === 'canary' && (
              <Field label={t('share')} isRequired>
                {(control) => (
                  <Input
                    {...control}
                    type="number"
                    min={0.1}
                    max={100}
                    step={0.1}
                    value={percent}
                    onChange={(event) => setPercent(event.target.value)}
                  />
                )}
              </Field>
            )}
          </div>
        )}
        <Field label={ui('confirm.reason')} hint={ui('confirm.reasonHint')} isRequired>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              minLength={3}
              maxLength={1_000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {route.isError && <Problem error={route.error} />}
        <Button type="submit" variant="primary" className="self-start" disabled={!isUsable} isBusy={route.isPending}>
          {t('submit')}
        </Button>
      </form>
    </Panel>
  );
}
