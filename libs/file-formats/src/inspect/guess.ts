/** Something that was guessed of a file, for a person to confirm. */
export interface Guess {
  /** The field of the format that it is about, such as `encoding` or `csv`. */
  readonly field: string;
  readonly value: string;
  /** `certain` where the bytes prove it. */
  readonly sure: 'certain' | 'likely' | 'unsure';
  readonly because: string;
}
