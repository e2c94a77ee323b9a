// Generated from schemas/ by `npm run generate`. Edit the schemas instead.
import type { CalendarDate, Decimal } from '../scalars.ts';

/** A unit in which an item is counted, bought or sold. */
export interface ItemUnit {
  /** UN/ECE recommendation 20 or 21 code, for example `XCT` (carton). */
  unit: string;
  /** `denominator` of this unit are `numerator` base units; at least 1. */
  numerator: number;
  /** As above; at least 1. */
  denominator: number;
  /** GTIN on this unit’s label, null when there is none. */
  gtin: string | null;
  /** Whether orders may name this unit. */
  sellable: boolean;
}

/** Units of another SKU in one unit of a kit. */
export interface KitComponent {
  /** SKU of the component. */
  sku: string;
  /** Units of the component in one unit of the kit, each in its own base unit. */
  quantity: number;
}

/** Texts in one language. */
export interface ProductText {
  /** BCP 47 tag. */
  language: string;
  /** Name of the product, without colour and size. */
  name: string;
  /** Plain text; empty when there is none. */
  description: string;
}

/** A product option that shoppers can order, as staff accepted it. */
export interface Product {
  /** SKU. */
  sku: string;
  /** Back-office system the item comes from. */
  source: string;
  /** Code of the product that its SKUs share; the SKU itself when it stands alone. */
  model: string;
  /** `active` or `discontinued` (sells down, then goes). */
  status: string;
  /** Code of the product family. */
  family: string;
  /** Name of the family, English. */
  familyName: string;
  /** Name of the category above, null when none. */
  category: string | null;
  /** Base unit, in which quantities are counted: UN/ECE recommendation 20 code. */
  unit: string;
  /** GTIN of the base unit, null when there is none. */
  gtin: string | null;
  /** `goods`, `service` (nothing is stocked), or `kit` (goods put together of others; nothing of it is stocked but its components). Growing vocabulary: what is of an unknown kind is not for sale. */
  kind: string;
  /** Decimal places of the base unit that one step of a quantity stands for: quantities are integers of 10^-scale base units. Readers do not sell what has a scale that they do not know. */
  quantityScale: number;
  /** Every unit, the base unit among them. Empty: the base unit alone, and it is sellable. */
  units: ItemUnit[];
  /** What one unit of a kit is put together of; empty for everything else. */
  components: KitComponent[];
  /** Tax class. */
  taxCategory: string;
  /** English word in lower case, null when none. */
  color: string | null;
  /** Size as printed, null when none. */
  size: string | null;
  /** Texts per language; the first is the seller’s own. */
  texts: ProductText[];
  /** What happens when nothing is available to sell: `show` (out of stock) or `back-order`. Growing vocabulary: treat an unknown policy as `show`. */
  atZero: string;
  /** Units that may be promised beyond stock under `back-order`; 0 otherwise. */
  backOrderLimit: number;
  /** SKU to offer instead, null when none. */
  substitute: string | null;
}

/** One customer of a back office that the account is. Whatever is coded by that back office stands here. */
export interface AccountBinding {
  /** Back-office system. */
  source: string;
  /** Customer number there. */
  number: string;
  /** Price group there, null for the general list. */
  priceGroup: string | null;
  /** Codes of price lists there, the one that counts first in front. */
  priceLists: string[];
}

/** A customer in the business sense. Personal data: erased by a tombstone. */
export interface Account {
  /** Account number of ours. */
  account: string;
  /** `business`, `person` or `guests`. */
  kind: string;
  /** Name. */
  name: string;
  /** The customers that it is in back offices, at most one in each; empty while it is unbound. */
  bindings: AccountBinding[];
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** ISO 3166-1 alpha-2 code. */
  country: string | null;
  /** Region of the country as the back office codes it, null when not stated. */
  region: string | null;
  /** Account that it belongs to, null when it stands alone or that is not known yet. */
  parent: string | null;
  /** Account that is invoiced for its orders, null when it is itself or that is not known yet. Prices and tax are the buyer’s; payment terms, and being blocked for shipments, the payer’s. */
  billTo: string | null;
  /** Tax class of customers. */
  taxClass: string;
  /** Code of its payment terms in the back office. */
  paymentTerms: string | null;
  /** What is refused: `orders`, `shipments`. Empty: nothing. Growing vocabulary: whoever is refused what a reader does not know gets no new orders. */
  blockedFor: string[];
}

/** A customer of the back office. Personal data: erased by a tombstone. */
export interface ErpCustomer {
  /** The back-office system that said it, as named in the integration, for example `demo`. Never contains `|`. */
  source: string;
  /** Customer number. */
  number: string;
  /** `business`, `person` or `guests` (the one receivables account that gathers guest orders). */
  kind: string;
  /** Name of the company or person. */
  name: string;
  /** VAT identification number, null when not stated. */
  taxNumber: string | null;
  /** E-mail address, null when not stated. */
  email: string | null;
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** ISO 3166-1 alpha-2 code. */
  country: string | null;
  /** Region of the country as the back office codes it, null when not stated. */
  region: string | null;
  /** Number of the customer that this one belongs to, null when it stands alone. */
  parent: string | null;
  /** Number of the customer who is invoiced for its orders, null when it is itself. */
  billTo: string | null;
  /** Tax class of customers, for example `normal`; decides tax together with the place. */
  taxClass: string;
  /** Code of its payment terms in the back office; those of `billTo` hold where they differ. */
  paymentTerms: string | null;
  /** Price group, null for the general list. */
  priceGroup: string | null;
  /** Codes of the price lists of its own, the one that counts first in front; empty: none. */
  priceLists: string[];
  /** What the back office refuses it: `orders`, `shipments`. Empty: nothing. Growing vocabulary: whoever is refused what a reader does not know gets no new orders. */
  blockedFor: string[];
}

/** The line of an invoice that is given back. */
export interface CorrectedLine {
  /** Invoice number. */
  invoice: string;
  /** Line number of the order. */
  line: number;
}

/** Units of one order line. Charges are not among them. */
export interface ErpInvoiceLine {
  /** Order number of the back office; empty in records from before 0.2: that of the header. */
  order: string;
  /** Our order number, null when the order began elsewhere. */
  channelOrder: string | null;
  /** Line number of the order. */
  line: number;
  /** Item code. */
  sku: string;
  /** Base units invoiced, or given back. */
  quantity: number;
  /** Amount net of tax. */
  net: Decimal;
  /** Rate in per cent. */
  taxRate: Decimal;
  /** What a line of a credit note corrects, null on an invoice. */
  corrects: CorrectedLine | null;
}

/** A charge on the document. */
export interface ErpInvoiceCharge {
  /** Order number of the back office; empty in records from before 0.2: that of the header. */
  order: string;
  /** Our order number, null when the order began elsewhere. */
  channelOrder: string | null;
  /** Line number of the order, null when it is no line of one, such as freight. */
  line: number | null;
  /** `freight`, or the code of the charge in the back office. */
  code: string;
  /** Name on the document. */
  name: string;
  /** Amount net of tax. */
  net: Decimal;
  /** Rate in per cent. */
  taxRate: Decimal;
}

