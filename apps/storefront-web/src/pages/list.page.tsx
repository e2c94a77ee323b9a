import { useCallback, useEffect, useMemo, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { api } from '../api/client.ts';
import type { ProductFamily, ProductList, ProductSummary } from '../api/types.ts';
import { useLoaded } from '../api/use-loaded.ts';
import { CardSkeleton, ProductCard } from '../components/product/card.tsx';
import { FamilyLinks, FamilySelect } from '../components/product/families.tsx';
import { Heading } from '../components/heading.tsx';
import { Failed } from '../components/states.tsx';
import { useLive } from '../live/use-live.ts';
import { keepPages, pagesKept } from '../places/history.ts';
import { useShop } from '../shop-context.tsx';

const grid = 'grid grid-cols-1 gap-x-6 gap-y-8 min-[26rem]:grid-cols-2 md:grid-cols-3 xl:grid-cols-4';

/** All products, of one family, or found by a search; prices and stock change while they are shown. */
export function ListPage() {
  const { t, country, language } = useShop();
  const [params] = useSearchParams();
  const family = params.get('family') ?? undefined;
  const search = params.get('q') ?? undefined;
  const request = { country, language, family, search };
  const key = `list ${JSON.stringify(request)}`;
  const first = useLoaded<ProductList>(key, (signal) => api.products(request, signal));
  const { cards, next, more, loadingMore } = usePages(key, first.data, (after) =>
    api.products({ ...request, after }),
  );
  const { offers } = useLive({ skus: useMemo(() => cards.flatMap((card) => card.skus), [cards]) });
  const families = first.data?.families ?? [];
  const current = families.find((one) => one.family === family);
  const unknown = first.data !== undefined && !search && family !== undefined && !current;
  const count = family === undefined ? sumOf(families) : (current?.products ?? cards.length);
  const cut = family === undefined ? families.some(({ more }) => more) : (current?.more ?? false);

  return (
    <div className="gap-10 lg:grid lg:grid-cols-[13rem_1fr]">
      <aside className="hidden lg:block">
        <FamilyLinks families={families} current={family} search={search} loading={!first.data} />
      </aside>
      <div>
        <div className="mb-6 flex flex-col gap-2">
          <Heading title={search ?? (current ? t.family(current.familyName) : t.home)}>
            {unknown
              ? t.list.unknownFamily(family)
              : search
                ? first.data && cards.length === 0
                  ? t.list.emptySearch(search)
                  : t.list.results(count, search, cut)
                : current
                  ? t.family(current.familyName)
                  : t.list.title}
          </Heading>
          {!search && !family && <p className="max-w-2xl text-quiet">{t.list.intro}</p>}
          <div className="mt-2 lg:hidden">
            <FamilySelect families={families} current={family} search={search} />
          </div>
          <p className="sr-only" role="status">
            {first.data ? t.list.products(count, cut) : t.list.loading}
          </p>
        </div>
        {first.error !== undefined && !first.data ? (
          <Failed retry={first.reload} />
        ) : !first.data ? (
          <div className={grid}>
            {Array.from({ length: 12 }, (_, index) => (
              <CardSkeleton key={index} />
            ))}
          </div>
        ) : cards.length === 0 ? (
          <Nothing search={search} unknown={unknown} families={families} />
        ) : (
          <>
            <ul className={grid}>
              {cards.map((card) => (
                <li key={card.model}>
                  <ProductCard card={card} offers={offers} />
                </li>
              ))}
            </ul>
            {next === null && cut && <p className="mt-10 text-center text-quiet">{t.list.cut}</p>}
            {next !== null && (
              <div className="mt-10 flex justify-center">
                <button type="button" className="action-quiet min-w-48" onClick={more} disabled={loadingMore}>
                  {loadingMore ? t.list.loading : t.list.more}
                </button>
              </div>
            )}
          </>
        )}
      </div>
    </div>
  );
}

function sumOf(families: readonly ProductFamily[]): number {
  return families.reduce((sum, { products }) => sum + products, 0);
}

/** Further pages of lists seen before, so that going back shows them at once. */
const furtherSeen = new Map<string, ProductList[]>();
const furtherKept = 10;

function remember(key: string, pages: ProductList[]): void {
  furtherSeen.delete(key);
  furtherSeen.set(key, pages);
  const [oldest] = furtherSeen.keys();
  if (furtherSeen.size > furtherKept && oldest !== undefined) furtherSeen.delete(oldest);
}

/** What a list begins with: as many pages as were shown of it where one comes back to. */
function begun(key: string) {
  const wanted = pagesKept(key);
  return { key, wanted, pages: furtherSeen.get(key)?.slice(0, wanted) ?? [] };
}

/** The first page and those asked for after it, each product once. */
function usePages(
  key: string,
  first: ProductList | undefined,
  load: (after: string) => Promise<ProductList>,
) {
  const [further, setFurther] = useState(() => begun(key));
  if (further.key !== key) setFurther(begun(key));
  const [loadingMore, setLoadingMore] = useState(false);
  const pages = useMemo(
    () => [...(first ? [first] : []), ...(further.key === key ? further.pages : [])],
    [first, further, key],
  );
  const cards = useMemo(() => {
    const byModel = new Map<string, ProductSummary>();
    for (const card of pages.flatMap(({ products }) => products))
      if (!byModel.has(card.model)) byModel.set(card.model, card);
    return [...byModel.values()];
  }, [pages]);
  const next = pages.at(-1)?.next ?? null;
  const more = useCallback(() => {
    if (next === null) return;
    setLoadingMore(true);
    load(next)
      .then(
        (page) =>
          setFurther((before) => {
            if (before.key !== key) return before;
            const pages = [...before.pages, page];
            return { ...before, pages, wanted: Math.max(before.wanted, pages.length) };
          }),
        // What cannot be loaded is not asked for again and again.
        () => setFurther((before) => ({ ...before, wanted: before.pages.length })),
      )
      .finally(() => setLoadingMore(false));
  }, [key, next, load]);

  const { wanted, pages: shown } = further;
  useEffect(() => {
    if (further.key !== key) return;
    if (shown.length < wanted && next !== null && !loadingMore) more();
    if (shown.length === 0 || shown.length < wanted) return;
    remember(key, shown);
    keepPages(key, shown.length);
    // `more` is another one with every page.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key, shown, wanted, next, loadingMore]);
  return { cards, next, more, loadingMore };
}

interface NothingProps {
  search: string | undefined;
  /** Whether there is no family such as was asked for, which the heading says. */
  unknown: boolean;
  families: readonly ProductFamily[];
}

/** What there is instead. */
function Nothing({ search, unknown, families }: NothingProps) {
  const { t } = useShop();
  const [, navigate] = useLocation();
  if (families.length === 0 || (!search && !unknown))
    return <p className="py-12 text-quiet">{t.list.emptyShop}</p>;
  return (
    <div className="flex flex-col gap-4 py-4">
      <p className="text-quiet">{t.list.emptyHint}</p>
      <ul className="flex flex-wrap gap-2">
        {families.map(({ family, familyName }) => (
          <li key={family}>
            <Link href={`/?family=${encodeURIComponent(family)}`} className="action-quiet">
              {t.family(familyName)}
            </Link>
          </li>
        ))}
      </ul>
      <div>
        <button type="button" className="action" onClick={() => navigate('/')}>
          {t.list.clear}
        </button>
      </div>
    </div>
  );
}
