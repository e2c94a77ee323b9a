import type { TopicName } from '@throughline/events';
import type { Entry } from '../records/decode.ts';

/** Records of one partition that are applied in one transaction, which moves the position `from` → `to`. */
export interface Slice {
  readonly topic: TopicName;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  readonly entries: readonly Entry[];
}

/** The topics of several slices. */
export function topicsOf(slices: readonly Slice[]): TopicName[] {
  return [...new Set(slices.map(({ topic }) => topic))];
}

/** The two halves of several slices, or of one with several entries; undefined of what cannot be divided. */
export function halves(slices: readonly Slice[]): [readonly Slice[], readonly Slice[]] | undefined {
  if (slices.length > 1) {
    const middle = slices.length >> 1;
    return [slices.slice(0, middle), slices.slice(middle)];
  }
  const [slice] = slices;
  const middle = (slice?.entries.length ?? 0) >> 1;
  const at = slice?.entries[middle]?.raw.offset;
  if (slice === undefined || middle === 0 || at === undefined) return undefined;
  return [
    [{ ...slice, to: at, entries: slice.entries.slice(0, middle) }],
    [{ ...slice, from: at, entries: slice.entries.slice(middle) }],
  ];
}
