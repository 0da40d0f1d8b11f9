import { z } from 'zod';
import { InvalidInput } from '@/lib/foundation/errors';
import { halfToFloat } from '@/lib/nn/onnx-tensor';

/** A tensor of floating point numbers, row-major. */
export type FloatTensor = { shape: number[]; data: Float32Array };

const headerLimitBytes = 100 * 2 ** 20;
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().min(0)),
  data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
});

const readers: Record<string, { bytes: number; read(view: DataView, count: number): Float32Array }> = {
  F32: { bytes: 4, read: (view, count) => each(count, (i) => view.getFloat32(i * 4, true)) },
  F64: { bytes: 8, read: (view, count) => each(count, (i) => view.getFloat64(i * 8, true)) },
  F16: { bytes: 2, read: (view, count) => each(count, (i) => halfToFloat(view.getUint16(i * 2, true))) },
  BF16: { bytes: 2, read: (view, count) => each(count, (i) => bfloatToFloat(view.getUint16(i * 2, true))) },
};

const each = (count: number, value: (index: number) => number) =>
  Float32Array.from({ length: count }, (_, i) => value(i));

const scratch = new DataView(new ArrayBuffer(4));
function bfloatToFloat(bits: number): number {
  // bfloat16 is the upper half of a float32.
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/**
 * Reads a safetensors file: eight bytes of header length, a JSON header, raw little-endian tensors.
 *
 * @returns the tensors by name, converted to float32
 * @throws {InvalidInput} if the file is cut short, its ranges do not fit, or a tensor is not of floating point numbers
 *
 * Source: github.com/huggingface/safetensors, format section of its README.
 */
export function readSafetensors(bytes: Uint8Array): Map<string, FloatTensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw broken('it is too short');
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > headerLimitBytes || 8 + headerBytes > bytes.length) throw broken('its header does not fit');
  const tensors = new Map<string, FloatTensor>();
  for (const [name, value] of Object.entries(parseHeader(bytes.subarray(8, 8 + headerBytes)))) {
    if (name === '__metadata__') continue;
    const entry = entrySchema.safeParse(value);
    if (!entry.success) throw broken('its header is not of this format');
    const { dtype, shape, data_offsets: range } = entry.data;
    const reader = readers[dtype];
    if (!reader)
      throw new InvalidInput(`The adapter holds ${name} as ${dtype}; only floating point numbers are merged.`);
    const count = shape.reduce((product, size) => product * size, 1);
    const start = 8 + headerBytes + range[0];
    const end = 8 + headerBytes + range[1];
    if (end > bytes.length || end - start !== count * reader.bytes) throw broken('a tensor does not fit its range');
    const data = reader.read(new DataView(bytes.buffer, bytes.byteOffset + start, end - start), count);
    if (!data.every(Number.isFinite))
      throw new InvalidInput(`The adapter's ${name} holds numbers that are not finite.`);
    tensors.set(name, { shape, data });
  }
  return tensors;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw broken('its header is not JSON', cause);
  }
}

const broken = (reason: string, cause?: unknown) =>
  new InvalidInput(`The safetensors file is broken: ${reason}.`, {}, { cause });
