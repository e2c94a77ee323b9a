import { type Document, type Node, isAlias, isMap, isScalar, isSeq, visit } from 'yaml';
import type { DocumentPath } from './document-error.ts';

/** Text as it is written, null where nothing is written, maps and sequences of these. */
export type YamlValue = string | null | YamlValue[] | { [name: string]: YamlValue };

/** Where a node begins and ends in the text, and whether it is written without quotes. */
interface Place {
  readonly start: number;
  readonly plain: boolean;
}

/** What a document says, every scalar as text, with where each part stands. */
export interface YamlTree {
  readonly value: YamlValue;
  /** Offset in the text of what stands at a path, or of the nearest above it. */
  offsetOf(path: DocumentPath): number;
  /** Whether a scalar without quotes stands there. */
  isPlain(path: DocumentPath): boolean;
}

/** A fault that is found while the tree is made. */
export class TreeFault extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** @throws TreeFault for anchors, aliases, tags, and keys that are no text */
export function treeOf(document: Document.Parsed, text: string): YamlTree {
  refuseReferences(document);
  const places = new Map<string, Place>();
  const value = valueOf(document.contents as Node | null, []);

  function place(node: Node | null, path: DocumentPath): number {
    const start = node?.range?.[0] ?? 0;
    const plain = isScalar(node) && (node.type === 'PLAIN' || node.type === undefined);
    places.set(keyOf(path), { start, plain });
    return start;
  }

  function valueOf(node: Node | null, path: DocumentPath): YamlValue {
    const start = place(node, path);
    if (isMap(node)) {
      const entries = node.items.map((pair): [string, YamlValue] => {
        const key = pair.key as Node | null;
        if (!isScalar(key) || typeof key.value !== 'string')
          throw new TreeFault('a key is no text', key?.range?.[0] ?? start);
        if (key.value === '__proto__')
          throw new TreeFault('a key that no name can be', key.range?.[0] ?? start);
        const made = valueOf(pair.value as Node | null, [...path, key.value]);
        // A key without a value, and a value that is wrong as a whole, are found by their key.
        if (pair.value === null || !isScalar(pair.value))
          places.set(keyOf([...path, key.value]), { start: key.range?.[0] ?? start, plain: false });
        return [key.value, made];
      });
      return Object.fromEntries(entries);
    }
    if (isSeq(node)) {
      const items = node.flow === true ? joinQuoted(node.items as Node[], text) : (node.items as Node[]);
      return items.map((item, index) => {
        if (!(item instanceof JoinedText)) return valueOf(item, [...path, index]);
        places.set(keyOf([...path, index]), { start: item.start, plain: false });
        return item.text;
      });
    }
    if (!isScalar(node)) return null;
    return node.source === '' && node.type === 'PLAIN' ? null : String(node.value);
  }

  const nearest = (path: DocumentPath): Place | undefined => {
    for (let length = path.length; length >= 0; length -= 1) {
      const found = places.get(keyOf(path.slice(0, length)));
      if (found) return found;
    }
    return undefined;
  };
  return {
    value,
    offsetOf: (path) => nearest(path)?.start ?? 0,
    isPlain: (path) => places.get(keyOf(path))?.plain === true,
  };
}

const keyOf = (path: DocumentPath): string => JSON.stringify(path);

function refuseReferences(document: Document.Parsed): void {
  visit(document, {
    Node(_, node) {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node)) throw new TreeFault('an alias: write it out', offset);
      if (node.anchor !== undefined) throw new TreeFault('an anchor: write it out', offset);
      if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:'))
        throw new TreeFault('a tag: types follow from where a value stands', offset);
    },
  });
}

class JoinedText {
  readonly text: string;
  readonly start: number;

  constructor(text: string, start: number) {
    this.text = text;
    this.start = start;
  }
}

const isOpen = (text: string): boolean => (text.split('"').length - 1) % 2 === 1;

/**
 * In `[vk, decimal "1.234,56"]` the comma between the quotes belongs to the step, although YAML ends a plain scalar
 * there: pieces are joined again, as they are written, until the quotes are closed.
 */
function joinQuoted(items: readonly Node[], text: string): (Node | JoinedText)[] {
  const joined: (Node | JoinedText)[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const first = items[index] as Node;
    if (!isPlainText(first) || !isOpen(first.value)) {
      joined.push(first);
      continue;
    }
    const start = first.range?.[0] ?? 0;
    let last = index;
    for (let open = true; open;) {
      const next = items[last + 1];
      if (!isPlainText(next)) throw new TreeFault('a quote that is not closed', start);
      last += 1;
      open = !isOpen(next.value);
    }
    const whole = text.slice(start, items[last]?.range?.[1]);
    joined.push(new JoinedText(whole, start));
    index = last;
  }
  return joined;
}

function isPlainText(node: unknown): node is Node & { value: string } {
  return isScalar(node) && node.type === 'PLAIN' && typeof node.value === 'string';
}
