import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type TinyModelOptions, writeTinyModel } from '@/lib/models/testing/tiny-model';
import {
  decodeModel,
  encodeModel,
  makeAttribute,
  makeNode,
  makeValueInfo,
  type OnnxGraph,
  type OnnxModel,
} from '@/lib/nn/onnx-proto';
import { makeTensor } from '@/lib/nn/onnx-tensor';

/** Folders that look like models and must not be registered. Each function writes one and returns its path. */

async function changed(
  directory: string,
  change: (model: OnnxModel) => void,
  options: TinyModelOptions = {},
): Promise<string> {
  await writeTinyModel(directory, options);
  const file = path.join(directory, 'model.onnx');
  const model = decodeModel(await readFile(file));
  change(model);
  await writeFile(file, encodeModel(model));
  return directory;
}

/** One weight lies, so the file says, somewhere else. */
export const externalModel = (directory: string, location: string) =>
  changed(directory, ({ graph }) => {
    const weight = graph.initializer.find(({ name }) => name === 'onnx::MatMul_12');
    if (!weight) throw new Error('the tiny model has this weight');
    weight.rawData = undefined;
    weight.dataLocation = 1;
    weight.externalData = [{ key: 'location', value: location, unknown: [] }];
  });

export const foreignModel = (directory: string) =>
  changed(directory, ({ graph }) => {
    const node = graph.node.find(({ opType }) => opType === 'Tanh');
    if (node) Object.assign(node, { domain: 'org.example', opType: 'Secret' });
  });

export const fixedModel = (directory: string) =>
  changed(directory, ({ graph }) => {
    graph.input = graph.input.map(({ name }) => makeValueInfo(name, 'int64', [1, 128]));
  });

/** Says that its vectors have 24 numbers, and gives 16. */
export const dimensionModel = (directory: string) =>
  changed(directory, ({ graph }) => {
    graph.output = [makeValueInfo('last_hidden_state', 'float32', ['batch', 'sequence', 24])];
  });

/** Says that it gives the vectors of tokens, and gives one vector a text. */
export const rankModel = (directory: string) =>
  changed(
    directory,
    ({ graph }) => {
      for (const node of graph.node) {
        node.output = node.output.map((name) => (name === 'sentence_embedding' ? 'last_hidden_state' : name));
        if (node.opType === 'Add' && node.output[0] === 'last_hidden_state' && node.input.includes('activated')) {
          node.output = ['unused'];
        }
      }
      graph.output = [makeValueInfo('last_hidden_state', 'float32', ['batch', 'sequence', 16])];
      delete graph.output[0]?.type?.tensor?.shape;
    },
    { head: 'sentence' },
  );

/** Every run takes 2^62 turns of a loop. */
export const loopingModel = (directory: string) =>
  changed(directory, ({ graph }) => {
    const empty = { valueInfo: [], unknown: [], initializer: [] };
    const body: OnnxGraph = {
      ...empty,
      name: 'body',
      node: [makeNode('Identity', ['condition_in'], ['condition_out']), makeNode('Identity', ['v_in'], ['v_out'])],
      input: [
        makeValueInfo('turn', 'int64', []),
        makeValueInfo('condition_in', 'bool', []),
        makeValueInfo('v_in', 'float32', ['b', 's', 16]),
      ],
      output: [makeValueInfo('condition_out', 'bool', []), makeValueInfo('v_out', 'float32', ['b', 's', 16])],
    };
    const last = graph.node.find(({ output }) => output.includes('last_hidden_state'));
    if (last) last.output = ['before_loop'];
    graph.initializer.push(
      makeTensor('turns', 'int64', [], BigInt64Array.of(2n ** 62n)),
      makeTensor('always', 'bool', [], Uint8Array.of(1)),
    );
    const attribute = { ...makeAttribute('body', 0n), type: 5, i: undefined, g: body };
    graph.node.push(makeNode('Loop', ['turns', 'always', 'before_loop'], ['last_hidden_state'], [attribute]));
  });
