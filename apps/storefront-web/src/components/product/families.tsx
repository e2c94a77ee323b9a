import { Link, useLocation } from 'wouter';
import type { ProductFamily } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';

interface FamiliesProps {
  families: readonly ProductFamily[];
  /** Code of the chosen family; all of them without. */
  current: string | undefined;
  search: string | undefined;
}

function addressOf(family: string | undefined, search: string | undefined): string {
  const query = new URLSearchParams({ ...(search && { q: search }), ...(family && { family }) });
  return query.size > 0 ? `/?${query}` : '/';
}

function byCategory(families: readonly ProductFamily[]): [string, ProductFamily[]][] {
  return [...Map.groupBy(families, ({ category }) => category ?? '')];
}

function counted(products: number, more: boolean): string {
  return more ? `${products}+` : `${products}`;
}

/** Families by category as links, beside the list. */
export function FamilyLinks({ families, current, search, loading }: FamiliesProps & { loading: boolean }) {
  const { t } = useShop();
  const row =
    'flex min-h-8 items-center justify-between gap-2 rounded-md px-2 text-small pointer-coarse:min-h-11';
  return (
    <nav
      aria-label={t.list.families}
      className="sticky top-20 max-h-[calc(100dvh-6rem)] overflow-y-auto pb-6"
    >
      <Link
        href={addressOf(undefined, search)}
        aria-current={current === undefined ? 'true' : undefined}
        className={`${row} aria-[current]:bg-accent-soft aria-[current]:font-semibold hover:bg-panel`}
      >
        {t.list.allFamilies}
      </Link>
      {loading &&
        Array.from({ length: 14 }, (_, index) => (
          <p key={index} className="skeleton mt-2 text-small">
            &nbsp;
          </p>
        ))}
      {byCategory(families).map(([category, members]) => (
        <section key={category} className="mt-4">
          {category && (
            <h2 className="px-2 pb-1 text-small font-semibold text-quiet">{t.family(category)}</h2>
          )}
          <ul>
            {members.map(({ family, familyName, products, more }) => (
              <li key={family}>
                <Link
                  href={addressOf(family, search)}
                  aria-current={family === current ? 'true' : undefined}
                  className={`${row} aria-[current]:bg-accent-soft aria-[current]:font-semibold hover:bg-panel`}
                >
                  {t.family(familyName)}
                  <span className="numbers font-normal text-quiet">{counted(products, more)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

/** The same as one field, for narrow screens. */
export function FamilySelect({ families, current, search }: FamiliesProps) {
  const { t } = useShop();
  const [, navigate] = useLocation();
  return (
    <select
      className="field max-w-sm"
      aria-label={t.list.families}
      value={current ?? ''}
      onChange={(event) => navigate(addressOf(event.target.value || undefined, search))}
    >
      <option value="">{t.list.allFamilies}</option>
      {byCategory(families).map(([category, members]) => (
        <optgroup key={category} label={t.family(category)}>
          {members.map(({ family, familyName, products, more }) => (
            <option key={family} value={family}>
              {`${t.family(familyName)} (${counted(products, more)})`}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
