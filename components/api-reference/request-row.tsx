'use client';
import { ChevronRight } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import type { Request } from './list-operations';
import type { Schemas } from './read-schema';
import { RequestDetails } from './request-details';

/** One request: a line that unfolds to all that is known about it. */
export function RequestRow(props: { request: Request; schemas: Schemas; isOpen: boolean; onToggle: () => void }) {
  const { method, path, operation } = props.request;
  return (
    <li className="border-b last:border-b-0">
      <h3>
        <button
          type="button"
          aria-expanded={props.isOpen}
          onClick={props.onToggle}
          className="flex min-h-9 w-full flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-left -outline-offset-2 hover:bg-hover pointer-coarse:min-h-11"
        >
          <ChevronRight aria-hidden className={cn('size-4 shrink-0 text-ink-3', props.isOpen && 'rotate-90')} />
          <span className="w-12 shrink-0 font-medium font-mono text-ink-2 text-xs">{method.toUpperCase()}</span>
          <code className="min-w-0 break-all font-mono text-xs">{path}</code>
          <span className="w-full min-w-0 pl-7 text-ink-2 sm:ml-auto sm:w-auto sm:pl-0">{operation.summary}</span>
        </button>
      </h3>
      {props.isOpen && <RequestDetails request={props.request} schemas={props.schemas} />}
    </li>
  );
}
