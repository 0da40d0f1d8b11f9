import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { InvalidInput } from '@/lib/foundation/errors';
import { pathInside } from '@/lib/foundation/files';
import { parseJsonFile, tokenizerConfigSchema } from '../tokenizer';

/** The small JSON files of a Hugging Face folder, each read as far as it matters here. */

/** `config.json`: the architecture. */
const architectureSchema = z.looseObject({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string().nullish(),
  hidden_size: z.number().int().positive().nullish(),
  vocab_size: z.number().int().positive().nullish(),
  max_position_embeddings: z.number().int().positive().nullish(),
  pad_token_id: z.number().int().nullish(),
  num_labels: z.number().int().positive().nullish(),
  id2label: z.record(z.string(), z.string()).nullish(),
  _name_or_path: z.string().nullish(),
});

const modulesSchema = z.array(z.looseObject({ path: z.string(), type: z.string() }));

/** `1_Pooling/config.json` in its older form (one flag a mode) and its newer one (`pooling_mode`). */
const poolingSchema = z.looseObject({
  word_embedding_dimension: z.number().int().positive().nullish(),
  include_prompt: z.boolean().nullish(),
  pooling_mode: z.union([z.string(), z.array(z.string())]).nullish(),
});

const sentenceSchema = z.looseObject({
  max_seq_length: z.number().int().positive().nullish(),
  do_lower_case: z.boolean().nullish(),
});

const promptsSchema = z.looseObject({
  prompts: z.record(z.string(), z.string()).nullish(),
  default_prompt_name: z.string().nullish(),
  similarity_fn_name: z.string().nullish(),
});

export type LayoutFiles = {
  architecture: z.infer<typeof architectureSchema>;
  modules?: z.infer<typeof modulesSchema>;
  pooling?: z.infer<typeof poolingSchema>;
  sentence: z.infer<typeof sentenceSchema>;
  prompts: z.infer<typeof promptsSchema>;
  tokenizer: unknown;
  tokenizerConfig: z.infer<typeof tokenizerConfigSchema>;
  /** which of the files were there, relative to the folder */
  present: string[];
};

/** Kept with the model though serving does not read it: what a later training stage of ours starts from. */
const carriedFiles = ['trained-weights.safetensors'];

const jsonLimitBytes = 200 * 2 ** 20;

/** Reads a JSON file of the folder; undefined when it is absent. @throws {InvalidInput} if it is broken or huge */
async function readJson<T>(
  directory: string,
  name: string,
  schema: z.ZodType<T>,
  present: string[],
): Promise<T | undefined> {
  const file = path.join(directory, name);
  const facts = await stat(file).catch(() => undefined);
  if (!facts?.isFile()) return undefined;
  if (facts.size > jsonLimitBytes) throw new InvalidInput(`${name} is larger than ${jsonLimitBytes / 2 ** 20} MB.`);
  const parsed = schema.safeParse(parseJsonFile(await readFile(file, 'utf8'), name));
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    throw new InvalidInput(`${name} does not have the form that is expected of it.`, { issues });
  }
  present.push(name);
  return parsed.data;
}

/** Reads all layout files. @throws {InvalidInput} if one is broken, or there is no tokenizer */
export async function readLayoutFiles(directory: string): Promise<LayoutFiles> {
  const present: string[] = [];
  const modules = await readJson(directory, 'modules.json', modulesSchema, present);
  const poolingModule = modules?.find(({ type }) => moduleName(type) === 'Pooling');
  const poolingFolder = poolingModule?.path ?? '1_Pooling';
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(poolingFolder) || !pathInside(directory, poolingFolder)) {
    throw new InvalidInput('modules.json names a folder for pooling that cannot be.');
  }
  const pooling = await readJson(directory, `${poolingFolder}/config.json`, poolingSchema, present);
  const tokenizer = await readJson(directory, 'tokenizer.json', z.unknown(), present);
  if (tokenizer === undefined) {
    throw new InvalidInput('The folder has no tokenizer.json.', {
      hint: 'Save the fast tokenizer of the model beside it: tokenizer.save_pretrained(folder).',
    });
  }
  const architecture = await readJson(directory, 'config.json', architectureSchema, present);
  const sentence = await readJson(directory, 'sentence_bert_config.json', sentenceSchema, present);
  const prompts = await readJson(directory, 'config_sentence_transformers.json', promptsSchema, present);
  const tokenizerConfig = await readJson(directory, 'tokenizer_config.json', tokenizerConfigSchema, present);
  await readJson(directory, 'special_tokens_map.json', z.unknown(), present);
  for (const name of carriedFiles) {
    const facts = await stat(path.join(directory, name)).catch(() => undefined);
    if (facts?.isFile()) present.push(name);
  }
  return {
    architecture: architecture ?? {},
    ...(modules ? { modules } : {}),
    ...(pooling ? { pooling } : {}),
    sentence: sentence ?? {},
    prompts: prompts ?? {},
    tokenizer,
    tokenizerConfig: tokenizerConfig ?? {},
    present,
  };
}

/** `Pooling` of `sentence_transformers.models.Pooling` or of the newer module paths. */
export const moduleName = (type: string): string => type.split('.').at(-1) ?? type;
