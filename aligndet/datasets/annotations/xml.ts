/** @module As much of XML as annotation files use: elements with text or children; attributes are skipped. */
import { DataError } from '../../core/index.js';

export interface XmlElement {
  readonly name: string;
  readonly children: XmlElement[];
  /** Text before the first child. */
  text: string;
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<![^>]*>|<(\/?)([^\s/>]+)[^>]*?(\/?)>|([^<]+)/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** @throws {DataError} naming `path` when elements are not nested properly. */
export function parseXml(content: string, path: string): XmlElement {
  const root: XmlElement = { name: '', children: [], text: '' };
  const open = [root];
  for (const [, data, closing, name, empty, plain] of content.matchAll(TOKEN)) {
    const current = open[open.length - 1];
    if (name !== undefined && closing === '/') {
      if (current.name !== name) throw broken(path, `</${name}> closes <${current.name}>`);
      open.pop();
    } else if (name !== undefined) {
      const element: XmlElement = { name, children: [], text: '' };
      current.children.push(element);
      if (empty !== '/') open.push(element);
    } else if (current.children.length === 0) {
      current.text += data ?? (plain === undefined ? '' : decodeEntities(plain));
    }
  }
  if (open.length > 1) throw broken(path, `<${open[open.length - 1].name}> is never closed`);
  if (root.children.length !== 1)
    throw broken(path, `expected one outer element, found ${root.children.length}`);
  return root.children[0];
}

/** The first child of that name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, entity) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal === undefined ? (ENTITIES[entity] ?? whole) : String.fromCodePoint(Number(decimal));
  });
}

function broken(path: string, reason: string): DataError {
  return new DataError(`Annotation file ${path} is not XML: ${reason}.`);
}