/** An invoice or a credit note of the back office. Immutable. It may span orders; a credit note corrects invoices and opens nothing of them again. */
export interface ErpInvoice {
  /** The back-office system that said it, as named in the integration, for example `demo`. Never contains `|`. */
  source: string;
  /** Invoice number. */
  number: string;
  /** `invoice` or `credit-note`, whose amounts are positive and given back. Growing vocabulary: what is of an unknown kind is not taken for an invoice. */
  kind: string;
  /** Order number of the back office, null when it spans several; each line has its own. */
  order: string | null;
  /** Our order number, null when the order began elsewhere or there are several. */
  channelOrder: string | null;
  /** Numbers of the invoices that a credit note corrects; empty for an invoice. */
  corrects: string[];
  /** Customer number. */
  customer: string;
  /** Number of the customer who owes it, null when it is the one who ordered. */
  billTo: string | null;
  /** Number of the buyer’s own purchase order, null when there is none or several. */
  purchaseOrderNumber: string | null;
  /** Date of the invoice. */
  issuedOn: CalendarDate;
  /** Day by which it is to be paid, null when not stated. */
  dueOn: CalendarDate | null;
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** Lines. */
  lines: ErpInvoiceLine[];
  /** Charges, freight among them. */
  charges: ErpInvoiceCharge[];
  /** Total net of tax. */
  net: Decimal;
  /** Total tax. */
  tax: Decimal;
  /** Total with tax. */
  gross: Decimal;
}

/** Name and description in one language. */
export interface ItemText {
  /** BCP 47 tag, for example `en`. */
  language: string;
  /** Name for shoppers. */
  name: string;
  /** Description for shoppers, plain text; empty when there is none. */
  description: string;
}

/** What the back office knows of an item, cleaned and mapped, before catalog accepts it as a product. */
export interface ErpItem {
  /** The back-office system that said it, as named in the integration, for example `demo`. Never contains `|`. */
  source: string;
  /** Item code; becomes the SKU. */
  code: string;
  /** Office shorthand as it stands in the back office, null when there is none. */
  abbreviation: string | null;
  /** Code of the product that several items are options of; null when the item stands alone. */
  model: string | null;
  /** Name of that product, null as above. */
  modelName: string | null;
  /** Code of the product family. */
  family: string;
  /** Name of the product family, English. */
  familyName: string;
  /** Name of the category above the family, English; null when the back office has none. */
  category: string | null;
  /** Base unit, in which stock, prices’ breaks and quantities are counted: UN/ECE recommendation 20 code such as `C62` (one). */
  unit: string;
  /** GTIN of the base unit, null when there is none. */
  gtin: string | null;
  /** `goods`, `service` (nothing is stocked), or `kit` (goods put together of others; nothing of it is stocked but its components). Growing vocabulary: what is of an unknown kind is not for sale. */
  kind: string;
  /** Decimal places of the base unit that one step of a quantity stands for: quantities are integers of 10^-scale base units. Readers do not sell what has a scale that they do not know. */
  quantityScale: number;
  /** Every unit, the base unit among them. Empty: the base unit alone, and it is sellable. */
  units: ItemUnit[];
  /** What one unit of a kit is put together of; empty for everything else. */
  components: KitComponent[];
  /** Colour as an English word in lower case, null when it has none. */
  color: string | null;
  /** Size as printed on the label, null when it has none. */
  size: string | null;
  /** Weight of one unit in grams, null when unknown. */
  weightGrams: number | null;
  /** Tax class of the back office, for example `standard`. */
  taxCategory: string;
  /** Texts per language, at least one. */
  texts: ItemText[];
  /** `active`, `running-out` (what is there is sold, and nothing beyond) or `ended` (no longer for sale). Growing vocabulary: treat an unknown status as `ended`. */
  status: string;
  /** Code of the item that takes its place, null when there is none. */
  substitute: string | null;
  /** Units that the back office lets be promised beyond stock, 0 for none; null where it has no rule of its own. */
  backOrderLimit: number | null;
}

/** A place on earth, WGS 84. */
export interface Coordinates {
  /** Degrees, north positive. */
  latitude: Decimal;
  /** Degrees, east positive. */
  longitude: Decimal;
}

/** A place that holds stock, as the back office names it. */
export interface ErpLocation {
  /** The back-office system that said it, as named in the integration, for example `demo`. Never contains `|`. */
  source: string;
  /** Location code of the back office; unique within the source. */
  code: string;
  /** Name for people. */
  name: string;
  /** `warehouse`, `store`, `third-party`, `drop-shipper` or `dealer`. Growing vocabulary: treat an unknown kind as `warehouse`. */
  kind: string;
  /** City, null when not stated. */
  city: string | null;
  /** ISO 3166-1 alpha-2 code, null when not stated. */
  country: string | null;
  /** Postal code, null when not stated. */
  postalCode: string | null;
  /** Where it is, null when not stated. */
  coordinates: Coordinates | null;
  /** IANA name of the time zone in which its hours are, null when not stated. */
  timeZone: string | null;
  /** Local time `HH:MM` until which an order leaves on the same day, null when not stated. */
  cutOff: string | null;
  /** Days of the week on which goods leave, 1 (Monday) to 7 (Sunday); empty when not stated. */
  shippingDays: number[];
  /** Whether shoppers can collect goods there. */
  pickup: boolean;
  /** Whether its stock may be promised to web orders. */
  servesWeb: boolean;
}

/** A line of the order. Components of a kit are no lines of their own. */
export interface ErpOrderLine {
  /** Line number; our own for web orders. */
  line: number;
  /** Item code. */
  sku: string;
  /** Name on the document. */
  name: string;
  /** `goods`, `service` or `kit`. Growing vocabulary. */
  kind: string;
  /** Unit in which it was ordered, UN/ECE code; empty in records from before 0.2: the base unit. */
  unit: string;
  /** How many of that unit; 0 in records from before 0.2: as many as base units. */
  unitQuantity: number;
  /** How many of that unit the unit price is for. */
  perQuantity: number;
  /** Base units ordered. */
  ordered: number;
  /** Base units shipped so far; of a kit, whole kits. */
  shipped: number;
  /** Base units cancelled. */
  cancelled: number;
  /** Base units invoiced. */
  invoiced: number;
  /** Price of `perQuantity` of the unit, net of tax and of discounts. */
  unitPrice: Decimal;
  /** What the unit price is lower by than the price before discounts, in per cent; null in records from before 0.3. */
  discountPercent: Decimal | null;
  /** Line amount net of tax. */
  net: Decimal;
  /** What one kit of this line is put together of, as the document has it; empty for everything else. */
  components: KitComponent[];
}

/** What is charged beside goods and services. */
export interface ErpCharge {
  /** Line number of the order, null when it is no line, such as freight. */
  line: number | null;
  /** `freight`, or the code of the charge in the back office. */
  code: string;
  /** Name on the document. */
  name: string;
  /** Amount net of tax. */
  net: Decimal;
}

/** Units in a shipment. Told apart by line and SKU: of a kit, its components are shipped under the kit’s line. */
export interface ErpShipmentLine {
  /** Line number of the order. */
  line: number;
  /** SKU shipped: the line’s own, or a component of its kit. */
  sku: string;
  /** Base units shipped. */
  quantity: number;
}

/** Goods that left a location. */
export interface ErpShipment {
  /** Shipment number of the back office. */
  number: string;
  /** Location code. */
  location: string;
  /** When it left, UTC. */
  shippedAt: Date;
  /** Name of the carrier, null when not known. */
  carrier: string | null;
  /** Number by which the carrier finds it, null when there is none. */
  trackingNumber: string | null;
  /** Page of the carrier that shows where it is, null when not known. */
  trackingUrl: string | null;
  /** What it holds. */
  lines: ErpShipmentLine[];
}

