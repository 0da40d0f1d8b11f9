// Where things are and what the launchers read from the environment. No packages: this runs before they are installed.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const projectDir = path.resolve(import.meta.dirname, '../../..');
export const inProject = (...parts) => path.join(projectDir, ...parts);

/** A fault that a person can mend: printed as words and a hint, without a stack. */
export class LaunchError extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/** The part of the environment that the launchers themselves need; everything else is checked by lib/foundation/env. */
export function readSettings(env = process.env) {
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new LaunchError(
      `PORT is "${env.PORT}", which is no port.`,
      'Set PORT to a number from 1 to 65535, or unset it.',
    );
  }
  return {
    port,
    host: env.HOST || '127.0.0.1',
    databaseUrl: env.DATABASE_URL || undefined,
    dataDir: path.resolve(projectDir, env.MIXSTAGE_DATA_DIR || '.mixstage'),
  };
}

/** SHA-256 over the names and contents of files and folders below the project; missing ones count as absent. */
export function fingerprint(names) {
  const hash = createHash('sha256');
  const add = (name) => {
    let entries;
    try {
      entries = readdirSync(inProject(name), { withFileTypes: true });
    } catch (error) {
      if (error.code !== 'ENOTDIR') {
        hash.update(`${name}\0absent\0`);
        return;
      }
      const content = readFileSync(inProject(name));
      hash.update(`${name}\0${content.length}\0`).update(content);
      return;
    }
    const kept = entries.filter((entry) => !ignored.test(entry.name)).map((entry) => entry.name);
    for (const entry of kept.sort()) add(`${name}/${entry}`);
  };
  for (const name of names) add(name);
  return hash.digest('hex');
}

const ignored = /^(?:node_modules|generated|sample|fixtures|testing|\.DS_Store)$|\.test\.tsx?$|\.md$/;
