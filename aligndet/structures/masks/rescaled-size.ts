/** @module The size of an image that is scaled with its ratio kept, as `mmcv.rescale_size` rounds it. */

/**
 * @param scale a factor, or two sides in either order: the longer one bounds the image's longer side, the shorter one
 * its shorter side.
 */
export function rescaledSize(
  { height, width }: { readonly height: number; readonly width: number },
  scale: number | readonly [number, number],
): { height: number; width: number } {
  const factor =
    typeof scale === 'number'
      ? scale
      : Math.min(Math.max(...scale) / Math.max(height, width), Math.min(...scale) / Math.min(height, width));
  return { height: Math.floor(height * factor + 0.5), width: Math.floor(width * factor + 0.5) };
}
