import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { floatsOf } from '@/lib/nn/runner';
import { createSessionFromBytes } from '@/lib/onnx/session';
import { BagTrainer } from '../embedder/bag-trainer';
import { choosePairs, newStaticBag, type StaticBag } from '../embedder/static-bag';
import { buildTokenizer, loadTokenizer } from '../text/build-tokenizer';
import { encodeDocument, wholeText } from '../text/token-sequence';
import { defaultRerankerShape, type RerankerKind, rerankerGraph } from './match-encoder';
import { encodePair, pairTensors, RerankerTrainer } from './reranker-trainer';

const texts = [
  '房东不退押金怎么办',
  '押金应当退还',
  '合同解除后押金应当退还承租人',
  'deposit of the landlord',
  '房',
  '押金押金押金退还',
];
const tokenizer = loadTokenizer(
  buildTokenizer(texts, 'bert', { minimumCount: 1, maximumTokens: 500, maximumLength: 64 }),
);
const sequences = texts.map((text) => encodeDocument(tokenizer, { title: '', text }, 64));
const size = tokenizer.get_vocab().size;
const pairs = choosePairs(
  sequences,
  Array.from({ length: size }, (_, id) => id > 4),
  { minimumCount: 1, maximumPairs: 99 },
);
const encoder = { width: 12, heads: 2, innerWidth: 16, activation: 'gelu', normEpsilon: 1e-5, layers: 1 } as const;
const at = (i: number) => sequences[i] as (typeof sequences)[0];

let bag: StaticBag;
beforeAll(() => {
  const random = seededRandom(4);
  bag = newStaticBag(size, pairs, 10, random);
  for (let i = 5; i < bag.gains.length; i++) bag.gains[i] = 0.5 + random.next();
});

async function trainer(kind: RerankerKind, rank?: number): Promise<RerankerTrainer> {
  const lora = rank ? { rank, alpha: 2 * rank, adapts: (layer: string) => layer.startsWith('layer.') } : undefined;
  const settings = { maximumGradientNorm: 1e9, weightDecay: 0 };
  const shape = { ...defaultRerankerShape, kind, encoder, maximumLength: 24 };
  const made = await RerankerTrainer.create(
    shape,
    bag,
    new Map(),
    lora,
    createSessionFromBytes,
    seededRandom(1),
    settings,
  );
  const random = seededRandom(9);
  for (const data of made.everyWeight().values())
    for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + 0.2 * random.normal();
  return made;
}

const batch = () => ({
  questions: [at(0), at(4)],
  documents: [
    [at(1), at(2), at(3)],
    [at(2), at(5), at(5)],
  ],
  targets: Float32Array.of(1, 0, 0, 0, 1, 0),
  bias: Float32Array.of(0, 0, 0, 0, 0, -1e4),
});

describe.each([
  ['cross-encoder', undefined],
  ['cross-encoder', 2],
  ['kernel-pooling', undefined],
] as const)('the reranker %s (adapter rank %s)', (kind, rank) => {
  it('has gradients that agree with finite differences', async () => {
    const made = await trainer(kind, rank);
    // A step with rate 0 changes nothing but the moments; the first moment is then a tenth of the gradient.
    await made.step(batch(), bag, 0);
    const gradients = new Map([...made.moments].map(([name, { first }]) => [name, first.map((m) => m / 0.1)]));
    const total = Math.hypot(...[...gradients.values()].map((g) => Math.hypot(...g)));
    const random = seededRandom(5);
    for (const [name, data] of made.weights()) {
      const kept = data.slice();
      const direction = Float32Array.from(kept, () => random.normal());
      const length = Math.hypot(...direction);
      const expected = direction.reduce((sum, x, i) => sum + (x / length) * (gradients.get(name)?.[i] ?? 0), 0);
      const errors: number[] = [];
      for (const step of [0.03, 0.01]) {
        const lossAt = async (sign: number): Promise<number> => {
          for (let i = 0; i < data.length; i++) data[i] = (kept[i] ?? 0) + (sign * step * (direction[i] ?? 0)) / length;
          return (await made.step(batch(), bag, 0)).loss;
        };
        errors.push(Math.abs(((await lossAt(1)) - (await lossAt(-1))) / (2 * step) - expected));
        data.set(kept);
      }
      expect(Math.min(...errors), name).toBeLessThan(Math.max(1e-2 * Math.abs(expected), 2e-3 * total));
    }
    await made.release();
  });
});

describe('an untrained reranker', () => {
  it.each(['cross-encoder', 'kernel-pooling'] as const)(
    '%s scores by the cosine of its embedder, repeats included',
    async (kind) => {
      const shape = { ...defaultRerankerShape, kind, encoder, maximumLength: 64 };
      const settings = { maximumGradientNorm: 1, weightDecay: 0 };
      const made = await RerankerTrainer.create(
        shape,
        bag,
        new Map(),
        undefined,
        createSessionFromBytes,
        seededRandom(1),
        settings,
      );
      const embedder = await BagTrainer.create(bag, undefined, createSessionFromBytes, {
        ...settings,
        temperature: 1,
        tokenDropout: 0,
      });
      const documents = [at(1), at(2), at(5)];
      const vectors = await embedder.embed([at(0), ...documents].map(wholeText));
      const vector = (i: number) => vectors.subarray(i * bag.width, (i + 1) * bag.width);
      const scores = await made.score(at(0), documents, bag);
      for (const [i, score] of scores.entries()) {
        const cosine = vector(0).reduce((sum, x, k) => sum + x * (vector(i + 1)[k] ?? 0), 0);
        expect(score).toBeCloseTo(20 * cosine, 3);
      }
    },
  );
});

describe('a served reranker', () => {
  it.each(['cross-encoder', 'kernel-pooling'] as const)(
    '%s gives the scores of training, alone and in a batch',
    async (kind) => {
      const made = await trainer(kind);
      const documents = [at(1), at(2), at(3), at(5)];
      const trained = await made.score(at(0), documents, bag);
      const session = await createSessionFromBytes(rerankerGraph(made.shape, bag, made.everyWeight(), 'float32'));
      const scoreOf = async (from: typeof documents) => {
        const feeds = pairTensors(from.map((document) => encodePair(at(0), document, 24)));
        return [...(floatsOf(await session.run(feeds), 'logits') ?? [])];
      };
      const batched = await scoreOf(documents);
      for (const [i, score] of trained.entries()) {
        expect(batched[i]).toBeCloseTo(score, 4);
        expect((await scoreOf([documents[i] as (typeof documents)[0]]))[0]).toBeCloseTo(score, 4);
      }
      const small = await createSessionFromBytes(rerankerGraph(made.shape, bag, made.everyWeight(), 'int8'));
      const feeds = pairTensors(documents.map((document) => encodePair(at(0), document, 24)));
      const rounded = (await small.run(feeds)).logits?.data as Float32Array;
      for (const [i, score] of trained.entries()) expect(Math.abs((rounded[i] ?? 0) - score)).toBeLessThan(0.1);
    },
  );

  it('cuts the longer text first, as tokenizers do', () => {
    expect(encodePair(at(0), at(2), 12).ids.length).toBe(12);
    expect(encodePair(at(4), at(2), 12)).toMatchObject({ questionLength: 3 });
    expect(encodePair(at(2), at(4), 12).ids.length).toBe(12);
  });
});
