/** What a page watches. */
export interface Watched {
  country: string;
  skus: readonly string[];
  order?: string | undefined;
}

/** SKUs that one stream takes. */
const skuLimit = 500;
/** Characters of an address that servers and whatever stands before them take, with room for the headers. */
const longestAddress = 12_000;

/**
 * Address of the stream: a parameter for each SKU, which may hold any character. Those beyond what an address holds are
 * shown as they were loaded.
 */
export function streamAddress({ country, skus, order }: Watched): string {
  let address = `/api/stream?country=${encodeURIComponent(country)}`;
  if (order !== undefined) address += `&order=${encodeURIComponent(order)}`;
  for (const sku of skus.slice(0, skuLimit)) {
    const parameter = `&sku=${encodeURIComponent(sku)}`;
    if (address.length + parameter.length > longestAddress) break;
    address += parameter;
  }
  return address;
}
