// What a row is given: a client of its SDK with the merchant's token, and quick ways to customers, members, sessions.

import { startStack } from '../../browser/harness/stack.mjs';
import { Client } from './client.mjs';
import { Shapes } from './shapes.mjs';

/** No customer, member or organization has this id. */
export const NOBODY = '00000000-0000-4000-8000-000000000000';

export const startWorld = async (sdk) => new World(sdk, await startStack());

class World {
  #count = 0;

  constructor(sdk, stack) {
    Object.assign(this, { sdk, stack });
    this.api = new Client(sdk, stack.base, stack.seeded.access_token);
    this.shape = new Shapes(sdk, stack.seeded.organization.id);
  }

  /** A text that nothing else has. */
  fresh = (word) => `${word}-${(this.#count += 1)}`;

  freshEmail = (word = 'ada') => `${this.fresh(word)}@example.com`;

  /** A new customer: a person of whom the merchant told its own id, and what is named here. */
  person = (fields = {}) => {
    const body = { email: this.freshEmail(), external_id: this.fresh('user'), ...fields };
    return this.api.call('POST /v1/customers', { body });
  };

  /** As many new customers, the oldest first, and how the emails of these and no others begin. */
  people = async (count) => {
    const query = `${this.fresh('people')}-`;
    const customers = [];
    for (let n = 0; n < count; n += 1) {
      customers.push(await this.person({ email: `${query}${n}@example.com` }));
    }
    return { query, customers };
  };

  /** A new team, with an owner unless told otherwise. */
  team = (fields = {}) => {
    const owner = { email: this.freshEmail('owner') };
    return this.person({ type: 'team', email: null, owner, ...fields });
  };

  /** A new member of this team. */
  member = ({ id }, fields = {}) => {
    const body = { email: this.freshEmail('member'), role: 'member', ...fields };
    return this.api.call('POST /v1/customers/{id}/members', { id, body });
  };

  /** The team's members, the newest first, by whichever call this SDK has for it. */
  members = async ({ id }) => {
    const { items } = this.api.has('GET /v1/members')
      ? await this.api.call('GET /v1/members', { query: { customer_id: id } })
      : await this.api.call('GET /v1/customers/{id}/members', { id });
    return items;
  };

  session = (body) => this.api.call('POST /v1/customer-sessions', { body });

  /** Whose session it is. */
  user = ({ token }) => this.api.call('GET /v1/customer-portal/customer-session/user', { token });

  /** Whether the session is over. */
  isOver = async ({ token }) => {
    const refused = await this.api.refused('other', 'GET /v1/customer-portal/customer-session/user', { token });
    return refused.status === 401 && refused.error === 'invalid_token';
  };
}
