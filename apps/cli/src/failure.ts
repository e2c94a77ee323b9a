/** Something the operator has to know or mend; printed without a stack. */
export class Failure extends Error {
  override name = 'Failure';
}