/** A sales order in the back office with all its shipments: ours after hand-over, and those that began elsewhere. */
export interface ErpOrder {
  /** The back-office system that said it, as named in the integration, for example `demo`. Never contains `|`. */
  source: string;
  /** Order number of the back office. */
  number: string;
  /** Our order number; null when the order began elsewhere. */
  channelOrder: string | null;
  /** `web`, `telephone`, `store` or `sales`. Growing vocabulary. */
  origin: string;
  /** `open`, `part-shipped`, `shipped`, `invoiced` or `cancelled`. */
  status: string;
  /** Customer number. */
  customer: string;
  /** Number of the customer who is invoiced, null when it is the one who ordered. */
  billTo: string | null;
  /** Number of the buyer’s own purchase order, null when not given. */
  purchaseOrderNumber: string | null;
  /** Whom or what the buyer named with it, null when not given. */
  buyerReference: string | null;
  /** Day for which delivery was asked, null when none was. */
  requestedOn: CalendarDate | null;
  /** Whether nothing is shipped before everything can be. */
  shipComplete: boolean;
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** When it was entered, UTC. */
  placedAt: Date;
  /** Lines in the order of their number. */
  lines: ErpOrderLine[];
  /** Charges, freight among them; not among the lines. */
  charges: ErpCharge[];
  /** Shipments, oldest first. */
  shipments: ErpShipment[];
  /** Total net of tax, charges included. */
  net: Decimal;
  /** Total tax. */
  tax: Decimal;
  /** Total with tax. */
  gross: Decimal;
}

/** One price version as the back office states it. */
export interface ErpPrice {
  /** The back-office system that said it, as named in the integration, for example `demo`. Never contains `|`. */
  source: string;
  /** SKU it is the price of. */
  sku: string;
  /** Identity of this price version, unique per SKU; never contains `|`. */
  version: string;
  /** Code of the price list. */
  list: string;
  /** `list`; `customer-list`, for accounts that have the list among their own; `sale`; or `contract`, negotiated for one account. Growing vocabulary: readers leave out kinds they do not know. */
  kind: string;
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** Price of `perQuantity` of `unit`. */
  amount: Decimal;
  /** How many of the unit the amount is for, at least 1. */
  perQuantity: number;
  /** Whether the amount contains tax. */
  taxIncluded: boolean;
  /** Unit the price is for, UN/ECE code: the item’s base unit, or another of its units. A price for a carton is none for a piece. */
  unit: string;
  /** Smallest quantity it holds for, in base units of the item whatever unit the price is for; at least 1. */
  minQuantity: number;
  /** Largest quantity it holds for, in base units; null without bound. */
  maxQuantity: number | null;
  /** First instant of validity, UTC, inclusive. */
  validFrom: Date;
  /** End of validity, UTC, exclusive; null while open. */
  validTo: Date | null;
  /** Customer group it is for, null for everybody. */
  group: string | null;
  /** Account number in the back office it was negotiated for, null for everybody. */
  account: string | null;
}

/** What a field of an order may hold. */
export interface FieldLimit {
  /** Field of the order or its recipient, for example `recipient.name`. */
  field: string;
  /** Characters at most, null when there is no limit. */
  maxLength: number | null;
  /** The characters it can hold, as the inside of a regular expression’s character class; null when any. */
  alphabet: string | null;
}

/** What a back office says of itself: how it finds a price, and what it can hold. */
export interface ErpSource {
  /** The back-office system, as named in the integration. */
  source: string;
  /** Whether orders are handed over to it. */
  takesOrders: boolean;
  /** How it finds the price of an account, item, quantity and instant. Growing vocabulary. */
  priceStrategy: string;
  /** Fields that have limits. */
  limits: FieldLimit[];
}

/** Units of one of our order lines that the stated figure no longer contains. */
export interface WatermarkLine {
  /** Our order number. */
  order: string;
  /** Line number within that order, from 1. For a kit it is the kit’s line; the statement’s SKU says which component. */
  line: number;
  /** Units, cumulative over the life of the line, in the SKU’s unit. */
  quantity: number;
}

/** Units on their way to the location by one document. */
export interface IncomingUnits {
  /** Calendar date on which they are expected, in the seller’s time zone. */
  expectedOn: CalendarDate;
  /** Units still to come. */
  quantity: number;
  /** Number of the document in the back office, empty when not stated. */
  document: string;
  /** `purchase`, `transfer` or `return`. Growing vocabulary: treat an unknown kind as `purchase`. */
  kind: string;
  /** Whether who sends them has confirmed the date. */
  confirmed: boolean;
}

/** A statement of stock for one item at one location, read in one snapshot of the back office. */
export interface ErpStock {
  /** The back-office system that said it, as named in the integration, for example `demo`. Never contains `|`. */
  source: string;
  /** Item code. */
  sku: string;
  /** Location code. */
  location: string;
  /** The stated figure in the SKU’s unit; may be negative, which is evidence of an error in the back office. */
  quantity: number;
  /** What the figure counts: `physical` (units there) or `net` (units there less what the back office’s orders claim). */
  basis: string;
  /** Units that the back office has allocated to orders that are not ours; 0 when the basis is `net`. */
  allocatedElsewhere: number;
  /** Units withheld from the web. */
  safetyStock: number;
  /** The instant the location’s system stated the figure, UTC. */
  asOf: Date;
  /** Which of our unsettled order lines the snapshot already reflects: for a physical basis units that were shipped, or that are to come from a place that does not serve the web; claimed units for a net one. Empty: none of them. Null: the source cannot tell, and settlement is estimated. */
  watermark: WatermarkLine[] | null;
  /** Open quantities on their way, earliest first. */
  incoming: IncomingUnits[];
}

/** A tax rate of the back office: for a category of items, in a country or a region of it, for a tax class of customers. Of several that hold, one for the class counts before one for every class, then one for the region before one for the whole country, then the one that began last. */
export interface ErpTax {
  /** The back-office system that said it, as named in the integration, for example `demo`. Never contains `|`. */
  source: string;
  /** ISO 3166-1 alpha-2 code. */
  country: string;
  /** Region of the country as the back office codes it, `*` for the whole country. */
  region: string;
  /** Name of the region for people, null for the whole country or when not stated. */
  regionName: string | null;
  /** Tax class of customers, as on customers; `*` for every class. */
  taxClass: string;
  /** Tax class of items, as on items. */
  category: string;
  /** Name printed on documents. */
  name: string;
  /** Rate in per cent: `19` means 19 %. */
  rate: Decimal;
  /** First day of validity in the country’s calendar. */
  validFrom: CalendarDate;
  /** Day on which it ceases to hold, exclusive; null while open. */
  validTo: CalendarDate | null;
}

