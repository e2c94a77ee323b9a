import { bundleOf, bundleOne } from '../../../deploy/local/build/build.ts';

// Writes openapi.json. Bundled first, because Node does not run the decorators of controllers by itself.
const name = 'storefront-openapi';
await bundleOne(name, 'apps/storefront/generate/write.ts');
await import(bundleOf(name));
