import type { Value } from './graph';
import { add, multiply, negate, scale } from './ops-elementwise';
import { pairwiseDot } from './ops-linear';
import { logSoftmax, meanAll, reduceSum } from './ops-reduce';

/** What training makes small. */

/**
 * InfoNCE: each query should prefer its own documents to all others of the batch (van den Oord et al., 2018).
 *
 *   loss = mean over queries of  - Σ_j target_j · log softmax_j( q·d_j / temperature + bias_j )
 *
 * @param queries     [q, d], rows of length one
 * @param documents   [n, d], rows of length one
 * @param targets     [q, n], each row a distribution: 1 on the positive, shares on several, soft labels of a teacher
 * @param bias        [q, n], 0, or about -1e4 where a document must not count as a negative for a query
 * @param temperature the unit in which similarities are compared; 0.02 to 0.1 is usual
 *
 * Which documents are in the batch, which are masked and what the targets are is decided by the caller: in-batch
 * negatives, mined negatives, false-negative control and distillation all share this one graph.
 */
export function infoNce(queries: Value, documents: Value, targets: Value, bias: Value, temperature: number): Value {
  const similarities = scale(pairwiseDot(queries, documents), 1 / temperature);
  return crossEntropy(add(similarities, bias), targets);
}

/**
 * Cross-entropy of each row against a target distribution, averaged over rows. For a reranker a row is the candidate list
 * of a query, and this is the listwise loss ListNet with top-one probabilities (Cao et al., 2007).
 *
 * @param logits, targets [n, m]
 */
export function crossEntropy(logits: Value, targets: Value): Value {
  return negate(meanAll(reduceSum(multiply(targets, logSoftmax(logits)), [1])));
}
