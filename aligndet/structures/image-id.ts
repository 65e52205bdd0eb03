/**
 * @module Ids of images and annotations, as in their file.
 *
 * COCO's are numbers, some files use strings, and 64-bit hashes exceed the exact range of a number:
 * those are bigint, and a number is never beyond 2^53, so that equal ids are equal values.
 */
export type ImageId = number | string | bigint;

export type AnnotationId = number | bigint;
