import { subtract } from '@throughline/money';
import type { Quote } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { money, percent } from '../../texts/format.ts';
import { Changing } from '../changing.tsx';

/** Goods, shipping and total with the tax in it; each row keeps its place while amounts change. */
export function Totals({ quote }: { quote: Quote }) {
  const { t, language } = useShop();
  const amount = (text: string) => money(text, quote.currency, language);
  const goods = subtract(quote.gross, quote.shipping.gross);
  return (
    <dl className="numbers grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
      <dt>{t.basket.goods}</dt>
      <dd className="text-right">
        <Changing value={goods}>{amount(goods)}</Changing>
      </dd>
      <dt>{t.basket.shipping}</dt>
      <dd className="text-right">
        <Changing value={quote.shipping.gross}>{amount(quote.shipping.gross)}</Changing>
      </dd>
      <div className="col-span-2 mt-2 flex justify-between gap-4 border-t border-line pt-2 text-large font-semibold">
        <dt>{t.basket.total}</dt>
        <dd>
          <Changing value={quote.gross}>{amount(quote.gross)}</Changing>
        </dd>
      </div>
      {quote.taxGroups.map(({ category, rate, tax }) => (
        <div key={`${category} ${rate}`} className="col-span-2 flex justify-between text-small text-quiet">
          <dt>{t.basket.tax(percent(rate, language))}</dt>
          <dd>{amount(tax)}</dd>
        </div>
      ))}
    </dl>
  );
}
