import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { forwardBags } from '@/lib/nn/embedding-bag';
import { createSessionFromBytes } from '@/lib/onnx/session';
import { buildTokenizer, loadTokenizer } from '../text/build-tokenizer';
import { encodeDocument, wholeText } from '../text/token-sequence';
import { BagTrainer, mergeBagAdapter, newBagAdapter, normaliseRows } from './bag-trainer';
import { contrastiveBatch } from './contrastive-batch';
import { bagsOf, choosePairs, newStaticBag, quantiseRows, type StaticBag, staticBagGraph } from './static-bag';

const texts = [
  '房东不退押金怎么办，房东',
  '押金应当退还',
  'the landlord keeps the deposit',
  '合同解除后押金应当退还承租人',
  '房',
];
const tokenizer = loadTokenizer(
  buildTokenizer(texts, 'plain', { minimumCount: 1, maximumTokens: 500, maximumLength: 64 }),
);
const sequences = texts.map((text) => encodeDocument(tokenizer, { title: '', text }, 64));
const size = tokenizer.get_vocab().size;
const isWord = Array.from({ length: size }, (_, id) => /[\p{L}\p{N}]/u.test(tokenizer.id_to_token(id) ?? '') && id > 4);
const pairs = choosePairs(sequences, isWord, { minimumCount: 1, maximumPairs: 100 });
const settings = { temperature: 0.05, tokenDropout: 0, maximumGradientNorm: 1, weightDecay: 0 };

function model(): StaticBag {
  const random = seededRandom(4);
  const bag = newStaticBag(size, pairs, 16, random);
  for (let i = 5; i < bag.gains.length; i++) bag.gains[i] = 0.5 + random.next();
  return bag;
}

/** What the exported graph says about all texts, padded to one length, plus a column of padding that must not matter. */
async function served(bag: StaticBag, precision: 'float32' | 'int8'): Promise<Float32Array> {
  const session = await createSessionFromBytes(staticBagGraph(bag, precision));
  const time = Math.max(...sequences.map(({ tokens }) => tokens.length)) + 1;
  const ids = new BigInt64Array(texts.length * time).fill(7n);
  const mask = new BigInt64Array(texts.length * time);
  for (const [b, { tokens }] of sequences.entries()) {
    for (const [t, id] of tokens.entries()) {
      ids[b * time + t] = BigInt(id);
      mask[b * time + t] = 1n;
    }
  }
  const dims = [texts.length, time];
  const outputs = await session.run({
    input_ids: { type: 'int64', data: ids, dims },
    attention_mask: { type: 'int64', data: mask, dims },
  });
  await session.release();
  return outputs.sentence_embedding?.data as Float32Array;
}

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - (b[i] ?? Number.NaN))), 0);

describe('the static bag', () => {
  it('is served by ONNX with the vectors of training, whatever the padding holds', async () => {
    const bag = model();
    const trained = normaliseRows(forwardBags(bag.table, bag.gains, 16, bagsOf(bag, sequences.map(wholeText))), 16);
    expect(largestDifference(await served(bag, 'float32'), trained)).toBeLessThan(1e-5);
  });

  it('stays within a few thousandths when its table is stored in 8 bits', async () => {
    const bag = model();
    const difference = largestDifference(await served(bag, 'int8'), await served(bag, 'float32'));
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(0.01);
  });

  it('rounds each row to at most half a step of its own scale', () => {
    const { values, factors } = quantiseRows(Float32Array.of(1, -0.3, 0, 0, 100, 60), 2);
    expect([...values]).toEqual([127, -38, 0, 0, 127, 76]);
    expect(factors[1]).toBe(0);
  });

  it('embeds a single character and an empty text without failing', async () => {
    const trainer = await BagTrainer.create(model(), undefined, createSessionFromBytes, settings);
    const empty = { sequence: { tokens: new Int32Array(0), titleLength: 0 }, ranges: [] };
    const vectors = await trainer.embed([wholeText(sequences[4] as (typeof sequences)[0]), empty]);
    expect(vectors.subarray(0, 16).reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 5);
    expect([...vectors.subarray(16)]).toEqual(new Array(16).fill(0));
  });
});

