import { bundleProbe, probeBundle } from './bundle.ts';
import { startHouse } from './house.ts';

const variable = 'THROUGHLINE_KERNEL_HOUSE';

/** Set-up of the kernel's suite: a house to damage, unless the variable has the address of one; and the probe. */
export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.THROUGHLINE_PROBE_BUNDLE === undefined) await bundleProbe(probeBundle);
  if (process.env[variable]) return undefined;
  const house = await startHouse();
  process.env[variable] = house.url;
  return async () => {
    delete process.env[variable];
    await house.stop();
  };
}
