import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { seededRandom } from '@/lib/foundation/random';

/** A safetensors file of float32 tensors. */
export function writeSafetensors(tensors: Record<string, { shape: number[]; data: Float32Array }>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  const parts = Object.values(tensors).map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([size, text, ...parts]);
}

export type TinyAdapterOptions = {
  seed?: number;
  rank?: number;
  alpha?: number;
  dimension?: number;
  module?: string;
  config?: Record<string, unknown>;
};

/** A random LoRA adapter for the query layer of the tiny model. */
export async function writeTinyAdapter(directory: string, options: TinyAdapterOptions = {}): Promise<string> {
  const { seed = 5, rank = 2, alpha = 4, dimension = 16, module = 'encoder.layer.0.attention.self.query' } = options;
  const random = seededRandom(seed);
  const matrix = (rows: number, columns: number) => ({
    shape: [rows, columns],
    data: Float32Array.from({ length: rows * columns }, () => random.normal() / 2),
  });
  await mkdir(directory, { recursive: true });
  const config = {
    peft_type: 'LORA',
    base_model_name_or_path: 'tiny',
    r: rank,
    lora_alpha: alpha,
    target_modules: ['query'],
    bias: 'none',
    modules_to_save: null,
    use_dora: false,
    use_rslora: false,
    fan_in_fan_out: false,
    ...options.config,
  };
  await writeFile(path.join(directory, 'adapter_config.json'), JSON.stringify(config));
  const weights = writeSafetensors({
    [`base_model.model.${module}.lora_A.weight`]: matrix(rank, dimension),
    [`base_model.model.${module}.lora_B.weight`]: matrix(dimension, rank),
  });
  await writeFile(path.join(directory, 'adapter_model.safetensors'), weights);
  return directory;
}
