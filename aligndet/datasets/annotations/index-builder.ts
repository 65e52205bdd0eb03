/**
 * @module Builds the index of a COCO file from its records in any order: images may follow the
 * annotations that belong to them.
 */
import { DataError, shownJson } from '../../core/index.js';
import type { ImageId } from '../../structures/index.js';
import { AnnotationIds } from './annotation-ids.js';
import { type AnnotationValues, annotationOf } from './check-annotation.js';
import { categoryOf, requireOneNamePerId } from './check-category.js';
import { imageOf } from './check-image.js';
import type { CocoCategory, CocoIndex } from './coco-index.js';
import type { CocoRecord } from './coco-record.js';
import { Findings } from './findings.js';
import { GrowingArray } from './growing-array.js';
import { SegmentationPoolBuilder } from './segmentation-pool.js';
import { sharedBytes, sharedDoubles, sharedIntegers, sharedInts } from './shared-arrays.js';

/** Marks an annotation that could not be read. */
const UNREADABLE: AnnotationValues = {
  categoryId: 0,
  box: [0, 0, 0, 0],
  area: 0,
  flags: 0,
  segmentation: null,
};

export class CocoIndexBuilder {
  readonly #path: string;
  readonly #categories: CocoCategory[] = [];
  readonly #imageIds: ImageId[] = [];
  readonly #repeatedImageIds = new Set<ImageId>();
  readonly #fileNames: string[] = [];
  readonly #widths = new GrowingArray(sharedInts);
  readonly #heights = new GrowingArray(sharedInts);
  /** An index for each image id, in order of its first occurrence in images or annotations. */
  readonly #owners = new Map<ImageId, number>();
  /** By owner: index of the image, or -1 until the file lists it. */
  readonly #positions: number[] = [];
  /** By owner: the first error in an annotation, which is thrown only if the file lists the image. */
  readonly #doubts = new Map<number, unknown>();
  /** Per annotation, like the following ones. */
  readonly #ownerOf = new GrowingArray(sharedIntegers);
  readonly #ids = new AnnotationIds();
  readonly #categoryIds = new GrowingArray(sharedDoubles);
  readonly #boxes = new GrowingArray(sharedDoubles);
  readonly #areas = new GrowingArray(sharedDoubles);
  readonly #flags = new GrowingArray(sharedBytes);
  readonly #segmentations = new SegmentationPoolBuilder();
  readonly #findings = new Findings();

  constructor(path: string) {
    this.#path = path;
  }

  /** Adds one entry of `categories`, `images` or `annotations`. @throws {DataError} when it is invalid. */
  add(record: CocoRecord): void {
    if (record.list === 'annotations') this.#addAnnotation(record);
    else if (record.list === 'images') this.#addImage(record);
    else this.#categories.push(categoryOf(record));
  }

