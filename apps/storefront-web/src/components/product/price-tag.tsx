import type { Price } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { countdown, dayAndTime, money, percent, time } from '../../texts/format.ts';
import { Changing } from '../changing.tsx';
import { priceFor } from './unit-words.ts';
import { useNow } from '../use-now.ts';

interface PriceTagProps {
  price: Price | null;
  /** Whether other options cost more. */
  varies?: boolean;
  /** On the product's own page: larger, with tax, the sale's end and the age. */
  full?: boolean;
}

/**
 * A price, and for how much it is unless for one piece: the regular one struck through beside a sale's, and in full what
 * tax it holds and how old it is.
 */
export function PriceTag({ price, varies = false, full = false }: PriceTagProps) {
  const { t, language, ages, regions, region } = useShop();
  if (!price) return <span className="text-quiet">{t.noPrice}</span>;
  const amount = money(price.amount, price.currency, language);
  const forWhat = priceFor(price, t, language);
  // Prices are shown with the tax of the country.
  const place = regions.find(({ code }) => code === region);
  const size = full ? 'text-display' : 'text-large';
  return (
    <div>
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className={`numbers ${size} font-semibold ${price.regular ? 'text-sale' : ''}`}>
          <span className="sr-only">{price.regular ? t.salePrice : t.price} </span>
          <Changing value={price.amount}>{varies ? t.from(amount) : amount}</Changing>
        </span>
        {forWhat && <span className="text-small text-quiet">{forWhat}</span>}
        {price.regular && (
          <s className="numbers text-quiet">
            <span className="sr-only">{t.regularly} </span>
            {money(price.regular, price.currency, language)}
          </s>
        )}
      </div>
      {full && (
        <p className="numbers mt-1 text-small text-quiet">
          {t.taxLabel(price.taxIncluded && price.taxRate !== null ? percent(price.taxRate, language) : null)}
          {ages?.prices?.late && ` · ${t.asOf(time(ages.prices.asOf, language))}`}
        </p>
      )}
      {full && place && <p className="text-small text-quiet">{t.taxOfRegion(place.name)}</p>}
      {full && price.saleEndsAt && <SaleEnd until={price.saleEndsAt} />}
    </div>
  );
}

function SaleEnd({ until }: { until: string }) {
  const { t, language } = useShop();
  const left = countdown(until, useNow(15_000));
  return (
    <p className="numbers mt-1 text-small font-medium text-sale">
      {left ? t.saleEndsIn(left.hours, left.minutes) : t.saleUntil(dayAndTime(until, language))}
    </p>
  );
}
