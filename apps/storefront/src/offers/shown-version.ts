import { createHmac, timingSafeEqual } from 'node:crypto';

/** A price version as a client names it. */
export interface NamedVersion {
  version: string;
  /** Whether the shop has shown it as the price of the SKU. */
  proven: boolean;
}

/** How the shop names the versions that it shows, and knows again which it has shown. */
export interface ShownVersions {
  /** What clients are given for a version that they are shown as the price of a SKU. */
  idOf(sku: string, version: string): string;
  /** What they mean by what they send; anything that was not given out for the SKU is without proof. */
  read(sku: string, id: string): NamedVersion;
}

/** 128 bits, in base64url. */
const proofLength = 22;
const separator = '.';

/**
 * Names each version by its id and a proof that only the shop can make: a price that has ended is honoured for who was
 * shown it, and nobody can name one that the shop has never given out.
 * @param secret what the replicas of the shop share
 */
export function shownVersions(secret: Buffer): ShownVersions {
  const proofOf = (sku: string, version: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([sku, version]))
      .digest('base64url')
      .slice(0, proofLength);
  return {
    idOf: (sku, version) => `${version}${separator}${proofOf(sku, version)}`,
    read: (sku, id) => {
      const end = id.length - proofLength - separator.length;
      // A version without a proof, or an id of an earlier release.
      if (end < 1 || id[end] !== separator) return { version: id, proven: false };
      const version = id.slice(0, end);
      const proof = Buffer.from(id.slice(-proofLength));
      return { version, proven: isSame(proof, Buffer.from(proofOf(sku, version))) };
    },
  };
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
