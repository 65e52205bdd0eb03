/** @module A bitmap font, five pixels wide and eight high, so that drawing needs no installed font. */
import { blendPixel, type Rgb, type RgbImage } from './rgb-image.js';

/** Height of a line of text at scale 1, in pixels; descenders reach the last row. */
export const LINE_HEIGHT = 8;

const GLYPH_WIDTH = 5;
const ADVANCE = GLYPH_WIDTH + 1;

/** Columns of each character from the space on, two hexadecimal digits each; the lowest bit is the top row. */
const GLYPHS = [
  '0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649562050 0000070000', // space to '
  '001c224100 0041221c00 2a1c7f1c2a 08083e0808 0080703000 0808080808 0000606000 2010080402', // ( to /
  '3e5149453e 00427f4000 7249494946 2141494d33 1814127f10 2745454539 3c4a494931 4121110907', // 0 to 7
  '3649494936 464949291e 0036360000 0080763600 0008142241 1414141414 0041221408 0201590906', // 8 to ?
  '3e415d594e 7c1211127c 7f49494936 3e41414122 7f4141413e 7f49494941 7f09090901 3e41415173', // @ to G
  '7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f021c027f 7f0408107f 3e4141413e', // H to O
  '7f09090906 3e4151215e 7f09192946 2649494932 03017f0103 3f4040403f 1f2040201f 3f4038403f', // P to W
  '6314081463 0304780403 6159494d43 007f414141 0204081020 004141417f 0402010204 4040404040', // X to _
  '0003070800 2054547840 7f28444438 3844444428 384444287f 3854545418 00087e0902 18a4a49c78', // ` to g
  '7f08040478 00447d4000 2040403d00 7f10284400 00417f4000 7c04780478 7c08040478 3844444438', // h to o
  'fc18242418 18242418fc 7c08040408 4854545424 04043f4424 3c4040207c 1c2040201c 3c4030403c', // p to w
  '4428102844 4c9090907c 4464544c44 0008364100 0000770000 0041360800 0201020402', // x to ~
]
  .join(' ')
  .split(' ')
  .map((columns) => columns.match(/../g)?.map((column) => Number.parseInt(column, 16)) ?? []);

const UNKNOWN = GLYPHS['?'.charCodeAt(0) - 32];

/** Width of `text` in pixels. @param scale integral number of pixels per dot. */
export function textWidth(text: string, scale: number): number {
  return Math.max((Array.from(text).length * ADVANCE - 1) * scale, 0);
}

/** Draws one line with its upper left corner at `(left, top)`; characters without a glyph become question marks. */
export function drawText(
  image: RgbImage,
  text: string,
  left: number,
  top: number,
  color: Rgb,
  scale: number,
): void {
  // Only accents are dropped: class names may be in many languages.
  const letters = Array.from(text.normalize('NFKD').replace(/\p{M}/gu, ''));
  for (const [i, letter] of letters.entries()) {
    const columns = GLYPHS[letter.charCodeAt(0) - 32] ?? UNKNOWN;
    for (const [column, bits] of columns.entries()) {
      for (let row = 0; row < LINE_HEIGHT; row++) {
        if (((bits >> row) & 1) === 0) continue;
        const [x, y] = [left + (i * ADVANCE + column) * scale, top + row * scale];
        for (let dot = 0; dot < scale * scale; dot++) {
          blendPixel(image, x + (dot % scale), y + Math.floor(dot / scale), color, 1);
        }
      }
    }
  }
}