/** Whether a flow is alive, and how far it has come. */
export interface FlowStatus {
  /** The back-office system that said it, as named in the integration, for example `demo`. Never contains `|`. */
  source: string;
  /** `items`, `stock`, `prices`, `taxes`, `locations`, `customers`, `orders`, `invoices` or `exports`. */
  flow: string;
  /** `off`, `manual`, `batch` or `real-time`. Where parts of the flow run differently, the slowest that is not `off`. */
  mode: string;
  /** `live`, `silent` while the back office cannot be reached, or `guarded` while withdrawals wait for a person. Growing vocabulary. */
  state: string;
  /** Last instant at which the back office was known to be reachable and everything it had recorded before was read, UTC. In `batch` and `manual`, that of the last run. */
  heardAt: Date;
  /** When the back office recorded the newest change seen, UTC; null before the first. */
  lastChangeAt: Date | null;
  /** Records held back at present. */
  quarantined: number;
  /** Why it is in this state, for people; null when there is nothing to say. */
  reason: string | null;
  /** Withdrawals that wait for a person. */
  guarded: number;
  /** When the next batch of it is due, UTC; null of a flow that runs in no batches. In the past while one is overdue. */
  nextRun: Date | null;
}

/** Why a record is held back. */
export interface ExceptionCause {
  /** The same of all records that one mend helps. */
  group: string;
  /** What it breaks, for example `missing` or `unknown-code`. Growing vocabulary. */
  rule: string;
  /** Field of our record, for example `unit` or `lines[].sku`. */
  field: string;
  /** `configuration` where the mapping is to be mended, `data` where the back office is. Growing vocabulary. */
  kind: string;
  /** How many times in the record, as in several lines of an order. */
  count: number;
}

/** A record of a back office that is held back, until it can be published or is gone: then there is a tombstone. Says nothing of what stands in it. */
export interface IntegrationException {
  /** The back-office system that said it, as named in the integration, for example `demo`. Never contains `|`. */
  source: string;
  /** `items`, `stock`, `prices`, `taxes`, `locations`, `customers`, `orders` or `invoices`. */
  flow: string;
  /** Key of the record on the topic of its flow, without the source, with `%7C` for `|` and `%25` for `%`; `%` alone where it is empty. Of customers, orders and invoices `id`. */
  record: string;
  /** By which the adapter has it: `GET /quarantine/records/{id}`. */
  id: string;
  /** At least one. */
  causes: ExceptionCause[];
  /** Since when it is held back, UTC. */
  since: Date;
  /** Whether what was published of it before goes on to count. */
  published: boolean;
  /** Who looks after it, by the subject of their token; null while nobody does. */
  assignee: string | null;
  /** Whether a person has said that it may stay as it is until its row changes. */
  ignored: boolean;
}

/** Where the document in the back office parts from what was ordered. */
export interface ExportDifference {
  /** `missing-document`, `second-document`, `missing-line`, `added-line`, `substituted`, `split`, `lowered`, `raised`, `unit`, `price`, `charge`, `components`, `address`, `customer`, `reference`, `currency`, `cancellation` or `total`. Growing vocabulary; empty in records from before 0.3. */
  kind: string;
  /** Path of the figure, for example `gross`. */
  field: string;
  /** Our figure as text. */
  ours: string;
  /** Theirs as text. */
  theirs: string;
  /** Line number that it concerns, null for the document. */
  line: number | null;
  /** When it was first seen, UTC; null in records from before 0.3. */
  since: Date | null;
  /** Amount net of tax by which it changes what is delivered, in the currency of the order; null when it changes nothing. */
  worth: Decimal | null;
}

/** How far the hand-over of one of our orders to the back office has come. */
export interface OrderExport {
  /** Our order number. */
  order: string;
  /** The back-office system it goes to. */
  source: string;
  /** `received`, `parked`, `sent`, `acknowledged`, `verified`, `refused`, or `cancelled` when nothing of the order was left to hand over. */
  state: string;
  /** Why it is parked, refused or cancelled, or acknowledged by another number than before, for people; null otherwise. */
  reason: string | null;
  /** Order number of the back office, null before it is acknowledged. */
  erpNumber: string | null;
  /** Where the document parts from what was ordered, as it stands; empty when it does not. */
  differences: ExportDifference[];
  /** When this state was reached, UTC. */
  at: Date;
}

/** The next delivery from a supplier. */
export interface NextIncoming {
  /** Calendar date in the seller’s time zone. */
  expectedOn: CalendarDate;
  /** Units. */
  quantity: number;
}

/** What of a delivery no order waits for yet. */
export interface FreeDelivery {
  /** Calendar date in the seller’s time zone. */
  expectedOn: CalendarDate;
  /** Units that are not owed yet. */
  quantity: number;
}

/** What the web channel may sell of a SKU, all serving locations together. */
export interface Availability {
  /** SKU. */
  sku: string;
  /** Units that can be promised now; never negative. */
  availableToSell: number;
  /** The policy in force: `show` or `back-order`. */
  atZero: string;
  /** Units that may still be promised beyond stock. */
  backOrderable: number;
  /** Earliest expected delivery, null when none is. */
  nextIncoming: NextIncoming | null;
  /** Deliveries to come, earliest first, each with the units of it that are not owed to orders yet; no more of them than what may be promised needs. What is asked beyond stock is expected on the day of the first that covers it, with those before. Null in records from before 0.3. */
  incoming: FreeDelivery[] | null;
  /** Whether a settlement behind the figure rests on time and not on a watermark. */
  estimated: boolean;
  /** The newest statement it is made of, UTC. */
  asOf: Date;
}

/** What one location holds of a SKU for the web. */
export interface LocationStock {
  /** SKU. */
  sku: string;
  /** Back-office system that states it; location codes are unique within it. */
  source: string;
  /** Location code. */
  location: string;
  /** Name for people. */
  name: string;
  /** Kind of location. */
  kind: string;
  /** City, null when not stated. */
  city: string | null;
  /** ISO 3166-1 alpha-2 code. */
  country: string | null;
  /** Always the same: stated figure less what is allocated elsewhere and withheld; never negative. Our own reservations are not taken off, because they claim a pool and not a location. */
  available: number;
  /** When the location’s system stated it, UTC. */
  asOf: Date;
  /** Whether it counts towards what can be sold. */
  servesWeb: boolean;
}

/** What was given back. */
export interface ReleasedLine {
  /** Line number. Claims are told apart by line and SKU: a kit’s components are claimed under its line. */
  line: number;
  /** SKU that is claimed: the line’s own, or a component of its kit. */
  sku: string;
  /** Units. */
  quantity: number;
}

/** Claims were given back because order lines were cancelled. */
export interface ReservationReleased {
  /** Our order number. */
  order: string;
  /** Lines concerned. */
  lines: ReleasedLine[];
  /** UTC. */
  at: Date;
}

/** What was settled. */
export interface SettledLine {
  /** Line number. Claims are told apart by line and SKU: a kit’s components are claimed under its line. */
  line: number;
  /** SKU that is claimed: the line’s own, or a component of its kit. */
  sku: string;
  /** Location whose statement contains it. */
  location: string;
  /** Units settled by this event. */
  quantity: number;
}

/** Claims ended because a stock statement now contains them. */
export interface ReservationSettled {
  /** Our order number. */
  order: string;
  /** Lines concerned. */
  lines: SettledLine[];
  /** True when time and not a watermark settled them. */
  estimated: boolean;
  /** Whether nothing of the order remains claimed. */
  closed: boolean;
  /** UTC. */
  at: Date;
}

/** A line that could not be promised. */
export interface RefusedLine {
  /** Line number. */
  line: number;
  /** SKU. */
  sku: string;
  /** Units asked for, over all lines of the SKU. */
  requested: number;
  /** Units that could have been promised. */
  available: number;
}

