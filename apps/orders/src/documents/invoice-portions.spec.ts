import type { ErpInvoice } from '@throughline/events';
import { erpInvoice } from '@throughline/testing/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spanning } from '../fixtures/invoices.ts';
import { portionsOf } from './invoice-portions.ts';

const ours = { order: '410001', channelOrder: 'W1' };
const theirs = { order: '410002', channelOrder: null };
const third = { order: '410003', channelOrder: 'W3' };
const summary = (invoice: ErpInvoice) =>
  [...portionsOf(invoice)].map(([number, { order, lines, charges }]) => ({
    number,
    order,
    lines: lines.map(({ line }) => line),
    charges: charges.map(({ code }) => code),
  }));
const [helmets, bottles] = erpInvoice().lines;
const [freight] = erpInvoice().charges;

describe('what an invoice says of an order', () => {
  it('is all of it where it names one order', () => {
    expect(portionsOf(spanning(erpInvoice(), [ours]))).toEqual(
      new Map([['W1', spanning(erpInvoice(), [ours])]]),
    );
    expect(summary(spanning(erpInvoice(), [theirs]))).toEqual([
      { number: 'demo:410002', order: '410002', lines: [1, 2], charges: ['freight'] },
    ]);
  });

  it('are its own lines and charges where it spans several, and the totals of the whole', () => {
    const invoice = {
      ...erpInvoice(),
      order: null,
      channelOrder: null,
      lines: [
        { ...helmets!, ...ours },
        { ...bottles!, ...theirs },
        { ...bottles!, ...ours },
      ],
      charges: [{ ...freight!, ...third }],
    };
    expect(summary(invoice)).toEqual([
      { number: 'W1', order: null, lines: [1, 2], charges: [] },
      { number: 'demo:410002', order: null, lines: [2], charges: [] },
      { number: 'W3', order: null, lines: [], charges: ['freight'] },
    ]);
    const { net, gross } = erpInvoice();
    for (const portion of portionsOf(invoice).values()) expect(portion).toMatchObject({ net, gross });
  });

  it('is not shared where all lines are of one order, though the header names none', () => {
    const invoice = { ...spanning(erpInvoice(), [ours]), order: null, channelOrder: null };
    const [portion] = portionsOf(invoice).values();
    expect(portion?.order).not.toBeNull();
  });

  it('is that of the order of the header where lines name none, as in records from before 0.2', () => {
    const before = spanning(erpInvoice(), [{ order: '', channelOrder: null }]);
    const all = { lines: [1, 2], charges: ['freight'] };
    expect(summary({ ...before, ...theirs })).toEqual([{ number: 'demo:410002', order: '410002', ...all }]);
    expect(summary({ ...before, ...ours })).toEqual([{ number: 'W1', order: '410001', ...all }]);
    expect(summary({ ...before, ...ours, lines: [], charges: [] })).toEqual([
      { number: 'W1', order: '410001', lines: [], charges: [] },
    ]);
  });

  it('is nothing where nobody is named, and that alone is left out', () => {
    const nobody = { order: null, channelOrder: null };
    expect(summary({ ...erpInvoice(), ...nobody, lines: [], charges: [] })).toEqual([]);
    const nameless = { ...helmets!, order: '', channelOrder: null };
    expect(summary({ ...erpInvoice(), ...nobody, lines: [nameless], charges: [] })).toEqual([]);
    expect(
      summary({ ...erpInvoice(), ...nobody, lines: [nameless, { ...bottles!, ...ours }], charges: [] }),
    ).toEqual([{ number: 'W1', order: '', lines: [2], charges: [] }]);
  });

  it('is said by credit notes, and by no document of an unknown kind', () => {
    expect(portionsOf(erpInvoice('C1', [1], { kind: 'credit-note' })).size).toBe(1);
    expect(portionsOf(erpInvoice('R1', [1], { kind: 'proforma' })).size).toBe(0);
  });

  it('is each line and charge once, under its order', () => {
    const orders = fc.array(fc.constantFrom(ours, theirs, third), { maxLength: 12 });
    fc.assert(
      fc.property(orders, orders, (ofLines, ofCharges) => {
        const invoice = {
          ...erpInvoice(),
          order: null,
          channelOrder: null,
          lines: ofLines.map((order, index) => ({ ...helmets!, ...order, line: index + 1 })),
          charges: ofCharges.map((order, index) => ({ ...freight!, ...order, code: String(index) })),
        };
        const portions = [...portionsOf(invoice)];
        for (const [number, { lines, charges }] of portions)
          for (const { order, channelOrder } of [...lines, ...charges])
            expect(channelOrder ?? `demo:${order}`).toBe(number);
        const all = <T>(lists: T[][]) => new Set(lists.flat());
        expect(all(portions.map(([, { lines }]) => lines))).toEqual(new Set(invoice.lines));
        expect(all(portions.map(([, { charges }]) => charges))).toEqual(new Set(invoice.charges));
      }),
    );
  });
});
