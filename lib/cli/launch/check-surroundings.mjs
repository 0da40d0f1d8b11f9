// What must be true before anything is started, each told in words: port free, database reachable, data folder free.
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { LaunchError } from './project.mjs';

/** @returns the port to use: the given one, or a free one for 0 */
export function freePort(port, host) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE') {
        reject(
          new LaunchError(
            `Port ${port} is taken by another program.`,
            `Stop that program, or choose another port: PORT=${port + 1} npm start`,
          ),
        );
      } else if (error.code === 'EACCES') {
        reject(
          new LaunchError(
            `Port ${port} needs administrator rights.`,
            'Choose a port above 1023, for example PORT=3000.',
          ),
        );
      } else {
        reject(
          new LaunchError(
            `This machine cannot listen on ${host}:${port} (${error.code}).`,
            'Set HOST to an address of this machine, for example 127.0.0.1.',
          ),
        );
      }
    });
    server.listen(port, host, () => {
      const actual = server.address().port;
      server.close(() => resolve(actual));
    });
  });
}

/** Tries to connect to the server of DATABASE_URL; what it then says is for the migrations to find out. */
export function checkDatabaseUrl(databaseUrl) {
  let url;
  try {
    url = new URL(databaseUrl);
  } catch {
    throw new LaunchError('DATABASE_URL is not a URL.', 'It looks like postgresql://user:password@host:5432/database');
  }
  if (!/^postgres(?:ql)?:$/.test(url.protocol)) {
    throw new LaunchError(
      `DATABASE_URL begins with ${url.protocol}//; only PostgreSQL is supported.`,
      'It looks like postgresql://user:password@host:5432/database',
    );
  }
  // A server on a Unix socket is named in the query and has no port to try.
  if (!url.hostname || url.searchParams.get('host')?.startsWith('/')) return Promise.resolve();
  const port = Number(url.port || 5432);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port });
    const fail = (why) => {
      socket.destroy();
      reject(
        new LaunchError(
          `The database server ${url.hostname}:${port} of DATABASE_URL cannot be reached (${why}).`,
          'Start it, correct DATABASE_URL, or unset DATABASE_URL to use the embedded database.',
        ),
      );
    };
    socket.setTimeout(8000, () => fail('no answer within 8 seconds'));
    socket.once('error', (error) => fail(error.code ?? error.message));
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

const startTicks = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
};

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The process that has the data folder open, or undefined. The database process decides; this only tells it earlier. */
export function dataFolderOwner(dataDir) {
  try {
    const { pid, ticks } = JSON.parse(readFileSync(path.join(dataDir, 'database.lock'), 'utf8'));
    return isAlive(pid) && startTicks(pid) === ticks ? pid : undefined;
  } catch {
    return undefined;
  }
}

export function checkDataFolder(dataDir, isEmbedded) {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new LaunchError(
      `The data folder ${dataDir} cannot be written (${error.code}).`,
      'Correct its owner, or set MIXSTAGE_DATA_DIR to another folder.',
    );
  }
  const owner = isEmbedded ? dataFolderOwner(dataDir) : undefined;
  if (owner !== undefined) {
    throw new LaunchError(
      `The data folder ${dataDir} is in use by process ${owner}: Mixstage is running there already.`,
      'Stop it first, or set MIXSTAGE_DATA_DIR (and PORT) to run a second one.',
    );
  }
}
