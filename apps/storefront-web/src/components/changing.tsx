import { type ReactNode, useEffect, useState } from 'react';

interface ChangingProps {
  /** What is compared: a change of it is shown. */
  value: string;
  children: ReactNode;
  className?: string;
}

const lingerMs = 1_400;

/** A value that may change while it is shown: old and new cross-fade, and the new one is underlined for a second. */
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
    <span className={`changing ${className}`}>
      {before !== null && (
        <span key={`old ${value}`} className="changing-old" aria-hidden="true">
          {before}
        </span>
      )}
      <span key={value} className="changing-new" {...(before !== null && { 'data-changed': '' })}>
        {children}
      </span>
    </span>
  );
}
