import { type ReactNode, useEffect, useRef } from 'react';
import { useShop } from '../shop-context.tsx';

interface HeadingProps {
  children: ReactNode;
  /** Title of the window; the heading's own text when absent. */
  title?: string;
  className?: string;
}

let firstPage = true;

/** The page's heading: takes the focus when one comes from another page, and names the window. */
export function Heading({ children, title, className = '' }: HeadingProps) {
  const { t } = useShop();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  useEffect(() => {
    const text = title ?? heading.current?.textContent;
    document.title = text ? `${text} · ${t.shopName}` : t.shopName;
  });
  return (
    <h1 ref={heading} tabIndex={-1} className={`text-heading font-semibold tracking-tight ${className}`}>
      {children}
    </h1>
  );
}
