import type { SaxesAttributeNS, SaxesTagNS } from 'saxes';
import type { Tag } from './xml-parser.ts';

/** What elements and attributes are called in a record. */
export interface Namer {
  element(tag: Tag): string;
  /** Declarations of namespaces are none of them. */
  attributes(tag: Tag): Iterable<readonly [string, string]>;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Local names, or the prefixes that the format gives to namespaces. */
export function namerOf(namespaces: 'ignored' | Readonly<Record<string, string>>): Namer {
  if (namespaces === 'ignored') {
    return {
      element: ({ name }) => local(name),
      *attributes({ attributes }) {
        for (const name in attributes) {
          if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
          yield [local(name), attributes[name] as string];
        }
      },
    };
  }
  const prefixes = new Map(Object.entries(namespaces).map(([prefix, uri]) => [uri, prefix]));
  const named = (uri: string, name: string) => {
    const prefix = prefixes.get(uri);
    return prefix === undefined ? name : `${prefix}:${name}`;
  };
  return {
    element: (tag) => named((tag as SaxesTagNS).uri, (tag as SaxesTagNS).local),
    *attributes(tag) {
      for (const attribute of Object.values(tag.attributes as Record<string, SaxesAttributeNS>)) {
        if (attribute.prefix === 'xmlns' || attribute.name === 'xmlns') continue;
        const schemaInstance = attribute.uri === 'http://www.w3.org/2001/XMLSchema-instance';
        yield [
          schemaInstance ? `xsi:${attribute.local}` : named(attribute.uri, attribute.local),
          attribute.value,
        ];
      }
    },
  };
}
