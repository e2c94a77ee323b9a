import { type Edit, type LineRow, type Plan, copyLine, linesWhere, now, plain } from './edit.ts';

/** What clerks do to the units of a line of a sales order. */
export const quantityEdits: readonly Edit[] = [
  {
    kind: 'raise-quantity',
    candidates: linesWhere(plain),
    plan({ sonum, linnum, ordqty }: LineRow, draw) {
      const quantity = ordqty + draw.upTo(3);
      return setQuantity(sonum, linnum, ordqty, quantity);
    },
  },
  {
    kind: 'lower-quantity',
    candidates: linesWhere(`${plain} and l.opnqty > 0 and l.ordqty > 1`),
    plan({ sonum, linnum, ordqty, opnqty }: LineRow, draw) {
      // At least one unit, and what was shipped or cancelled, stay.
      const quantity = Math.max(1, ordqty - draw.upTo(opnqty));
      return setQuantity(sonum, linnum, ordqty, quantity);
    },
  },
  {
    kind: 'split-line',
    candidates: linesWhere(`${plain} and l.opnqty > 0 and l.ordqty > 1`),
    plan({ sonum, linnum, ordqty, opnqty, next }: LineRow, draw) {
      const quantity = draw.upTo(Math.min(opnqty, ordqty - 1));
      const lowered = [
        `update soline set ordqty = ordqty - $3::int, untqty = untqty - $3::int, ${now} where sonum = $1 and linnum = $2`,
        ...[sonum, linnum, quantity],
      ] as const;
      const rest = [copyLine, sonum, linnum, next, quantity] as const;
      return {
        words: `${quantity} of line ${linnum} of ${sonum} split off as line ${next}`,
        forms: [{ path: `/orders/${sonum}/lines/${linnum}/split`, fields: { quantity } }],
        commits: draw.chance(0.5) ? [[lowered, rest]] : [[lowered], [rest]],
      };
    },
  },
  {
    kind: 'cancel-units',
    candidates: linesWhere(`l.linknd in ('G', 'S') and l.opnqty > 0`),
    plan({ sonum, linnum, opnqty }: LineRow, draw) {
      const quantity = draw.upTo(opnqty);
      return {
        words: `${quantity} of line ${linnum} of ${sonum} cancelled`,
        forms: [
          { path: `/orders/${sonum}/cancel`, fields: { line: linnum, [`cancel-${linnum}`]: quantity } },
        ],
        commits: [
          [
            [
              `update soline set cnlqty = cnlqty + $3, ${now} where sonum = $1 and linnum = $2`,
              sonum,
              linnum,
              quantity,
            ],
          ],
        ],
      };
    },
  },
  {
    kind: 'uncancel-units',
    candidates: linesWhere(`l.linknd in ('G', 'S') and l.cnlqty > 0`),
    plan({ sonum, linnum, cnlqty }: LineRow, draw) {
      const quantity = draw.upTo(cnlqty);
      return {
        words: `${quantity} of line ${linnum} of ${sonum} wanted after all`,
        forms: [{ path: `/orders/${sonum}/lines/${linnum}/uncancel`, fields: { quantity } }],
        commits: [
          [
            [
              `update soline set cnlqty = cnlqty - $3, ${now} where sonum = $1 and linnum = $2`,
              sonum,
              linnum,
              quantity,
            ],
          ],
        ],
      };
    },
  },
];

function setQuantity(sonum: number, linnum: number, from: number, quantity: number): Plan {
  return {
    words: `line ${linnum} of ${sonum} for ${quantity} instead of ${from}`,
    forms: [{ path: `/orders/${sonum}/lines/${linnum}/quantity`, fields: { quantity } }],
    commits: [
      [
        [
          `update soline set ordqty = $3, untqty = $3, ${now} where sonum = $1 and linnum = $2`,
          ...[sonum, linnum, quantity],
        ] as const,
      ],
    ],
  };
}
