/** What the shop's API answers. Amounts are decimals as text, instants ISO texts. */

export interface Price {
  amount: string;
  taxIncluded: boolean;
  taxRate: string | null;
  currency: string;
  /** Price version that an order names. */
  version: string;
  list: string;
  because: string;
  regular: string | null;
  saleEndsAt: string | null;
}

export interface Place {
  location: string;
  name: string;
  city: string | null;
  kind: string;
  available: number;
}

export interface Stock {
  state: 'in-stock' | 'back-order' | 'out-of-stock' | 'discontinued' | 'unknown';
  available: number;
  backOrderable: number;
  expectedOn: string | null;
  locations: Place[];
  estimated: boolean;
  asOf: string | null;
}

export interface Figure {
  sku: string;
  epoch: number;
  version: number;
  at: string;
  price: Price | null;
  stock: Stock;
  traceparent?: string;
}

export interface Card {
  model: string;
  name: string;
  family: string;
  familyName: string;
  category: string | null;
  colors: string[];
  sizes: string[];
  skus: string[];
  from: Price | null;
  priceVaries: boolean;
  stock: Stock['state'];
  available: number;
}

export interface Family {
  family: string;
  familyName: string;
  category: string | null;
  products: number;
  /** There may be more than counted: the search was cut short. */
  more: boolean;
}

export interface ProductList {
  products: Card[];
  next: string | null;
  /** With the first page only. */
  families?: Family[];
}

export interface Sku extends Figure {
  color: string | null;
  size: string | null;
  unit: string;
  discontinued: boolean;
}

export interface Substitute {
  sku: string;
  model: string;
  name: string;
}

export interface Product {
  model: string;
  name: string;
  description: string;
  family: string;
  familyName: string;
  category: string | null;
  skus: Sku[];
  substitute: Substitute | null;
}

export interface Age {
  asOf: string;
  late: boolean;
}

export interface Ages {
  stock: Age | null;
  prices: Age | null;
}

export interface ShippingOffer {
  method: string;
  net: string;
  gross: string;
}

export interface ShopCountry {
  country: string;
  taxRate: string;
  shipping: ShippingOffer[];
}

export interface Shop {
  currency: string;
  countries: ShopCountry[];
  ages: Ages;
}

export type CartChange =
  | { kind: 'price-rose' | 'price-fell'; from: string; to: string; saleEnded: boolean }
  | { kind: 'no-price' }
  | { kind: 'fewer'; wanted: number; available: number; expectedOn: string | null; waits: boolean }
  | { kind: 'sold-out'; expectedOn: string | null; waits: boolean }
  | { kind: 'back-in-stock' }
  | { kind: 'gone' };

export interface CartLine {
  sku: string;
  model: string | null;
  name: string;
  family: string | null;
  familyName: string | null;
  color: string | null;
  size: string | null;
  quantity: number;
  price: Price | null;
  gross: string | null;
  stock: Stock | null;
  changes: CartChange[];
  orderable: boolean;
  waiting: number;
  substitute: string | null;
}

export interface Quote {
  currency: string;
  lines: { net: string; gross: string }[];
  shipping: { net: string; gross: string };
  taxGroups: { category: string; rate: string; net: string; tax: string }[];
  net: string;
  tax: string;
  gross: string;
}

export interface Cart {
  country: string;
  shippingMethod: string;
  lines: CartLine[];
  units: number;
  quote: Quote | null;
  orderable: boolean;
}

/** Body of every refusal, `application/problem+json`. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { field: string; message: string }[];
  total?: string;
}
