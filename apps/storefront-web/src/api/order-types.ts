import type { Figure, Substitute } from './types.ts';

/** What is sent and answered of orders, likewise. */
export interface Recipient {
  name: string;
  company: string;
  street: string;
  postalCode: string;
  city: string;
  email: string;
  phone: string;
}

export interface OrderBody {
  country: string;
  language: string;
  shippingMethod: string;
  acceptBackOrder: boolean;
  lines: { sku: string; quantity: number; priceVersion: string }[];
  total: string;
  recipient: Recipient;
}

export interface RejectedLine {
  line: number;
  sku: string;
  reason: string;
  available: number | null;
  now: Figure | null;
  substitute: Substitute | null;
}

export interface OrderLine {
  line: number;
  sku: string;
  name: string;
  quantity: number;
  net: string;
  gross: string;
  taxRate: string;
  reserved: number;
  backOrdered: number;
  expectedOn: string | null;
  shipped: number;
  cancelled: number;
  invoiced: number;
}

export interface Order {
  order: string;
  version: number;
  state: string;
  decided: boolean;
  placedAt: string;
  currency: string;
  country: string;
  lines: OrderLine[];
  shipping: { method: string | null; net: string; gross: string };
  net: string;
  tax: string;
  gross: string;
  erpNumber: string | null;
  integration: string;
  rejection: { reason: string; lines: RejectedLine[] } | null;
  shipments: {
    number: string;
    location: string;
    at: string;
    lines: { line: number; sku: string; quantity: number }[];
  }[];
  invoices: { number: string; gross: string; at: string }[];
  steps: { step: string; at: string; detail: string | null }[];
  cancellable: boolean;
  cancellationRequested: boolean;
  traceUrl: string | null;
}
