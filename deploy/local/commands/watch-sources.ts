import { watch } from 'node:fs';
import { join } from 'node:path';
import { rebuildBundles, webWatch } from '../build/build.ts';
import { line, say } from '../processes/console.ts';
import { checkout } from '../paths.ts';
import type { Installation } from '../installation/installation.ts';
import { serviceNames } from '../topology.ts';

const settleMs = 40;

/** Rebuilds whatever is edited, and starts again the services whose bundle is different then. */
export async function watchSources(installation: Installation): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let building: Promise<void> = Promise.resolve();
  const edited = new Set<string>();
  const rebuild = () => {
    const files = [...edited];
    edited.clear();
    building = building
      .then(() => rebuildOnce(installation, files))
      .catch((error: unknown) => say(String(error)));
  };
  for (const folder of ['apps', 'libs']) {
    watch(join(checkout, folder), { recursive: true }, (_event, file) => {
      if (!file || !/\.(ts|json)$/.test(file) || /node_modules|dist|storefront-web|\.spec\.ts$/.test(file))
        return;
      edited.add(join(checkout, folder, file));
      clearTimeout(timer);
      timer = setTimeout(rebuild, settleMs);
    });
  }
  const web = webWatch();
  if (web) {
    await installation.keep({
      name: 'storefront-web',
      ...web,
      env: process.env,
      stopSignal: 'SIGTERM',
      isReady: async () => true,
      logFile: join(installation.home, 'logs', 'storefront-web.log'),
      onConsole: (text) => text.trim() || undefined,
    });
  }
  say('watching apps and libs');
}

async function rebuildOnce(installation: Installation, edited: readonly string[]): Promise<void> {
  const started = performance.now();
  const { changed, failed } = await rebuildBundles(edited);
  for (const reason of failed.values()) line('build', reason);
  const everything = changed.includes('telemetry');
  const services = serviceNames.filter((name) => everything || changed.includes(name));
  const members = services.flatMap((name) => (installation.has(name) ? installation.members(name) : []));
  if (members.length === 0) return;
  await Promise.all(members.map((member) => member.replace()));
  say(`${services.join(', ')} back after ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
