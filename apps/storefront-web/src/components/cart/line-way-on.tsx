import type { CartLine } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { lineName } from './line-words.ts';
import type { CartControl } from './use-cart.ts';

interface LineWayOnProps {
  line: CartLine;
  control: CartControl;
  /** Where there is no other way to remove it. */
  removable?: boolean;
}

/** How to go on with a line of which there is not enough: with as many as there are, or without it. */
export function LineWayOn({ line, control, removable = false }: LineWayOnProps) {
  const { t } = useShop();
  if (line.orderable) return null;
  const name = lineName(line, t);
  return (
    <span className="flex flex-wrap gap-2">
      {line.available > 0 && line.available < line.quantity && (
        <button
          type="button"
          className="action-quiet"
          aria-label={`${t.basket.take(line.available)}: ${name}`}
          disabled={control.busy}
          onClick={() => control.put(line, line.available)}
        >
          {t.basket.take(line.available)}
        </button>
      )}
      {removable && (
        <button
          type="button"
          className="action-quiet"
          aria-label={t.basket.removeOne(name)}
          disabled={control.busy}
          onClick={() => control.put(line, 0)}
        >
          {t.basket.remove}
        </button>
      )}
    </span>
  );
}
