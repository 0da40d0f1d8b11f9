import { z } from 'zod';

/**
 * The schemas that contract modules export, by the name they have in the API reference: `jobRecordSchema` is `JobRecord`.
 *
 * @throws {Error} if two modules use one name for different schemas
 */
export function namedContracts(modules: readonly Readonly<Record<string, unknown>>[]): Map<string, z.ZodType> {
  const named = new Map<string, z.ZodType>();
  for (const [exported, value] of modules.flatMap((module) => Object.entries(module))) {
    if (!(value instanceof z.ZodType) || !exported.endsWith('Schema')) continue;
    const name = exported.slice(0, 1).toUpperCase() + exported.slice(1, -'Schema'.length);
    const known = named.get(name);
    if (known && known !== value) throw new Error(`Two contracts are called ${exported}. Give one another name.`);
    named.set(name, value);
  }
  return named;
}
