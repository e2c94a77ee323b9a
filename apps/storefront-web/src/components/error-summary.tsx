import { useEffect, useRef } from 'react';
import { useShop } from '../shop-context.tsx';

export interface SummaryEntry {
  /** Id of the field that is wrong. */
  id: string;
  label: string;
  message: string;
}

/** Everything that is wrong, each a link to its field. Takes the focus when it appears. */
export function ErrorSummary({ entries, round }: { entries: readonly SummaryEntry[]; round: number }) {
  const { t } = useShop();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (round > 0) box.current?.focus();
  }, [round]);
  if (entries.length === 0) return null;
  return (
    <div ref={box} tabIndex={-1} role="alert" className="rounded-corner border-2 border-bad bg-bad-soft p-4">
      <h2 className="font-semibold">{t.checkout.errorsTitle(entries.length)}</h2>
      <ul className="mt-2 list-disc pl-5">
        {entries.map(({ id, label, message }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="underline underline-offset-4"
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(id)?.focus();
              }}
            >
              {label}
            </a>
            {`: ${message}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
