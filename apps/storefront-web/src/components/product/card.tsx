import { Link } from 'wouter';
import type { ProductSummary } from '../../api/types.ts';
import { type Offers, cardOffer } from '../../live/offers.ts';
import { Picture } from '../../pictures/picture.tsx';
import { swatchOf } from '../../pictures/tones.ts';
import { useShop } from '../../shop-context.tsx';
import { PriceTag } from './price-tag.tsx';
import { StockShort } from './stock-line.tsx';

/** A product in the list, with price and stock of this moment. */
export function ProductCard({ card, offers }: { card: ProductSummary; offers: Offers }) {
  const { t } = useShop();
  const { from, fromSku, priceVaries, stock, available } = cardOffer(card, offers);
  // The price that is advertised is that of one of its SKUs: the page opens at it.
  const option = priceVaries && fromSku !== null ? `?sku=${encodeURIComponent(fromSku)}` : '';
  return (
    <article className="group relative flex h-full flex-col gap-3">
      <div className="ground overflow-hidden p-4">
        <Picture
          familyName={card.familyName}
          color={card.colors[0] ?? null}
          className="transition-transform duration-(--change) group-hover:scale-[1.03]"
        />
      </div>
      <div className="flex grow flex-col gap-1">
        <div className="flex items-start justify-between gap-3">
          <h2 className="text-base font-medium">
            <Link
              href={`/products/${encodeURIComponent(card.model)}${option}`}
              className="after:absolute after:inset-0"
            >
              {card.name}
            </Link>
          </h2>
          <Swatches colors={card.colors} />
        </div>
        <p className="text-small text-quiet">
          {t.family(card.familyName)}
          {card.skus.length > 1 && ` · ${t.list.options(card.skus.length)}`}
        </p>
        <div className="mt-auto pt-1">
          <PriceTag price={from} varies={priceVaries} />
          <StockShort state={stock} available={available} />
        </div>
      </div>
    </article>
  );
}

function Swatches({ colors }: { colors: readonly string[] }) {
  const { t } = useShop();
  if (colors.length === 0) return null;
  return (
    <ul className="mt-1 flex shrink-0 gap-1" aria-label={t.product.facts.color}>
      {colors.map((color) => (
        <li
          key={color}
          className="size-3.5 rounded-full border border-edge"
          style={{ background: swatchOf(color) }}
        >
          <span className="sr-only">{t.color(color)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The place of a card that is still loading, of the same size. */
export function CardSkeleton() {
  return (
    <div className="flex flex-col gap-3" aria-hidden="true">
      <div className="ground p-4">
        <div className="aspect-[3/2]" />
      </div>
      <div className="flex flex-col gap-1">
        <p className="skeleton w-3/4">&nbsp;</p>
        <p className="skeleton w-1/2 text-small">&nbsp;</p>
        <p className="skeleton mt-1 w-1/3 text-large">&nbsp;</p>
        <p className="skeleton w-1/4 text-small">&nbsp;</p>
      </div>
    </div>
  );
}
