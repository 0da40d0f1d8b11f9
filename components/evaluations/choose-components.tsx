'use client';
import { CircleAlert } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { StageBadge } from '@/components/checkpoints/stage-badge';
import { Badge, StatusDot } from '@/components/ui/badge';
import { Checkbox } from '@/components/ui/checkbox';
import type { EvaluationChoice } from '@/lib/contracts/evaluations';

export type Choice = EvaluationChoice['components'][number];

/** Embedders that have an index over a corpus: only those can be searched with. */
export const isUsable = (choice: Choice, corpusHash: string | undefined): boolean =>
  choice.component === 'reranker' || choice.indexedCorpora.includes(corpusHash ?? '');

/** Checkpoints of one component, to take in or leave out; embedders without an index say so. */
export function ChooseComponents({
  legend,
  choices,
  corpusHash,
  chosen,
  onChange,
  none,
}: {
  legend: string;
  choices: readonly Choice[];
  corpusHash: string | undefined;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  none: string;
}) {
  const t = useTranslations('evaluations.form');
  const toggle = (id: string, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 font-medium">{legend}</legend>
      {choices.length === 0 && <p className="text-ink-3">{none}</p>}
      {choices.map((choice) => {
        const isReady = isUsable(choice, corpusHash);
        return (
          <div key={choice.id} className="flex items-start justify-between gap-2">
            <Checkbox
              isChecked={isReady && chosen.has(choice.id)}
              disabled={!isReady}
              onChange={(isOn) => toggle(choice.id, isOn)}
              label={choice.name}
            />
            <span className="flex shrink-0 items-center gap-2">
              {choice.isLive && <StatusDot tone="ok">{t('live')}</StatusDot>}
              {!isReady && (
                <Link href="/indexes">
                  <Badge tone="warning">
                    <CircleAlert aria-hidden />
                    {t('noIndex')}
                  </Badge>
                </Link>
              )}
              <StageBadge stage={choice.stage} />
            </span>
          </div>
        );
      })}
    </fieldset>
  );
}
