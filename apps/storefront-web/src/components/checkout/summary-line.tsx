import type { CartLine } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { money } from '../../texts/format.ts';
import { LineComponents } from '../cart/line-components.tsx';
import { LineWayOn } from '../cart/line-way-on.tsx';
import { lineName, lineTitle } from '../cart/line-words.ts';
import type { CartControl } from '../cart/use-cart.ts';
import { StockLine } from '../product/stock-line.tsx';

/** A line of the summary; where there is not enough of it, the way on is here. */
export function SummaryLine({ line, control }: { line: CartLine; control: CartControl }) {
  const { t, language } = useShop();
  return (
    <li className="flex flex-col gap-1">
      <span className="flex justify-between gap-4">
        <span className="min-w-0 wrap-break-word">
          {lineTitle(line, lineName(line, t), t, language)}
          <LineComponents components={line.components} />
        </span>
        <span className="numbers whitespace-nowrap">
          {line.gross !== null && line.price && money(line.gross, line.price.currency, language)}
        </span>
      </span>
      {!line.orderable && line.stock && <StockLine stock={line.stock} />}
      {!line.stock && <span className="font-medium text-warn">{t.stock.gone}</span>}
      <LineWayOn line={line} control={control} removable />
    </li>
  );
}
