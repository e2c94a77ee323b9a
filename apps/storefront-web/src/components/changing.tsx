import { type ReactNode, useEffect, useState } from 'react';

interface ChangingProps {
  /** What is compared: a change of it is shown. */
  value: string;
  children: ReactNode;
  className?: string;
}

const lingerMs = 1_400;

/** A figure that may change while one looks at it: old and new cross-fade, the new one is underlined for a second. */
export function Changing({ value, children, className = '' }: ChangingProps) {
  const [shown, setShown] = useState({ value, children });
  const [before, setBefore] = useState<ReactNode>(null);

  if (shown.value !== value) {
    setBefore(shown.children);
    setShown({ value, children });
  }
  useEffect(() => {
    if (before === null) return;
    const timer = window.setTimeout(() => setBefore(null), lingerMs);
    return () => window.clearTimeout(timer);
  }, [before, value]);

  return (
    <span className={`figure ${className}`}>
      {before !== null && (
        <span key={`old ${value}`} className="figure-old" aria-hidden="true">
          {before}
        </span>
      )}
      <span key={value} className="figure-new" {...(before !== null && { 'data-changed': '' })}>
        {children}
      </span>
    </span>
  );
}
