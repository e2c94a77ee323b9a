import { Link } from 'wouter';
import { useShop } from '../../shop-context.tsx';

interface OrderedBeforeProps {
  /** Of the order that has the same. */
  number: string;
  disabled: boolean;
  onAnyway: () => void;
}

/** The same was ordered a moment ago: most often the answer was lost, and that order is what the shopper looks for. */
export function OrderedBefore({ number, disabled, onAnyway }: OrderedBeforeProps) {
  const { t } = useShop();
  return (
    <section className="flex flex-col gap-3 rounded-corner bg-warn-soft p-4">
      <h3 className="font-semibold">{t.checkout.orderedBefore}</h3>
      <p>{t.checkout.orderedBeforeHint(number)}</p>
      <Link href={`/orders/${number}`} className="action">
        {t.checkout.seeOrder(number)}
      </Link>
      <button type="button" className="action-quiet" disabled={disabled} onClick={onAnyway}>
        {t.checkout.anyway}
      </button>
    </section>
  );
}
