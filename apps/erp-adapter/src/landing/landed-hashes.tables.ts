import type { DataSource } from '@throughline/persistence';

/** Bits that ranges of keys are made of, at most. */
const rangeBits = 32;

interface Sum {
  keys: number;
  high: bigint;
  low: bigint;
}

interface SumRow {
  keys: number;
  high: string;
  low: string;
}

/** What has landed of a table, as a sweep compares it with what is there: `KnownHashes` of the connector. */
export function landedHashes(dataSource: DataSource, source: string, reader: string) {
  return {
    size: async (): Promise<number> => {
      const [row] = await dataSource.query<{ count: number }[]>(
        `select count(*)::integer as count from landed_records where source = $1 and reader = $2 and key_range is not null`,
        [source, reader],
      );
      return row?.count ?? 0;
    },

    ranges: async (bits: number): Promise<ReadonlyMap<number, Sum>> => {
      const rows = await dataSource.query<(SumRow & { range: number })[]>(
        `select key_range >> $3 as range, count(*)::integer as keys, sum(sum_high)::text as high, sum(sum_low)::text as low
         from landed_records where source = $1 and reader = $2 and key_range is not null group by 1`,
        [source, reader, rangeBits - bits],
      );
      return new Map(rows.map(({ range, ...sum }) => [Number(range), sumOf(sum)]));
    },

    keys: async (bits: number, ranges: ReadonlySet<number>): Promise<ReadonlyMap<string, Sum>> => {
      const rows = await dataSource.query<(SumRow & { sourceKey: string })[]>(
        `select r.source_key as "sourceKey", 1 as keys, r.sum_high::text as high, r.sum_low::text as low
         from unnest($3::bigint[]) n join landed_records r on r.source = $1 and r.reader = $2
           and r.key_range >= n << $4 and r.key_range < (n + 1) << $4`,
        [source, reader, [...ranges], rangeBits - bits],
      );
      return new Map(rows.map(({ sourceKey, ...sum }) => [sourceKey, sumOf(sum)]));
    },
  };
}

function sumOf({ keys, high, low }: SumRow): Sum {
  return { keys, high: BigInt(high), low: BigInt(low) };
}
