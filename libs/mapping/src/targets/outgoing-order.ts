import type { NewOrder, RawTree } from '@throughline/connector';
import { divide, multiply } from '@throughline/money';
import type { ScalarType } from '../values/value-type.ts';

/** The fields of something of ours that goes out: their types, and in brackets those of the elements of a list. */
export interface OutgoingShape {
  readonly [field: string]: ScalarType | OutgoingShape | readonly [OutgoingShape];
}

const component: OutgoingShape = {
  ...{ line: 'integer', sku: 'text', item: 'text' },
  ...{ quantity: 'integer', ordered: 'integer', left: 'integer' },
};

/** An order as it goes out (`NewOrder`), with what follows from it: `left`, `baseNet`, and of components their line. */
export const outgoingOrder = {
  ...{ order: 'text', customer: 'text', currency: 'text', placedAt: 'instant', shippingNet: 'decimal' },
  purchaseOrderNumber: 'text',
  recipient: {
    ...{ name: 'text', company: 'text', street: 'text', street2: 'text', postalCode: 'text', city: 'text' },
    ...{ country: 'text', region: 'text', email: 'text', phone: 'text' },
  },
  lines: [
    {
      ...{ line: 'integer', sku: 'text', item: 'text', unit: 'text', unitQuantity: 'integer' },
      ...{ unitNet: 'decimal', perQuantity: 'integer', baseNet: 'decimal' },
      ...{ ordered: 'integer', cancelled: 'integer', left: 'integer' },
      components: [component],
    },
  ],
} as const satisfies OutgoingShape;

/**
 * What must not be lost in silence: of each, one field at least goes somewhere, or the document says that it is left out.
 * By the fields, lists without their indexes.
 */
export const carried: readonly (readonly string[])[] = [
  ...[['order'], ['customer'], ['currency'], ['shippingNet'], ['purchaseOrderNumber']],
  ...Object.keys(outgoingOrder.recipient).map((field) => [`recipient.${field}`]),
  ...[
    ['lines.item', 'lines.sku'],
    ['lines.ordered', 'lines.left', 'lines.unitQuantity'],
  ],
  ...[
    ['lines.left', 'lines.cancelled'],
    ['lines.unitNet', 'lines.baseNet'],
  ],
  ['lines.components', 'lines.components.item', 'lines.components.sku'],
];

/** Fields that the checkout can keep to a length. */
export const isLimited = (field: string): boolean =>
  field === 'purchaseOrderNumber' || field.startsWith('recipient.');

/** The order as texts, as a mapping reads it. */
export function orderTree(order: NewOrder): RawTree {
  const { placedAt, recipient, lines, ...head } = order;
  return {
    ...head,
    placedAt: placedAt.toISOString(),
    recipient: { ...recipient },
    lines: lines.map((line) => ({
      ...{ line: String(line.line), sku: line.sku, item: line.item, unit: line.unit },
      ...{ unitQuantity: String(line.unitQuantity), unitNet: line.unitNet },
      ...{ perQuantity: String(line.perQuantity), baseNet: baseNet(line) },
      ...{ ordered: String(line.ordered), cancelled: String(line.cancelled) },
      left: String(line.ordered - line.cancelled),
      components: line.components.map(({ sku, item, quantity }) => ({
        ...{ line: String(line.line), sku, item, quantity: String(quantity) },
        ordered: String(line.ordered * quantity),
        left: String((line.ordered - line.cancelled) * quantity),
      })),
    })),
  };
}

/** Price of one base unit, to seven decimals. */
function baseNet({ unitNet, unitQuantity, perQuantity, ordered }: NewOrder['lines'][number]): string {
  return divide(multiply(unitNet, String(unitQuantity)), multiply(String(ordered), String(perQuantity)), 7);
}
