import { codeFault } from '@throughline/events';
import { isCurrency } from '@throughline/money';
import { isZone } from '../values/zone.ts';

/** Why a value cannot be that of its field; null when it can. */
export type FieldCheck = (value: never) => string | null;

const quoted = (value: string): string => JSON.stringify(value.slice(0, 40));

/** A code, which is part of keys and addresses. */
export const code = (value: string): string | null => codeFault(value);

/** One of the words that readers know. */
export const oneOf = (...words: string[]) => {
  const known = new Set(words);
  return (value: string): string | null => (known.has(value) ? null : `unknown code ${quoted(value)}`);
};

export const currency = (value: string): string | null =>
  isCurrency(value) ? null : `unknown code ${quoted(value)}`;

export const country = (value: string): string | null =>
  /^[A-Z]{2}$/.test(value) ? null : `is no country of two capitals: ${quoted(value)}`;

const knownZones = new Map<string, boolean>();
export const timeZone = (value: string): string | null => {
  let known = knownZones.get(value);
  if (known === undefined) {
    known = isZone(value);
    if (knownZones.size < 1_000) knownZones.set(value, known);
  }
  return known ? null : `is no time zone: ${quoted(value)}`;
};

export const timeOfDay = (value: string): string | null =>
  /^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? null : `is no time of day: ${quoted(value)}`;

export const notNegative = (value: string | number): string | null =>
  // A canonical decimal says by its first character whether it is below zero.
  (typeof value === 'number' ? value < 0 : value.startsWith('-')) ? 'is negative' : null;

export const atLeastOne = (value: number): string | null => (value < 1 ? 'is below 1' : null);

export const weekday = (value: number): string | null =>
  value >= 1 && value <= 7 ? null : 'is no day of the week, 1 (Monday) to 7';
