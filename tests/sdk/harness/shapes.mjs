// What the contract says an answer has: every field of it, and no other.

import assert from 'node:assert/strict';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

/** What the server gives to each thing that it makes. */
function made({ id, created_at }) {
  assert.match(id, ID);
  isNow(created_at);
  return { id, created_at, modified_at: null };
}

/** This is a time of the last minute. */
export function isNow(time) {
  assert.match(time, TIME);
  const age = Date.now() - Date.parse(time);
  assert.ok(age > -1000 && age < 60_000, `${time} is not now`);
}

/** What is to be in an answer, as far as this SDK knows it. */
export class Shapes {
  #sdk;
  #organization;

  constructor(sdk, organization) {
    this.#sdk = sdk;
    this.#organization = organization;
  }

  /** A new customer, with what was sent, and what the server gave to this one. */
  customer(sent, customer) {
    assert.equal(typeof customer.avatar_url, 'string');
    return this.#known('customer', {
      ...made(customer),
      metadata: {},
      external_id: null,
      email: null,
      email_verified: false,
      type: 'individual',
      name: null,
      billing_name: null,
      billing_address: null,
      tax_id: null,
      organization_id: this.#organization,
      deleted_at: null,
      avatar_url: customer.avatar_url,
      first_user_event_at: null,
      ...sent,
    });
  }

  /** The same customer or member after a change to this of it. */
  changed(before, changes, after) {
    isNow(after.modified_at);
    return { ...before, ...this.#known('customer', changes), modified_at: after.modified_at };
  }

  state(customer) {
    return { ...customer, active_subscriptions: [], granted_benefits: [], active_meters: [] };
  }

  member(customer, sent, member) {
    return { ...made(member), customer_id: customer.id, name: null, external_id: null, role: 'member', ...sent };
  }

  session(customer, sent, session) {
    assert.match(session.token, /^polar_cst_\w+$/);
    assert.ok(Date.parse(session.expires_at) > Date.now() + 1000, 'it is good for a while');
    const url = new URL(session.customer_portal_url);
    assert.match(url.pathname + url.search, /^\/acme\/portal\?link=[\w-]+$/);
    assert.ok(!url.href.includes(session.token), 'no session token stands in a URL');
    const { token, expires_at, customer_portal_url } = session;
    return this.#known('session', {
      ...made(session),
      token,
      expires_at,
      return_url: null,
      customer_portal_url,
      customer_id: customer.id,
      customer,
      ...sent,
    });
  }

  page(items, total, limit = 10) {
    return { items, pagination: { total_count: total, max_page: Math.ceil(total / limit) } };
  }

  notFound() {
    return { status: 404, error: 'ResourceNotFound', detail: 'Not found' };
  }

  #known(model, fields) {
    const unknown = this.#sdk.unknown[model] ?? [];
    return Object.fromEntries(Object.entries(fields).filter(([name]) => !unknown.includes(name)));
  }
}
