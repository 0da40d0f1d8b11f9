import type { JsonSchema } from '@/lib/contracts/openapi';

export type Schemas = Readonly<Record<string, JsonSchema>>;

/** The name behind a reference, or undefined. */
export const nameOf = (schema: JsonSchema): string | undefined =>
  typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;

/** The schema itself, references followed. A reference to nothing is a schema that allows all. */
export function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const name = nameOf(schema);
  return name === undefined ? schema : resolve(schemas[name] ?? {}, schemas);
}

const choicesOf = (schema: JsonSchema): JsonSchema[] | undefined =>
  (schema.oneOf ?? schema.anyOf) as JsonSchema[] | undefined;

/** A schema in the words of a programmer: `string`, `Job[]`, `"left" | "right"`, `integer 1…1000`, `Release | null`. */
export function typeWords(schema: JsonSchema): string {
  const name = nameOf(schema);
  if (name) return name;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = choicesOf(schema);
  if (choices) return [...new Set(choices.map(typeWords))].join(' | ');
  if (schema.type === 'array') {
    const item = typeWords((schema.items ?? {}) as JsonSchema);
    return item.includes(' ') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === 'object' && !schema.properties && schema.additionalProperties) {
    return `{ [key]: ${typeWords(schema.additionalProperties as JsonSchema)} }`;
  }
  return [scalarWords(schema), bounds(schema)].filter(Boolean).join(' ');
}

function scalarWords(schema: JsonSchema): string {
  if (Array.isArray(schema.type)) return schema.type.join(' | ');
  if (typeof schema.type !== 'string') return 'any';
  return schema.type === 'string' && typeof schema.format === 'string' ? schema.format : schema.type;
}

function bounds(schema: JsonSchema): string {
  const isText = schema.type === 'string';
  const least = isText ? schema.minLength : schema.minimum;
  const most = isText ? schema.maxLength : schema.maximum;
  if (least === undefined && most === undefined) return '';
  return least === undefined ? `≤ ${most}` : most === undefined ? `≥ ${least}` : `${least}…${most}`;
}

export type Field = { name: string; schema: JsonSchema; isRequired: boolean };

/** The fields of an object. */
export function fieldsOf(schema: JsonSchema, schemas: Schemas): Field[] {
  const { properties = {}, required = [] } = resolve(schema, schemas) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, own]) => ({ name, schema: own, isRequired: required.includes(name) }));
}

/** What can be unfolded below a type: the objects in it, with a name where a choice offers several. */
export function partsOf(schema: JsonSchema, schemas: Schemas): { label: string | undefined; schema: JsonSchema }[] {
  const target = resolve(schema, schemas);
  if (target.properties) return [{ label: undefined, schema: target }];
  if (target.type === 'array') return partsOf((target.items ?? {}) as JsonSchema, schemas);
  const values = target.additionalProperties;
  if (values !== null && typeof values === 'object') return partsOf(values as JsonSchema, schemas);
  const inner = (choicesOf(target) ?? []).map((choice) => ({ choice, parts: partsOf(choice, schemas) }));
  const withParts = inner.filter(({ parts }) => parts.length > 0);
  return withParts.flatMap(({ choice, parts }) =>
    parts.map((part) => ({
      label: withParts.length > 1 ? choiceLabel(choice, schemas) : part.label,
      schema: part.schema,
    })),
  );
}

/** A choice is told by its name, else by the field with a fixed value: `kind: "release"`. */
function choiceLabel(choice: JsonSchema, schemas: Schemas): string | undefined {
  const name = nameOf(choice);
  if (name) return name;
  const fixed = fieldsOf(choice, schemas).find((field) => field.schema.const !== undefined);
  return fixed && `${fixed.name}: ${JSON.stringify(fixed.schema.const)}`;
}
