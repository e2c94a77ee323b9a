/** Something the operator has to know or mend; printed without a stack. */
export class Failure extends Error {
  override name = 'Failure';
}

/** What was asked for is not there. */
export class NotFound extends Failure {
  override name = 'NotFound';
}

/** What a service will not do, field by field where it says so. */
export class Refusal extends Failure {
  override name = 'Refusal';

  constructor(
    message: string,
    /** HTTP status. */
    readonly status: number,
    /** The service's own words. */
    readonly reason: string,
    readonly errors: readonly FieldError[],
  ) {
    super(message);
  }
}

export interface FieldError {
  field: string;
  message: string;
}
