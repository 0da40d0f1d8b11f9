import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Unavailable } from '@/lib/foundation/errors';

const addressSchema = z.object({ port: z.number().int(), pid: z.number().int() });

export type DatabaseAddress = z.infer<typeof addressSchema>;

/** The file in which the embedded database process announces its port. */
export const addressFile = (dataDir: string): string => path.join(dataDir, 'database.json');

/** Where the embedded database of this data folder listens, or undefined if none has announced itself. */
export function readAddress(dataDir: string): DatabaseAddress | undefined {
  try {
    return addressSchema.parse(JSON.parse(readFileSync(addressFile(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

export const embeddedUrl = (port: number): string =>
  `postgresql://postgres:postgres@127.0.0.1:${port}/postgres?sslmode=disable`;

/** @throws {Unavailable} if DATABASE_URL is unset and no embedded database is running for the data folder */
export function databaseUrl(settings: { DATABASE_URL?: string | undefined; dataDir: string }): string {
  if (settings.DATABASE_URL) return settings.DATABASE_URL;
  const address = readAddress(settings.dataDir);
  if (!address) throw new Unavailable('The embedded database is not running. Start Mixstage with "npm start".');
  return embeddedUrl(address.port);
}
