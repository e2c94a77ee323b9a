import { setTimeout } from 'node:timers/promises';
import type { RebuildMode, RebuildStatus } from '@throughline/messaging';
import type { Installation } from '../installation.ts';
import type { Output } from '../output.ts';
import { serviceOf } from './parked.ts';

/** Rebuilds a projection beside the live one and swaps it in, or only compares them; waits until it has ended. */
export async function rebuild(installation: Installation, group: string, mode: RebuildMode): Promise<Output> {
  const service = serviceOf(group);
  await installation.ask(service, 'rebuilds', { group, mode });
  for (;;) {
    const status = await installation.ask<RebuildStatus>(service, `rebuilds/${encodeURIComponent(group)}`);
    if (status.status !== 'running') return report(group, status);
    process.stderr.write(`\r${status.behind} records to go `);
    await setTimeout(500);
  }
}

function report(group: string, { status, mode, outcome, ...rest }: RebuildStatus): Output {
  const wrong = status === 'failed' || outcome?.equal === false;
  return {
    json: { ...rest, status, mode, outcome },
    lines: [
      `${group}: ${outcome?.error ?? (mode === 'swap' ? 'rebuilt and swapped in' : 'rebuilt and compared')}`,
      ...(outcome?.tables ?? []).map((table) => JSON.stringify(table)),
    ],
    status: wrong ? 1 : 0,
  };
}
