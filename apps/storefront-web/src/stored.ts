/** Reads what this browser keeps for the shop; null where it keeps nothing or may not. */
export function stored(name: string): string | null {
  try {
    return localStorage.getItem(`shop.${name}`);
  } catch {
    return null;
  }
}

/** Keeps a text in this browser, if it may. */
export function store(name: string, value: string): void {
  try {
    localStorage.setItem(`shop.${name}`, value);
  } catch {
    // A browser that keeps nothing still shops.
  }
}

/** What this tab keeps until it is closed, if it may: a browser that keeps nothing still shops. */
export const tabStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = {
  getItem: (name) => tried(() => sessionStorage.getItem(name)) ?? null,
  setItem: (name, value) => tried(() => sessionStorage.setItem(name, value)),
  removeItem: (name) => tried(() => sessionStorage.removeItem(name)),
};

function tried<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

const ordersKept = 20;

/** Numbers of the orders placed here, the latest first; the proof that they are ours is in cookies. */
export function knownOrders(): string[] {
  return stored('orders')?.split(' ').filter(Boolean) ?? [];
}

export function keepOrder(order: string): void {
  const orders = [order, ...knownOrders().filter((known) => known !== order)];
  store('orders', orders.slice(0, ordersKept).join(' '));
}
