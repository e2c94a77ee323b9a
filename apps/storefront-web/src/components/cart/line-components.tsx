import type { Component } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { componentsSentence } from './line-words.ts';

/** What a kit in a line is put together of. */
export function LineComponents({ components }: { components: readonly Component[] }) {
  const { t, language } = useShop();
  const sentence = componentsSentence(components, t, language);
  return sentence && <span className="block text-small text-quiet">{sentence}</span>;
}
