import { bundleProbe, probeBundle } from './bundle.ts';
import { startStores } from './stores.ts';

const variable = 'THROUGHLINE_KERNEL_STORES';

/** Set-up of the kernel's suite: an installation to damage, unless the variable has the address of one; and the probe. */
export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.THROUGHLINE_PROBE_BUNDLE === undefined) await bundleProbe(probeBundle);
  if (process.env[variable]) return undefined;
  const stores = await startStores();
  process.env[variable] = stores.url;
  return async () => {
    delete process.env[variable];
    await stores.stop();
  };
}
