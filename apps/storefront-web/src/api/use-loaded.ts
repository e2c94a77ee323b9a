import { useCallback, useEffect, useState } from 'react';

/** What is known of something that is fetched. What was there before stays while it is fetched again. */
export interface Loaded<T> {
  data: T | undefined;
  error: unknown;
  loading: boolean;
  reload: () => void;
  /** Takes an answer that came by another way. */
  replace: (data: T) => void;
}

interface State<T> {
  key: string;
  data: T | undefined;
  error: unknown;
}

/** Answers seen before, so that going back shows them at once; they are fetched again all the same. */
const seen = new Map<string, unknown>();
const seenLimit = 60;

function remember(key: string, data: unknown): void {
  seen.delete(key);
  seen.set(key, data);
  const [oldest] = seen.keys();
  if (seen.size > seenLimit && oldest !== undefined) seen.delete(oldest);
}

/** Puts an answer where the next page will look for it. */
export function prepare(key: string, data: unknown): void {
  remember(key, data);
}

/** @param key what is fetched; when it changes, it is fetched anew */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<State<T>>(() => ({
    key,
    data: seen.get(key) as T | undefined,
    error: undefined,
  }));
  const [round, setRound] = useState(0);
  const [settled, setSettled] = useState('');
  const attempt = `${round} ${key}`;

  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal).then(
      (data) => {
        if (stop.signal.aborted) return;
        remember(key, data);
        setState({ key, data, error: undefined });
        setSettled(attempt);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        setState((before) => ({ key, data: before.key === key ? before.data : undefined, error }));
        setSettled(attempt);
      },
    );
    return () => stop.abort();
    // `load` closes over what `key` names.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [attempt]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  const replace = useCallback(
    (data: T) => {
      remember(key, data);
      setState({ key, data, error: undefined });
    },
    [key],
  );
  const current = state.key === key;
  return {
    data: current ? state.data : (seen.get(key) as T | undefined),
    error: current ? state.error : undefined,
    loading: settled !== attempt,
    reload,
    replace,
  };
}
