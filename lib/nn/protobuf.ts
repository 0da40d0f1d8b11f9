import { InvalidInput } from '@/lib/foundation/errors';

/**
 * The protobuf wire format, as far as ONNX needs it: varints, fixed 32 and 64 bit values and length-delimited bytes.
 *
 * A message is described by a table of fields and read or written by two loops. Fields that the table does not know are
 * kept as raw bytes and written back, so a file can be changed without losing what a newer exporter put into it. Bytes
 * are views into the source, never copies: a model of a gigabyte is decoded in milliseconds.
 *
 * Source: protobuf.dev/programming-guides/encoding.
 */

/** A field that the table does not name: number, wire type and payload (a varint's value, or the raw bytes). */
export type UnknownField = { number: number; wireType: number; value: bigint | Uint8Array };

/** How the payload of a field is read. `int` must fit 53 bits; `bigint` holds all of int64. */
export type Kind = 'int' | 'bigint' | 'float' | 'double' | 'string' | 'bytes' | Message;

export type Field = {
  number: number;
  key: string;
  kind: Kind;
  /** A repeated field is an array and never absent; a single one is absent or its value. */
  repeated: boolean;
  /** Value of a single field that is absent in the file; written only when it differs. */
  fallback?: number | string;
};

/** The description of a message; `fields` is a function so that messages can contain themselves. */
export type Message = { name: string; fields: () => readonly Field[] };

/** What a decoded message holds besides its named fields. */
export type Decoded = { [key: string]: unknown; unknown: UnknownField[] };

const maximumDepth = 64;
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Reads one message.
 *
 * @throws {InvalidInput} if the bytes end inside a field, nest deeper than 64 messages or hold a reserved wire type
 */
export function decodeMessage(message: Message, bytes: Uint8Array, depth = 0): Decoded {
  if (depth > maximumDepth) throw new InvalidInput(`The file nests messages deeper than ${maximumDepth} levels.`);
  const fields = new Map(message.fields().map((field) => [field.number, field]));
  const result: Decoded = { unknown: [] };
  for (const field of fields.values()) {
    if (field.repeated) result[field.key] = [];
    else if (field.fallback !== undefined) result[field.key] = field.fallback;
  }
  const reader = new Reader(bytes, message.name);
  while (!reader.atEnd) {
    const { number, wireType } = reader.tag();
    const payload = reader.payload(wireType);
    const field = fields.get(number);
    if (!field || !accepts(field, wireType)) {
      result.unknown.push({ number, wireType, value: payload });
    } else if (field.repeated) {
      (result[field.key] as unknown[]).push(...readRepeated(field, wireType, payload, message.name, depth));
    } else {
      result[field.key] = readValue(field.kind, payload, depth);
    }
  }
  return result;
}

const wireTypeOf = (kind: Kind): number =>
  kind === 'int' || kind === 'bigint'
    ? wire.varint
    : kind === 'float'
      ? wire.fixed32
      : kind === 'double'
        ? wire.fixed64
        : wire.bytes;

const isNumeric = (kind: Kind): boolean => wireTypeOf(kind) !== wire.bytes;

const accepts = (field: Field, wireType: number): boolean =>
  wireType === wireTypeOf(field.kind) || (field.repeated && isNumeric(field.kind) && wireType === wire.bytes);

function readValue(kind: Kind, payload: bigint | Uint8Array, depth: number): unknown {
  if (typeof payload === 'bigint') return kind === 'bigint' ? payload : Number(payload);
  if (typeof kind === 'object') return decodeMessage(kind, payload, depth + 1);
  if (kind === 'string') return new TextDecoder().decode(payload);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  if (kind === 'float') return view.getFloat32(0, true);
  if (kind === 'double') return view.getFloat64(0, true);
  return payload;
}

/** One element, or all elements of a packed numeric field. */
function readRepeated(
  field: Field,
  wireType: number,
  payload: bigint | Uint8Array,
  messageName: string,
  depth: number,
): unknown[] {
  const isPacked = isNumeric(field.kind) && wireType === wire.bytes && payload instanceof Uint8Array;
  if (!isPacked) return [readValue(field.kind, payload, depth)];
  const reader = new Reader(payload, messageName);
  const values: unknown[] = [];
  while (!reader.atEnd) values.push(readValue(field.kind, reader.payload(wireTypeOf(field.kind)), depth));
  return values;
}

class Reader {
  private position = 0;
  constructor(
    private readonly bytes: Uint8Array,
    private readonly messageName: string,
  ) {}

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  tag(): { number: number; wireType: number } {
    const tag = Number(this.varint());
    return { number: Math.floor(tag / 8), wireType: tag % 8 };
  }

