'use client';
import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { toneText } from '@/components/ui/status';
import type { GateVerdict } from '@/lib/contracts/releases';

const look = {
  pass: { tone: 'ok', icon: CircleCheck, box: 'border-ok-line bg-ok-soft' },
  inconclusive: { tone: 'warning', icon: CircleHelp, box: 'border-warning-line bg-warning-soft' },
  fail: { tone: 'danger', icon: CircleX, box: 'border-danger-line bg-danger-soft' },
} as const;

/** What the gate says, with every reason at once. Inconclusive has a look of its own: it is neither pass nor fail. */
export function GatePanel({ gate }: { gate: GateVerdict }) {
  const t = useTranslations('releases.gate');
  const { tone, icon: Icon, box } = look[gate.outcome];
  return (
    <section aria-label={t('label')} className={cn('flex flex-col gap-2 rounded-md border px-3 py-2.5', box)}>
      <p className={cn('flex items-center gap-2 font-medium', toneText[tone])}>
        <Icon aria-hidden className="size-4" />
        {gate.outcome === 'fail' && gate.blockers.every((blocker) => blocker.isOverridable)
          ? t('outcome.overridable')
          : t(`outcome.${gate.outcome}`)}
      </p>
      {gate.blockers.length > 0 && <Reasons title={t('blockers')} reasons={gate.blockers} />}
      {gate.doubts.length > 0 && <Reasons title={t('doubts')} reasons={gate.doubts} />}
    </section>
  );
}

function Reasons({ title, reasons }: { title: string; reasons: GateVerdict['blockers'] }) {
  const t = useTranslations('releases.gate');
  return (
    <div className="flex flex-col gap-1">
      <p className="text-ink-2 text-xs">{title}</p>
      <ul className="flex list-disc flex-col gap-1 pl-4">
        {reasons.map((reason) => (
          <li key={`${reason.code} ${reason.message}`}>
            {reason.message}
            {!reason.isOverridable && <span className="text-ink-2"> {t('hard')}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
