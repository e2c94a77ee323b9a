const name = 'shop.cart';
let opened: BroadcastChannel | undefined;

/** Carries that the cart holds something else; what it holds, the tabs ask the shop. It never tells this tab itself. */
function channel(): BroadcastChannel | undefined {
  if (typeof BroadcastChannel !== 'undefined') opened ??= new BroadcastChannel(name);
  return opened;
}

/** Tells the other tabs of this browser that the cart holds something else. */
export function tellOtherTabs(): void {
  channel()?.postMessage('changed');
}

/**
 * Calls back when another tab has changed the cart, or when this one comes back from where it could not be told.
 * @returns a function that ends it
 */
export function onCartChangedElsewhere(listener: () => void): () => void {
  const comeBack = ({ persisted }: PageTransitionEvent) => {
    if (persisted) listener();
  };
  channel()?.addEventListener('message', listener);
  window.addEventListener('pageshow', comeBack);
  return () => {
    channel()?.removeEventListener('message', listener);
    window.removeEventListener('pageshow', comeBack);
  };
}