  #addImage(record: CocoRecord): void {
    const { id, fileName, width, height } = imageOf(record);
    const owner = this.#owner(id);
    if (this.#positions[owner] >= 0) this.#repeatedImageIds.add(id);
    this.#positions[owner] = this.#imageIds.length;
    this.#imageIds.push(id);
    this.#fileNames.push(fileName);
    this.#widths.push(width);
    this.#heights.push(height);
    if (this.#doubts.has(owner)) throw this.#doubts.get(owner);
  }

  #addAnnotation(record: CocoRecord): void {
    const id = record.annotationId('id');
    const owner = this.#owner(record.imageId('image_id'));
    let values = UNREADABLE;
    try {
      values = annotationOf(record, this.#findings);
    } catch (error) {
      if (this.#positions[owner] >= 0) throw error;
      if (!this.#doubts.has(owner)) this.#doubts.set(owner, error);
    }
    this.#ownerOf.push(owner);
    this.#ids.push(id);
    this.#categoryIds.push(values.categoryId);
    for (let k = 0; k < 4; k++) this.#boxes.push(values.box[k]);
    this.#areas.push(values.area);
    this.#flags.push(values.flags);
    this.#segmentations.push(values.segmentation);
  }

  #owner(imageId: ImageId): number {
    const known = this.#owners.get(imageId);
    if (known !== undefined) return known;
    const owner = this.#owners.size;
    this.#owners.set(imageId, owner);
    this.#positions.push(-1);
    return owner;
  }

  /** @throws {DataError} for errors that only the complete file shows. */
  finish(): CocoIndex {
    if (this.#repeatedImageIds.size > 0) {
      const ids = listed([...this.#repeatedImageIds]);
      throw new DataError(`Annotation file ${this.#path}: image ids are not unique. ${ids}`);
    }
    requireOneNamePerId(this.#path, this.#categories);
    this.#refuseMixedIds();
    const total = this.#ids.length;
    const { starts, rows } = this.#byImage();
    const { ids, bigIds, repeated } = this.#ids.take(rows);
    if (repeated.length > 0) {
      throw new DataError(`Annotation ids in '${this.#path}' are not unique! ${listed(repeated)}`);
    }
    return {
      path: this.#path,
      categories: this.#categories,
      imageIds: this.#imageIds,
      fileNames: this.#fileNames,
      widths: this.#widths.take(),
      heights: this.#heights.take(),
      starts,
      ids,
      bigIds,
      categoryIds: this.#categoryIds.take(rows),
      boxes: this.#boxes.take(rows, 4),
      areas: this.#areas.take(rows),
      flags: this.#flags.take(rows),
      segmentations: this.#segmentations.take(rows),
      numOrphans: total - ids.length,
      notes: this.#findings.sentences(),
    };
  }

  /** The start of each image's annotations, and their `rows`; no `rows` where they are in this order already. */
  #byImage(): { starts: Int32Array; rows: Uint32Array | undefined } {
    const positions = Int32Array.from(this.#positions);
    const numImages = this.#imageIds.length;
    const starts = sharedInts(numImages + 1);
    let isInOrder = true;
    let previous = 0;
    for (let n = 0; n < this.#ownerOf.length; n++) {
      const image = positions[this.#ownerOf.at(n)];
      if (image < previous) isInOrder = false;
      previous = image;
      if (image >= 0) starts[image + 1]++;
    }
    for (let i = 0; i < numImages; i++) starts[i + 1] += starts[i];
    if (isInOrder) return { starts, rows: undefined };
    const next = starts.slice();
    const rows = new Uint32Array(starts[numImages]);
    for (let n = 0; n < this.#ownerOf.length; n++) {
      const image = positions[this.#ownerOf.at(n)];
      if (image >= 0) rows[next[image]++] = n;
    }
    return { starts, rows };
  }

  /** Annotations of image "1" have no image where its id is 1; the reference drops them silently. */
  #refuseMixedIds(): void {
    if (this.#owners.size === this.#imageIds.length) return;
    const byText = new Map(this.#imageIds.map((id) => [plainText(id), id]));
    for (const [id, owner] of this.#owners) {
      const listedId = this.#positions[owner] < 0 ? byText.get(plainText(id)) : undefined;
      if (listedId === undefined || (typeof listedId === 'string') === (typeof id === 'string')) continue;
      throw new DataError(
        `Annotation file ${this.#path} mixes strings and numbers as ids: an annotation has "image_id" ${shownJson(id)}, ` +
          `but the image has "id" ${shownJson(listedId)}. Use the same type for both.`,
      );
    }
  }
}

/** The id without quotes and leading zeros. */
function plainText(id: ImageId): string {
  return String(id).replace(/^0+(?=\d)/, '');
}

/** Lists the first few duplicate ids. */
function listed(ids: readonly ImageId[]): string {
  const shown = ids.slice(0, 5).join(', ');
  return `${ids.length} ids occur more than once: ${shown}${ids.length > 5 ? ', ...' : ''}.`;
}
