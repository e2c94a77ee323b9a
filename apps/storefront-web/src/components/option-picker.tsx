import { RadioGroup } from 'radix-ui';
import type { Sku } from '../api/types.ts';
import { swatchOf } from '../pictures/tones.ts';
import { useShop } from '../shop-context.tsx';
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
      <Options label={t.product.option} value={chosen.sku}>
        {skus.map((sku) => (
          <Option key={sku.sku} value={sku.sku} sku={sku} onChoose={onChoose}>
            {[sku.color && t.color(sku.color), sku.size, sku.sku].filter(Boolean).join(' ')}
          </Option>
        ))}
      </Options>
    );
  }
  return (
    <>
      {colors.length > 1 && (
        <Options label={t.product.color} value={chosen.color ?? ''}>
          {colors.map((color) => (
            <Option key={color} value={color} sku={find(color, chosen.size)} onChoose={onChoose}>
              <span
                className="size-4 rounded-full border border-edge"
                style={{ background: swatchOf(color) }}
              />
              {t.color(color)}
            </Option>
          ))}
        </Options>
      )}
      {sizes.length > 1 && (
        <Options label={t.product.size} value={chosen.size ?? ''}>
          {sizes.map((size) => (
            <Option key={size} value={size} sku={find(chosen.color, size)} onChoose={onChoose}>
              {size}
            </Option>
          ))}
        </Options>
      )}
    </>
  );
}

interface OptionsProps {
  label: string;
  value: string;
  children: React.ReactNode;
}

function Options({ label, value, children }: OptionsProps) {
  return (
    <fieldset>
      <legend className="mb-2 text-small font-medium text-quiet">{label}</legend>
      <RadioGroup.Root value={value} aria-label={label} className="flex flex-wrap gap-2">
        {children}
      </RadioGroup.Root>
    </fieldset>
  );
}

interface OptionProps {
  value: string;
  sku: Sku | undefined;
  onChoose: (sku: Sku) => void;
  children: React.ReactNode;
}

/** What is not there is dashed, and can be looked at all the same. */
function Option({ value, sku, onChoose, children }: OptionProps) {
  const { t } = useShop();
  const missing = sku && ['out-of-stock', 'discontinued'].includes(sku.stock.state);
  return (
    <RadioGroup.Item
      value={value}
      onClick={() => sku && onChoose(sku)}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && sku && onChoose(sku)}
      className={`flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-lg border px-3 ${
        missing ? 'border-dashed border-edge text-quiet' : 'border-edge'
      } data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:font-semibold data-[state=checked]:text-ink hover:bg-panel`}
    >
      {children}
      {missing && <span className="sr-only">, {stockShort(sku.stock.state, 0, t)}</span>}
    </RadioGroup.Item>
  );
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
