import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monotonicMs } from '@/lib/foundation/clock';
import { encodeModel } from '@/lib/nn/onnx-proto';
import { loopingModel, productModel } from './testing/tiny-graphs';
import { createOnnxPool } from './thread-pool';

let directory: string;
let productFile: string;
let slowFile: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'mixstage-pool-'));
  productFile = path.join(directory, 'product.onnx');
  slowFile = path.join(directory, 'slow.onnx');
  await writeFile(productFile, encodeModel(productModel()));
  await writeFile(slowFile, encodeModel(loopingModel(100_000n)));
  await writeFile(path.join(directory, 'endless.onnx'), encodeModel(loopingModel(2n ** 62n)));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const feeds = (a: number, b: number) => ({
  x: { type: 'float32' as const, data: Float32Array.of(a, b), dims: [1, 2] },
});
const numbers = (tensor?: { data: ArrayLike<number | bigint> }) => Array.from(tensor?.data ?? [], Number);

describe('a pool of model threads', () => {
  it('answers every task with its own result while the threads share the work', async () => {
    const pool = createOnnxPool({ threads: 2 });
    const session = await pool.openSession(productFile);
    const results = await Promise.all(Array.from({ length: 50 }, (_, i) => session.run(feeds(i, 1))));
    results.forEach(({ y }, i) => {
      expect(numbers(y)).toEqual([i + 3, 2 * i + 4]);
    });
    await pool.close();
  });

  it('refuses work beyond its queue and keeps what it accepted', async () => {
    const pool = createOnnxPool({ threads: 1, queueLimit: 3 });
    const session = await pool.openSession(slowFile);
    const runs = await Promise.allSettled(Array.from({ length: 8 }, () => session.run(feeds(1, 2))));
    const kept = runs.filter((run) => run.status === 'fulfilled');
    const refused = runs.filter((run) => run.status === 'rejected');
    expect(kept.length).toBe(5);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded' });
    await pool.close();
  });

  it('takes a waiting task back when its caller cancels', async () => {
    const pool = createOnnxPool({ threads: 1 });
    const session = await pool.openSession(slowFile);
    const running = [session.run(feeds(1, 2)), session.run(feeds(1, 2))];
    const abort = new AbortController();
    const waiting = session.run(feeds(1, 2), { signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(pool.waiting).toBe(0);
    await Promise.all(running);
    await pool.close();
  });

  it('lets running tasks finish when it closes, and refuses later ones', async () => {
    const pool = createOnnxPool({ threads: 1 });
    const session = await pool.openSession(slowFile);
    const running = session.run(feeds(1, 2));
    const closing = pool.close();
    expect(numbers((await running).y)).toEqual([1, 2]);
    await closing;
    await expect(session.run(feeds(1, 2))).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('leaves the event loop free while it computes', async () => {
    const pool = createOnnxPool({ threads: 1 });
    const session = await pool.openSession(slowFile);
    let isDone = false;
    const run = session.run(feeds(1, 2)).finally(() => {
      isDone = true;
    });
    let ticks = 0;
    while (!isDone) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      ticks++;
    }
    await run;
    expect(ticks).toBeGreaterThan(3);
    await pool.close();
  });

  it('explains what a thread refused, with the code it had there', async () => {
    const pool = createOnnxPool({ threads: 2 });
    await expect(pool.openSession(path.join(directory, 'absent.onnx'))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const session = await pool.openSession(productFile);
    const wrong = { x: { type: 'float32' as const, data: Float32Array.of(1), dims: [1, 1] } };
    await expect(session.run(wrong)).rejects.toMatchObject({ code: 'invalid_input' });
    const sent = feeds(1, 2);
    await session.run(sent);
    await expect(session.run(sent)).rejects.toThrow(/sent before/);
    await pool.close();
  });

  it('turns unhealthy when a run never ends, without taking its process down', async () => {
    // In a process of its own, because nothing but killing the process ends such a thread.
    const script = `
      import { createOnnxPool } from './lib/onnx/thread-pool.ts';
      const pool = createOnnxPool({ threads: 1, taskTimeoutMs: 500 });
      const session = await pool.openSession(${JSON.stringify(path.join(directory, 'endless.onnx'))});
      const feeds = () => ({ x: { type: 'float32', data: Float32Array.of(1, 2), dims: [1, 2] } });
      const codes = await Promise.all([1, 2, 3, 4].map(() => session.run(feeds()).then(() => 'ran', (error) => error.code)));
      await pool.close();
      console.log(JSON.stringify({ codes, isHealthy: pool.isHealthy }));
    `;
    const startedMs = monotonicMs();
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    const output = await new Promise<string>((resolve) => {
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
        if (text.includes('\n')) resolve(text);
      });
      child.stderr.on('data', (chunk) => {
        text += chunk;
      });
      child.on('exit', () => resolve(text));
    });
    child.kill('SIGKILL');
    expect(output).toMatch(/^\{/);
    expect(JSON.parse(output)).toEqual({ codes: Array(4).fill('unavailable'), isHealthy: false });
    expect(monotonicMs() - startedMs).toBeLessThan(20_000);
  });
});
