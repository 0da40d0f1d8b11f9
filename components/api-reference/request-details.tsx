'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { CodeBlock } from '@/components/ui/code-block';
import type { ApiOperation } from '@/lib/contracts/openapi';
import { curlExample } from './curl-example';
import type { Request } from './list-operations';
import { nameOf, type Schemas } from './read-schema';
import { FieldList, SchemaView } from './schema-view';

/** Who may call, an example to copy, what is sent and what comes back. */
export function RequestDetails({ request, schemas }: { request: Request; schemas: Schemas }) {
  const t = useTranslations('apiReference');
  const { operation } = request;
  const body = Object.entries(operation.requestBody?.content ?? {})[0];
  return (
    <div className="grid gap-x-8 gap-y-6 border-t bg-sunken/40 px-4 py-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-6">
        <div className="flex flex-col gap-2">
          {operation.description && <p className="text-ink-2">{operation.description}</p>}
          <Credentials operation={operation} />
        </div>
        {operation.parameters && (
          <Part title={t('parameters')}>
            <FieldList
              schemas={schemas}
              fields={operation.parameters.map(({ name, schema, required, description }) => ({
                name,
                isRequired: required,
                schema: description ? { ...schema, description } : schema,
              }))}
            />
          </Part>
        )}
        {body && (
          <Part title={t('body')}>
            {body[0] === 'application/json' ? (
              <SchemaView schema={body[1].schema ?? {}} schemas={schemas} />
            ) : (
              <p className="text-ink-2">{t('rawBody', { type: body[0] })}</p>
            )}
          </Part>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <CodeBlock label={t('example')} code={curlExample(request, window.location.origin)} />
        <Responses operation={operation} schemas={schemas} />
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h4 className="font-semibold">{title}</h4>
      {children}
    </section>
  );
}

function Credentials({ operation }: { operation: ApiOperation }) {
  const t = useTranslations('apiReference.credentials');
  const kinds = operation.security.flatMap((each) => Object.keys(each));
  if (kinds.length === 0) return <p className="text-ink-3">{t('none')}</p>;
  return <p className="text-ink-3">{kinds.includes('applicationKey') ? t('application') : t('person')}</p>;
}

function Responses({ operation, schemas }: { operation: ApiOperation; schemas: Schemas }) {
  const t = useTranslations('apiReference');
  const all = Object.entries(operation.responses);
  const good = all.filter(([status]) => status.startsWith('2'));
  const others = all.filter(([status]) => !status.startsWith('2'));
  return (
    <>
      {good.map(([status, { content }]) => {
        const [mediaType, answer] = Object.entries(content ?? {})[0] ?? [];
        return (
          <Part key={status} title={t('answer', { status })}>
            {mediaType && mediaType !== 'application/json' && <p className="text-ink-3">{mediaType}</p>}
            {answer?.schema ? (
              <SchemaView schema={answer.schema} schemas={schemas} />
            ) : (
              <p className="text-ink-2">{t('noAnswer')}</p>
            )}
          </Part>
        );
      })}
      {others.length > 0 && (
        <Part title={t('errors')}>
          <ul className="flex flex-col gap-1.5">
            {others.map(([status, { description, content }]) => (
              <li key={status} className="flex items-baseline gap-3">
                <span className="w-16 shrink-0">
                  <Badge>{status === 'default' ? t('otherStatus') : status}</Badge>
                </span>
                <span className="min-w-0 text-ink-2">
                  {description} <ErrorForm content={content} />
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}

function ErrorForm({ content }: Pick<ApiOperation['responses'][string], 'content'>) {
  const [answer] = Object.values(content ?? {});
  const name = answer?.schema && nameOf(answer.schema);
  return name ? <code className="font-mono text-ink-3 text-xs">{name}</code> : null;
}
