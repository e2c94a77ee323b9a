import type { System } from './system.ts';

/** What a form of the back office answered. */
export interface Deed {
  status: number;
  /** Where the page leads to after the deed: the document made or changed. */
  location: string;
  page: string;
}

/** Types a form of the back office as a person would, carrying a trace context when one is given. */
export async function post(
  system: System,
  path: string,
  fields: Record<string, string | number> = {},
): Promise<Deed> {
  const { backOffice = '' } = system.endpoints();
  const response = await fetch(`${backOffice}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: backOffice },
    body: new URLSearchParams(
      Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
    ),
  });
  const page = await response.text();
  return { status: response.status, location: response.headers.get('location') ?? '', page };
}

/** As {@link post}. @throws Error when the form was refused */
export async function change(
  system: System,
  path: string,
  fields: Record<string, string | number> = {},
): Promise<Deed> {
  const deed = await post(system, path, fields);
  if (deed.status !== 303) throw new Error(`${path}: ${deed.status} ${errorsOf(deed.page)}`);
  return deed;
}

/** Text of a page of the back office. */
export async function read(system: System, path: string): Promise<string> {
  const response = await fetch(`${system.endpoints().backOffice}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.text();
}

export async function setLife(system: System, life: number | 'off'): Promise<void> {
  await change(system, '/settings', { life: life === 'off' ? 'N' : 'Y', rate: life === 'off' ? 1 : life });
}

/** Date and time as the office clock shows an instant, for fields like `fromDate` and `fromTime`. */
export function officeTime(instant: Date): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Berlin',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(instant);
  const [date = '', time = ''] = parts.split(' ');
  return { date, time: time.replace(':', '') };
}

function errorsOf(page: string): string {
  return [...page.matchAll(/id="[\w-]+-error"[^>]*>([^<]*)/g)].map(([, text]) => text?.trim()).join('; ');
}
