import { useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useShop } from '../shop-context.tsx';

const pauseMs = 250;

/** Searches while one types, on the list; elsewhere on Enter. */
export function SearchBox() {
  const { t } = useShop();
  const [path, navigate] = useLocation();
  const [params] = useSearchParams();
  const applied = path === '/' ? (params.get('q') ?? '') : '';
  const [text, setText] = useState(applied);
  useEffect(() => setText(applied), [applied]);

  const go = (search: string, replace: boolean) => {
    const query = new URLSearchParams(search.trim() ? { q: search.trim() } : {});
    navigate(query.size > 0 ? `/?${query}` : '/', { replace });
  };
  useEffect(() => {
    if (path !== '/' || text.trim() === applied) return;
    const timer = window.setTimeout(() => go(text, applied !== ''), pauseMs);
    return () => window.clearTimeout(timer);
    // Only what is typed starts a search.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);

  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        go(text, false);
      }}
    >
      <input
        type="search"
        name="q"
        className="field rounded-full px-4"
        aria-label={t.menu.search}
        placeholder={t.menu.searchHint}
        value={text}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}
