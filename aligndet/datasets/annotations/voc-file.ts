/** @module An annotation file of PASCAL VOC: the size of an image and its objects. */
import { DataError } from '../../core/index.js';
import { readTextFile } from './text-file.js';
import { childOf, parseXml, type XmlElement } from './xml.js';

export interface VocObject {
  /** As written, including blanks. */
  readonly name: string;
  readonly isDifficult: boolean;
  /** 1-based xyxy as written, truncated to integers. */
  readonly box: readonly number[];
  /** Line in the file, 1-based. */
  readonly line: number;
}

export interface VocFile {
  readonly path: string;
  /** `undefined` where the file gives none. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly objects: readonly VocObject[];
}

const CORNERS = ['xmin', 'ymin', 'xmax', 'ymax'] as const;

/** @throws {DataError} that names the line of the error. */
export function readVocFile(path: string): VocFile {
  const root = parseXml(readTextFile(path, 'Annotation file'), path);
  const size = childOf(root, 'size');
  const objects = root.children.filter(({ name }) => name === 'object');
  if (root.name !== 'annotation' && objects.length === 0) {
    throw wrong(path, root, `expected <annotation> of PASCAL VOC, but got <${root.name}>`);
  }
  return {
    path,
    size: size && sizeIn(size, path),
    objects: objects.map((object) => readObject(object, path)),
  };
}

/** Tools write 0 x 0 for an unknown size. */
function sizeIn(element: XmlElement, path: string): VocFile['size'] {
  const size = { width: numberIn(element, 'width', path), height: numberIn(element, 'height', path) };
  if (size.width === 0 && size.height === 0) return undefined;
  for (const [name, value] of Object.entries(size)) {
    if (Number.isInteger(value) && value > 0) continue;
    const child = childOf(element, name) ?? element;
    throw wrong(path, child, `expected <${name}> of the image to be an integer above 0, but got ${value}`);
  }
  return size;
}

function readObject(object: XmlElement, path: string): VocObject {
  const box = childOf(object, 'bndbox');
  if (box === undefined) throw wrong(path, object, `an object has no <bndbox>${otherShape(object)}`);
  const name = childOf(object, 'name');
  if (name === undefined) throw wrong(path, object, 'an object has no <name>');
  return {
    name: name.text,
    isDifficult: childOf(object, 'difficult') !== undefined && numberIn(object, 'difficult', path) !== 0,
    box: CORNERS.map((corner) => Math.trunc(numberIn(box, corner, path))),
    line: object.line,
  };
}

function otherShape(object: XmlElement): string {
  const shape = object.children.find(({ name }) => /^(robndbox|polygon|segmentation)$/.test(name));
  return shape === undefined
    ? ''
    : `. It has <${shape.name}>, which is not supported: export axis-aligned boxes`;
}

/** Like Python's `float`. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberIn(element: XmlElement, name: string, path: string): number {
  const child = childOf(element, name);
  const text = child?.text.trim() ?? '';
  if (NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text);
  const found = child === undefined ? 'it is missing' : `got "${text}"`;
  throw wrong(path, child ?? element, `expected a number in <${name}> of <${element.name}>, but ${found}`);
}

function wrong(path: string, { line }: XmlElement, reason: string): DataError {
  return new DataError(`Annotation file ${path}, line ${line}: ${reason}.`);
}
