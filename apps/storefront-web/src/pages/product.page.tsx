import { Fragment, useEffect, useMemo, useRef } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Refusal, api } from '../api/client.ts';
import type { Offer, Product, Sku } from '../api/types.ts';
import { useLoaded } from '../api/use-loaded.ts';
import { AddToCart } from '../components/product/add-to-cart.tsx';
import { Heading } from '../components/heading.tsx';
import { OptionPicker } from '../components/product/option-picker.tsx';
import { PriceTag } from '../components/product/price-tag.tsx';
import { Failed, NotFound } from '../components/states.tsx';
import { StockLine } from '../components/product/stock-line.tsx';
import { stockSentence } from '../components/product/stock-words.ts';
import { UnitPicker } from '../components/product/unit-picker.tsx';
import { type Sold, priceFor, soldOf } from '../components/product/unit-words.ts';
import { useLive } from '../live/use-live.ts';
import { Picture } from '../pictures/picture.tsx';
import { useShop } from '../shop-context.tsx';
import type { Texts } from '../texts/catalogues.ts';
import { en } from '../texts/en.ts';
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
  return data ? <Shown product={data} onPriceChanged={reload} /> : <Skeleton />;
}

function Shown({ product, onPriceChanged }: { product: Product; onPriceChanged: () => void }) {
  const { t } = useShop();
  const { offers } = useLive({ skus: useMemo(() => product.skus.map(({ sku }) => sku), [product]) });
  const skus = product.skus.map((sku) => newer(sku, offers.get(sku.sku)));
  const [params, setParams] = useSearchParams();
  const chosen = skus.find(({ sku }) => sku === params.get('sku')) ?? bestOf(skus);
  if (!chosen) return <NotFound title={t.state.productGone} />;
  const family = t.family(product.familyName);
  const units = soldOf(chosen);
  const sold = units.find(({ unit }) => unit === params.get('unit')) ?? units[0]!;
  const choose = (sku: string, unit: string | null) =>
    setParams({ sku, ...(unit !== null && { unit }) }, { replace: true });

  return (
    <div>
      <nav aria-label={t.list.families} className="mb-2 text-small">
        <Link href="/" className="inline-flex min-h-11 items-center text-quiet underline underline-offset-4">
          {t.home}
        </Link>
        <span className="px-2 text-quiet" aria-hidden="true">
          /
        </span>
        <Link
          href={`/?family=${encodeURIComponent(product.family)}`}
          className="inline-flex min-h-11 items-center text-quiet underline underline-offset-4"
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
            <PriceTag price={sold.price} full />
          </div>
          <div className="min-h-12">
            <StockLine stock={chosen.stock} />
          </div>
          <Announcement sku={chosen} sold={sold} />
          <OptionPicker skus={skus} chosen={chosen} onChoose={({ sku }) => choose(sku, params.get('unit'))} />
          <UnitPicker
            units={units}
            chosen={sold}
            stock={chosen.stock.available + chosen.stock.backOrderable}
            onChoose={(unit) => choose(chosen.sku, unit)}
          />
          <AddToCart
            key={`${chosen.sku} ${sold.unit}`}
            sku={chosen}
            sold={sold}
            name={product.name}
            onPriceChanged={onPriceChanged}
          />
          <div role="status" className="empty:-mb-5">
            {isEnding(chosen) && (
              <p className="text-small text-warn">
                {chosen.stock.available > 0 ? t.product.ending : t.product.gone}
              </p>
            )}
          </div>
          {product.substitute && isEnding(chosen) && (
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
          <Components sku={chosen} />
          <Facts sku={chosen} />
          <p className="text-small text-quiet">{t.product.number(chosen.sku)}</p>
        </div>
      </div>
    </div>
  );
}

/** A SKU as it was loaded, with what a newer offer tells of it. */
function newer({ soldIn, ...sku }: Sku, live: Offer | undefined): Sku {
  if (!live || (live.epoch === sku.epoch && live.version < sku.version))
    return { ...sku, ...(soldIn && { soldIn }) };
  const { price, packs, stock, version, epoch } = live;
  return { ...sku, ...(live.soldIn && { soldIn: live.soldIn }), price, packs, stock, version, epoch };
}

/** Whether it does not come again, or was taken out of the shop while its page was open. */
function isEnding({ discontinued, stock }: Sku): boolean {
  return discontinued || stock.state === 'discontinued';
}

/** What a set is put together of. */
function Components({ sku: { components } }: { sku: Sku }) {
  const { t } = useShop();
  if (components.length === 0) return null;
  return (
    <section>
      <h2 className="mb-2 font-semibold">{t.product.components}</h2>
      <ul className="flex flex-col">
        {components.map(({ sku, name, model, quantity }) => (
          <li key={sku} className="flex items-center gap-2">
            <span className="numbers text-quiet">{t.order.units(quantity)}</span>
            {model === null ? (
              name
            ) : (
              <Link
                href={`/products/${encodeURIComponent(model)}?sku=${encodeURIComponent(sku)}`}
                className="inline-flex min-h-11 items-center text-accent underline underline-offset-4"
              >
                {name}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is known of the SKU, of what the texts have a label for. */
function Facts({ sku }: { sku: Sku }) {
  const { t } = useShop();
  const facts = factNames.flatMap((name) => {
    const value = sku[name];
    return value === null ? [] : [{ name, value: name === 'color' ? t.color(value) : value }];
  });
  if (facts.length === 0) return null;
  return (
    <dl className="grid max-w-prose grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-small">
      {facts.map(({ name, value }) => (
        <Fragment key={name}>
          <dt className="text-quiet">{t.product.facts[name]}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

const factNames = Object.keys(en.product.facts) as (keyof Texts['product']['facts'])[];

/** The option shown first: one that can be had. */
function bestOf(skus: readonly Sku[]): Sku | undefined {
  const order = ['in-stock', 'back-order', 'unknown', 'out-of-stock', 'discontinued'];
  return skus.toSorted((a, b) => order.indexOf(a.stock.state) - order.indexOf(b.stock.state))[0];
}

/** Announces a change of the shown option to screen readers, but not the choice of another option. */
function Announcement({ sku, sold }: { sku: Sku; sold: Sold }) {
  const { t, language } = useShop();
  const before = useRef<{ option: string; price: string; stock: string }>(undefined);
  const text = useRef<HTMLParagraphElement>(null);
  const option = `${sku.sku} ${sold.unit}`;
  const price = sold.price
    ? [money(sold.price.amount, sold.price.currency, language), priceFor(sold.price, t, language)]
        .join(' ')
        .trim()
    : t.noPrice;
  const stock = stockSentence(sku.stock, t, language);
  useEffect(() => {
    const last = before.current;
    before.current = { option, price, stock };
    if (!text.current || last?.option !== option) return;
    const news = [
      ...(last.price === price ? [] : [t.announce.price(price)]),
      ...(last.stock === stock ? [] : [t.announce.stock(stock)]),
    ];
    if (news.length > 0) text.current.textContent = news.join(' ');
  }, [option, price, stock, t]);
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
