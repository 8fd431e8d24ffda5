// A client of one SDK with one token, held against the routes that its calls are said to be of.

import assert from 'node:assert/strict';

import { fits } from './routes.mjs';

/** What went over the wire: all of the SDKs use the global `fetch`. */
const SENT = [];
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  SENT.push({ method: request.method, pathname: new URL(request.url).pathname });
  return fetch(request);
};

const STATUS = { notFound: 404, invalid: 422, memberRefused: 403 };

export class Client {
  #polar;

  constructor(sdk, base, token, answered = new Set()) {
    Object.assign(this, { sdk, base, answered });
    this.#polar = sdk.open(base, token);
  }

  /** Another client of the same SDK. */
  as(token) {
    return new Client(this.sdk, this.base, token, this.answered);
  }

  has(route) {
    return route in this.sdk.calls;
  }

  /** What the SDK's call of this route hands back. */
  call(route, input = {}) {
    return this.#watched(route, () => this.sdk.call(this.#polar, route, input));
  }

  /** All items of a list, by the SDK's own way through its pages. */
  all(route, input = {}) {
    return this.#watched(route, () => this.sdk.pages(this.#polar, route, input));
  }

  /** What the SDK tells of an answer that refuses the call, by an error of this kind and no other. */
  async refused(kind, route, input) {
    const error = await this.call(route, input).then(
      () => assert.fail(`${route} was not refused`),
      (error) => error,
    );
    assert.equal(error.constructor, this.sdk.errors[kind], `${error.name}: ${error.message}`);
    // The oldest generation knows the status by the class alone.
    const status = error.statusCode ?? STATUS[kind];
    if (kind in STATUS) assert.equal(status, STATUS[kind]);
    return { status, ...this.sdk.told(error) };
  }

  /** Where the faults are, of a call that is refused for its input. */
  async faults(route, input) {
    const { detail } = await this.refused('invalid', route, input);
    for (const fault of detail) {
      const { loc, msg, type } = fault;
      assert.ok(loc.length > 0 && msg && type, JSON.stringify(fault));
    }
    return detail.map(({ loc }) => loc.join('.')).sort();
  }

  async #watched(route, act) {
    const before = SENT.length;
    try {
      const answer = await act();
      this.answered.add(route);
      return answer;
    } finally {
      for (const { method, pathname } of SENT.slice(before)) {
        assert.ok(fits(route, method, pathname), `${method} ${pathname} was sent for ${route}`);
      }
    }
  }
}
