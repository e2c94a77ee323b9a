import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { onCartChangedElsewhere } from './api/cart-channel.ts';
import { api } from './api/client.ts';
import type { Cart, DataAges, Region, Shop } from './api/types.ts';
import { stored, store } from './stored.ts';
import { type Language, type Texts, catalogues, isLanguage, preferredLanguage } from './texts/catalogues.ts';

/** What every part of the pages shares. */
export interface ShopState {
  language: Language;
  setLanguage: (language: Language) => void;
  country: string;
  setCountry: (country: string) => void;
  /** Parts of the country in which other taxes hold; none of most. */
  regions: readonly Region[];
  /** The one of these that is delivered to; null for the rest of the country. */
  region: string | null;
  setRegion: (region: string | null) => void;
  t: Texts;
  shop: Shop | undefined;
  ages: DataAges | undefined;
  /** Whether this browser is one of the seller's people, who see what is behind an order: `?staff=on` and `?staff=off`. */
  staff: boolean;
  /** Whether the shop can be reached at this moment. */
  online: boolean;
  /** Units in the cart; undefined until known. */
  units: number | undefined;
  cartChanged: (cart: Cart) => void;
  /** Asks how many units the cart holds now. */
  refreshUnits: () => void;
  heardAges: (ages: DataAges) => void;
  heardLink: (up: boolean) => void;
}

const none: readonly Region[] = [];

const Context = createContext<ShopState | undefined>(undefined);

/** @throws Error outside of the provider */
export function useShop(): ShopState {
  const state = useContext(Context);
  if (!state) throw new Error('useShop belongs below ShopProvider');
  return state;
}

export function ShopProvider({ children }: { children: ReactNode }) {
  const [language, setLanguageState] = useState<Language>(() => {
    const chosen = stored('language');
    return isLanguage(chosen) ? chosen : preferredLanguage(navigator.languages);
  });
  const [country, setCountryState] = useState(() => stored('country') ?? 'DE');
  const [regionChosen, setRegionState] = useState(() => stored('region'));
  const [shop, setShop] = useState<Shop>();
  const [ages, setAges] = useState<DataAges>();
  const [link, setLink] = useState(true);
  const [network, setNetwork] = useState(navigator.onLine);
  const [units, setUnits] = useState<number>();

  const [staff] = useState(() => {
    const asked = new URLSearchParams(window.location.search).get('staff');
    if (asked !== null) store('staff', asked);
    return stored('staff') === 'on';
  });

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    const heard = () => setNetwork(navigator.onLine);
    window.addEventListener('online', heard);
    window.addEventListener('offline', heard);
    return () => {
      window.removeEventListener('online', heard);
      window.removeEventListener('offline', heard);
    };
  }, []);
  useEffect(() => {
    const stop = new AbortController();
    void api.shop(stop.signal).then(
      (answer) => {
        setShop(answer);
        setAges(answer.ages);
      },
      () => undefined,
    );
    return () => stop.abort();
  }, [link]);
  const refreshUnits = useCallback(() => {
    void api.cart({ country: stored('country') ?? 'DE', language: 'en' }, 'standard').then(
      (cart) => setUnits(cart.units),
      () => undefined,
    );
  }, []);
  useEffect(refreshUnits, [refreshUnits, link]);
  useEffect(() => onCartChangedElsewhere(refreshUnits), [refreshUnits]);

  const setLanguage = useCallback((chosen: Language) => {
    store('language', chosen);
    setLanguageState(chosen);
  }, []);
  const setRegion = useCallback((chosen: string | null) => {
    store('region', chosen ?? '');
    setRegionState(chosen);
  }, []);
  const setCountry = useCallback(
    (chosen: string) => {
      store('country', chosen);
      setCountryState(chosen);
      setRegion(null);
    },
    [setRegion],
  );
  const regions = shop?.countries.find((one) => one.country === country)?.regions ?? none;
  const region = regions.find(({ code }) => code === regionChosen)?.code ?? null;
  const cartChanged = useCallback((cart: Cart) => setUnits(cart.units), []);

  const state = useMemo<ShopState>(
    () => ({
      language,
      setLanguage,
      country,
      setCountry,
      regions,
      region,
      setRegion,
      t: catalogues[language],
      shop,
      ages,
      staff,
      online: network && link,
      units,
      cartChanged,
      refreshUnits,
      heardAges: setAges,
      heardLink: setLink,
    }),
    [
      language,
      setLanguage,
      country,
      setCountry,
      regions,
      region,
      setRegion,
      shop,
      ages,
      staff,
      network,
      link,
      units,
      cartChanged,
      refreshUnits,
    ],
  );
  return <Context value={state}>{children}</Context>;
}
