import { useEffect, useMemo, useRef } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Refusal, api } from '../api/client.ts';
import type { Product, Sku } from '../api/types.ts';
import { useLoaded } from '../api/use-loaded.ts';
import { AddToCart } from '../components/add-to-cart.tsx';
import { Heading } from '../components/heading.tsx';
import { OptionPicker } from '../components/option-picker.tsx';
import { PriceTag } from '../components/price-tag.tsx';
import { Failed, NotFound } from '../components/states.tsx';
import { StockLine } from '../components/stock-line.tsx';
import { stockSentence } from '../components/stock-words.ts';
import { useLive } from '../live/use-live.ts';
import { Picture } from '../pictures/picture.tsx';
import { useShop } from '../shop-context.tsx';
import { money } from '../texts/format.ts';

/** One product: its options, price and stock of this moment, and the way into the cart. */
export function ProductPage({ name }: { name: string }) {
  const { t, country, language } = useShop();
  const key = `product ${name} ${country} ${language}`;
  const { data, error, reload } = useLoaded<Product>(key, (signal) =>
    api.product(name, { country, language }, signal),
  );
  if (error instanceof Refusal && error.problem.status === 404)
    return <NotFound title={t.state.productGone} />;
  if (error !== undefined && !data) return <Failed retry={reload} />;
  return data ? <Shown product={data} /> : <Skeleton />;
}

function Shown({ product }: { product: Product }) {
  const { t } = useShop();
  const { offers } = useLive({ skus: useMemo(() => product.skus.map(({ sku }) => sku), [product]) });
  const skus = product.skus.map((sku) => ({ ...sku, ...newer(sku, offers.get(sku.sku)) }));
  const [params, setParams] = useSearchParams();
  const chosen = skus.find(({ sku }) => sku === params.get('sku')) ?? bestOf(skus);
  if (!chosen) return <NotFound title={t.state.productGone} />;
  const family = t.family(product.familyName);

  return (
    <div>
      <nav aria-label={t.list.families} className="mb-4 text-small">
        <Link href="/" className="text-quiet underline underline-offset-4">
          {t.home}
        </Link>
        <span className="px-2 text-quiet" aria-hidden="true">
          /
        </span>
        <Link
          href={`/?family=${encodeURIComponent(product.family)}`}
          className="text-quiet underline underline-offset-4"
        >
          {family}
        </Link>
      </nav>
      <div className="grid gap-x-12 gap-y-6 md:grid-cols-[1.1fr_1fr]">
        <div className="ground self-start p-6 md:sticky md:top-20 md:p-10">
          <Picture
            familyName={product.familyName}
            color={chosen.color}
            label={t.product.picture(product.name, chosen.color && t.color(chosen.color))}
          />
        </div>
        <div className="flex flex-col gap-5">
          <Heading>{product.name}</Heading>
          <div className="min-h-24">
            <PriceTag price={chosen.price} full />
          </div>
          <div className="min-h-12">
            <StockLine stock={chosen.stock} />
          </div>
          <Announcement sku={chosen} />
          <OptionPicker
            skus={skus}
            chosen={chosen}
            onChoose={({ sku }) => setParams({ sku }, { replace: true })}
          />
          <AddToCart key={chosen.sku} sku={chosen} name={product.name} />
          {chosen.discontinued && (
            <p className="text-small text-warn">
              {chosen.stock.available > 0 ? t.product.ending : t.product.gone}
            </p>
          )}
          {product.substitute && chosen.discontinued && (
            <p>
              {t.product.substitute}{' '}
              <Link
                href={`/products/${encodeURIComponent(product.substitute.model)}?sku=${encodeURIComponent(product.substitute.sku)}`}
                className="font-medium text-accent underline underline-offset-4"
              >
                {product.substitute.name}
              </Link>
            </p>
          )}
          {product.description && <p className="max-w-prose">{product.description}</p>}
          <p className="text-small text-quiet">{t.product.number(chosen.sku)}</p>
        </div>
      </div>
    </div>
  );
}

/** What a newer offer changes of a SKU as it was loaded. */
function newer(sku: Sku, live: Pick<Sku, 'epoch' | 'version' | 'price' | 'stock'> | undefined) {
  const behind = !live || (live.epoch === sku.epoch && live.version < sku.version);
  return behind ? {} : { price: live.price, stock: live.stock, version: live.version, epoch: live.epoch };
}

/** The option shown first: one that can be had. */
function bestOf(skus: readonly Sku[]): Sku | undefined {
  const order = ['in-stock', 'back-order', 'unknown', 'out-of-stock', 'discontinued'];
  return skus.toSorted((a, b) => order.indexOf(a.stock.state) - order.indexOf(b.stock.state))[0];
}

/** Announces a change of the shown option to screen readers, but not the choice of another option. */
function Announcement({ sku }: { sku: Sku }) {
  const { t, language } = useShop();
  const before = useRef<{ sku: string; price: string; stock: string }>(undefined);
  const text = useRef<HTMLParagraphElement>(null);
  const price = sku.price ? money(sku.price.amount, sku.price.currency, language) : t.noPrice;
  const stock = stockSentence(sku.stock, t, language);
  useEffect(() => {
    const last = before.current;
    before.current = { sku: sku.sku, price, stock };
    if (!text.current || last?.sku !== sku.sku) return;
    const news = [
      ...(last.price === price ? [] : [t.announce.price(price)]),
      ...(last.stock === stock ? [] : [t.announce.stock(stock)]),
    ];
    if (news.length > 0) text.current.textContent = news.join(' ');
  }, [sku.sku, price, stock, t]);
  return <p ref={text} className="sr-only" aria-live="polite" />;
}

function Skeleton() {
  const { t } = useShop();
  return (
    <div>
      <p className="sr-only" role="status">
        {t.state.loading}
      </p>
      <p className="skeleton mb-4 w-48 text-small">&nbsp;</p>
      <div className="grid gap-x-12 gap-y-6 md:grid-cols-[1.1fr_1fr]" aria-hidden="true">
        <div className="ground self-start p-6 md:p-10">
          <div className="aspect-[3/2]" />
        </div>
        <div className="flex flex-col gap-5">
          <p className="skeleton w-2/3 text-heading">&nbsp;</p>
          <p className="skeleton h-24 w-1/2">&nbsp;</p>
          <p className="skeleton h-12 w-2/3">&nbsp;</p>
          <p className="skeleton h-28">&nbsp;</p>
        </div>
      </div>
    </div>
  );
}
