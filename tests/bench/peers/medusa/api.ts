import type { WebClient } from '../../installation/web-client.ts';

/** Medusa's REST interface, for those who send these headers. */
export class MedusaApi {
  readonly #client: WebClient;
  readonly #headers: Record<string, string>;

  constructor(client: WebClient, headers: Record<string, string>) {
    this.#client = client;
    this.#headers = headers;
  }

  /** @throws Error when the answer is anything but success */
  async get<T>(path: string): Promise<T> {
    return JSON.parse(await this.#client.get(path, this.#headers)) as T;
  }

  /** @throws Error when the answer is anything but success */
  async post<T>(path: string, body: object = {}): Promise<T> {
    return JSON.parse((await this.#client.post(path, body, this.#headers)).text) as T;
  }
}

/** Logs in as Medusa's administrator. */
export async function logIn(
  client: WebClient,
  user: { email: string; password: string },
): Promise<MedusaApi> {
  const { token } = await new MedusaApi(client, {}).post<{ token: string }>('/auth/user/emailpass', user);
  return new MedusaApi(client, { authorization: `Bearer ${token}` });
}
