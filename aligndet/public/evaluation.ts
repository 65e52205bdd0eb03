/**
 * @module `aligndet/evaluation`: metrics of COCO and PASCAL VOC on plain objects, equal to pycocotools and mmdetection.
 * It needs neither TensorFlow nor Node.
 */
export { DataError } from '../core/portable.js';
export {
  type CocoAnnotation,
  type CocoCategory,
  type CocoClassMetrics,
  type CocoFile,
  type CocoImage,
  type CocoMetrics,
  type CocoOptions,
  type CocoResult,
  type CocoSummary,
  type CurveSelection,
  evaluateCoco,
  evaluateVoc,
  type IouType,
  type PrecisionRecallCurve,
  type VocClassMetrics,
  type VocDetections,
  type VocImage,
  type VocOptions,
  type VocSummary,
} from '../evaluation/portable.js';
