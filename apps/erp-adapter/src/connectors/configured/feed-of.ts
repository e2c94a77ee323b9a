import type { Flow } from '@throughline/connector';
import type { CheckedSource } from '@throughline/source-documents';

/** Where a source key of a flow comes from. */
export interface FeedOf {
  reader: string;
  /** Key under which its row has landed. */
  key: string;
  /** Name and version of the mapping. */
  mapping: string;
}

/** The reader whose rows have source keys like this one in a flow: that with the longest beginning that fits. */
export function feedOf({ feedings }: CheckedSource, flow: Flow, sourceKey: string): FeedOf | null {
  const [found] = feedings
    .filter((feeding) => feeding.flow === flow && sourceKey.startsWith(feeding.prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  if (found === undefined) return null;
  return { reader: found.reader, key: sourceKey.slice(found.prefix.length), mapping: found.mapping };
}
