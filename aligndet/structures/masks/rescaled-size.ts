/** @module The size of an image scaled with its aspect ratio kept, rounded as in `mmcv.rescale_size`. */

/**
 * @param scale a factor, or two lengths in either order: the longer one is the max of the image's long edge, the
 * shorter one
 * that of its short edge.
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
