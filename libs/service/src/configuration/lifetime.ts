/**
 * How long the service lives. `ending` aborts when it is about to stop: streams to browsers and loops end
 * themselves then.
 */
export class Lifetime {
  private readonly controller = new AbortController();
  readonly ending: AbortSignal = this.controller.signal;

  end(): void {
    this.controller.abort();
  }
}
