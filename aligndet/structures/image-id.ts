/**
 * @module Ids of images and annotations, as their file has them.
 *
 * COCO's are numbers, some files name images by strings, and hashes of 64 bits are larger than a number holds exactly:
 * those are bigint, and a number is never one beyond 2^53, so that equal ids are equal values.
 */
export type ImageId = number | string | bigint;

export type AnnotationId = number | bigint;
