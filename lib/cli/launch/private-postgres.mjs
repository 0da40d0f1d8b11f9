// A PostgreSQL cluster of the tests' own, when server programs are installed: started in a temporary folder, removed after.
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './check-surroundings.mjs';
import { LaunchError } from './project.mjs';
import { run, runOrFail } from './run-command.mjs';

/** The newest folder with `initdb` and `pg_ctl`, or undefined. */
export function findPostgres(root = '/usr/lib/postgresql') {
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => path.join(root, version, 'bin')),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ];
  return folders.find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'pg_ctl')));
}

/** PostgreSQL refuses to run as root; then it runs as the user that Debian's package made for it. */
async function ownerOfServer() {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'postgres'], { stdio: 'pipe' })));
  if (uid.code !== 0)
    throw new LaunchError(
      'PostgreSQL does not run as root and there is no user postgres.',
      'Run the tests as another user, or set TEST_DATABASE_URL.',
    );
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** @returns {Promise<{ url: string, stop(): Promise<void> }>} */
export async function startPrivatePostgres(bin) {
  const owner = await ownerOfServer();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mixstage-postgres-'));
  chmodSync(folder, 0o700);
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = path.join(folder, 'data');
  const port = await freePort(0, '127.0.0.1');
  const asOwner = (program, args) =>
    owner
      ? runOrFail(program, 'runuser', ['-u', 'postgres', '--', path.join(bin, program), ...args], { cwd: folder })
      : runOrFail(program, path.join(bin, program), args, { cwd: folder });
  const stop = async () => {
    await asOwner('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await asOwner('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-locale', '--no-sync']);
    const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=100`;
    await asOwner('pg_ctl', ['-D', data, '-l', path.join(folder, 'log'), '-o', options, '-w', 'start']);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgresql://postgres@127.0.0.1:${port}/postgres`, stop };
}
