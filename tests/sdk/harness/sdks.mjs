// The generations of `@polar-sh/sdk`, and what each of them lacks or does otherwise.

import { Polar as Polar032 } from 'polar-0.32';
import { HTTPValidationError as Invalid032 } from 'polar-0.32/models/errors/httpvalidationerror.js';
import { ResourceNotFound as NotFound032 } from 'polar-0.32/models/errors/resourcenotfound.js';
import { SDKError as Other032 } from 'polar-0.32/models/errors/sdkerror.js';
import { Polar as Polar049 } from 'polar-0.49';
import { HTTPValidationError as Invalid049 } from 'polar-0.49/models/errors/httpvalidationerror.js';
import { ResourceNotFound as NotFound049 } from 'polar-0.49/models/errors/resourcenotfound.js';
import { ResponseValidationError as Unread049 } from 'polar-0.49/models/errors/responsevalidationerror.js';
import { SDKError as Other049 } from 'polar-0.49/models/errors/sdkerror.js';
import { PolarClientError } from 'polar-1.0';
import * as Polar202604 from 'polar-1.0/2026-04';
import * as Polar202610 from 'polar-1.0/2026-10';
import * as Polar202701 from 'polar-1.0/2027-01';

import { CALLS_032, CALLS_049, CALLS_100, PAGES_100 } from './calls.mjs';
import { toSdk, toWire } from './names.mjs';
import { routesIn } from './routes.mjs';

const CALL_IN_0 = /"(?<path>\/v1\/[^"]+)",?\s*\)\([\s\S]*?method: "(?<method>\w+)"/g;
const CALL_IN_1 = /buildRequest\("(?<method>\w+)", "(?<path>[^"]+)"/g;

/** How a generation makes a call, and reads a list to its end: before 1.0, with other names and `Date`s. */
const before1 = {
  async call(polar, route, input) {
    const answer = await this.calls[route](polar, toSdk(input));
    return toWire(answer?.result ?? answer);
  },
  async pages(polar, route, input) {
    const pages = [];
    for await (const page of await this.calls[route](polar, toSdk(input))) pages.push(toWire(page.result));
    return pages.flatMap(({ items }) => items);
  },
  told: ({ error, detail, body }) => (detail === undefined ? JSON.parse(body) : toWire({ error, detail })),
};

const from1 = {
  calls: CALLS_100,
  call(polar, route, input) {
    return this.calls[route](polar, input);
  },
  async pages(polar, route, input) {
    const items = [];
    for await (const item of PAGES_100[route](polar, input)) items.push(item);
    return items;
  },
  // It hands on what came, and looks at nothing.
  unknown: {},
  told: ({ error }) => (typeof error === 'string' ? JSON.parse(error) : error),
};

/**
 * All of them:
 * - `routes`: the routes that are in its code, of those that begin as ours do;
 * - `unknown`: the fields that its models do not know, by the model;
 * - `without`: what its calls cannot say, for the rows that need it;
 * - `errors`: its classes for what is refused;
 * - `told`: what an error of it says of the answer's body.
 */
export const SDKS = [
  {
    ...before1,
    name: '@polar-sh/sdk 0.32',
    routes: () => routesIn('polar-0.32/dist/esm/funcs', CALL_IN_0),
    open: (serverURL, accessToken) => new Polar032({ serverURL, accessToken }),
    calls: CALLS_032,
    unknown: { customer: ['type', 'billing_name', 'first_user_event_at'], session: ['return_url'] },
    without: ['teams', 'members', 'sessions', 'return_url', 'anonymize', 'active'],
    externalCustomerField: 'customer_external_id',
    errors: { notFound: NotFound032, invalid: Invalid032, other: Other032 },
  },
  {
    ...before1,
    name: '@polar-sh/sdk 0.49',
    routes: () => routesIn('polar-0.49/dist/esm/funcs', CALL_IN_0),
    open: (serverURL, accessToken) => new Polar049({ serverURL, accessToken }),
    calls: CALLS_049,
    unknown: { customer: ['first_user_event_at'] },
    // It sends a member without a role as `member`, and refuses to send an owner.
    without: ['new owner'],
    externalCustomerField: 'external_customer_id',
    // Its 403 for a new member is another one than ours, which it tells as an answer that it cannot read.
    errors: { notFound: NotFound049, invalid: Invalid049, other: Other049, memberRefused: Unread049 },
  },
  ...Object.entries({ '2026-04': Polar202604, '2026-10': Polar202610, '2027-01': Polar202701 }).map(
    ([version, { createPolar, errors }]) => ({
      ...from1,
      name: `@polar-sh/sdk 1.0, ${version}`,
      routes: () => routesIn(`polar-1.0/dist/${version}/services`, CALL_IN_1),
      open: (baseUrl, accessToken) => createPolar({ baseUrl, accessToken }),
      without: [],
      externalCustomerField: 'external_customer_id',
      errors: {
        notFound: errors.ResourceNotFound,
        invalid: errors.HTTPValidationError,
        other: PolarClientError,
        memberRefused: errors.NotPermitted,
      },
    }),
  ),
];
