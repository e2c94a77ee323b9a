import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Passwords made once for this home and kept where only their owner can read them. */
export class Secrets {
  readonly folder: string;
  #file: string;
  #passwords: Record<string, string>;

  constructor(home: string) {
    this.folder = join(home, 'secrets');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.#file = join(this.folder, 'passwords.json');
    this.#passwords = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : {};
  }

  /** The password of a database role, made when it is asked for the first time. */
  password(role: string): string {
    const known = this.#passwords[role];
    if (known) return known;
    const made = randomBytes(24).toString('base64url');
    this.#passwords[role] = made;
    writeFileSync(this.#file, JSON.stringify(this.#passwords, undefined, 2), { mode: 0o600 });
    return made;
  }
}
