/** Something the operator has to know or mend; printed without a stack. */
export class Failure extends Error {
  override name = 'Failure';
}

/** What was asked for is not there. */
export class NotFound extends Failure {
  override name = 'NotFound';
}
