import { useShop } from '../../shop-context.tsx';
import { money } from '../../texts/format.ts';
import { Choice, Choices } from '../choices.tsx';
import { type Sold, priceFor, unitName } from './unit-words.ts';

interface UnitPickerProps {
  units: readonly Sold[];
  chosen: Sold;
  /** Base units that can be had. */
  stock: number;
  onChoose: (unit: string) => void;
}

/** Chooses the unit that a SKU is bought in, where it is sold in several; says what is in the only one. */
export function UnitPicker({ units, chosen, stock, onChoose }: UnitPickerProps) {
  const { t, language } = useShop();
  if (units.length < 2) {
    if (chosen.quantity === 1) return null;
    return (
      <p className="text-small text-quiet">
        {t.product.soldBy} {unitName(chosen, t, language)}
      </p>
    );
  }
  return (
    <Choices label={t.product.soldBy} value={chosen.unit}>
      {units.map((sold) => (
        <Choice
          key={sold.unit}
          value={sold.unit}
          missing={stock < sold.quantity ? t.product.tooFew : undefined}
          onChoose={() => onChoose(sold.unit)}
        >
          {unitName(sold, t, language)}
          {sold.price && (
            <span className="numbers font-normal text-quiet">
              {money(sold.price.amount, sold.price.currency, language)}
              {sold.price.perQuantity > 1 && ` ${priceFor(sold.price, t, language)}`}
            </span>
          )}
        </Choice>
      ))}
    </Choices>
  );
}
