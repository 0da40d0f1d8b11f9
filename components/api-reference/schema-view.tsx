'use client';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { JsonSchema } from '@/lib/contracts/openapi';
import { type Field, fieldsOf, partsOf, type Schemas, typeWords } from './read-schema';

/** A schema as its type and, where there are objects in it, their fields; deeper ones unfold. */
export function SchemaView({ schema, schemas }: { schema: JsonSchema; schemas: Schemas }) {
  const parts = partsOf(schema, schemas);
  return (
    <div className="flex flex-col gap-2">
      <p className="break-words font-mono text-ink-2 text-xs">{typeWords(schema)}</p>
      {parts.map((part, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a schema have a fixed order
        <div key={position} className="flex flex-col gap-1">
          {part.label && <p className="font-mono text-ink-3 text-xs">{part.label}</p>}
          <FieldList fields={fieldsOf(part.schema, schemas)} schemas={schemas} />
        </div>
      ))}
    </div>
  );
}

/** Name, type and meaning of each field. */
export function FieldList({ fields, schemas }: { fields: readonly Field[]; schemas: Schemas }) {
  return (
    <ul className="flex flex-col rounded-md border">
      {fields.map((field) => (
        <FieldRow key={field.name} field={field} schemas={schemas} />
      ))}
    </ul>
  );
}

function FieldRow({ field, schemas }: { field: Field; schemas: Schemas }) {
  const t = useTranslations('apiReference');
  const parts = partsOf(field.schema, schemas);
  const { description, default: preset } = field.schema as { description?: string; default?: unknown };
  return (
    <li className="flex flex-col gap-1 border-b px-3 py-2 last:border-b-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <code className="break-all font-medium font-mono text-xs">{field.name}</code>
        <code className="break-words font-mono text-ink-3 text-xs">{typeWords(field.schema)}</code>
        {!field.isRequired && <span className="text-ink-3 text-xs">{t('optional')}</span>}
        {preset !== undefined && (
          <span className="text-ink-3 text-xs">{t('preset', { value: JSON.stringify(preset) })}</span>
        )}
      </div>
      {description && <p className="text-ink-2">{description}</p>}
      {parts.length > 0 && <Unfold name={field.name} schema={field.schema} schemas={schemas} />}
    </li>
  );
}

/** Renders what is inside only when it is opened: schemas may contain themselves. */
function Unfold({ name, schema, schemas }: { name: string; schema: JsonSchema; schemas: Schemas }) {
  const t = useTranslations('apiReference');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="flex flex-col gap-2">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="flex min-h-6 items-center gap-1 self-start rounded-sm text-accent hover:underline pointer-coarse:min-h-11"
      >
        <ChevronRight aria-hidden className={isOpen ? 'size-4 rotate-90' : 'size-4'} />
        {isOpen ? t('fold', { name }) : t('unfold', { name })}
      </button>
      {isOpen && <SchemaView schema={schema} schemas={schemas} />}
    </div>
  );
}
