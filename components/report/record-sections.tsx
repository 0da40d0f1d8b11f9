'use client';
import { useTranslations } from 'next-intl';
import { ExactTime } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import type { Report } from '@/lib/contracts/report';
import { NotYet, ReportSection } from './report-section';

const head = 'border-b px-2 py-2 text-right font-medium text-ink-3 text-xs first:pl-0 first:text-left';
const cell = 'tabular border-b px-2 py-2 text-right first:pl-0 first:text-left';

/** How much each application asks, and how fast it is answered. */
export function TrafficSection({ applications }: { applications: Report['applications'] }) {
  const t = useTranslations('report.traffic');
  const format = useFormat();
  const columns = ['application', 'requests', 'failures', 'median', 'p95'] as const;
  return (
    <ReportSection title={t('title')}>
      {applications.length === 0 ? (
        <NotYet>{t('none')}</NotYet>
      ) : (
        <table className="w-full border-separate border-spacing-0">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" className={head}>
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {applications.map((application) => (
              <tr key={application.id}>
                <th scope="row" className={`${cell} font-medium`}>
                  {application.name}
                </th>
                <td className={cell}>{format.number(application.requests)}</td>
                <td className={cell}>{format.number(application.failures)}</td>
                <td className={cell}>{format.duration(application.p50Ms)}</td>
                <td className={cell}>{format.duration(application.p95Ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </ReportSection>
  );
}

/** Every move of what is live, with who made it and why. */
export function ApprovalsSection({ approvals }: { approvals: Report['approvals'] }) {
  const t = useTranslations('report.approvals');
  return (
    <ReportSection id="approvals" title={t('title')}>
      {approvals.length === 0 ? (
        <NotYet>{t('none')}</NotYet>
      ) : (
        <ol className="flex flex-col">
          {approvals.map((move) => (
            <li key={move.version} className="flex break-inside-avoid flex-col gap-0.5 border-b py-2 last:border-b-0">
              <span className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span>
                  {t.rich(move.kind, {
                    number: move.number,
                    who: () => <span className="font-medium">{move.actor.name}</span>,
                  })}
                </span>
                <span className="text-ink-3 text-xs">
                  <ExactTime at={move.at} />
                </span>
              </span>
              <span className="text-ink-2">{move.reason}</span>
            </li>
          ))}
        </ol>
      )}
    </ReportSection>
  );
}
