import type { ErpShipment } from '@throughline/events';
import { type Check, cleanText } from '../../../mapping/check.ts';

/** How a delivery can be followed. */
export interface TrackingRow {
  /** Name of the carrier, null when its code is of none. */
  carrier: string | null;
  tracking: string | null;
  /** Page of the carrier, `{number}` in place of the tracking number. */
  trackingPage: string | null;
}

/** Who carries it, and where that can be seen. An address that no browser should follow is left out. */
export function trackingOf(
  { carrier, tracking, trackingPage }: TrackingRow,
  check: Check,
): Pick<ErpShipment, 'carrier' | 'trackingNumber' | 'trackingUrl'> {
  const trackingNumber = cleanText(tracking);
  const known = { carrier: cleanText(carrier), trackingNumber };
  if (trackingNumber === null || trackingPage === null) return { ...known, trackingUrl: null };
  const page = trackingPage.replaceAll('{number}', encodeURIComponent(trackingNumber));
  const trackingUrl = URL.parse(page);
  if (trackingUrl !== null && ['http:', 'https:'].includes(trackingUrl.protocol))
    return { ...known, trackingUrl: trackingUrl.href };
  check.warn('trackingUrl', `no web address ${JSON.stringify(trackingPage)}`);
  return { ...known, trackingUrl: null };
}
