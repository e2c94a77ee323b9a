/** Where one was on a page, by its entry in the history of the tab. */
export interface Place {
  /** Pixels scrolled down. */
  y?: number;
  /** What the page showed of a list beyond its first page, and of which list. */
  list?: { key: string; pages: number };
}

/** The places of a tab, the latest last. */
export type Places = ReadonlyMap<string, Place>;

const name = 'shop.places';
const most = 50;

/** The places with something of one told anew; the ones that were told longest ago go when there are many. */
export function withPlace(places: Places, entry: string, told: Place): Places {
  const before = places.get(entry);
  const others = [...places].filter(([id]) => id !== entry);
  return new Map([...others, [entry, { ...before, ...told }] as const].slice(-most));
}

/** How many pages beyond the first were shown of a list; none of another list. */
export function pagesShown(place: Place | undefined, key: string): number {
  return place?.list?.key === key ? place.list.pages : 0;
}

export function storePlaces(places: Places, storage: Pick<Storage, 'setItem'>): void {
  storage.setItem(name, JSON.stringify([...places]));
}

/** The places that were stored; none when what is stored is nothing of ours. */
export function storedPlaces(storage: Pick<Storage, 'getItem'>): Places {
  try {
    return new Map(JSON.parse(storage.getItem(name) ?? '[]') as [string, Place][]);
  } catch {
    return new Map();
  }
}
