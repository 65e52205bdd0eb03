/** @module The subset of the Protocol Buffers wire format that TensorFlow's API needs. */

/** A field that holds an integer. */
export function integerField(number: number, value: number): number[] {
  return [...varint(number * 8), ...varint(value)];
}

/** A field that holds bytes or a message. */
export function bytesField(number: number, bytes: ArrayLike<number>): number[] {
  return [...varint(number * 8 + 2), ...varint(bytes.length), ...Array.from(bytes)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

/** One field of a message: an integer, or the bytes of a string or message. Fixed-size fields are given as bytes. */
export interface Field {
  readonly number: number;
  readonly integer: number;
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/** The fields of a message, in order. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = readVarint();
    const [number, wireType] = [Math.floor(tag / 8), tag % 8];
    if (wireType === 0) {
      yield { number, integer: readVarint(), bytes: NO_BYTES };
      continue;
    }
    const length = wireType === 1 ? 8 : wireType === 5 ? 4 : readVarint();
    yield { number, integer: 0, bytes: message.subarray(at, at + length) };
    at += length;
  }
}
