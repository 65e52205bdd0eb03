/** @module The TIFF tags that describe the values: size, bits, format, colour space, alpha. */

const TAGS = {
  width: 256,
  height: 257,
  bits: 258,
  photometric: 262,
  samples: 277,
  extraSamples: 338,
  format: 339,
};

export interface TiffHeader {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly samples: number;
  /** 5 for CMYK. */
  readonly photometric: number;
  readonly format: 'unsigned' | 'signed' | 'float';
  /** Type of the first extra sample, if there is one. */
  readonly extra: 'none' | 'unspecified' | 'associated' | 'unassociated';
}

/** @returns the header of the first page; `undefined` when it is truncated. */
export function tiffHeader(bytes: Buffer): TiffHeader | undefined {
  try {
    return readHeader(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // a read past the end
    throw error;
  }
}

function readHeader(bytes: Buffer): TiffHeader {
  const isLittle = bytes[0] === 0x49;
  const isBig = bytes[isLittle ? 2 : 3] === 43; // BigTIFF: offsets of 64 bits
  const u16 = (at: number): number => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const u64 = (at: number): number =>
    Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  const directory = isBig ? u64(8) : u32(4);
  const numEntries = isBig ? u64(directory) : u16(directory);
  const [first, entrySize, room] = isBig ? [directory + 8, 20, 8] : [directory + 2, 12, 4];
  const tags = new Map<number, number>();
  for (let i = 0; i < numEntries; i++) {
    const at = first + i * entrySize;
    const [tag, type] = [u16(at), u16(at + 2)];
    const count = isBig ? u64(at + 4) : u32(at + 4);
    const field = at + (isBig ? 12 : 8);
    const size = { 1: 1, 3: 2, 4: 4, 16: 8 }[type];
    if (size === undefined || count === 0) continue;
    const offset = size * count <= room ? field : isBig ? u64(field) : u32(field);
    tags.set(tag, { 1: (p: number) => bytes[p], 2: u16, 4: u32, 8: u64 }[size]!(offset));
  }
  const of = (name: keyof typeof TAGS, otherwise: number): number => tags.get(TAGS[name]) ?? otherwise;
  const extra = tags.get(TAGS.extraSamples);
  return {
    width: of('width', 0),
    height: of('height', 0),
    bits: of('bits', 1),
    samples: of('samples', 1),
    photometric: of('photometric', 1),
    format: ({ 2: 'signed', 3: 'float' } as const)[of('format', 1)] ?? 'unsigned',
    extra:
      extra === undefined
        ? 'none'
        : (({ 1: 'associated', 2: 'unassociated' } as const)[extra] ?? 'unspecified'),
  };
}
