/** @module The annotations of a COCO file in columnar form. */
import { DataError } from '../../core/portable.js';
import {
  type AnnotationId,
  type ImageId,
  type MeasuredRuns,
  measureRuns,
  runsOfSegmentation,
  type Segmentation,
} from '../../structures/portable.js';
import type { Scope, TrueInstances } from './instances.js';

/** The entries of a COCO annotation file that evaluation reads. */
export interface CocoFile {
  readonly images: readonly CocoImage[];
  readonly annotations: readonly CocoAnnotation[];
  readonly categories: readonly CocoCategory[];
}

export interface CocoImage {
  readonly id: ImageId;
  readonly height: number;
  readonly width: number;
}

export interface CocoAnnotation {
  readonly id: AnnotationId;
  readonly image_id: ImageId;
  readonly category_id: number;
  /** x, y, width, height. */
  readonly bbox: readonly number[];
  readonly area: number;
  readonly iscrowd?: number;
  readonly segmentation?: Segmentation;
}

export interface CocoCategory {
  readonly id: number;
  readonly name: string;
}

export type IouType = 'bbox' | 'segm';

/** @throws {DataError} if an annotation lacks a key that `iouType` needs. */
export function trueInstances(file: CocoFile, scope: Scope, iouType: IouType): TrueInstances {
  const chosen = withoutRepeatedIds(file.annotations).filter(
    ({ image_id, category_id }) => scope.imageAt(image_id) >= 0 && scope.categoryAt(category_id) >= 0,
  );
  const count = chosen.length;
  const columns = {
    images: new Int32Array(count),
    categories: new Int32Array(count),
    boxes: new Float64Array(4 * count),
    areas: new Float64Array(count),
    isCrowd: new Uint8Array(count),
    hasIdZero: new Uint8Array(count),
  };
  for (let i = 0; i < count; i++) {
    const annotation = chosen[i];
    columns.images[i] = scope.imageAt(annotation.image_id);
    columns.categories[i] = scope.categoryAt(annotation.category_id);
    columns.areas[i] = required(annotation, 'area');
    columns.isCrowd[i] = annotation.iscrowd ? 1 : 0;
    columns.hasIdZero[i] = annotation.id === 0 ? 1 : 0;
    if (iouType === 'bbox') columns.boxes.set(required(annotation, 'bbox'), 4 * i);
  }
  return { count, ...columns, ...(iouType === 'segm' && { mask: maskReader(file.images, chosen) }) };
}

/** Decodes a mask on first use, and caches it. */
function maskReader(
  images: readonly CocoImage[],
  annotations: readonly CocoAnnotation[],
): (i: number) => MeasuredRuns {
  const sizes = new Map(images.map((image) => [image.id, image]));
  const masks: MeasuredRuns[] = [];
  return (i) => {
    if (masks[i] === undefined) {
      const { height, width } = sizes.get(annotations[i].image_id) as CocoImage;
      masks[i] = measureRuns(runsOfSegmentation(required(annotations[i], 'segmentation'), height, width));
    }
    return masks[i];
  };
}

/** Annotations with the same id are replaced by the last one, as in pycocotools' index. */
function withoutRepeatedIds(annotations: readonly CocoAnnotation[]): readonly CocoAnnotation[] {
  const byId = new Map(annotations.map((annotation) => [annotation.id, annotation]));
  if (byId.size === annotations.length) return annotations;
  return annotations.map(({ id }) => byId.get(id) as CocoAnnotation);
}

function required<K extends 'area' | 'bbox' | 'segmentation'>(
  annotation: CocoAnnotation,
  key: K,
): NonNullable<CocoAnnotation[K]> {
  const value = annotation[key];
  if (value === undefined || value === null) {
    throw new DataError(
      `Annotation ${annotation.id} of image ${annotation.image_id} has no "${key}", which this evaluation needs.`,
    );
  }
  return value;
}
