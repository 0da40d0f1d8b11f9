import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { InvalidInput } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { type FloatTensor, readSafetensors } from './adapters/safetensors';
import { parseJsonFile } from './tokenizer';

/** One adapted layer: y += scale · B (A x), with A [rank, in] and B [out, rank] as PEFT stores them. */
export type LoraLayer = { module: string; a: FloatTensor; b: FloatTensor; rank: number; alpha: number; scale: number };

/** A PEFT LoRA adapter, read and checked. */
export type Adapter = {
  /** sha256 of its configuration and weights together */
  hash: string;
  baseName: string;
  rank: number;
  alpha: number;
  targetModules: string[];
  layers: LoraLayer[];
};

const patternSchema = z.record(z.string(), z.number().positive()).nullish();
const configSchema = z.looseObject({
  peft_type: z.string(),
  base_model_name_or_path: z.string().nullish(),
  r: z.number().int().positive(),
  lora_alpha: z.number().positive(),
  use_rslora: z.boolean().nullish(),
  rank_pattern: patternSchema,
  alpha_pattern: patternSchema,
  target_modules: z.union([z.string(), z.array(z.string())]).nullish(),
  bias: z.string().nullish(),
  modules_to_save: z.array(z.string()).nullish(),
  init_lora_weights: z.union([z.boolean(), z.string()]).nullish(),
});
type AdapterConfig = z.infer<typeof configSchema>;

/** Settings under which W + scale · B A is not what the adapter does, with the value that turns them off. */
const unsupported = [
  'use_dora',
  'use_qalora',
  'use_bdlora',
  'lora_bias',
  'layer_replication',
  'target_parameters',
  'trainable_token_indices',
  'alora_invocation_tokens',
  'arrow_config',
  'kasa_config',
] as const;
/** Ways to start that leave the base weights as they are; the others (PiSSA, OLoRA, CorDA) change them too. */
const harmlessStarts = ['gaussian', 'eva', 'orthogonal', 'lora_ga'];

const sizeLimitBytes = 2 * 2 ** 30;

/**
 * Reads `adapter_config.json` and `adapter_model.safetensors` of a folder.
 *
 * @throws {InvalidInput} if a file is missing or broken, or the adapter is of a kind that cannot be merged exactly
 */
export async function readAdapter(directory: string): Promise<Adapter> {
  const configText = await readPart(directory, 'adapter_config.json');
  const weights = await readPart(directory, 'adapter_model.safetensors');
  const parsed = configSchema.safeParse(parseJsonFile(new TextDecoder().decode(configText), 'adapter_config.json'));
  if (!parsed.success) throw new InvalidInput('adapter_config.json does not describe a PEFT adapter.');
  const config = parsed.data;
  refuseUnsupported(config);
  const layers = readLayers(config, readSafetensors(weights));
  return {
    hash: sha256(`${sha256(configText)}\n${sha256(weights)}`),
    baseName: config.base_model_name_or_path ?? '',
    rank: config.r,
    alpha: config.lora_alpha,
    targetModules: [...new Set(layers.map(({ module }) => module.split('.').at(-1) ?? module))],
    layers,
  };
}

async function readPart(directory: string, name: string): Promise<Uint8Array> {
  const file = path.join(directory, name);
  const facts = await stat(file).catch(() => undefined);
  if (!facts?.isFile()) {
    throw new InvalidInput(`The adapter has no ${name}.`, {
      hint: 'Save it with safe_serialization=True; .bin files can run code and are never read.',
    });
  }
  if (facts.size > sizeLimitBytes) throw new InvalidInput(`${name} is too large for an adapter.`);
  return readFile(file);
}

function refuseUnsupported(config: AdapterConfig): void {
  if (config.peft_type !== 'LORA') {
    throw new InvalidInput(`Adapters of the kind ${config.peft_type} cannot be merged; only LoRA can.`);
  }
  const isSet = (value: unknown) => value !== undefined && value !== null && value !== false && !isEmpty(value);
  const found: string[] = unsupported.filter((key) => isSet(config[key]));
  if (config.modules_to_save?.length) found.push('modules_to_save');
  if (config.bias && config.bias !== 'none') found.push(`bias: ${config.bias}`);
  const start = config.init_lora_weights;
  if (typeof start === 'string' && !harmlessStarts.includes(start)) found.push(`init_lora_weights: ${start}`);
  if (found.length > 0) {
    throw new InvalidInput(`The adapter uses ${found.join(', ')}, which cannot be merged into an ONNX base here.`, {
      hint: 'Merge it with its own tool and export the merged model.',
    });
  }
}

const isEmpty = (value: unknown): boolean =>
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

const keyForm = /^(?:base_model\.model\.)?(.+)\.lora_([AB])(?:\.[A-Za-z0-9_-]+)?\.weight$/;

function readLayers(config: AdapterConfig, tensors: ReadonlyMap<string, FloatTensor>): LoraLayer[] {
  const halves = new Map<string, { A?: FloatTensor; B?: FloatTensor }>();
  for (const [name, tensor] of tensors) {
    const match = keyForm.exec(name);
    if (!match?.[1] || tensor.shape.length !== 2) {
      throw new InvalidInput(`The adapter holds ${name}, which is no LoRA matrix of a linear layer.`);
    }
    const half = halves.get(match[1]) ?? {};
    half[match[2] as 'A' | 'B'] = tensor;
    halves.set(match[1], half);
  }
  if (halves.size === 0) throw new InvalidInput('The adapter holds no LoRA matrices.');
  return [...halves].map(([module, { A: a, B: b }]) => {
    if (!a || !b) throw new InvalidInput(`The adapter holds only one of the two matrices of ${module}.`);
    const rank = matchPattern(config.rank_pattern, module) ?? config.r;
    const alpha = matchPattern(config.alpha_pattern, module) ?? config.lora_alpha;
    if (a.shape[0] !== rank || b.shape[1] !== rank) {
      throw new InvalidInput(`The matrices of ${module} have rank ${a.shape[0]}, but the configuration says ${rank}.`);
    }
    return { module, a, b, rank, alpha, scale: alpha / (config.use_rslora ? Math.sqrt(rank) : rank) };
  });
}

/** PEFT matches a key of `rank_pattern` as a regular expression against the end of a module's name. */
function matchPattern(pattern: Record<string, number> | null | undefined, module: string): number | undefined {
  for (const [key, value] of Object.entries(pattern ?? {})) {
    if (module === key || module.endsWith(`.${key}`)) return value;
    // Only plain names and the wild cards that PEFT writes; a pattern from a file must not be able to run for ever.
    if (/^[\w.\\*^$]{1,200}$/.test(key) && !/\*.*\*.*\*/.test(key) && new RegExp(`(?:^|\\.)(?:${key})$`).test(module)) {
      return value;
    }
  }
  return undefined;
}
