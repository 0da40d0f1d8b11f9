'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Problem } from '@/components/ui/problem';
import type { StudyRecord } from '@/lib/contracts/studies';
import { useAttachVerdict } from './queries/change-study';

/** Releases of the challenger: the verdict becomes evidence before their gate. */
export function AttachVerdict({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.attach');
  const attach = useAttachVerdict(study.id);
  if (study.releases.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      {study.releases.map((release) => (
        <div key={release.id} className="flex flex-wrap items-center gap-3">
          <Link href={`/releases/${release.id}`} className="font-medium hover:underline">
            {t('release', { number: release.number })}
          </Link>
          {release.isAttached ? (
            <span className="text-ink-3">{t('attached')}</span>
          ) : (
            <Button isBusy={attach.isPending} onClick={() => attach.mutate(release.id)}>
              {t('attach')}
            </Button>
          )}
        </div>
      ))}
      {attach.error && <Problem error={attach.error} />}
    </div>
  );
}
