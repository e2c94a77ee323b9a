import { type ReactNode, useLayoutEffect } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { showPlace } from '../places/history.ts';
import { useShop } from '../shop-context.tsx';
import { type Language, languages } from '../texts/catalogues.ts';
import { countryName, percent } from '../texts/format.ts';
import { SearchBox } from './search-box.tsx';

/** The frame of every page: header, what is wrong with the connection, the page, footer. */
export function Layout({ children }: { children: ReactNode }) {
  const { t, online } = useShop();
  const [path] = useLocation();
  const search = useSearch();
  useLayoutEffect(showPlace, [path, search]);
  return (
    <div className="flex min-h-dvh flex-col font-sans">
      <a
        href="#content"
        className="action sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-20"
      >
        {t.skip}
      </a>
      <Header />
      <div role="status" aria-live="polite">
        {!online && (
          <p className="bg-warn-soft px-4 py-2 text-center text-small font-medium text-warn">
            {t.state.offline}
          </p>
        )}
      </div>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto min-h-[calc(100dvh-4rem)] w-full max-w-7xl grow px-4 py-6 outline-none sm:px-6"
      >
        {children}
      </main>
      <Footer />
    </div>
  );
}

function Header() {
  const { t, units } = useShop();
  return (
    <header className="top-0 z-10 border-b border-line bg-paper sm:sticky">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-x-2 gap-y-2 px-4 py-2 sm:flex-nowrap sm:gap-x-6 sm:px-6">
        <Link
          href="/"
          className="flex min-h-11 min-w-0 items-center gap-2 text-large font-semibold tracking-tight whitespace-nowrap"
        >
          <svg
            viewBox="0 0 32 32"
            className="size-8 shrink-0 text-accent"
            fill="none"
            stroke="currentColor"
            strokeWidth="3.5"
            aria-hidden="true"
          >
            <circle cx="16" cy="16" r="10" />
            <path d="M1 16h30" strokeLinecap="round" />
          </svg>
          {t.shopName}
        </Link>
        <div className="order-last w-full sm:order-none sm:w-auto sm:max-w-md sm:grow">
          <SearchBox />
        </div>
        <Link
          href="/cart"
          className="relative ml-auto flex min-h-11 min-w-11 items-center justify-center gap-1.5 rounded-lg px-1 hover:bg-panel sm:gap-2 sm:px-2"
        >
          <svg
            viewBox="0 0 24 24"
            className="size-6"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinejoin="round"
            aria-hidden="true"
          >
            <path d="M3 4h3l2.2 11h10.3L21 7.5H7" strokeLinecap="round" />
            <circle cx="9.5" cy="19" r="1.5" />
            <circle cx="17.5" cy="19" r="1.5" />
          </svg>
          <span className="sr-only font-medium md:not-sr-only">{t.cart}</span>
          {units !== undefined && units > 0 && (
            <span className="numbers rounded-full bg-accent px-2 text-small font-semibold text-on-accent">
              {units}
              <span className="sr-only"> {t.unitsInCart(units)}</span>
            </span>
          )}
        </Link>
      </div>
    </header>
  );
}

function Footer() {
  const { t, language, setLanguage, country, setCountry, shop } = useShop();
  const countries = shop?.countries ?? [{ country, taxRate: null }];
  return (
    <footer className="mt-12 border-t border-line bg-panel">
      <div className="mx-auto flex max-w-7xl flex-wrap items-end gap-x-6 gap-y-4 px-4 py-6 sm:px-6">
        <p className="mr-auto max-w-sm basis-72 text-small text-quiet">{t.footer.note}</p>
        <Link href="/find-order" className="flex min-h-11 items-center underline underline-offset-4">
          {t.findOrder}
        </Link>
        <label className="text-small text-quiet">
          {t.menu.country}
          <select
            className="field mt-1 min-w-44 text-base"
            value={country}
            onChange={(event) => setCountry(event.target.value)}
          >
            {countries.map((one) => (
              <option key={one.country} value={one.country}>
                {countryName(one.country, language)}
                {one.taxRate !== null && ` (${t.taxLabel(percent(one.taxRate, language))})`}
              </option>
            ))}
          </select>
        </label>
        <label className="text-small text-quiet">
          {t.menu.language}
          <select
            className="field mt-1 text-base"
            value={language}
            onChange={(event) => setLanguage(event.target.value as Language)}
          >
            {languages.map(({ code, name }) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </footer>
  );
}
