import type { ErpLocation } from '@throughline/events';
import { Check, cleanCode, cleanText, mappedRecord } from '../../../mapping/check.ts';
import { type Mapping, isTimeZone, titleCase } from '../../../mapping/mapping.ts';
import type { MappedRecord } from '@throughline/connector';
import { table } from '../../transports/sql/table.ts';

export interface LocationRow {
  sourceKey: string;
  name: string;
  kind: string;
  city: string | null;
  country: string | null;
  postalCode: string | null;
  latitude: string | null;
  longitude: string | null;
  timeZone: string | null;
  /** `HHMM`. */
  cutOff: string | null;
  /** `Y` or `N` for each day from Monday on. */
  shippingDays: string | null;
  pickup: string;
  active: string;
}

export const locations = table<LocationRow>({
  sourceKeys: `select whscod::text as "sourceKey" from whsmas`,
  rows: `select whscod::text as "sourceKey", whsnam as name, whstyp::text as kind, whscty as city,
                ctycod::text as country, zipcod as "postalCode", latdeg as latitude,
                londeg as longitude, tznnam as "timeZone", cutoff::text as "cutOff", daysop::text as "shippingDays",
                picflg::text as pickup, actflg::text as active
         from whsmas where whscod = any($1::bpchar[])`,
});

export function mapLocation(row: LocationRow, source: string, mapping: Mapping): MappedRecord<ErpLocation> {
  const check = new Check();
  const code = check.keyPart('code', cleanCode(row.sourceKey));
  const name = check.present('name', row.name);
  const kind = check.code('kind', cleanCode(row.kind), mapping.locationKinds);
  return mappedRecord({ sourceKey: row.sourceKey, key: `${source}|${code}`, raw: row }, check, () => ({
    source,
    code,
    name: titleCase(name),
    kind: kind?.kind ?? '',
    city: cleanText(row.city),
    country: cleanCode(row.country) || null,
    postalCode: cleanText(row.postalCode),
    coordinates:
      row.latitude === null || row.longitude === null
        ? null
        : { latitude: row.latitude, longitude: row.longitude },
    timeZone: timeZoneOf(row, check),
    cutOff: cutOffOf(row, check),
    shippingDays: [...(row.shippingDays ?? '')].flatMap((open, day) => (open === 'Y' ? [day + 1] : [])),
    pickup: row.pickup === 'Y',
    servesWeb: servesWeb(row, mapping),
  }));
}

/** Whether the web is sold from a place. */
export function servesWeb(
  { kind, active }: Pick<LocationRow, 'kind' | 'active'>,
  { locationKinds }: Mapping,
): boolean {
  return locationKinds[cleanCode(kind)]?.servesWeb === true && active === 'Y';
}

function timeZoneOf(row: LocationRow, check: Check): string | null {
  const zone = cleanText(row.timeZone);
  if (zone === null || isTimeZone(zone)) return zone;
  check.warn('timeZone', `is no time zone: ${JSON.stringify(zone)}`);
  return null;
}

function cutOffOf(row: LocationRow, check: Check): string | null {
  const time = cleanText(row.cutOff);
  if (time === null) return null;
  if (/^([01]\d|2[0-3])[0-5]\d$/.test(time)) return `${time.slice(0, 2)}:${time.slice(2)}`;
  check.warn('cutOff', `is no time of day: ${JSON.stringify(time)}`);
  return null;
}
