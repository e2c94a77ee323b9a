import { Component, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useShop } from '../shop-context.tsx';
import { Heading } from './heading.tsx';

interface NoticeProps {
  title: string;
  hint?: string;
  children?: ReactNode;
}

/** A page, or a part of one, that has nothing else to show. */
export function Notice({ title, hint, children }: NoticeProps) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-center gap-4 px-4 py-16 text-center">
      <svg
        viewBox="0 0 120 60"
        className="w-32 text-edge"
        fill="none"
        stroke="currentColor"
        strokeWidth="4"
        aria-hidden="true"
      >
        <circle cx="60" cy="30" r="20" />
        <path d="M4 30h112" strokeLinecap="round" strokeDasharray="1 9" />
      </svg>
      <Heading>{title}</Heading>
      {hint && <p className="text-quiet">{hint}</p>}
      {children}
    </div>
  );
}

export function NotFound({ title }: { title?: string }) {
  const { t } = useShop();
  return (
    <Notice title={title ?? t.state.notFound} hint={t.state.notFoundHint}>
      <Link href="/" className="action">
        {t.home}
      </Link>
    </Notice>
  );
}

/** Something could not be loaded; it can be tried again. */
export function Failed({ retry }: { retry: () => void }) {
  const { t } = useShop();
  return (
    <Notice title={t.state.failed} hint={t.state.failedHint}>
      <button type="button" className="action" onClick={retry}>
        {t.state.retry}
      </button>
    </Notice>
  );
}

function Broken() {
  const { t } = useShop();
  return (
    <Notice title={t.state.broken} hint={t.state.brokenHint}>
      <button type="button" className="action" onClick={() => window.location.reload()}>
        {t.state.reload}
      </button>
    </Notice>
  );
}

/** Catches what a page throws while it is drawn, so that the rest of the shop stays. */
export class PageBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}
