import type { RawTree } from '@throughline/connector';
import type { Sink } from '../sink.ts';

/** Picks the records of some kinds; the others are counted. */
export function kindFilter(
  kinds: { by: string; pick: string | readonly string[] } | undefined,
  sink: Sink,
): (values: RawTree, position: number) => void {
  if (kinds === undefined) return (values, position) => sink.record(values, position);
  const wanted = new Set([kinds.pick].flat());
  return (values, position) => {
    const kind = values[kinds.by];
    if (typeof kind !== 'string') sink.fault(position, 'has no text that says its kind', kinds.by);
    else if (wanted.has(kind)) sink.record(values, position);
    else sink.passOver(`kind ${kind.slice(0, 50)}`);
  };
}
