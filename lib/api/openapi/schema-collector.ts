import { z } from 'zod';

export type JsonSchema = { [key: string]: unknown };

/** `input` for what a client sends, `output` for what it receives: they differ where a contract has defaults. */
export type Direction = 'input' | 'output';

/** Turns zod schemas into JSON Schema 2020-12; the contracts with a name are kept once, under `components.schemas`. */
export class SchemaCollector {
  readonly #registry = z.registry<{ id: string }>();
  readonly #contracts: ReadonlyMap<string, z.ZodType>;
  readonly #used = new Map<string, JsonSchema>();

  constructor(contracts: ReadonlyMap<string, z.ZodType>) {
    this.#contracts = contracts;
    for (const [name, schema] of contracts) {
      // A schema with two names keeps its first.
      if (!this.#registry.has(schema)) this.#registry.add(schema, { id: name });
    }
  }

  /** The schema to write where it is used: a reference if it has a name. */
  add(schema: z.ZodType, direction: Direction): JsonSchema {
    const { $defs = {}, ...own } = this.#convert(schema, direction);
    const names = new Map(
      Object.keys($defs).map((name) => [
        name,
        direction === 'input' && this.#hasDefaults(name, $defs) ? `${name}Input` : name,
      ]),
    );
    for (const [name, definition] of Object.entries($defs)) {
      this.#used.set(names.get(name) ?? name, withReferences(definition, names));
    }
    return withReferences(own, names);
  }

  /** The schema written out in full, for parameters. */
  inline(schema: z.ZodType): JsonSchema {
    const { $schema: _, ...own } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override });
    return own as JsonSchema;
  }

  /** Whether what is sent may differ from what is received: then the sent one gets a name of its own. */
  #hasDefaults(name: string, sent: Record<string, JsonSchema>): boolean {
    const contract = this.#contracts.get(name);
    if (!contract) return false;
    const received = this.#convert(contract, 'output').$defs ?? {};
    return Object.entries(received).some(([each, shape]) => JSON.stringify(shape) !== JSON.stringify(sent[each]));
  }

  #convert(schema: z.ZodType, direction: Direction): JsonSchema & { $defs?: Record<string, JsonSchema> } {
    const { $schema: _, ...own } = z.toJSONSchema(schema, {
      metadata: this.#registry,
      io: direction,
      unrepresentable: 'any',
      override,
    });
    return own as JsonSchema & { $defs?: Record<string, JsonSchema> };
  }

  /** Every named schema that was used, by name. */
  get schemas(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#used].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Bounds that only say "safe integer" and closed objects would make clients refuse what a later version adds. */
function override({ jsonSchema }: { jsonSchema: object }): void {
  const schema = jsonSchema as JsonSchema;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.additionalProperties === false) delete schema.additionalProperties;
}

function withReferences(value: JsonSchema, names: ReadonlyMap<string, string>): JsonSchema {
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => {
        if (key !== '$ref' || typeof inner !== 'string') return [key, walk(inner)];
        const name = inner.replace('#/$defs/', '');
        return [key, `#/components/schemas/${names.get(name) ?? name}`];
      }),
    );
  };
  return walk(value) as JsonSchema;
}
