import { tilingOf } from '../../../../aligndet/engine/ops/winograd/tiles.js';

/** What each pixel of a tile is, told from its neighbours on the map: row by row from the tile's first result. */
function expectConsistent(batch: number, height: number, width: number): number {
  const { numTiles, inputs, outputs } = tilingOf(batch, height, width);
  const zero = batch * height * width;
  const seen = new Uint8Array(zero);
  const pixelAt = (map: number, y: number, x: number) =>
    y >= 0 && x >= 0 && y < height && x < width ? (map * height + y) * width + x : zero;
  for (let tile = 0; tile < numTiles; tile++) {
    for (let i = 0; i < 16; i++) {
      const pixel = outputs[i * numTiles + tile];
      if (pixel === zero) continue;
      seen[pixel]++;
      const [map, rest] = [Math.floor(pixel / (height * width)), pixel % (height * width)];
      const [y, x] = [Math.floor(rest / width), rest % width];
      for (let tap = 0; tap < 9; tap++) {
        const [dy, dx] = [Math.floor(tap / 3), tap % 3];
        const input = inputs[((Math.floor(i / 4) + dy) * 6 + (i % 4) + dx) * numTiles + tile];
        if (input !== pixelAt(map, y + dy - 1, x + dx - 1)) {
          throw new Error(`tile ${tile}, result ${i}, tap ${tap}: pixel ${input}`);
        }
      }
    }
  }
  expect([...seen].every((times) => times === 1)).toBe(true);
  return numTiles;
}

describe('tilingOf', () => {
  it.each([
    ['sides that tiles divide', 2, 8, 12, 12],
    ['one map with sides that they do not', 1, 9, 10, 9],
    ['maps that share a canvas', 100, 14, 14, 1408], // 34 rows of 3: 128 x 11 tiles; alone 1600
    ['small maps', 7, 5, 3, 11],
    ['maps of one pixel', 3, 1, 1, 1],
  ])('gives every result once, with the pixels around it: %s', (_name, batch, height, width, numTiles) => {
    expect(expectConsistent(batch, height, width)).toBe(numTiles);
  });
});
