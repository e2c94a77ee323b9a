/** A half-open span of time, `[validFrom, validTo)`; without an end it stays open. */
export interface PriceWindow {
  validFrom: Date;
  validTo: Date | null;
}

/** Whether the instant lies in the window: its first instant does, its end does not. */
export function isOpen(window: PriceWindow, at: Date): boolean {
  return window.validFrom <= at && (window.validTo === null || at < window.validTo);
}

/**
 * Whether an order placed at an instant may still have a price version that the shopper was shown: while the
 * version is valid, and for a grace period after its end. One that was revoked is honoured for nobody.
 * @param graceMs milliseconds
 */
export function isHonoured(
  version: PriceWindow & { revokedAt: Date | null },
  at: Date,
  graceMs: number,
): boolean {
  if (version.revokedAt !== null) return false;
  const end = version.validTo && new Date(version.validTo.getTime() + graceMs);
  return isOpen({ validFrom: version.validFrom, validTo: end }, at);
}