/** An order could not be promised; nothing was claimed. */
export interface StockRefused {
  /** Our order number. */
  order: string;
  /** The lines that fell short. */
  lines: RefusedLine[];
  /** When it was decided, UTC. */
  at: Date;
}

/** The claim of one line. */
export interface ReservedLine {
  /** Line number. Claims are told apart by line and SKU: a kit’s components are claimed under its line. */
  line: number;
  /** SKU that is claimed: the line’s own, or a component of its kit. */
  sku: string;
  /** Units claimed of stock. */
  reserved: number;
  /** Units promised beyond stock. */
  backOrdered: number;
  /** When back-ordered units are expected, null when unknown or none. */
  expectedOn: CalendarDate | null;
}

/** Stock was claimed for an order: every line whole, or in part with the rest on back-order. */
export interface StockReserved {
  /** Our order number. */
  order: string;
  /** Every claim of the order: one for each line, for a kit one for each component. */
  lines: ReservedLine[];
  /** When it was decided, UTC. */
  at: Date;
}

/** What is delivered instead of the SKU of a line. */
export interface Substitute {
  /** SKU. */
  sku: string;
  /** Name on the document. */
  name: string;
}

/** A line. */
export interface OrderLine {
  /** Line number. */
  line: number;
  /** `erp` for a line that the back office has added, of which nothing was ordered; empty for the lines of the order. */
  addedBy: string;
  /** Line of the order whose units it delivers: by another SKU, or as a part of them. Null when it replaces none. */
  replaces: number | null;
  /** SKU. */
  sku: string;
  /** Product name as ordered. */
  name: string;
  /** Price version honoured, null for orders that began in the back office. */
  priceVersion: string | null;
  /** Unit in which it was ordered, UN/ECE code; empty in records from before 0.2: the base unit. */
  unit: string;
  /** How many of that unit; 0 in records from before 0.2: as many as base units. */
  unitQuantity: number;
  /** How many of that unit the unit price is for. */
  perQuantity: number;
  /** Price of `perQuantity` of the unit. */
  unitPrice: Decimal;
  /** Whether that contains tax. */
  taxIncluded: boolean;
  /** Rate in per cent. */
  taxRate: Decimal;
  /** Line amount net of tax. */
  net: Decimal;
  /** Base units ordered; of a kit, kits, as in all of these. */
  ordered: number;
  /** Base units that the document of the back office has for it now, cancelled ones among them; null while there is no document, or while it has what was ordered. */
  documented: number | null;
  /** What the back office delivers instead under the same line, null when it delivers what was ordered. */
  substitute: Substitute | null;
  /** Base units promised of stock. */
  reserved: number;
  /** Base units promised beyond stock. */
  backOrdered: number;
  /** When those are expected. */
  expectedOn: CalendarDate | null;
  /** Base units shipped. */
  shipped: number;
  /** Base units cancelled. */
  cancelled: number;
  /** Base units invoiced. */
  invoiced: number;
  /** Base units given back by credit notes; they stay invoiced. */
  credited: number;
  /** Base units returned. */
  returned: number;
  /** What one kit is put together of; empty for everything else. */
  components: KitComponent[];
}

/** What the back office charges beside goods and services. */
export interface OrderCharge {
  /** `freight`, or the code of the charge in the back office. */
  code: string;
  /** Name on the document. */
  name: string;
  /** Amount net of tax. */
  net: Decimal;
}

/** A line concerned. */
export interface RejectionLine {
  /** Line number. */
  line: number;
  /** SKU. */
  sku: string;
  /** See OrderRejected. */
  reason: string;
  /** Units that could be promised. */
  available: number | null;
  /** Price in force. */
  price: Decimal | null;
  /** Its version. */
  priceVersion: string | null;
}

/** Why nothing was promised. */
export interface Rejection {
  /** See OrderRejected. */
  reason: string;
  /** Lines concerned. */
  lines: RejectionLine[];
}

/** Units, told apart by line and SKU: of a kit, its components. */
export interface OrderShipmentLine {
  /** Line number. */
  line: number;
  /** SKU. */
  sku: string;
  /** Units. */
  quantity: number;
}

/** Goods that left. */
export interface OrderShipment {
  /** Shipment number. */
  number: string;
  /** Location code. */
  location: string;
  /** UTC. */
  at: Date;
  /** Name of the carrier, null when not known. */
  carrier: string | null;
  /** Number by which the carrier finds it, null when there is none. */
  trackingNumber: string | null;
  /** Page of the carrier that shows where it is, null when not known. */
  trackingUrl: string | null;
  /** What it holds. */
  lines: OrderShipmentLine[];
}

/** An invoice or a credit note. */
export interface OrderInvoice {
  /** Invoice number. */
  number: string;
  /** `invoice` or `credit-note`, whose amounts are given back. */
  kind: string;
  /** ISO 4217 code of its amounts; empty in records from before 0.3: that of the order. */
  currency: string;
  /** Whether it spans other orders as well. */
  shared: boolean;
  /** Amount of the whole document with tax. */
  gross: Decimal;
  /** What of it concerns this order, net of tax; null in records from before 0.2. */
  net: Decimal | null;
  /** UTC. */
  at: Date;
}

/** A step of the order. */
export interface OrderStep {
  /** `received`, `confirmed`, `back-ordered`, `rejected`, `cancelled`, `handed-over`, `verified`, `shipped`, `shipment-corrected`, `invoiced`, `credited`, `invoice-corrected`, `amended`, `completed` or `reopened`. Growing vocabulary. */
  step: string;
  /** UTC. */
  at: Date;
  /** A document number or a reason, null when there is none. */
  detail: string | null;
}

/** A point in which the document of the back office parts from what was ordered. */
export interface OrderAmendment {
  /** See OrderAmended; `billed` where invoices come to more than is due, net, or are in another currency. */
  kind: string;
  /** Line number, null for the whole order. */
  line: number | null;
  /** Line that it replaces, null when none. */
  replaces: number | null;
  /** As ordered; empty when nothing was. */
  was: string;
  /** As the document has it; empty when nothing is left. */
  is: string;
  /** When it was first seen, UTC. */
  at: Date;
}

/** That a person of the seller decides whether the order is taken. */
export interface OrderReview {
  /** Limit that it exceeds: `line-quantity`, `order-worth` or `open-worth`. Growing vocabulary. */
  reason: string;
  /** Since when it waits, UTC. */
  since: Date;
}

/** A cancellation that was asked for and cancelled nothing. */
export interface CancellationRefusal {
  /** `too-late`: nothing was left to cancel. Growing vocabulary. */
  reason: string;
  /** When it was asked for, UTC. */
  at: Date;
}

