import { useShop } from '../../shop-context.tsx';
import { countryName } from '../../texts/format.ts';

interface RegionChoiceProps {
  error: string | undefined;
  /** The region by its code; null for the rest of the country. */
  onChange: (region: string | null) => void;
  className?: string;
}

/** Where in a country it goes, when other taxes hold in parts of it. */
export function RegionChoice({ error, onChange, className = '' }: RegionChoiceProps) {
  const { t, language, country, regions, region } = useShop();
  if (regions.length === 0) return null;
  return (
    <div className={`flex flex-col gap-1 ${className}`}>
      <label htmlFor="region" className="text-small font-medium">
        {t.checkout.region}
      </label>
      <select
        id="region"
        className="field"
        autoComplete="address-level1"
        value={region ?? ''}
        aria-invalid={error ? true : undefined}
        {...(error && { 'aria-describedby': 'region-error' })}
        onChange={(event) => onChange(event.target.value || null)}
      >
        <option value="">{t.checkout.elsewhere(countryName(country, language))}</option>
        {regions.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      {error && (
        <p id="region-error" className="text-small font-medium text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
