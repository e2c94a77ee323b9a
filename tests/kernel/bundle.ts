import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { isPackage } from '../../deploy/local/build/build.ts';

const checkout = join(import.meta.dirname, '..', '..');

/** Where the probe is bundled, unless THROUGHLINE_PROBE_BUNDLE names a bundle with another kernel in it. */
export const probeBundle =
  process.env.THROUGHLINE_PROBE_BUNDLE ?? join(checkout, '.throughline', 'build', 'kernel-probe', 'main.js');

/**
 * Bundles the probe as the services are bundled.
 * @param kernel folder of the messaging library to put into it.
 */
export async function bundleProbe(file: string, kernel = join(checkout, 'libs', 'messaging')): Promise<void> {
  const index = join(kernel, 'src', 'index.ts');
  if (!existsSync(index)) throw new Error(`There is no kernel in ${kernel}`);
  await build({
    input: { main: join(import.meta.dirname, 'probe', 'main.ts') },
    cwd: checkout,
    platform: 'node',
    external: isPackage,
    resolve: { alias: { '@throughline/messaging': index } },
    tsconfig: join(checkout, 'tsconfig.base.json'),
    logLevel: 'warn',
    checks: { circularDependency: false },
    output: {
      dir: join(file, '..'),
      format: 'esm',
      sourcemap: true,
      entryFileNames: 'main.js',
      codeSplitting: false,
    },
  });
}