/** An order as it stands: truth per line and quantity, its state derived from that. */
export interface Order {
  /** Our order number; `<source>:<number>` for an order that began in the back office. */
  order: string;
  /** `web`, `telephone`, `store` or `sales`. */
  origin: string;
  /** `placed`, `confirmed`, `back-ordered`, `rejected`, `in-fulfilment`, `partly-shipped`, `shipped`, `invoiced`, `completed`, `cancelled` or `returned`. */
  state: string;
  /** `none`, `received`, `parked`, `sent`, `acknowledged`, `verified`, `refused`, or `cancelled` when nothing of the order was left to hand over. */
  integration: string;
  /** Why, when parked or refused. */
  integrationReason: string | null;
  /** Order number of the back office, null before it is known. */
  erpNumber: string | null;
  /** Account it is booked to. */
  account: string;
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** Country of delivery. */
  country: string;
  /** Region of delivery, null when none is told apart. */
  region: string | null;
  /** Number of the buyer’s own purchase order, null when not given. */
  purchaseOrderNumber: string | null;
  /** Lines. */
  lines: OrderLine[];
  /** Charges of an order that began in the back office; empty for others, whose shipping stands below. */
  charges: OrderCharge[];
  /** Code of the shipping method, null for orders that began in the back office. */
  shippingMethod: string | null;
  /** Shipping net of tax. */
  shippingNet: Decimal;
  /** Total net of tax. */
  net: Decimal;
  /** Total tax. */
  tax: Decimal;
  /** Total with tax. */
  gross: Decimal;
  /** What is owed now net of tax, after cancellations and what the back office has changed; null while it is the total. */
  dueNet: Decimal | null;
  /** Tax on what is owed now; null while it is the total tax. */
  dueTax: Decimal | null;
  /** What is owed now with tax; null while it is the total. */
  dueGross: Decimal | null;
  /** Why it was rejected, null otherwise. */
  rejection: Rejection | null;
  /** Oldest first. */
  shipments: OrderShipment[];
  /** Oldest first. */
  invoices: OrderInvoice[];
  /** Oldest first. */
  history: OrderStep[];
  /** Where the document parts from the order, as it stands. */
  amendments: OrderAmendment[];
  /** What it waits for while it is `placed` and nothing is promised; null unless it waits for a person. */
  review: OrderReview | null;
  /** When what is promised is given back unless something of it is shipped or invoiced before, UTC; null when it is held without an end. */
  heldUntil: Date | null;
  /** The latest cancellation that cancelled nothing; null when there was none. */
  cancellationRefusal: CancellationRefusal | null;
  /** UTC. */
  placedAt: Date;
  /** W3C trace context of the order’s journey, null when it was not sampled. */
  traceparent: string | null;
}

/** One change. */
export interface OrderChange {
  /** `added`, `removed`, `substituted`, `split`, `lowered`, `raised`, `cancelled`, `restored`, `repriced`, `discounted`, `charged`, `redirected`, `missing` (the document is gone) or `found` (it is there again). Growing vocabulary. */
  kind: string;
  /** Line number in the document, null for the whole of it. */
  line: number | null;
  /** Line of the order that it replaces, null when none. */
  replaces: number | null;
  /** Before; empty when it was not there. Never personal data. */
  was: string;
  /** Now; empty when it is not there any more. Never personal data. */
  is: string;
}

/** Units that were promised and that no line of the document stands for any more. */
export interface UncoveredLine {
  /** Line number. */
  line: number;
  /** SKU. */
  sku: string;
  /** Units of the line. */
  quantity: number;
}

/** The back office has changed its document: it now delivers something else than before. What was ordered and promised stays. */
export interface OrderAmended {
  /** Our order number. */
  order: string;
  /** What has changed. */
  changes: OrderChange[];
  /** Promises that end with this. */
  released: UncoveredLine[];
  /** When the back office recorded it, UTC. */
  at: Date;
}

/** Units cancelled by this event. */
export interface CancelledLine {
  /** Line number. */
  line: number;
  /** SKU. */
  sku: string;
  /** Units. */
  quantity: number;
}

/** Units will not be delivered. */
export interface OrderCancelled {
  /** Our order number. */
  order: string;
  /** `shopper`, `staff`, `erp`, or `seller` for what the seller’s rules end without a person. Growing vocabulary. */
  by: string;
  /** Reason; empty when none was given. By `seller`: `hold-ended`, the time for which the goods were held is over. */
  reason: string;
  /** Lines concerned. */
  lines: CancelledLine[];
  /** Whether nothing of the order remains. */
  whole: boolean;
  /** UTC. */
  at: Date;
}

/** Everything was shipped and invoiced, or cancelled; the order is closed. */
export interface OrderCompleted {
  /** Our order number. */
  order: string;
  /** UTC. */
  at: Date;
}

/** The promise of one line. */
export interface ConfirmedLine {
  /** Line number. Claims are told apart by line and SKU: a kit’s components are claimed under its line. */
  line: number;
  /** SKU that is claimed: the line’s own, or a component of its kit. */
  sku: string;
  /** Units of stock. */
  reserved: number;
  /** Units that will follow. */
  backOrdered: number;
  /** When those are expected, null when unknown or none. */
  expectedOn: CalendarDate | null;
}

/** Every unit is promised; some perhaps on back-order. */
export interface OrderConfirmed {
  /** Our order number. */
  order: string;
  /** Every line. */
  lines: ConfirmedLine[];
  /** Whether any unit has to wait. */
  backOrdered: boolean;
  /** UTC. */
  at: Date;
}

/** Units given back. */
export interface CreditedLine {
  /** Line number. */
  line: number;
  /** SKU. */
  sku: string;
  /** Units. */
  quantity: number;
}

/** A credit note gave units of invoiced lines back. What was billed stays billed. */
export interface OrderCredited {
  /** Our order number. */
  order: string;
  /** Number of the credit note. */
  creditNote: string;
  /** Numbers of the invoices that it corrects. */
  corrects: string[];
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** Amount of the whole credit note with tax; positive. */
  gross: Decimal;
  /** What of it concerns this order, net of tax; positive. */
  net: Decimal;
  /** Whether the credit note spans other orders as well. */
  shared: boolean;
  /** What it gives back of this order. */
  lines: CreditedLine[];
  /** UTC. */
  at: Date;
}

/** The hand-over to the back office reached a new state. */
export interface OrderHandedOver {
  /** Our order number. */
  order: string;
  /** `parked`, `sent`, `acknowledged`, `verified`, `refused`, or `cancelled` when nothing of the order was left to hand over. */
  state: string;
  /** Order number of the back office, null before it is known. */
  erpNumber: string | null;
  /** Why, when parked or refused. */
  reason: string | null;
  /** UTC. */
  at: Date;
}

/** Units of a line. */
export interface CorrectedInvoiceLine {
  /** Line number. */
  line: number;
  /** SKU. */
  sku: string;
  /** Units before. */
  was: number;
  /** Units now. */
  quantity: number;
}

/** An invoice or a credit note says something else than before; it is gone when it is taken back. */
export interface OrderInvoiceCorrected {
  /** Our order number. */
  order: string;
  /** Number of the document. */
  invoice: string;
  /** `invoice` or `credit-note`. */
  kind: string;
  /** ISO 4217 code. */
  currency: string;
  /** Amount of the whole document with tax, now. */
  gross: Decimal;
  /** What of it concerns this order net of tax, now. */
  net: Decimal;
  /** Every line that it had or has. */
  lines: CorrectedInvoiceLine[];
  /** Whether it is gone. */
  takenBack: boolean;
  /** When the back office recorded it, UTC. */
  at: Date;
}

/** Units invoiced. */
export interface InvoicedLine {
  /** Line number. */
  line: number;
  /** SKU. */
  sku: string;
  /** Units. */
  quantity: number;
}

/** An invoice was issued. */
export interface OrderInvoiced {
  /** Our order number. */
  order: string;
  /** Invoice number. */
  invoice: string;
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** Amount of the whole invoice with tax. */
  gross: Decimal;
  /** What of it concerns this order, net of tax; null in records from before 0.2. */
  net: Decimal | null;
  /** Whether the invoice spans other orders as well. */
  shared: boolean;
  /** What it charges of this order. */
  lines: InvoicedLine[];
  /** Whether nothing is left to invoice. */
  complete: boolean;
  /** UTC. */
  at: Date;
}

