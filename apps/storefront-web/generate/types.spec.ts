import { expect, it } from 'vitest';
import { readTypes, renderTypes } from './types.ts';

it("the API's types are what the storefront's OpenAPI document says", async () => {
  const wanted = await renderTypes();
  expect(
    readTypes() === wanted,
    'apps/storefront-web/src/api/generated is stale. Run `npm run generate`.',
  ).toBe(true);
});
