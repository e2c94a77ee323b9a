import type { RawRecord } from '@throughline/connector';
import type { KeySet } from '../collecting/key-set.ts';
import { type ReportSettingsInput, parseReportSettings } from '../settings.ts';
import { ReportBuilder } from './report-builder.ts';
import type { DataReport } from '../data-report.ts';

/**
 * Reads all records of a reader and says what is to be mended in them before they go live. Memory is bounded by
 * `settings.limits`, whatever there is; beyond these, counts are estimates and say so (`exact`).
 * @param keySets keys of other readers by the name that `references` gives
 * @throws Error whose message names each setting that is wrong, or the key set that is missing; and whatever reading throws
 */
export async function makeReport(
  batches: AsyncIterable<readonly RawRecord[]>,
  settings: ReportSettingsInput,
  keySets: ReadonlyMap<string, KeySet> = new Map(),
): Promise<DataReport> {
  const builder = new ReportBuilder(parseReportSettings(settings), keySets);
  for await (const batch of batches) for (const record of batch) builder.add(record);
  return builder.finish();
}