/** A line as the shopper saw it. */
export interface PlacedLine {
  /** Line number from 1. */
  line: number;
  /** SKU. */
  sku: string;
  /** Product name as shown. */
  name: string;
  /** Base units; of a kit, kits. */
  quantity: number;
  /** Unit in which it was ordered, UN/ECE code; empty in records from before 0.2: the base unit. */
  unit: string;
  /** How many of that unit; 0 in records from before 0.2: as many as base units. */
  unitQuantity: number;
  /** Price version honoured. */
  priceVersion: string;
  /** Price of `perQuantity` of the unit, as shown. */
  unitPrice: Decimal;
  /** How many of that unit the unit price is for. */
  perQuantity: number;
  /** Whether that price contains tax. */
  taxIncluded: boolean;
  /** Tax class. */
  taxCategory: string;
  /** Rate in per cent. */
  taxRate: Decimal;
  /** Line amount net of tax. */
  net: Decimal;
  /** What one kit is put together of, as it was sold; empty for everything else. */
  components: KitComponent[];
}

/** An order was taken: prices hold, stock is not yet claimed. */
export interface OrderPlaced {
  /** Our order number. */
  order: string;
  /** `web` or another channel’s name. */
  channel: string;
  /** Account it is booked to. */
  account: string;
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** Country of delivery, ISO 3166-1 alpha-2; decides tax. */
  country: string;
  /** Region of delivery as the back office codes it, null when none is told apart; decides tax. */
  region: string | null;
  /** BCP 47 tag of the shopper’s language. */
  language: string;
  /** Number of the buyer’s own purchase order, null when not given. */
  purchaseOrderNumber: string | null;
  /** Lines. */
  lines: PlacedLine[];
  /** Code of the shipping method. */
  shippingMethod: string;
  /** Shipping, net of tax. */
  shippingNet: Decimal;
  /** Rate in per cent. */
  shippingTaxRate: Decimal;
  /** Total net of tax, shipping included. */
  net: Decimal;
  /** Total tax. */
  tax: Decimal;
  /** What the shopper owes. */
  gross: Decimal;
  /** Rounding policy of the totals: `line`, `tax-group` or `document`. */
  rounding: string;
  /** Whether units beyond stock may be promised. */
  acceptBackOrder: boolean;
  /** When it was placed, UTC. */
  at: Date;
}

/** What was wrong with a line. */
export interface RejectedLine {
  /** Line number. */
  line: number;
  /** SKU. */
  sku: string;
  /** As above. */
  reason: string;
  /** Units that could be promised, null when stock is not the reason. */
  available: number | null;
  /** Price in force now, null when price is not the reason. */
  price: Decimal | null;
  /** Its version, null likewise. */
  priceVersion: string | null;
}

/** The order ended without a promise; nothing is claimed. */
export interface OrderRejected {
  /** Our order number. */
  order: string;
  /** `price-changed`, `out-of-stock`, `unknown-product`, `unknown-account`, `account-blocked`, `unit-not-sold`, `kit-changed`, `totals-differ`, or `not-accepted` by a person of the seller. Growing vocabulary. */
  reason: string;
  /** The lines concerned; empty when none is. */
  lines: RejectedLine[];
  /** UTC. */
  at: Date;
}

/** An order that had ended has open units again, because the back office has changed its document. */
export interface OrderReopened {
  /** Our order number. */
  order: string;
  /** When the back office recorded it, UTC. */
  at: Date;
}

/** Units, told apart by line and SKU. */
export interface CorrectedShipmentLine {
  /** Line number. */
  line: number;
  /** SKU. */
  sku: string;
  /** Units before. */
  was: number;
  /** Units now. */
  quantity: number;
}

/** A shipment holds something else than was said of it before; nothing of it when it is taken back. */
export interface OrderShipmentCorrected {
  /** Our order number. */
  order: string;
  /** Shipment number. */
  shipment: string;
  /** Location code. */
  location: string;
  /** Name of the carrier, null when not known. */
  carrier: string | null;
  /** Number by which the carrier finds it, null when there is none. */
  trackingNumber: string | null;
  /** Page of the carrier that shows where it is, null when not known. */
  trackingUrl: string | null;
  /** Every line that it had or has. */
  lines: CorrectedShipmentLine[];
  /** Whether nothing of it is left. */
  takenBack: boolean;
  /** When the back office recorded it, UTC. */
  at: Date;
}

/** Units in the shipment, told apart by line and SKU. */
export interface ShippedLine {
  /** Line number. */
  line: number;
  /** SKU shipped: the line’s own, or a component of its kit. */
  sku: string;
  /** Base units. */
  quantity: number;
}

/** Goods left a location. */
export interface OrderShipped {
  /** Our order number. */
  order: string;
  /** Shipment number of the back office. */
  shipment: string;
  /** Location code. */
  location: string;
  /** Name of the carrier, null when not known. */
  carrier: string | null;
  /** Number by which the carrier finds it, null when there is none. */
  trackingNumber: string | null;
  /** Page of the carrier that shows where it is, null when not known. */
  trackingUrl: string | null;
  /** What it holds. */
  lines: ShippedLine[];
  /** Whether nothing is left to ship. */
  complete: boolean;
  /** When it left, UTC. */
  at: Date;
}

/** One price version that the shop may use. */
export interface Price {
  /** The back-office system that states it; codes of groups, lists and accounts are that system’s. */
  source: string;
  /** SKU it is the price of. */
  sku: string;
  /** Identity of this price version, unique per SKU; never contains `|`. */
  version: string;
  /** Code of the price list. */
  list: string;
  /** `list`; `customer-list`, for accounts that have the list among their own; `sale`; or `contract`, negotiated for one account. Growing vocabulary: readers leave out kinds they do not know. */
  kind: string;
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** Price of `perQuantity` of `unit`. */
  amount: Decimal;
  /** How many of the unit the amount is for, at least 1. */
  perQuantity: number;
  /** Whether the amount contains tax. */
  taxIncluded: boolean;
  /** Unit the price is for, UN/ECE code: the item’s base unit, or another of its units. A price for a carton is none for a piece. */
  unit: string;
  /** Smallest quantity it holds for, in base units of the item whatever unit the price is for; at least 1. */
  minQuantity: number;
  /** Largest quantity it holds for, in base units; null without bound. */
  maxQuantity: number | null;
  /** First instant of validity, UTC, inclusive. */
  validFrom: Date;
  /** End of validity, UTC, exclusive; null while open. */
  validTo: Date | null;
  /** Customer group it is for, null for everybody. */
  group: string | null;
  /** Account number in the back office it was negotiated for, null for everybody. */
  account: string | null;
  /** When staff revoked it, UTC: from then on it is nobody’s price, and is not honoured for those who were shown it. Null while it counts. */
  revokedAt: Date | null;
}

/** Somebody asked to cancel an order, or what is left of it. */
export interface CancellationRequested {
  /** Our order number. */
  order: string;
  /** `shopper` or `staff`. */
  by: string;
  /** Reason given; empty when none was. */
  reason: string;
  /** UTC. */
  at: Date;
}

