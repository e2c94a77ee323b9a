import type { WebClient } from '../../installation/web-client.ts';

interface Reply<T> {
  data: T | null;
  errors?: { message: string }[];
}

const tokenHeader = 'vendure-auth-token';

/** One of Vendure's two GraphQL interfaces, for one or many visitors. */
export class VendureApi {
  readonly #client: WebClient;
  readonly #path: string;

  constructor(client: WebClient, path: '/shop-api' | '/admin-api') {
    this.#client = client;
    this.#path = path;
  }

  /**
   * Sends a document. @param token of the visitor's session; none for a new visitor
   * @returns the data, and the token of a session that has begun
   * @throws Error when the answer names errors
   */
  async send<T>(
    query: string,
    variables: object = {},
    token?: string,
  ): Promise<{ data: T; token: string | undefined }> {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await this.#client.post(this.#path, { query, variables }, authorization);
    const { data, errors } = JSON.parse(answer.text) as Reply<T>;
    if (errors || data === null) throw new Error(`Vendure: ${JSON.stringify(errors)}`);
    const begun = answer.headers[tokenHeader];
    return { data, token: typeof begun === 'string' ? begun : token };
  }
}

/** Logs in as Vendure's administrator. @returns the token of the session */
export async function logIn(
  api: VendureApi,
  user: { identifier: string; password: string },
): Promise<string> {
  const { token } = await api.send(
    `mutation ($identifier: String!, $password: String!) {
      login(username: $identifier, password: $password) { __typename }
    }`,
    user,
  );
  if (token === undefined) throw new Error('Vendure did not let its administrator in');
  return token;
}
