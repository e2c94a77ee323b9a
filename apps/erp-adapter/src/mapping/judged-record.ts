import type { Issue, MappedRecord } from '@throughline/connector';

export interface JudgedIssue extends Issue {
  /** The binding that the record is read again after. */
  awaits?: string;
}

/** A record as it was judged among all others. */
export interface JudgedRecord<T> extends MappedRecord<T> {
  issues: readonly JudgedIssue[];
  /** True of a record whose key is not its own: what was published of its source key under that is withdrawn. */
  outside?: true;
}

/** A record that has to be published: new, changed, or gone (`record` null). */
export interface Step {
  key: string;
  sourceKey: string;
  version: number;
  record: MappedRecord<unknown> | null;
  kind: 'missing' | 'changed' | 'gone';
  /** Whether the key belongs to another row than before, or to none. */
  rebinds: boolean;
  /** True of a withdrawal that a person has accepted. */
  accepted?: true;
}
