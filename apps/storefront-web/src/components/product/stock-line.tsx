import type { Stock, StockState } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { time } from '../../texts/format.ts';
import { Changing } from '../changing.tsx';
import { type StockTone, stockSentence, stockShort, stockTone } from './stock-words.ts';

const tones: Record<StockTone, string> = { good: 'text-accent', wait: 'text-warn', none: 'text-quiet' };
const shapes: Record<StockTone, string> = {
  good: 'bg-current',
  wait: 'border-2 border-current',
  none: 'border border-current opacity-60',
};

function Dot({ tone }: { tone: StockTone }) {
  return <span aria-hidden="true" className={`mt-[0.45em] size-2 shrink-0 rounded-full ${shapes[tone]}`} />;
}

/** Stock on a card. */
export function StockShort({ state, available }: { state: StockState; available: number }) {
  const { t } = useShop();
  const tone = stockTone(state);
  const words = stockShort(state, available, t);
  return (
    <p className={`flex gap-2 text-small font-medium ${tones[tone]}`}>
      <Dot tone={tone} />
      <Changing value={words}>{words}</Changing>
    </p>
  );
}

/** Stock on the product's page, with its places and, when it is older than it should be, its age. */
export function StockLine({ stock }: { stock: Stock }) {
  const { t, language, ages } = useShop();
  const tone = stockTone(stock.state);
  const words = stockSentence(stock, t, language);
  return (
    <div className={`flex gap-2 font-medium ${tones[tone]}`}>
      <Dot tone={tone} />
      <p>
        <Changing value={words}>{words}</Changing>
        <span className="block text-small font-normal text-quiet">
          {stock.estimated && `${t.stock.estimated} `}
          {ages?.stock?.late && t.asOf(time(ages.stock.asOf, language))}
        </span>
      </p>
    </div>
  );
}
