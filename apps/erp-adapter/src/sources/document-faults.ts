import { DocumentError } from '@throughline/mapping';
import { InvalidRequest } from '@throughline/service';

/** Names each fault of a document of the request, with its line. @throws InvalidRequest in the place of DocumentError */
export async function withFaults<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new InvalidRequest(
      error.faults.map(({ line, column, path, reason }) => ({
        field: 'document',
        message: `${line}:${column} ${path === '' ? '' : `${path}: `}${reason}`,
        in: 'body',
      })),
    );
  }
}
