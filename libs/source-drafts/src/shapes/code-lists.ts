/** ISO 3166-1 alpha-2. */
const countryCodes =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'.split(
    ' ',
  );
export const countries: ReadonlySet<string> = new Set(countryCodes);
export const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const languages = ['en', 'de', 'fr', 'nl', 'es'];

/** The code of a country by its name in the languages that are known; undefined where none is meant. */
export function countryNamed(name: string): string | undefined {
  countryNames ??= new Map(
    languages.flatMap((language) => {
      const names = new Intl.DisplayNames(language, { type: 'region' });
      return countryCodes.map((code) => [(names.of(code) ?? code).toLowerCase(), code] as const);
    }),
  );
  return countryNames.get(name.trim().toLowerCase());
}
let countryNames: Map<string, string> | undefined;

/** Words for units, by the code of UN/ECE recommendation 20 or 21. */
const unitWords: Readonly<Record<string, string>> = {
  C62: 'C62 ST STK STCK STUCK STUECK STÜCK EA EACH PC PCS PCE PIECE PIECES UNIT UNITS U UN UND UDS UNIDAD UNITE UNITÉ STUK STUKS ST. STK. NOS NO NR PZ PZA EENHEID PIÈCE PIECE(S) H87 1',
  KGM: 'KG KGM KILO KILOGRAM',
  GRM: 'G GR GRM GRAM GRAMM',
  LTR: 'L LT LTR LITER LITRE LITRO',
  MTR: 'M MTR METER METRE METRO LFM',
  CMT: 'CM CMT',
  MMT: 'MM MMT',
  MTK: 'M2 QM MTK',
  MTQ: 'M3 CBM MTQ',
  FOT: 'FT FOT FOOT FEET',
  INH: 'IN INH INCH',
  LBR: 'LB LBS LBR',
  ONZ: 'OZ ONZ',
  XBX: 'BOX BX XBX BOITE BOÎTE DOOS CAJA SCHACHTEL',
  XCT: 'CT CTN CARTON KAR KARTON KT KRT XCT CAR',
  XCS: 'CS CASE KISTE XCS',
  XPK: 'PK PKG PACK PAK PCK PACKUNG PAKET PACKET PAQUETE VPE XPK',
  XPR: 'PAAR PAIR PR PAIRE PAR',
  SET: 'SET SATZ KIT',
  XRO: 'ROL RO ROLLE ROLL ROLLO ROULEAU RL XRO',
  XBG: 'BAG BG BEUTEL SACK SAC ZAK XBG',
  XBO: 'BOTTLE BTL FL FLASCHE BOUTEILLE FLES XBO',
  XPX: 'PAL PALETTE PALLET PLT XPX',
  HUR: 'H HR HRS HOUR HOURS STD STUNDE HEURE UUR HUR',
  DZN: 'DZ DOZ DZN DOZEN DUTZEND',
};
const units = new Map(
  Object.entries(unitWords).flatMap(([code, words]) => words.split(' ').map((word) => [word, code] as const)),
);
export const unitOf = (word: string): string | undefined => units.get(word.trim().toUpperCase());

const statusWords: Readonly<Record<string, string>> = {
  active:
    'A AC ACT ACTIVE AKTIV ACTIF ACTIEF ACTIVO ENABLED TRUE YES Y J JA OUI PUBLISHED LIVE SALE ONLINE FREIGEGEBEN',
  'running-out': 'PHASEOUT PHASE-OUT AUSLAUF AUSLAUFEND CLEARANCE',
  ended:
    'X INACTIVE IN INAKTIV INACTIF INACTIEF INACTIVO DISABLED FALSE NO N NEIN NON BLOCKED GESPERRT ENDED DISCONTINUED ARCHIVED DRAFT DELETED DE GELÖSCHT GELOESCHT OBSOLETE',
};
const orderWords: Readonly<Record<string, string>> = {
  open: 'O OPEN OFFEN NEW NEU NOUVEAU NIEUW NUEVO PENDING PROCESSING CONFIRMED IN PROCESS ACTIVE DRAFT OUVERT ABIERTO',
  'part-shipped': 'PART-SHIPPED PARTIAL TEILGELIEFERT PARTIALLY-SHIPPED',
  shipped: 'SHIPPED DELIVERED GELIEFERT EXPÉDIÉ LIVRÉ GELEVERD VERZONDEN ENVIADO FULFILLED',
  invoiced: 'INVOICED COMPLETE COMPLETED CLOSED BERECHNET ABGESCHLOSSEN FACTURÉ GEFACTUREERD FACTURADO DONE',
  cancelled: 'CANCELLED CANCELED STORNIERT STORNO ANNULÉ GEANNULEERD ANULADO CANCELADO',
};
const customerWords: Readonly<Record<string, string>> = {
  business:
    'B B2B BUSINESS COMPANY FIRMA UNTERNEHMEN ENTREPRISE BEDRIJF EMPRESA CORPORATE ORGANIZATION STORE RESELLER',
  person: 'P B2C PERSON PRIVATE PRIVAT PARTICULIER PARTICULAR INDIVIDUAL CONSUMER',
  guests: 'WEB GUEST GUESTS GAST GÄSTE',
};
const itemKindWords: Readonly<Record<string, string>> = {
  goods: 'GOODS WARE PHYSICAL SIMPLE PR STOCK STORABLE CONSU PRODUCT CONFIGURABLE VIRTUAL-VARIANT',
  service: 'SERVICE DIENSTLEISTUNG VIRTUAL',
  kit: 'KIT BUNDLE SET',
};

/** Words of a field with a vocabulary of ours, by what they mean there. */
const meanings: Readonly<
  Record<'itemStatus' | 'orderStatus' | 'customerKind' | 'itemKind', ReadonlyMap<string, string>>
> = {
  itemStatus: byWord(statusWords),
  orderStatus: byWord(orderWords),
  customerKind: byWord(customerWords),
  itemKind: byWord(itemKindWords),
};
export type Vocabulary = keyof typeof meanings;

function byWord(of: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(of).flatMap(([meaning, words]) =>
      words.split(' ').map((word) => [word, meaning] as const),
    ),
  );
}

/** What a word of the source means in a vocabulary of ours; undefined where that cannot be told. */
export const meaningOf = (vocabulary: Vocabulary, word: string): string | undefined =>
  meanings[vocabulary].get(word.trim().toUpperCase().replaceAll(' ', '-'));
