import { Internal } from '@/lib/foundation/errors';
import type { Contribution, RowGradient, Value } from './graph';
import { add } from './ops-elementwise';
import { concat } from './ops-shape';

/** The gradient of the loss with respect to one parameter: a tensor of its shape, or rows of a table. */
export type Gradient = { kind: 'dense'; value: Value } | { kind: 'rows'; rows: RowGradient };

/**
 * Reverse-mode differentiation: appends the nodes that compute d loss / d wrt.
 *
 * The tape is walked from the loss back to the start. By then the gradient of an operation's output is complete,
 * because everything that used the output was recorded after it. Each operation adds its share to its inputs' gradients.
 *
 * @param loss a scalar, shape []
 * @param wrt  values to differentiate by, usually parameters
 * @returns    one gradient for each of `wrt`, in order; a table that is only looked up gets row gradients
 * @throws {Internal} if the loss is not a scalar or does not depend on one of `wrt`
 *
 * Source: Baydin et al., "Automatic differentiation in machine learning: a survey", JMLR 18 (2018), section 3.2.
 */
export function backward(loss: Value, wrt: readonly Value[]): Gradient[] {
  if (loss.shape.length > 0) throw new Internal(`The loss must be a scalar; its shape is [${loss.shape}].`);
  const { graph } = loss;
  return graph.withoutRecording(() => {
    const gradients = new Map<string, { dense?: Value; rows: RowGradient[] }>();
    const reached = reachedFrom(wrt);
    contribute(gradients, loss, graph.scalar(1));
    for (const entry of graph.tape.toReversed()) {
      const dy = gradients.get(entry.output.name)?.dense;
      if (!dy || !reached.has(entry.output.name)) continue;
      const contributions = entry.backward(dy);
      for (const [i, input] of entry.inputs.entries()) {
        if (reached.has(input.name)) contribute(gradients, input, contributions[i]);
      }
    }
    return wrt.map((value) => collect(value, gradients.get(value.name)));
  });
}

/** Names of all values that depend on one of `wrt`; gradients elsewhere are not worth computing. */
function reachedFrom(wrt: readonly Value[]): Set<string> {
  const reached = new Set(wrt.map((value) => value.name));
  for (const { output, inputs } of wrt[0]?.graph.tape ?? []) {
    if (inputs.some((input) => reached.has(input.name))) reached.add(output.name);
  }
  return reached;
}

type Sum = { dense?: Value; rows: RowGradient[] };

function contribute(gradients: Map<string, Sum>, to: Value, contribution: Contribution): void {
  if (!contribution) return;
  const sum = gradients.get(to.name) ?? { rows: [] };
  gradients.set(to.name, sum);
  if ('rows' in contribution) sum.rows.push(contribution);
  else sum.dense = sum.dense ? add(sum.dense, contribution) : contribution;
}

function collect(value: Value, sum: Sum | undefined): Gradient {
  const [first, ...more] = sum?.rows ?? [];
  if (sum?.dense && first) {
    throw new Internal(`${value.name} is used both as a table and as a tensor; look it up with a dense gradient.`);
  }
  if (sum?.dense) return { kind: 'dense', value: sum.dense };
  if (!first) throw new Internal(`The loss does not depend on ${value.name}.`);
  if (more.length === 0) return { kind: 'rows', rows: first };
  const all = [first, ...more];
  const ids = concat(
    all.map((rows) => rows.ids),
    0,
  );
  return {
    kind: 'rows',
    rows: {
      ids,
      rows: concat(
        all.map((rows) => rows.rows),
        0,
      ),
    },
  };
}
