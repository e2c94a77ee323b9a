import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../measuring/figure.ts';
import { untilQuiet, withInstallation } from '../installation/installation.ts';
import { sideOf } from '../peers/peer.ts';
import { type Measured, sideBySide } from '../measuring/side-by-side.ts';
import { usageOf } from '../measuring/usage.ts';
import { besideVendure } from '../peers/vendure/beside.ts';

export const idle: Bench = {
  name: 'idle',
  what: 'What the whole installation uses while nothing happens: the services, the broker, the registry, the traces, the demo back office and the database, with the demo data in it. Beside it Vendure with its worker and its database.',
  run: (circumstances) =>
    withInstallation(circumstances, async (installation) => {
      const seconds = circumstances.quick ? 5 : 30;
      await untilQuiet(installation);
      return besideVendure(circumstances, installation, (vendure) =>
        sideBySide(circumstances, {
          during: 'idle',
          figures: [
            { of: 'memory', name: 'memory of everything while idle', unit: 'MiB' },
            { of: 'cpu', name: 'CPU of everything while idle', unit: '% of a core' },
          ],
          ours: () => idling(installation.running.endpoints.pids, seconds),
          peers: sideOf(vendure, ({ pids }) => idling(pids, seconds)),
        }),
      );
    }),
};

async function idling(pids: Readonly<Record<string, number>>, seconds: number): Promise<Measured> {
  const usage = await usageOf(pids);
  await pause(seconds * 1_000);
  const used = await usage.since();
  const all = Object.values(used);
  return {
    values: {
      memory: all.reduce((sum, { peakMiB }) => sum + peakMiB, 0),
      cpu: (all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / seconds) * 100,
    },
    used,
  };
}
