export {
  type BitmapMasks,
  bitmapAreas,
  bitmapBoxes,
  bitmapMasks,
  type FlipDirection,
  mapBitmaps,
  type PlaneKernel,
  padBitmaps,
  planeOf,
  selectBitmaps,
  stackBitmaps,
} from './bitmap-masks.js';
export { cropAndResizeBitmaps, cropCoverage } from './crop-and-resize.js';
export { decodeMask } from './decode-mask.js';
export { boxIou, type MeasuredRuns, measureRuns, runsIou } from './mask-iou.js';
export { type PlacedMask, pasteMaskAsRle } from './paste-masks.js';
export {
  cropPolygons,
  flipPolygons,
  type PolygonMasks,
  padPolygons,
  polygonAreas,
  polygonBoxes,
  polygonMasks,
  rasterizePolygons,
  resizePolygons,
  rotatePolygons,
  selectPolygons,
  shearPolygons,
  translatePolygons,
} from './polygon-masks.js';
export { runsOfBoxes, runsOfPolygon, runsOfPolygons } from './polygon-runs.js';
export { rescaledSize } from './rescaled-size.js';
export {
  encodeBitmap,
  type Rle,
  rleOfRuns,
  runsOfRle,
  runsOfSegmentation,
  type Segmentation,
} from './rle.js';
export { compressCounts, decompressCounts } from './rle-string.js';
export { areaOfRuns, bitmapOfRuns, boxOfRuns, type Runs, runsOfBitmap } from './runs.js';
export { mergeRuns } from './runs-merge.js';
