import { useShop } from '../../shop-context.tsx';
import { countryName } from '../../texts/format.ts';
import { RegionChoice } from './region-choice.tsx';
import type { RecipientField, RecipientInput } from './recipient-rules.ts';
import { TextField } from '../text-field.tsx';

interface RecipientFormProps {
  recipient: RecipientInput;
  errors: ReadonlyMap<string, string>;
  onChange: (recipient: RecipientInput) => void;
  onRegion: (region: string | null) => void;
}

/** Who the order is for and where it goes. */
export function RecipientForm({ recipient, errors, onChange, onRegion }: RecipientFormProps) {
  const { t, language, country, setCountry, shop } = useShop();
  const field = (name: RecipientField) => ({
    id: name,
    name,
    label: t.checkout[name],
    value: recipient[name],
    error: errors.get(name),
    onChange: (value: string) => onChange({ ...recipient, [name]: value }),
  });
  return (
    <>
      <fieldset className="grid gap-4 sm:grid-cols-2">
        <legend className="mb-3 text-large font-semibold">{t.checkout.contact}</legend>
        <TextField {...field('name')} required autoComplete="name" />
        <TextField {...field('company')} autoComplete="organization" />
        <TextField
          {...field('email')}
          required
          type="email"
          autoComplete="email"
          hint={t.checkout.emailHint}
        />
        <TextField {...field('phone')} type="tel" autoComplete="tel" />
      </fieldset>
      <fieldset className="grid gap-4 sm:grid-cols-6">
        <legend className="mb-3 text-large font-semibold">{t.checkout.address}</legend>
        <TextField {...field('street')} required autoComplete="address-line1" className="sm:col-span-6" />
        <TextField {...field('street2')} autoComplete="address-line2" className="sm:col-span-6" />
        <TextField {...field('postalCode')} required autoComplete="postal-code" className="sm:col-span-2" />
        <TextField {...field('city')} required autoComplete="address-level2" className="sm:col-span-4" />
        <div className="flex flex-col gap-1 sm:col-span-6">
          <label htmlFor="country" className="text-small font-medium">
            {t.checkout.country}
          </label>
          <select
            id="country"
            className="field"
            autoComplete="country"
            value={country}
            onChange={(event) => setCountry(event.target.value)}
          >
            {(shop?.countries ?? [{ country }]).map((one) => (
              <option key={one.country} value={one.country}>
                {countryName(one.country, language)}
              </option>
            ))}
          </select>
        </div>
        <RegionChoice error={errors.get('region')} onChange={onRegion} className="sm:col-span-6" />
      </fieldset>
    </>
  );
}
