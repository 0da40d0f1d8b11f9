import { seededRandom } from '@/lib/foundation/random';
import { stageNames } from '../recipe';
import { defaultRerankerShape } from '../reranker/match-encoder';
import { embedderRecipes, rerankerRecipes } from '../stage-recipes';
import type { TrainingDocument, TrainingTask } from '../text/encode-data';

/** A collection whose questions use other words than its documents, except for the topic itself. */
export function tinyCollection(): { documents: TrainingDocument[]; task: TrainingTask } {
  const topics = ['房屋', '合同', '婚姻', '劳动', '继承', '车辆', '公司', '土地', '知识', '消费'];
  const [formal, lay] = [
    ['解除', '赔偿', '登记', '期限', '转让'],
    ['不干了', '给钱', '上户', '多久', '卖掉'],
  ];
  const random = seededRandom(3);
  const filler = (length: number) =>
    Array.from({ length }, () => String.fromCodePoint(0x5000 + random.int(300))).join('');
  const documents: TrainingDocument[] = [];
  const queries = new Map<string, string>();
  const train = new Map<string, string[]>();
  for (const [t, topic] of topics.entries()) {
    for (const [f, word] of formal.entries()) {
      const id = `d${t}-${f}`;
      documents.push({
        id,
        title: `${topic}法第${f}条`,
        text: `关于${topic}的${word}，${filler(20)}应当${word}。`,
        group: topic,
      });
      for (let n = 0; n < 2; n++) {
        queries.set(`${id}-${n}`, `${filler(3)}${topic}${lay[f]}怎么办${n}`);
        train.set(`${id}-${n}`, [id]);
      }
    }
  }
  train.set('points-nowhere', ['no-such-document']);
  return { documents, task: { name: 'tiny', queries, train } };
}

/** The product's recipes, made small enough for a test. */
const embedder = Object.fromEntries(
  stageNames.map((stage) => [stage, { ...embedderRecipes[stage], batchSize: 32, epochs: 3, tokenDropout: 0.1 }]),
) as typeof embedderRecipes;
const reranker = Object.fromEntries(
  stageNames.map((stage) => [stage, { ...rerankerRecipes[stage], epochs: 2, pseudoQuestions: 40, listSize: 4 }]),
) as typeof rerankerRecipes;

export const tinyRecipes = { embedder, reranker };

/** Everything that makes a training of the tiny collection take seconds. */
export const tinySettings = {
  recipes: tinyRecipes,
  bag: { width: 32, minimumCount: 1, maximumPairs: 2000 },
  rerankerShape: {
    ...defaultRerankerShape,
    encoder: { ...defaultRerankerShape.encoder, width: 16, heads: 2, innerWidth: 32, layers: 1 },
    maximumLength: 64,
  },
};
