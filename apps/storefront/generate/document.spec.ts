import { expect, it } from 'vitest';
import { readDocument, renderDocument } from './document.ts';

it('openapi.json is what the controllers say', async () => {
  const wanted = await renderDocument();
  expect(readDocument() === wanted, 'apps/storefront/openapi.json is stale. Run `npm run generate`.').toBe(
    true,
  );
});
