import { tabStorage } from '../stored.ts';
import { type Place, pagesShown, storePlaces, storedPlaces, withPlace } from './kept-places.ts';

/** Signs that the shopper moves the page, which nobody moves against. */
const moves = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;
/** A page that is still too short after this has become another one. */
const restoringMs = 60_000;

let places = storedPlaces(tabStorage);
/** The entry of the history that is shown. */
let entry = '';
/** How one came to it, until it is shown. */
let arrived: 'push' | 'replace' | 'back' | null = 'back';
let shown = '';
let stopRestoring: (() => void) | null = null;
/** Since the page of before is still shown, or the place is not reached yet. */
let moving = true;
let entries = 0;

/**
 * Gives each entry of the history a name, so that Back and a reload lead to where one was: the browser itself knows the
 * place only as long as the page is as long as it was. To be called before anything else listens to the history.
 */
export function followHistory(): void {
  history.scrollRestoration = 'manual';
  entry = named() ?? nameIt(newName());
  window.addEventListener('pushState', () => {
    entry = nameIt(newName());
    arrive('push');
  });
  window.addEventListener('replaceState', () => {
    nameIt(entry);
    arrive('replace');
  });
  window.addEventListener('popstate', () => {
    entry = named() ?? nameIt(newName());
    arrive('back');
  });
  window.addEventListener('scroll', () => moving || keep({ y: Math.round(window.scrollY) }), {
    passive: true,
  });
  window.addEventListener('pagehide', store);
  document.addEventListener('visibilitychange', store);
}

/** The page of the address is drawn: it is shown from its top, or from where one was when one came back to it. */
export function showPlace(): void {
  const how = arrived;
  const before = shown;
  // A page that is built for development is drawn twice.
  if (how === null && before === address()) return;
  arrived = null;
  shown = address();
  stopRestoring?.();
  moving = false;
  if (how === 'back') restore(places.get(entry)?.y ?? 0);
  else if (how === 'push' || pathOf(before) !== pathOf(shown)) window.scrollTo(0, 0);
}

/** How many pages of a list this entry showed beyond the first. */
export function pagesKept(key: string): number {
  return pagesShown(places.get(entry), key);
}

export function keepPages(key: string, pages: number): void {
  keep({ list: { key, pages } });
}

function arrive(how: NonNullable<typeof arrived>): void {
  arrived = how;
  // What is drawn for another address is drawn by what listens after us.
  moving = address() !== shown;
}

/** Scrolls as soon as the page is long enough, unless the shopper moves it first. */
function restore(y: number): void {
  const reached = () => {
    if (document.documentElement.scrollHeight - window.innerHeight < y) return;
    window.scrollTo(0, y);
    stop();
  };
  const watch = new ResizeObserver(reached);
  const timer = window.setTimeout(stop, restoringMs);
  function stop(): void {
    moving = false;
    watch.disconnect();
    window.clearTimeout(timer);
    for (const move of moves) window.removeEventListener(move, stop);
    stopRestoring = null;
  }
  stopRestoring = stop;
  moving = true;
  for (const move of moves) window.addEventListener(move, stop, { passive: true });
  watch.observe(document.body);
  reached();
}

function keep(place: Place): void {
  places = withPlace(places, entry, place);
}

function store(): void {
  storePlaces(places, tabStorage);
}

function named(): string | null {
  const state = history.state as { entry?: string } | null;
  return state?.entry ?? null;
}

/** Past what listens to the history: the page stays the same. */
function nameIt(name: string): string {
  const state = history.state as object | null;
  History.prototype.replaceState.call(history, { ...state, entry: name }, '');
  return name;
}

function newName(): string {
  entries += 1;
  return `${Date.now().toString(36)}-${entries}`;
}

function address(): string {
  return `${location.pathname}${location.search}`;
}

function pathOf(of: string): string {
  return of.split('?', 1)[0] ?? '';
}
