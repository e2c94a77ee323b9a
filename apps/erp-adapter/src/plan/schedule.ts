import { Cron } from 'croner';

/** A text that is no schedule. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}

const words = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/**
 * Checks a schedule: a cron expression of five fields (minute, hour, day of month, month, day of week), or a word such
 * as `@daily`. Seconds and years are not taken: a batch is nothing for a second.
 * @param zone IANA time zone by which it goes
 * @throws ScheduleError that says what is wrong
 */
export function checkSchedule(schedule: string, zone: string): void {
  const fields = schedule.trim().split(/\s+/);
  if (!words.has(schedule) && fields.length !== 5)
    throw new ScheduleError(
      'is no schedule of five fields (minute, hour, day of month, month, day of week), such as `30 2 * * *`',
    );
  let next: Date | null;
  try {
    next = cronOf(schedule, zone).nextRun(new Date(0));
  } catch (error) {
    throw new ScheduleError(`is no schedule: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (next === null) throw new ScheduleError('is a schedule that never comes');
}

/**
 * The first instant of a schedule after another, by the clocks of a zone. A reading of the clocks that is left out when
 * they are put forward comes as they are, or within the hour; one that comes twice when they are put back is taken once,
 * except of schedules that come every hour or oftener, whose instants lie as far apart as ever.
 * @returns null when it never comes again
 */
export function nextRun(schedule: string, zone: string, after: Date): Date | null {
  return cronOf(schedule, zone).nextRun(after);
}

function cronOf(schedule: string, zone: string): Cron {
  return new Cron(schedule, { timezone: zone, paused: true });
}
