/**
 * @module Event files of TensorBoard: TFRecords, each a protocol buffer `Event` (tensorflow/core/util/event.proto and
 * tensorflow/core/framework/summary.proto). A record is length, masked CRC-32C of it, data, masked CRC-32C of them.
 */

/** Reversed polynomial of CRC-32C (Castagnoli). */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc >>> 0;
});

/** Field numbers of the messages. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 };
const SUMMARY = { value: 1 };
const VALUE = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 };
const METADATA = { pluginData: 1 };
const PLUGIN = { name: 1 };
const TENSOR = { dtype: 1, shape: 2, stringValue: 8 };
const SHAPE = { dimension: 2 };
const DIMENSION = { size: 1 };

const DT_STRING = 7;

/** Content of the first record of a file. */
export function versionRecord(wallTimeSeconds: number): Buffer {
  return record([double(EVENT.wallTime, wallTimeSeconds), text(EVENT.fileVersion, 'brain.Event:2')]);
}

/** Values of one step, by tag. */
export function summaryRecord(
  wallTimeSeconds: number,
  step: number,
  scalars: Readonly<Record<string, number>>,
  texts: Readonly<Record<string, string>>,
): Buffer {
  const values = [
    ...Object.entries(scalars).map(([tag, value]) =>
      message(SUMMARY.value, [text(VALUE.tag, tag), float(VALUE.simpleValue, value)]),
    ),
    ...Object.entries(texts).map(([tag, value]) => message(SUMMARY.value, textValue(tag, value))),
  ];
  return record([
    double(EVENT.wallTime, wallTimeSeconds),
    integer(EVENT.step, step),
    message(EVENT.summary, values),
  ]);
}

/** A string is a tensor for the plugin "text". */
function textValue(tag: string, value: string): Buffer[] {
  const shape = message(TENSOR.shape, [message(SHAPE.dimension, [integer(DIMENSION.size, 1)])]);
  return [
    text(VALUE.tag, `${tag}/text_summary`),
    message(VALUE.tensor, [integer(TENSOR.dtype, DT_STRING), shape, text(TENSOR.stringValue, value)]),
    message(VALUE.metadata, [message(METADATA.pluginData, [text(PLUGIN.name, 'text')])]),
  ];
}

function record(parts: readonly Buffer[]): Buffer {
  const data = Buffer.concat(parts);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, maskedCrc(length), data, maskedCrc(data)]);
}

function maskedCrc(data: Buffer): Buffer {
  let crc = 0xffffffff;
  for (const byte of data) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  crc = ~crc >>> 0;
  const masked = Buffer.alloc(4);
  masked.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  return masked;
}

/** Wire types of fields. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

const key = (field: number, kind: number): Buffer => varint(field * 8 + kind);

const integer = (field: number, value: number): Buffer => Buffer.concat([key(field, VARINT), varint(value)]);

function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([key(field, FIXED64), bytes]);
}

function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(field, FIXED32), bytes]);
}

function text(field: number, value: string): Buffer {
  return delimited(field, Buffer.from(value, 'utf8'));
}

function message(field: number, parts: readonly Buffer[]): Buffer {
  return delimited(field, Buffer.concat(parts));
}

function delimited(field: number, data: Buffer): Buffer {
  return Buffer.concat([key(field, LENGTH), varint(data.length), data]);
}
