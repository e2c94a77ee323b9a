import type { ShippingMethod } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { money } from '../../texts/format.ts';

interface ShippingChoiceProps {
  value: ShippingMethod;
  onChange: (method: ShippingMethod) => void;
}

/** The ways in which the shop sends to the chosen country or region, with what they cost. */
export function ShippingChoice({ value, onChange }: ShippingChoiceProps) {
  const { t, language, country, regions, region, shop } = useShop();
  const place =
    regions.find(({ code }) => code === region) ?? shop?.countries.find((one) => one.country === country);
  const offers = place?.shipping ?? [];
  return (
    <fieldset>
      <legend className="mb-3 text-large font-semibold">{t.checkout.how}</legend>
      <div className="flex flex-col gap-2">
        {offers.map(({ method, gross }) => (
          <label
            key={method}
            className="flex min-h-12 items-center gap-3 rounded-lg border border-edge px-4 has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="shipping"
              className="size-5 shrink-0 accent-accent"
              value={method}
              checked={method === value}
              onChange={() => onChange(method)}
            />
            <span className="grow">{t.shipping[method] ?? method}</span>
            <span className="numbers">{money(gross, shop?.currency ?? 'EUR', language)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