describe.each(['full', 'adapter'] as const)('training of a static bag (%s)', (kind) => {
  const batch = () => {
    const row = (query: number, positive: number) => ({
      query: sequences[query] as (typeof sequences)[0],
      positive,
      negatives: [3],
      positives: new Set([positive]),
    });
    return contrastiveBatch([row(0, 1), row(4, 2)], [], sequences);
  };

  it('lowers the loss, and the same seed gives the same bits', async () => {
    const run = async () => {
      const bag = model();
      const adapter = kind === 'adapter' ? newBagAdapter(bag, 2, 4, seededRandom(2)) : undefined;
      const trainer = await BagTrainer.create(bag, adapter, createSessionFromBytes, { ...settings, tokenDropout: 0.1 });
      const losses: number[] = [];
      for (let i = 0; i < 30; i++) losses.push((await trainer.step(batch(), 0.05, seededRandom(i))).loss);
      const vectors = await trainer.embed(sequences.map(wholeText));
      return { losses, vectors, merged: adapter ? mergeBagAdapter(bag, adapter) : bag };
    };
    const first = await run();
    expect(first.losses.at(-1)).toBeLessThan(0.5 * (first.losses[0] ?? 0));
    expect(await run()).toEqual(first);
    expect(largestDifference(await served(first.merged, 'float32'), first.vectors)).toBeLessThan(1e-5);
  });

  it('leaves the weights alone and says so when the gradient is not a number', async () => {
    const bag = model();
    const adapter = kind === 'adapter' ? newBagAdapter(bag, 2, 4, seededRandom(2)) : undefined;
    const trainer = await BagTrainer.create(bag, adapter, createSessionFromBytes, settings);
    const bad = batch();
    bad.bias.fill(Number.NaN);
    const before = [...trainer.weights().values()].map((data) => data.slice());
    const report = await trainer.step(bad, 0.1, seededRandom(1));
    expect(report.gradientNorm).toBeNaN();
    expect([...trainer.weights().values()]).toEqual(before);
  });
});

describe('the gradient of an adapter on a table', () => {
  it('agrees with finite differences', async () => {
    const bag = model();
    const adapter = newBagAdapter(bag, 2, 4, seededRandom(2));
    for (let i = 0; i < adapter.a.length; i++) adapter.a[i] = 0.1 * Math.sin(i);
    const batch = contrastiveBatch(
      [{ query: sequences[0] as (typeof sequences)[0], positive: 1, negatives: [3], positives: new Set([1]) }],
      [],
      sequences,
    );
    const mild = { ...settings, temperature: 0.5, maximumGradientNorm: 1e9 };
    const trainer = await BagTrainer.create(bag, adapter, createSessionFromBytes, mild);
    // A step with rate 0 changes nothing but the moments; the first moment is then a tenth of the gradient.
    await trainer.step(batch, 0, seededRandom(1));
    const gradients = new Map([...trainer.moments].map(([name, { first }]) => [name, first.map((m) => m / 0.1)]));
    for (const [name, data] of trainer.weights()) {
      const gradient = gradients.get(name) ?? new Float32Array(0);
      const at = gradient.reduce((best, g, i) => (Math.abs(g) > Math.abs(gradient[best] ?? 0) ? i : best), 0);
      const kept = data[at] ?? 0;
      const lossAt = async (x: number): Promise<number> => {
        data[at] = x;
        return (await trainer.step(batch, 0, seededRandom(1))).loss;
      };
      const slope = ((await lossAt(kept + 0.01)) - (await lossAt(kept - 0.01))) / 0.02;
      data[at] = kept;
      expect(slope / (gradient[at] ?? 0)).toBeCloseTo(1, 1);
    }
  });
});
