/**
 * @module The subset of XML in annotation files: elements with text or children. Attributes and namespace prefixes
 * are
 * ignored; a document type is skipped, so that no entity is opened or expanded.
 */
import { DataError } from '../../core/index.js';

export interface XmlElement {
  /** Without namespace prefix. */
  readonly name: string;
  readonly children: XmlElement[];
  /** Line of its start, 1-based. */
  readonly line: number;
  /** Text before the first child. */
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** A tag: optional slash, name, attributes with quoted values, optional slash. */
const TAG = /<(\/?)([^\s/>"'=<]+)((?:[^>"'<]|"[^"]*"|'[^']*')*?)(\/?)>/y;

/** @throws {DataError} that names `path` and the line when it is not XML. */
export function parseXml(content: string, path: string): XmlElement {
  return new XmlReader(content, path).read();
}

/** The first child of that name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

class XmlReader {
  #at = 0;
  #line = 1;

  constructor(
    private readonly content: string,
    private readonly path: string,
  ) {}

  read(): XmlElement {
    if (this.content.trim() === '') throw this.#error('the file is empty');
    if (/^\s*<(!doctype\s+html|html)[\s>]/i.test(this.content)) throw this.#error('it is an HTML page');
    const root: XmlElement = { name: '', children: [], text: '', line: 1 };
    const open = [root];
    while (this.#at < this.content.length) {
      const current = open[open.length - 1];
      if (this.content[this.#at] !== '<') this.#text(current, this.#upTo('<'));
      else if (this.#starts('<!--')) this.#through('-->', 'a comment');
      else if (this.#starts('<![CDATA['))
        this.#text(current, this.#through(']]>', 'CDATA').slice(9, -3), true);
      else if (this.#starts('<?')) this.#through('?>', 'an instruction');
      else if (this.#starts('<!')) this.#documentType();
      else this.#tag(open);
    }
    const last = open[open.length - 1];
    if (last !== root) {
      throw this.#error(`<${last.name}> of line ${last.line} is never closed; the file may be truncated`);
    }
    if (root.children.length === 0) throw this.#error('it has no element');
    return root.children[0];
  }

  #tag(open: XmlElement[]): void {
    TAG.lastIndex = this.#at;
    const match = TAG.exec(this.content);
    if (match === null)
      throw this.#error(`"${this.content.slice(this.#at, this.#at + 20).split('\n')[0]}" is not a tag`);
    const [all, closing, name, , empty] = match;
    const current = open[open.length - 1];
    const local = name.slice(name.indexOf(':') + 1);
    if (closing === '/') {
      if (open.length === 1) throw this.#error(`</${name}> has no opening tag`);
      if (current.name !== local)
        throw this.#error(`</${name}> closes <${current.name}> of line ${current.line}`);
      open.pop();
    } else {
      if (open.length === 1 && current.children.length > 0) {
        throw this.#error(`<${name}> is a second root element`);
      }
      const element: XmlElement = { name: local, children: [], text: '', line: this.#line };
      current.children.push(element);
      if (empty !== '/') open.push(element);
    }
    this.#advance(all);
  }

  #text(current: XmlElement, raw: string, isVerbatim = false): void {
    if (current.name === '' && raw.trim() !== '') {
      const before = raw.slice(0, raw.search(/\S/));
      throw this.#error(`the text "${raw.trim().slice(0, 20)}" is outside of the root element`, before);
    }
    if (current.children.length === 0) current.text += isVerbatim ? raw : this.#decoded(raw);
    this.#advance(isVerbatim ? '' : raw);
  }

  #decoded(text: string): string {
    return text.replace(/\r\n?/g, '\n').replace(/&([^;\s&]*);?/g, (whole, entity: string, at: number) => {
      const number = /^#(?:x([\da-f]+)|(\d+))$/i.exec(entity);
      const code = number && Number.parseInt(number[1] ?? number[2], number[1] === undefined ? 10 : 16);
      const value =
        code === null ? ENTITIES[entity] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
      if (value === undefined || !whole.endsWith(';')) {
        throw this.#error(`"${whole}" is not a valid entity. Write an ampersand as &amp;`, text.slice(0, at));
      }
      return value;
    });
  }

  /** Skips a document type with its declarations. */
  #documentType(): void {
    const start = this.#at;
    let depth = 0;
    for (let at = start; at >= 0 && at < this.content.length; at++) {
      const char = this.content[at];
      if (this.content.startsWith('<!--', at)) at = this.content.indexOf('-->', at);
      else if (char === '"' || char === "'") at = this.content.indexOf(char, at + 1);
      if (at < 0) break;
      if (char === '[') depth++;
      else if (char === ']') depth--;
      else if (char === '>' && depth <= 0) {
        this.#advance(this.content.slice(start, at + 1));
        return;
      }
    }
    throw this.#error('a document type is never closed');
  }

  #starts(text: string): boolean {
    return this.content.startsWith(text, this.#at);
  }

  #upTo(text: string): string {
    const end = this.content.indexOf(text, this.#at);
    return this.content.slice(this.#at, end < 0 ? undefined : end);
  }

  #through(end: string, what: string): string {
    const at = this.content.indexOf(end, this.#at);
    if (at < 0) throw this.#error(`${what} is never closed`);
    const passed = this.content.slice(this.#at, at + end.length);
    this.#advance(passed);
    return passed;
  }

  #advance(passed: string): void {
    this.#at += passed.length;
    for (let at = passed.indexOf('\n'); at >= 0; at = passed.indexOf('\n', at + 1)) this.#line++;
  }

  /** @param before text between here and the error. */
  #error(reason: string, before = ''): DataError {
    const line = this.#line + before.split('\n').length - 1;
    return new DataError(`Annotation file ${this.path}, line ${line}: not XML: ${reason}.`);
  }
}
