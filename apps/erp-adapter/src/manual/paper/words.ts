import type { BatchLanguage } from '../order-batch.ts';

const english = {
  title: 'Orders to be typed in',
  batch: 'Batch',
  page: (page: number, pages: number) => `${page} of ${pages}`,
  made: 'Made',
  source: 'Back office',
  by: 'By',
  filter: 'Only',
  location: 'Location',
  family: 'Family',
  noLocation: 'no location',
  noFamily: 'no family',
  control: 'For control',
  orders: 'Orders',
  lines: 'Lines',
  units: 'Base units',
  net: 'Net',
  tax: 'Tax',
  gross: 'Total',
  changes: 'Changes to orders of earlier batches',
  doNotEnter: 'DO NOT ENTER',
  doNotEnterHint:
    'The shopper has cancelled it. If it was typed in already, cancel it there and say its number.',
  cancelThere: 'Cancel it in the back office',
  cancelUnits: 'Cancel units',
  noChanges: 'None.',
  nothingToEnter: 'This batch has no orders to type in.',
  ofBatch: (batch: number) => `of batch ${batch}`,
  order: 'Order',
  ofOrders: (place: number, orders: number) => `${place} of ${orders}`,
  entered: 'typed in',
  checked: 'checked',
  erpNumber: 'Number there',
  deliverTo: 'Deliver to',
  erased: 'Name and address were erased.',
  contact: 'Contact',
  customer: 'Customer number',
  purchaseOrder: 'Purchase order',
  placedAt: 'Ordered',
  wished: 'Wished for',
  none: 'none',
  currency: 'Currency',
  shippingMethod: 'Shipping method',
  line: 'Line',
  item: 'Item',
  quantity: 'Quantity',
  price: 'Price, net',
  amount: 'Amount, net',
  taxRate: 'Tax',
  per: (count: string) => `for ${count}`,
  withTax: (price: string) => `${price} with tax`,
  base: (units: string) => `= ${units} base units`,
  contains: 'Contains',
  cancelled: (units: string, left: string) => `Cancelled: ${units}. To be typed in: ${left} (base units)`,
  wholeLine: 'was cancelled: do not type in',
  shipping: 'Shipping',
  inDoubt:
    'This order may be in the back office already. Look for its number there first, and type it in only if it is not found.',
  unprintable: 'Characters that this print cannot show stand as [U+…].',
  noBarCode: 'no bar code',
};

export type Words = typeof english;

const german: Words = {
  title: 'Aufträge zum Erfassen',
  batch: 'Stapel',
  page: (page, pages) => `${page} von ${pages}`,
  made: 'Erstellt',
  source: 'Warenwirtschaft',
  by: 'Von',
  filter: 'Nur',
  location: 'Standort',
  family: 'Warengruppe',
  noLocation: 'ohne Standort',
  noFamily: 'ohne Warengruppe',
  control: 'Zur Kontrolle',
  orders: 'Aufträge',
  lines: 'Positionen',
  units: 'Basiseinheiten',
  net: 'Netto',
  tax: 'Steuer',
  gross: 'Summe',
  changes: 'Änderungen an Aufträgen früherer Stapel',
  doNotEnter: 'NICHT ERFASSEN',
  doNotEnterHint:
    'Der Kunde hat storniert. Falls schon erfasst: dort stornieren und die Nummer zurückmelden.',
  cancelThere: 'In der Warenwirtschaft stornieren',
  cancelUnits: 'Mengen stornieren',
  noChanges: 'Keine.',
  nothingToEnter: 'In diesem Stapel ist kein Auftrag zu erfassen.',
  ofBatch: (batch) => `aus Stapel ${batch}`,
  order: 'Auftrag',
  ofOrders: (place, orders) => `${place} von ${orders}`,
  entered: 'erfasst',
  checked: 'geprüft',
  erpNumber: 'Nummer dort',
  deliverTo: 'Lieferadresse',
  erased: 'Name und Anschrift wurden gelöscht.',
  contact: 'Kontakt',
  customer: 'Kundennummer',
  purchaseOrder: 'Bestellnummer',
  placedAt: 'Bestellt',
  wished: 'Wunschtermin',
  none: 'keiner',
  currency: 'Währung',
  shippingMethod: 'Versandart',
  line: 'Pos.',
  item: 'Artikel',
  quantity: 'Menge',
  price: 'Preis netto',
  amount: 'Betrag netto',
  taxRate: 'Steuer',
  per: (count) => `je ${count}`,
  withTax: (price) => `${price} inkl. Steuer`,
  base: (units) => `= ${units} Basiseinheiten`,
  contains: 'Enthält',
  cancelled: (units, left) => `Storniert: ${units}. Zu erfassen: ${left} (Basiseinheiten)`,
  wholeLine: 'wurde storniert: nicht erfassen',
  shipping: 'Versand',
  inDoubt:
    'Dieser Auftrag kann schon in der Warenwirtschaft stehen. Zuerst dort nach seiner Nummer suchen und nur erfassen, wenn er fehlt.',
  unprintable: 'Zeichen, die dieser Druck nicht zeigen kann, stehen als [U+…].',
  noBarCode: 'kein Strichcode',
};

export const words: Record<BatchLanguage, Words> = { en: english, de: german };

/** Common units by UN/ECE code; others stand as their code alone. */
export const unitNames: Record<BatchLanguage, Readonly<Record<string, string>>> = {
  en: {
    ...{ C62: 'piece', H87: 'piece', EA: 'each', PR: 'pair', SET: 'set', XCT: 'carton', XBX: 'box' },
    ...{ XPK: 'pack', XPX: 'pallet', KGM: 'kg', GRM: 'g', MTR: 'm', LTR: 'l' },
  },
  de: {
    ...{ C62: 'Stück', H87: 'Stück', EA: 'Stück', PR: 'Paar', SET: 'Satz', XCT: 'Karton', XBX: 'Schachtel' },
    ...{ XPK: 'Packung', XPX: 'Palette', KGM: 'kg', GRM: 'g', MTR: 'm', LTR: 'l' },
  },
};

/** A decimal as people write it: thousands apart, at least `least` decimals and none that says nothing beyond. */
export function figure(decimal: string, language: BatchLanguage, least = 0): string {
  const [thousands, point] = language === 'de' ? ['.', ','] : [',', '.'];
  const [, sign = '', whole = '0', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const shown = decimals.replace(/0+$/, '').padEnd(least, '0');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${sign}${grouped}${shown === '' ? '' : `${point}${shown}`}`;
}

/** To the minute, in UTC: the clerk’s own time zone is nobody’s to know here. */
export function instant(at: Date, language: BatchLanguage): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  const day = language === 'de' ? date.split('-').toReversed().join('.') : date;
  return `${day} ${time.slice(0, 5)} UTC`;
}
