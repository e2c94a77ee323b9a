/** The time, replaceable in tests: inject `Clock` instead of calling `new Date()`. */
export class Clock {
  now(): Date {
    return new Date();
  }
}
