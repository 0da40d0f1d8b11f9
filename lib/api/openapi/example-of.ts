import type { JsonSchema } from './schema-collector';

/**
 * A small value that fits a JSON schema: required fields only, the default, the first choice or the least allowed value.
 *
 * @returns undefined where nothing can be made up, for example for an unknown value
 */
export function exampleOf(schema: JsonSchema, named: Readonly<Record<string, JsonSchema>>, name = 'value'): unknown {
  if (typeof schema.$ref === 'string') {
    const target = named[schema.$ref.split('/').at(-1) ?? ''];
    return target ? exampleOf(target, named, name) : undefined;
  }
  if (schema.example !== undefined) return schema.example;
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choices = (schema.oneOf ?? schema.anyOf) as JsonSchema[] | undefined;
  if (choices?.[0]) return exampleOf(choices[0], named, name);
  if (Array.isArray(schema.type)) return exampleOf({ ...schema, type: schema.type[0] }, named, name);
  if (schema.type === 'object') return objectExample(schema, named);
  if (schema.type === 'array') {
    const item = exampleOf((schema.items ?? {}) as JsonSchema, named, name);
    return Number(schema.minItems ?? 0) > 0 && item !== undefined
      ? Array.from({ length: Number(schema.minItems) }, () => item)
      : [];
  }
  return scalarExample(schema, name);
}

function objectExample(schema: JsonSchema, named: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = (schema.required ?? []) as string[];
  // A change without any field is allowed and says nothing; the first field shows how one looks.
  const shown = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(
    shown.flatMap((key) => {
      const value = exampleOf(properties[key] ?? {}, named, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function scalarExample(schema: JsonSchema, name: string): unknown {
  switch (schema.type) {
    case 'string':
      return stringExample(schema, name);
    case 'integer':
    case 'number':
      return Math.max(Number(schema.minimum ?? 1), typeof schema.exclusiveMinimum === 'number' ? 1 : 0);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return undefined;
  }
}

function stringExample(schema: JsonSchema, name: string): string {
  if (schema.format === 'email') return 'ada@example.org';
  if (schema.format === 'uri') return 'https://example.org';
  if (schema.format === 'date-time') return '2026-11-03T14:02:00Z';
  if (schema.format === 'date') return '2026-11-03';
  if (name === 'reason') return 'why this is done';
  const word = name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  return word.padEnd(Number(schema.minLength ?? 0), '-x');
}
