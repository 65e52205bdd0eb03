/** @module An annotation file of PASCAL VOC: the size of an image and its objects. */
import { DataError } from '../../core/index.js';
import { readTextFile } from './text-file.js';
import { childOf, parseXml, type XmlElement } from './xml.js';

export interface VocObject {
  /** As written, blanks included. */
  readonly name: string;
  readonly isDifficult: boolean;
  /** 1-based xyxy as written, without its fractions. */
  readonly box: readonly number[];
  /** Where it stands in the file, from 1. */
  readonly line: number;
}

export interface VocFile {
  readonly path: string;
  /** `undefined` where the file gives none. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly objects: readonly VocObject[];
}

const CORNERS = ['xmin', 'ymin', 'xmax', 'ymax'] as const;

/** @throws {DataError} naming the line of what is wrong. */
export function readVocFile(path: string): VocFile {
  const root = parseXml(readTextFile(path, 'Annotation file'), path);
  const size = childOf(root, 'size');
  const objects = root.children.filter(({ name }) => name === 'object');
  if (root.name !== 'annotation' && objects.length === 0) {
    throw wrong(path, root, `<${root.name}> is not <annotation>, so that this is no file of PASCAL VOC`);
  }
  return {
    path,
    size: size && sizeIn(size, path),
    objects: objects.map((object) => readObject(object, path)),
  };
}

/** Tools that do not know the size write 0 x 0. */
function sizeIn(element: XmlElement, path: string): VocFile['size'] {
  const size = { width: numberIn(element, 'width', path), height: numberIn(element, 'height', path) };
  if (size.width === 0 && size.height === 0) return undefined;
  for (const [name, value] of Object.entries(size)) {
    if (Number.isInteger(value) && value > 0) continue;
    const child = childOf(element, name) ?? element;
    throw wrong(
      path,
      child,
      `<${name}> of an image has to be a whole number of pixels above 0, but is ${value}`,
    );
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
  return shape === undefined ? '' : `. It has <${shape.name}>, which is not read: export upright boxes`;
}

/** As Python's `float` reads it. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberIn(element: XmlElement, name: string, path: string): number {
  const child = childOf(element, name);
  const text = child?.text.trim() ?? '';
  if (NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text);
  const found = child === undefined ? 'has none' : `has "${text}"`;
  throw wrong(path, child ?? element, `<${element.name}> needs a number <${name}>, but ${found}`);
}

function wrong(path: string, { line }: XmlElement, reason: string): DataError {
  return new DataError(`Annotation file ${path}, line ${line}: ${reason}.`);
}
