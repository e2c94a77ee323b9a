import type { ErpLocation } from '@throughline/events';
import { Check, cleanCode, cleanText, reading } from '../../mapping/check.ts';
import { type Mapping, sentenceCase } from '../../mapping/mapping.ts';
import type { Reading } from '../connector.ts';
import { table } from './table.ts';

export interface LocationRow {
  parent: string;
  name: string;
  kind: string;
  city: string | null;
  country: string | null;
  active: string;
}

export const locations = table<LocationRow>({
  parents: `select whscod::text as parent from whsmas`,
  rows: `select whscod::text as parent, whsnam as name, whstyp::text as kind, whscty as city,
                ctycod::text as country, actflg::text as active
         from whsmas where whscod = any($1::bpchar[])`,
});

export function mapLocation(row: LocationRow, source: string, mapping: Mapping): Reading<ErpLocation> {
  const check = new Check();
  const code = check.present('code', cleanCode(row.parent));
  const name = check.present('name', row.name);
  const kind = check.code('kind', cleanCode(row.kind), mapping.locationKinds);
  return reading({ parent: row.parent, key: `${source}|${code}`, raw: row }, check, () => ({
    source,
    code,
    name: name
      .split(/\s+/)
      .map((word) => (/\d/.test(word) ? word : sentenceCase(word)))
      .join(' '),
    kind: kind?.kind ?? '',
    city: cleanText(row.city),
    country: cleanText(row.country),
    servesWeb: kind?.servesWeb === true && row.active === 'Y',
  }));
}
