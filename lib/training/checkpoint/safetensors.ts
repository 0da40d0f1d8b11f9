import { InvalidInput } from '@/lib/foundation/errors';

/** Tensors of float32 or int32 by name, in the safetensors format (huggingface/safetensors: README.md, "Format"). */
export type StoredTensor = { data: Float32Array | Int32Array; shape: number[] };

/** Eight bytes of header length, the header as JSON, then the bytes of each tensor. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Record<string, string> = {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { data, shape }] of tensors) {
    const dtype = data instanceof Float32Array ? 'F32' : 'I32';
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = JSON.stringify(header);
  // Padded with spaces to eight bytes, so that every tensor is aligned.
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const bytes = new Uint8Array(8 + text.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let position = 8 + text.length;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

/** Reads float32 and int32 tensors. @throws {InvalidInput} if the bytes are cut, inconsistent or of another type */
export function readSafetensors(bytes: Uint8Array): Map<string, StoredTensor> {
  const wrong = (cause?: unknown) =>
    new InvalidInput('The weights file is damaged or not in safetensors format.', {}, { cause });
  if (bytes.length < 8) throw wrong();
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > bytes.length - 8) throw wrong();
  let header: Record<string, { dtype?: string; shape?: number[]; data_offsets?: [number, number] }>;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch (error) {
    throw wrong(error);
  }
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, data_offsets: range }] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!range || !shape || (dtype !== 'F32' && dtype !== 'I32')) throw wrong();
    const [start, end] = range;
    const elements = shape.reduce((product, size) => product * size, 1);
    if (start < 0 || 8 + length + end > bytes.length || end - start !== 4 * elements) throw wrong();
    // Not `bytes.slice`: of a Buffer that is a view, whose buffer is the whole file.
    const buffer = Uint8Array.from(bytes.subarray(8 + length + start, 8 + length + end)).buffer;
    tensors.set(name, { data: dtype === 'F32' ? new Float32Array(buffer) : new Int32Array(buffer), shape });
  }
  return tensors;
}

/** An adapter of a table: its correction is alpha / rank · A B. */
export function adapterTensors(
  { a, b, rank, alpha }: { a: Float32Array; b: Float32Array; rank: number; alpha: number },
  width: number,
): Map<string, StoredTensor> {
  return new Map([
    ['table.lora_a', { data: a, shape: [a.length / rank, rank] }],
    ['table.lora_b', { data: b, shape: [rank, width] }],
    ['table.lora_scale', { data: Float32Array.of(alpha / rank), shape: [1] }],
  ]);
}
