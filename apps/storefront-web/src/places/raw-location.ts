import { useBrowserLocation, useSearch } from 'wouter/use-browser-location';

/**
 * The router decodes addresses before it takes them apart, and would not tell `A%2FB` from the code `A%252FB`. So it is
 * given them with their per cent signs escaped, which it undoes; pages decode the parts that they use.
 */
export function escaped(address: string): string {
  return address.replaceAll('%', '%25');
}

/** The browser's path as it is, for the router. */
export const useRawLocation: typeof useBrowserLocation = (options) => {
  const [path, navigate] = useBrowserLocation(options);
  return [escaped(path), navigate];
};

/** The browser's query as it is, for the router. */
export const useRawSearch: typeof useSearch = (options) => escaped(useSearch(options));

/** A part of a path as it was meant; what cannot be decoded is meant as it stands. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
