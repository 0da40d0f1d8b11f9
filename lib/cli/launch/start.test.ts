import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

/**
 * The launcher with the product's processes replaced by small ones that announce and answer in the same way: what is
 * tested is starting, telling, restarting and stopping.
 */
const note = `require('node:fs').appendFileSync(process.env.MIXSTAGE_DATA_DIR + '/pids', process.argv[1].split('/').at(-1) + ' ' + process.pid + '\\n');`;
const stayAlive = `process.on('disconnect', () => process.exit(0)); process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000);`;
const stubs: Record<string, string> = {
  'dist/database.mjs': `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); ${note} ${stayAlive}
    process.send({ ready: true, port: Number(process.argv[2]) || 40000 });`,
  'dist/worker.mjs': `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); ${note} ${stayAlive}`,
  'dist/cli.mjs': `if (process.argv[2] === 'setup-link') console.log(JSON.stringify({ url: 'http://localhost/join#token' }, null, 2)); else console.log('ok');`,
  'node_modules/next/dist/bin/next': `${note} process.on('SIGTERM', () => process.exit(0));
    if (process.env.STUB_WEB_DIES || process.argv[2] === 'build') process.exit(3);
    require('node:http').createServer((_, reply) => reply.end('{}')).listen(Number(process.env.PORT), '127.0.0.1');`,
};

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });

describe('npm start', () => {
  let project: string;
  let dataDir: string;
  let port: number;
  const started: ChildProcess[] = [];

  beforeAll(() => {
    project = mkdtempSync(path.join(os.tmpdir(), 'mixstage-launch-'));
    cpSync(import.meta.dirname, path.join(project, 'lib/cli/launch'), { recursive: true });
    const files: Record<string, string> = {
      ...stubs,
      'package.json': '{"type":"module"}',
      'node_modules/next/package.json': '{"type":"commonjs"}',
      'package-lock.json': '{"packages":{}}',
      'node_modules/.package-lock.json': '{"packages":{}}',
      'prisma/generated/client.ts': '',
      'app/page.tsx': '',
      '.next/BUILD_ID': 'x',
    };
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
      writeFileSync(path.join(project, name), content);
    }
    // Everything is up to date: the stamps are what the launcher itself would write.
    const script = `
      import { writeFileSync } from 'node:fs';
      const { stampsNow } = await import('./lib/cli/launch/prepare.mjs');
      for (const [file, value] of stampsNow()) writeFileSync(file, value);`;
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: project });
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));
  afterEach(async () => {
    for (const child of started.splice(0)) await end(child);
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async (env: Record<string, string> = {}) => {
    dataDir = env.MIXSTAGE_DATA_DIR ?? mkdtempSync(path.join(os.tmpdir(), 'mixstage-launch-data-'));
    port = Number(env.PORT ?? (await freePort()));
    const { DATABASE_URL: _, ...outer } = process.env;
    const child = spawn(process.execPath, ['lib/cli/launch/start.mjs'], {
      cwd: project,
      env: { ...outer, PORT: String(port), HOST: '127.0.0.1', MIXSTAGE_DATA_DIR: dataDir, ...env },
    });
    started.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += part));
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const says = async (words: RegExp) => {
      for (let i = 0; i < 200; i++) {
        if (words.test(output)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`the launcher did not say ${words}; it said:\n${output}`);
    };
    return { child, exit, says, text: () => output };
  };
  const end = (child: ChildProcess) =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  const pids = (name: string) =>
    readFileSync(path.join(dataDir, 'pids'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`${name} `))
      .map((line) => Number(line.split(' ')[1]));
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const gone = async (all: number[]) => {
    for (let i = 0; i < 100 && all.some(isAlive); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(all.filter(isAlive)).toEqual([]);
  };
  const everyPid = () => [...pids('database.mjs'), ...pids('worker.mjs'), ...pids('next')];

  it('tells its steps, the address and the set-up link, and ends every process on SIGTERM', async () => {
    const launcher = await start();
    await launcher.says(/Stop it with Ctrl-C/);
    expect(launcher.text()).toContain(`Mixstage is ready: http://localhost:${port}`);
    expect(launcher.text()).toContain('http://localhost/join#token');
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    const running = everyPid();
    expect(running).toHaveLength(3);
    launcher.child.kill('SIGTERM');
    expect(await launcher.exit).toBe(0);
    await gone(running);
  });

  it('starts a database, worker or web process again that was killed', async () => {
    const launcher = await start();
    await launcher.says(/Stop it with/);
    for (const name of ['next', 'worker.mjs', 'database.mjs']) {
      process.kill(pids(name)[0] as number, 'SIGKILL');
      for (let i = 0; i < 100 && pids(name).length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(pids(name), name).toHaveLength(2);
      expect(isAlive(pids(name)[1] as number)).toBe(true);
    }
    await launcher.says(/The database process is back/);
  });

  it('leaves no process behind when it is killed itself', async () => {
    const launcher = await start();
    await launcher.says(/Stop it with/);
    launcher.child.kill('SIGKILL');
    await gone(everyPid());
  });

  it('says so when the port is taken, the database cannot be reached, or PORT is no port', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const taken = String((server.address() as net.AddressInfo).port);
    const blocked = await start({ PORT: taken });
    expect(await blocked.exit).toBe(1);
    expect(blocked.text()).toMatch(new RegExp(`Port ${taken} is taken.*\\n.*PORT=`));
    server.close();
    const unreachable = await start({ DATABASE_URL: `postgresql://u:p@127.0.0.1:${taken}/x` });
    expect(await unreachable.exit).toBe(1);
    expect(unreachable.text()).toMatch(/cannot be reached \(ECONNREFUSED\)/);
    const wrong = await start({ PORT: 'abc' });
    expect(await wrong.exit).toBe(1);
    expect(wrong.text()).toMatch(/PORT is "abc"/);
  });

  it('refuses a data folder that a living process holds, and takes one whose owner died', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mixstage-launch-data-'));
    const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(path.join(folder, 'database.lock'), JSON.stringify({ pid: process.pid, ticks }));
    const refused = await start({ MIXSTAGE_DATA_DIR: folder });
    expect(await refused.exit).toBe(1);
    expect(refused.text()).toMatch(new RegExp(`in use by process ${process.pid}`));
    writeFileSync(path.join(folder, 'database.lock'), JSON.stringify({ pid: process.pid, ticks: '1' }));
    const accepted = await start({ MIXSTAGE_DATA_DIR: folder });
    await accepted.says(/Stop it with/);
  });

  it('gives up with words when the web server never comes up', async () => {
    const launcher = await start({ STUB_WEB_DIES: '1' });
    expect(await launcher.exit).toBe(1);
    expect(launcher.text()).toMatch(/ended three times before it answered/);
    expect(launcher.text()).not.toMatch(/is ready/);
    await gone(everyPid());
  });

  it('installs nothing and builds nothing when nothing has changed, and notices a changed source', async () => {
    const launcher = await start();
    await launcher.says(/Stop it with/);
    expect(launcher.text()).not.toMatch(/Installing|Bundling|Building|Generating/);
    await end(launcher.child);
    writeFileSync(path.join(project, 'app/page.tsx'), 'changed');
    const again = await start();
    await again.says(/Building the web application/);
    expect(await again.exit).toBe(1);
    expect(again.text()).toMatch(/The web build failed \(exit status 3\)/);
    expect(existsSync(path.join(project, '.next/mixstage-stamp'))).toBe(false);
    writeFileSync(path.join(project, 'app/page.tsx'), '');
  });
});
