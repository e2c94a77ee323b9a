import type { RawTree, RawValue } from '@throughline/connector';
import type { XmlFormat } from '../format/tree-formats.ts';
import { type WriteOptions, Unwritable } from './write-options.ts';

const xmlName = /^[\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?$/u;
const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';

/** An XML document with an element for each record. */
export async function* writeXml(
  format: XmlFormat,
  records: AsyncIterable<RawTree>,
  { root: attributes = {} }: WriteOptions,
): AsyncGenerator<string> {
  const path = format.xml.split('/');
  if (path.some((name) => !xmlName.test(name)))
    throw new Unwritable(0, `${format.xml} is a path for reading only`);
  const record = path.pop() as string;
  const root = path[0] ?? record;
  let position = 0;
  const declared = format.encoding.startsWith('utf-16') ? 'utf-16' : format.encoding;
  const spaces = format.namespaces === 'ignored' ? [] : Object.entries(format.namespaces);
  const declarations = [...spaces, ['xsi', schemaInstance]].map(
    ([prefix = '', uri = '']) => ` xmlns:${prefix}="${escaped(uri, true)}"`,
  );
  for (const [name, value] of Object.entries(attributes)) {
    if (!xmlName.test(name.slice(1))) throw new Unwritable(0, 'is no name of an attribute', name);
    declarations.push(` ${name.slice(1)}="${text(value, name, true)}"`);
  }
  yield `<?xml version="1.0" encoding="${declared}"?>\n`;
  for (const name of path) yield name === root ? `<${name}${declarations.join('')}>\n` : `<${name}>\n`;
  for await (const tree of records) {
    position += 1;
    if (path.length === 0 && position > 1)
      throw new Unwritable(position, 'the document itself is the record: there can be but one');
    yield `${element(record, tree, '', path.length === 0 ? declarations.join('') : '')}\n`;
  }
  if (path.length === 0 && position === 0)
    throw new Unwritable(0, 'the document itself is the record, and there is none');
  for (const name of path.toReversed()) yield `</${name}>\n`;

  function element(name: string, value: RawValue, at: string, extra = ''): string {
    if (!xmlName.test(name) || (format.namespaces === 'ignored' && name.includes(':')))
      throw new Unwritable(position, 'is no name of an element', at || name);
    if (value === null) return `<${name}${extra} xsi:nil="true"/>`;
    if (typeof value === 'string') return `<${name}${extra}>${text(value, at, false)}</${name}>`;
    if (Array.isArray(value)) throw new Unwritable(position, 'is a list inside a list', at);
    const tree = value as RawTree;
    let attributes = extra;
    let inside = '';
    for (const [key, member] of Object.entries(tree)) {
      const place = at === '' ? key : `${at}/${key}`;
      if (key === '#text') inside += text(scalar(member, place), place, false);
      else if (key.startsWith('@')) {
        if (!xmlName.test(key.slice(1))) throw new Unwritable(position, 'is no name of an attribute', place);
        attributes += ` ${key.slice(1)}="${text(scalar(member, place), place, true)}"`;
      } else if (Array.isArray(member)) {
        if (!format.many.includes(key) && !format.many.includes(place))
          throw new Unwritable(position, 'is a list, and is not said to be `many`', place);
        for (const one of member as readonly RawValue[]) inside += element(key, one, place);
      } else inside += element(key, member, place);
    }
    return `<${name}${attributes}>${inside}</${name}>`;
  }

  function scalar(value: RawValue, place: string): string {
    if (typeof value !== 'string') throw new Unwritable(position, 'is no text', place);
    return value;
  }

  function text(value: string, place: string, attribute: boolean): string {
    if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(value))
      throw new Unwritable(position, 'has a character that XML cannot hold', place);
    return escaped(value, attribute);
  }
}

function escaped(value: string, attribute: boolean): string {
  const safe = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
  return attribute ? safe.replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;') : safe;
}
