import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

export type Crumb = { label: ReactNode; href: string };

/** Where one is, the title of the page, its state and its actions. */
export function PageHeader(props: {
  title: ReactNode;
  description?: ReactNode;
  crumbs?: readonly Crumb[];
  status?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="flex flex-col gap-2">
      {props.crumbs && <Breadcrumb crumbs={props.crumbs} />}
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="flex min-w-0 flex-col gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="break-words font-semibold text-xl tracking-tight">{props.title}</h1>
            {props.status}
          </div>
          {props.description && <p className="max-w-2xl text-ink-2">{props.description}</p>}
        </div>
        {props.actions && <div className="print-hidden flex flex-wrap items-center gap-2">{props.actions}</div>}
      </div>
    </header>
  );
}

export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  const t = useTranslations('ui');
  return (
    <nav aria-label={t('breadcrumb')} className="print-hidden">
      <ol className="flex flex-wrap items-center gap-1 text-ink-3 text-xs">
        {crumbs.map((crumb) => (
          <li key={crumb.href} className="flex items-center gap-1">
            <Link href={crumb.href} className="rounded-sm py-1 hover:text-ink hover:underline">
              {crumb.label}
            </Link>
            <ChevronRight aria-hidden className="size-3" />
          </li>
        ))}
      </ol>
    </nav>
  );
}
