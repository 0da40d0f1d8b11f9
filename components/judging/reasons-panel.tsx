'use client';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';
import { reasonTags } from '@/lib/contracts/judging';

export type Reasons = { tags: readonly string[]; comment: string };
export const noReasons: Reasons = { tags: [], comment: '' };

/** Why, if the judge wants to say: tags and free words, sent with the choice. */
export function ReasonsPanel({ reasons, onChange }: { reasons: Reasons; onChange: (reasons: Reasons) => void }) {
  const t = useTranslations('judging.reasons');
  const toggle = (tag: string) =>
    onChange({
      ...reasons,
      tags: reasons.tags.includes(tag) ? reasons.tags.filter((known) => known !== tag) : [...reasons.tags, tag],
    });
  return (
    <section
      aria-label={t('title')}
      className="mx-auto flex w-full max-w-[88rem] flex-col gap-3 border-b px-4 py-3 md:px-8"
    >
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-ink-3">{t('because')}</span>
        {reasonTags.map((tag) => (
          <button
            key={tag}
            type="button"
            aria-pressed={reasons.tags.includes(tag)}
            onClick={() => toggle(tag)}
            className={cn(
              'h-8 rounded-full border px-3 pointer-coarse:h-11',
              reasons.tags.includes(tag)
                ? 'border-accent bg-accent-soft text-accent'
                : 'border-line-strong bg-surface hover:bg-hover',
            )}
          >
            {t(`tag.${tag}`)}
          </button>
        ))}
      </div>
      <Field label={<span className="sr-only">{t('comment')}</span>}>
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={4_000}
            placeholder={t('comment')}
            value={reasons.comment}
            onChange={(event) => onChange({ ...reasons, comment: event.target.value })}
            // Back to the keys of the choices without reaching for the mouse.
            onKeyDown={(event) =>
              (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) &&
              event.currentTarget.blur()
            }
          />
        )}
      </Field>
    </section>
  );
}
