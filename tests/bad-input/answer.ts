import type { ProblemBody } from '../system/shop.ts';

/** Longest time that an answer may take, whatever was asked. */
export const patienceMs = 20_000;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The problem that it tells of; undefined when it is none. */
  problem: (ProblemBody & { detail?: string; errors?: { field: string; in?: string }[] }) | undefined;
}

/** Asks, and waits no longer than {@link patienceMs}. @throws when there is no answer */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init, signal: AbortSignal.timeout(patienceMs) });
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return { status: response.status, headers: response.headers, text: '', problem: undefined };
  }
  const text = await response.text();
  const isProblem = type.startsWith('application/problem+json');
  const problem = isProblem ? (JSON.parse(text) as Answer['problem']) : undefined;
  return { status: response.status, headers: response.headers, text, problem };
}

const atOnce = 8;

/** Does the work for each of a list, some at the same time. @throws the first failure */
export async function each<T>(list: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const left = list.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const one of left) await work(one);
    }),
  );
}
