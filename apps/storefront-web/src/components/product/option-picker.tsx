import type { Sku } from '../../api/types.ts';
import { swatchOf } from '../../pictures/tones.ts';
import { useShop } from '../../shop-context.tsx';
import { Choice, Choices } from '../choices.tsx';
import { stockShort } from './stock-words.ts';

interface OptionPickerProps {
  skus: readonly Sku[];
  chosen: Sku;
  onChoose: (sku: Sku) => void;
}

/** Chooses among the SKUs of a product by colour and size; by item number where these do not tell them apart. */
export function OptionPicker({ skus, chosen, onChoose }: OptionPickerProps) {
  const { t } = useShop();
  if (skus.length < 2) return null;
  const colors = distinct(skus.map(({ color }) => color));
  const sizes = distinct(skus.filter(({ color }) => color === chosen.color).map(({ size }) => size));
  const told = new Set(skus.map(({ color, size }) => `${color} ${size}`)).size === skus.length;
  const find = (color: string | null, size: string | null) =>
    skus.find((sku) => sku.color === color && sku.size === size) ?? skus.find((sku) => sku.color === color);

  if (!told) {
    return (
      <Choices label={t.product.option} value={chosen.sku}>
        {skus.map((sku) => (
          <Option key={sku.sku} value={sku.sku} sku={sku} onChoose={onChoose}>
            {[sku.color && t.color(sku.color), sku.size, sku.sku].filter(Boolean).join(' ')}
          </Option>
        ))}
      </Choices>
    );
  }
  return (
    <>
      {colors.length > 1 && (
        <Choices label={t.product.facts.color} value={chosen.color ?? ''}>
          {colors.map((color) => (
            <Option key={color} value={color} sku={find(color, chosen.size)} onChoose={onChoose}>
              <span
                className="size-4 rounded-full border border-edge"
                style={{ background: swatchOf(color) }}
              />
              {t.color(color)}
            </Option>
          ))}
        </Choices>
      )}
      {sizes.length > 1 && (
        <Choices label={t.product.facts.size} value={chosen.size ?? ''}>
          {sizes.map((size) => (
            <Option key={size} value={size} sku={find(chosen.color, size)} onChoose={onChoose}>
              {size}
            </Option>
          ))}
        </Choices>
      )}
    </>
  );
}

interface OptionProps {
  value: string;
  sku: Sku | undefined;
  onChoose: (sku: Sku) => void;
  children: React.ReactNode;
}

function Option({ value, sku, onChoose, children }: OptionProps) {
  const { t } = useShop();
  const missing = sku && ['out-of-stock', 'discontinued'].includes(sku.stock.state);
  return (
    <Choice
      value={value}
      missing={missing ? stockShort(sku.stock.state, 0, t) : undefined}
      onChoose={() => sku && onChoose(sku)}
    >
      {children}
    </Choice>
  );
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
