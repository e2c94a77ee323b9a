import type { Order, OrderLine } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { calendarDate } from '../../texts/format.ts';
import { LineComponents } from '../cart/line-components.tsx';
import { lineName, lineTitle } from '../cart/line-words.ts';
import { amendmentNotes, isGone } from './order-words.ts';

/** What was ordered, and what the seller has added. */
export function OrderLines({ order, amount }: { order: Order; amount: (text: string) => string }) {
  return (
    <ul className="flex flex-col gap-3">
      {order.lines.map((line) => (
        <Line key={line.line} line={line} order={order} amount={amount} />
      ))}
    </ul>
  );
}

interface LineProps {
  line: OrderLine;
  order: Order;
  amount: (text: string) => string;
}

function Line({ line, order, amount }: LineProps) {
  const { t, language } = useShop();
  const notes = [
    ...amendmentNotes(line, order.lines, t),
    line.backOrdered > 0 &&
      t.order.waitingUnits(line.backOrdered, line.expectedOn && calendarDate(line.expectedOn, language)),
    line.shipped > 0 && t.order.shippedUnits(line.shipped),
    line.cancelled > 0 && t.order.cancelledUnits(line.cancelled),
    line.credited > 0 && t.order.creditedUnits(line.credited),
  ].filter((note) => typeof note === 'string');
  const counted = { unit: line.unit, quantity: line.unitQuantity, baseQuantity: line.quantity };
  const gone = isGone(line, order.state);
  return (
    <li className="flex justify-between gap-4">
      <span className="min-w-0 wrap-break-word">
        <span className={gone ? 'text-quiet line-through' : ''}>
          {lineTitle(counted, lineName(line, t), t, language)}
        </span>
        <LineComponents components={line.components} />
        {notes.length > 0 && <span className="block text-small text-quiet">{notes.join(' · ')}</span>}
      </span>
      <span className={`numbers whitespace-nowrap ${gone ? 'text-quiet line-through' : ''}`}>
        {amount(line.gross)}
      </span>
    </li>
  );
}
