import type { ErpLocation } from '@throughline/events';
import { Check, cleanCode, cleanText, mappedRecord } from '../../../mapping/check.ts';
import { type Mapping, sentenceCase } from '../../../mapping/mapping.ts';
import type { MappedRecord } from '@throughline/connector';
import { table } from '../../transports/sql/table.ts';

export interface LocationRow {
  sourceKey: string;
  name: string;
  kind: string;
  city: string | null;
  country: string | null;
  active: string;
}

export const locations = table<LocationRow>({
  sourceKeys: `select whscod::text as "sourceKey" from whsmas`,
  rows: `select whscod::text as "sourceKey", whsnam as name, whstyp::text as kind, whscty as city,
                ctycod::text as country, actflg::text as active
         from whsmas where whscod = any($1::bpchar[])`,
});

export function mapLocation(row: LocationRow, source: string, mapping: Mapping): MappedRecord<ErpLocation> {
  const check = new Check();
  const code = check.present('code', cleanCode(row.sourceKey));
  const name = check.present('name', row.name);
  const kind = check.code('kind', cleanCode(row.kind), mapping.locationKinds);
  return mappedRecord({ sourceKey: row.sourceKey, key: `${source}|${code}`, raw: row }, check, () => ({
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