/** A line as the shopper saw it. */
export interface RequestedLine {
  /** Line number from 1. */
  line: number;
  /** SKU. */
  sku: string;
  /** Product name as shown. */
  name: string;
  /** Base units; of a kit, kits. */
  quantity: number;
  /** Unit in which it was ordered, UN/ECE code; empty in records from before 0.2: the base unit. */
  unit: string;
  /** How many of that unit; 0 in records from before 0.2: as many as base units. */
  unitQuantity: number;
  /** Price version shown. */
  priceVersion: string;
  /** Price of `perQuantity` of the unit, as shown. */
  unitPrice: Decimal;
  /** How many of that unit the unit price is for. */
  perQuantity: number;
  /** Whether that price contains tax. */
  taxIncluded: boolean;
  /** Tax class. */
  taxCategory: string;
  /** Rate in per cent. */
  taxRate: Decimal;
  /** Line amount net of tax, to the minor unit. */
  net: Decimal;
  /** What one kit is put together of, as it was sold; empty for everything else. */
  components: KitComponent[];
}

/** A shopper asked for an order. Carries references and figures only; who it goes to is on `orders.recipients`. */
export interface OrderRequested {
  /** Our order number. */
  order: string;
  /** `web` or another channel’s name. */
  channel: string;
  /** Account it is booked to. */
  account: string;
  /** ISO 4217 code of every amount in this record. */
  currency: string;
  /** Country of delivery, ISO 3166-1 alpha-2; decides tax. */
  country: string;
  /** Region of delivery as the back office codes it, null when none is told apart; decides tax. */
  region: string | null;
  /** BCP 47 tag of the shopper’s language. */
  language: string;
  /** Number of the buyer’s own purchase order, null when not given. */
  purchaseOrderNumber: string | null;
  /** Lines as shown. */
  lines: RequestedLine[];
  /** Code of the shipping method. */
  shippingMethod: string;
  /** Shipping, net of tax. */
  shippingNet: Decimal;
  /** Rate in per cent. */
  shippingTaxRate: Decimal;
  /** Total net of tax, shipping included. */
  net: Decimal;
  /** Total tax. */
  tax: Decimal;
  /** What the shopper owes. */
  gross: Decimal;
  /** Rounding policy of the totals: `line`, `tax-group` or `document`. */
  rounding: string;
  /** Whether the shopper agreed to wait for units that are not in stock. */
  acceptBackOrder: boolean;
  /** When the button was pressed, UTC. */
  at: Date;
  /** SHA-256, in hexadecimal, of the idempotency key under which it was asked for; null where there is none. */
  keyHash: string | null;
  /** What orders of the same guest have in common: hashes, under a key of the shop’s own, of the e-mail address and of the address of delivery. Empty where the account says who buys, and in records from before 0.3. */
  buyer: string[];
}

/** To whom an order goes. Personal data: erased by a tombstone. */
export interface Recipient {
  /** Our order number. */
  order: string;
  /** E-mail address. */
  email: string;
  /** Name of the person. */
  name: string;
  /** Company, null for a private person. */
  company: string | null;
  /** Street and number. */
  street: string;
  /** Second line of the address, null when there is none. */
  street2: string | null;
  /** Postal code. */
  postalCode: string;
  /** City. */
  city: string;
  /** ISO 3166-1 alpha-2 code. */
  country: string;
  /** Region of the country as the back office codes it, null when none is told apart. */
  region: string | null;
  /** Telephone number, null when not given. */
  phone: string | null;
}

/** Topics of kind `log`; they carry no tombstones. */
export type LogTopicName = 'inventory.reservations' | 'orders.events' | 'orders.requests';

/** The records that each topic carries, told apart by `type`. */
export interface TopicRecords {
  'catalog.products': { type: 'Product'; value: Product };
  'customers.accounts': { type: 'Account'; value: Account };
  'erp.customers': { type: 'ErpCustomer'; value: ErpCustomer };
  'erp.invoices': { type: 'ErpInvoice'; value: ErpInvoice };
  'erp.items': { type: 'ErpItem'; value: ErpItem };
  'erp.locations': { type: 'ErpLocation'; value: ErpLocation };
  'erp.orders': { type: 'ErpOrder'; value: ErpOrder };
  'erp.prices': { type: 'ErpPrice'; value: ErpPrice };
  'erp.sources': { type: 'ErpSource'; value: ErpSource };
  'erp.stock': { type: 'ErpStock'; value: ErpStock };
  'erp.taxes': { type: 'ErpTax'; value: ErpTax };
  'integration.flows': { type: 'FlowStatus'; value: FlowStatus };
  'integration.exceptions': { type: 'IntegrationException'; value: IntegrationException };
  'erp.exports': { type: 'OrderExport'; value: OrderExport };
  'inventory.availability': { type: 'Availability'; value: Availability };
  'inventory.locations': { type: 'LocationStock'; value: LocationStock };
  'inventory.reservations':
    | { type: 'ReservationReleased'; value: ReservationReleased }
    | { type: 'ReservationSettled'; value: ReservationSettled }
    | { type: 'StockRefused'; value: StockRefused }
    | { type: 'StockReserved'; value: StockReserved };
  'orders.orders': { type: 'Order'; value: Order };
  'orders.events':
    | { type: 'OrderAmended'; value: OrderAmended }
    | { type: 'OrderCancelled'; value: OrderCancelled }
    | { type: 'OrderCompleted'; value: OrderCompleted }
    | { type: 'OrderConfirmed'; value: OrderConfirmed }
    | { type: 'OrderCredited'; value: OrderCredited }
    | { type: 'OrderHandedOver'; value: OrderHandedOver }
    | { type: 'OrderInvoiceCorrected'; value: OrderInvoiceCorrected }
    | { type: 'OrderInvoiced'; value: OrderInvoiced }
    | { type: 'OrderPlaced'; value: OrderPlaced }
    | { type: 'OrderRejected'; value: OrderRejected }
    | { type: 'OrderReopened'; value: OrderReopened }
    | { type: 'OrderShipmentCorrected'; value: OrderShipmentCorrected }
    | { type: 'OrderShipped'; value: OrderShipped };
  'pricing.prices': { type: 'Price'; value: Price };
  'orders.requests':
    | { type: 'CancellationRequested'; value: CancellationRequested }
    | { type: 'OrderRequested'; value: OrderRequested };
  'orders.recipients': { type: 'Recipient'; value: Recipient };
}

/** The fields that the keys of each topic are made of. */
export interface TopicKeys {
  'catalog.products': 'sku';
  'customers.accounts': 'account';
  'erp.customers': 'source' | 'number';
  'erp.invoices': 'source' | 'number';
  'erp.items': 'source' | 'code';
  'erp.locations': 'source' | 'code';
  'erp.orders': 'source' | 'number';
  'erp.prices': 'source' | 'sku' | 'version';
  'erp.sources': 'source';
  'erp.stock': 'source' | 'sku' | 'location';
  'erp.taxes': 'source' | 'country' | 'region' | 'taxClass' | 'category' | 'validFrom';
  'integration.flows': 'source' | 'flow';
  'integration.exceptions': 'source' | 'flow' | 'record';
  'erp.exports': 'order';
  'inventory.availability': 'sku';
  'inventory.locations': 'sku' | 'source' | 'location';
  'inventory.reservations': 'order';
  'orders.orders': 'order';
  'orders.events': 'order';
  'pricing.prices': 'sku' | 'version';
  'orders.requests': 'order';
  'orders.recipients': 'order';
}
