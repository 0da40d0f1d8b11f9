'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import type { Finding } from '@/lib/contracts/releases';

const verdictTones = {
  challenger_preferred: 'ok',
  champion_preferred: 'danger',
  equivalent: 'information',
  inconclusive: 'warning',
} as const;

/** What was measured and what people said, as it was when it was attached. */
export function FindingsPanel({ findings }: { findings: readonly Finding[] }) {
  const t = useTranslations('releases.evidence');
  return (
    <Panel title={t('title')} description={t('description')} isFlush={findings.length > 0}>
      {findings.length === 0 ? (
        <p className="text-ink-3">{t('none')}</p>
      ) : (
        <ul className="divide-y">
          {findings.map((finding) => (
            <li key={`${finding.kind} ${finding.id}`} className="flex flex-col gap-2 px-4 py-3">
              <div className="flex flex-wrap items-center justify-between gap-2">
                <Link
                  href={finding.kind === 'evaluation' ? `/evaluations/${finding.id}` : `/studies/${finding.id}`}
                  className="font-medium hover:underline"
                >
                  {finding.name}
                </Link>
                <span className="text-ink-3 text-xs">
                  {finding.attachedBy.name} · <Time at={finding.attachedAt} />
                </span>
              </div>
              {finding.kind === 'evaluation' ? (
                <EvaluationFinding finding={finding} />
              ) : (
                <StudyFinding finding={finding} />
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function EvaluationFinding({ finding }: { finding: Extract<Finding, { kind: 'evaluation' }> }) {
  const t = useTranslations('releases.evidence');
  const format = useFormat();
  return (
    <>
      {!finding.isOfThisConfiguration && <Badge tone="warning">{t('otherConfiguration')}</Badge>}
      <div className="tabular flex flex-wrap gap-x-5 gap-y-1">
        {finding.figures.map((figure) => (
          <span key={figure.measure}>
            <span className="text-ink-3">{figure.measure}</span> {format.number(figure.value, 3)}
            <span className="text-ink-3 text-xs"> {t('queries', { count: figure.queries })}</span>
          </span>
        ))}
      </div>
      <ul className="flex flex-col gap-1">
        {finding.changes.map((change) => (
          <li
            key={`${change.measure} ${change.stratum ?? ''}`}
            className="tabular flex flex-wrap items-baseline gap-x-2"
          >
            <span aria-hidden>{change.low > 0 ? '▲' : change.high < 0 ? '▼' : '◆'}</span>
            <span>
              {change.measure}
              {change.stratum && <span className="text-ink-3"> {change.stratum}</span>}
            </span>
            <span className={change.low > 0 ? 'text-ok' : change.high < 0 ? 'text-danger' : 'text-ink-2'}>
              {format.signed(change.difference)}
            </span>
            <span className="text-ink-3 text-xs">
              {t('interval', { low: format.signed(change.low), high: format.signed(change.high) })}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function StudyFinding({ finding }: { finding: Extract<Finding, { kind: 'study' }> }) {
  const t = useTranslations('releases.evidence.verdict');
  return (
    <>
      <Badge tone={verdictTones[finding.verdict]} className="self-start">
        {t(finding.verdict)}
      </Badge>
      <p>{finding.sentence}</p>
    </>
  );
}