  payload(wireType: number): bigint | Uint8Array {
    if (wireType === wire.varint) return this.varint();
    if (wireType === wire.fixed32) return this.take(4);
    if (wireType === wire.fixed64) return this.take(8);
    if (wireType === wire.bytes) return this.take(Number(this.varint()));
    throw new InvalidInput(`The file is not valid protobuf: ${this.messageName} has wire type ${wireType}.`);
  }

  private take(length: number): Uint8Array {
    if (length < 0 || this.position + length > this.bytes.length) throw this.cut();
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }

  /** Signed 64-bit: negative int32 and int64 values come as ten bytes of two's complement. */
  private varint(): bigint {
    let low = 0;
    let shift = 0;
    // Up to 28 bits in plain numbers, because almost every varint is a tag or a short length.
    while (shift < 28) {
      const byte = this.byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt(low);
      shift += 7;
    }
    let value = BigInt(low);
    while (shift < 70) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << BigInt(shift);
      if (byte < 0x80) return BigInt.asIntN(64, value);
      shift += 7;
    }
    throw new InvalidInput(`The file is not valid protobuf: a number in ${this.messageName} has more than 64 bits.`);
  }

  private byte(): number {
    const byte = this.bytes[this.position++];
    if (byte === undefined) throw this.cut();
    return byte;
  }

  private cut(): InvalidInput {
    return new InvalidInput(
      `The file ends in the middle of a ${this.messageName}; it is cut short or not an ONNX model.`,
    );
  }
}

/** Writes one message: named fields in the order of the table, then the unknown ones as they came. */
export function encodeMessage(message: Message, value: object): Uint8Array {
  return join(encodeParts(message, value as Record<string, unknown>));
}

/** Byte chunks and their total length; joined once at the very end, so tensors are copied once. */
type Parts = { chunks: Uint8Array[]; length: number };

function append(parts: Parts, chunk: Uint8Array): void {
  parts.chunks.push(chunk);
  parts.length += chunk.length;
}

function join({ chunks, length }: Parts): Uint8Array {
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}

function encodeParts(message: Message, value: Record<string, unknown>): Parts {
  const parts: Parts = { chunks: [], length: 0 };
  for (const field of message.fields()) {
    const held = value[field.key];
    if (field.repeated) encodeRepeated(parts, field, (held ?? []) as readonly unknown[]);
    else if (held !== undefined && held !== field.fallback) encodeField(parts, field.number, field.kind, held);
  }
  for (const { number, wireType, value: payload } of (value.unknown ?? []) as UnknownField[]) {
    append(parts, varintBytes(BigInt(number * 8 + wireType)));
    if (typeof payload === 'bigint') append(parts, varintBytes(payload));
    else {
      if (wireType === wire.bytes) append(parts, varintBytes(BigInt(payload.length)));
      append(parts, payload);
    }
  }
  return parts;
}

/** Numbers are packed, as protobuf 3 does; everything else is one field an element. */
function encodeRepeated(parts: Parts, field: Field, values: readonly unknown[]): void {
  if (values.length === 0) return;
  if (!isNumeric(field.kind)) {
    for (const value of values) encodeField(parts, field.number, field.kind, value);
    return;
  }
  const packed: Parts = { chunks: [], length: 0 };
  for (const value of values) append(packed, numberBytes(field.kind, value as number | bigint));
  append(parts, varintBytes(BigInt(field.number * 8 + wire.bytes)));
  append(parts, varintBytes(BigInt(packed.length)));
  append(parts, join(packed));
}

function encodeField(parts: Parts, number: number, kind: Kind, value: unknown): void {
  append(parts, varintBytes(BigInt(number * 8 + wireTypeOf(kind))));
  if (isNumeric(kind)) {
    append(parts, numberBytes(kind, value as number | bigint));
    return;
  }
  const payload: Parts =
    typeof kind === 'object'
      ? encodeParts(kind, value as Record<string, unknown>)
      : single(kind === 'string' ? new TextEncoder().encode(value as string) : (value as Uint8Array));
  append(parts, varintBytes(BigInt(payload.length)));
  for (const chunk of payload.chunks) append(parts, chunk);
}

const single = (chunk: Uint8Array): Parts => ({ chunks: [chunk], length: chunk.length });

function numberBytes(kind: Kind, value: number | bigint): Uint8Array {
  if (kind === 'float') return new Uint8Array(new Float32Array([Number(value)]).buffer);
  if (kind === 'double') return new Uint8Array(new Float64Array([Number(value)]).buffer);
  return varintBytes(BigInt(value));
}

function varintBytes(value: bigint): Uint8Array {
  let rest = BigInt.asUintN(64, value);
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
