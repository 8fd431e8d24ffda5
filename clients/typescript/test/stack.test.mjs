// Against a real stack: the redirect leads to a page of the portal.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CustomerPortal } from '@latchkey/customer-portal';

import { get, logged } from './harness/fake.mjs';
import { leadsToPortal, startStack } from './harness/stack.mjs';

const stack = await startStack();
const { access_token: accessToken, scoped_tokens: scoped } = stack.seeded;

function portalOf(options) {
  return CustomerPortal({ accessToken, baseUrl: stack.base, ...options });
}

const owner = () => stack.member('owner').id;
const ada = { getExternalCustomerId: () => stack.ada.external_id };

for (const [what, options] of [
  ['by the own id', ada],
  ["by Latchkey's id", { getCustomerId: () => stack.ada.id }],
  ['a member of a team', { getCustomerId: () => stack.team.id, getMemberId: owner }],
  ['with all that may be said', { ...ada, returnUrl: 'https://shop.example.com/', getLocale: () => 'de' }],
  ['with a token of one scope', { ...ada, accessToken: scoped['customer_sessions:write'] }],
  ['with a slash after the base URL', { ...ada, baseUrl: `${stack.base}/` }],
]) {
  test(what, async () => {
    await leadsToPortal(stack, await portalOf(options)(get()));
  });
}

const UNKNOWN = '00000000-0000-4000-8000-000000000999';

for (const [what, options, status, log] of [
  ['an own id that is nobody’s', { getExternalCustomerId: () => 'nobody' }, 404, /^$/],
  ['an id that is nobody’s', { getCustomerId: () => UNKNOWN }, 404, /^$/],
  ['an id that is none', { getCustomerId: () => 'ada' }, 404, /^$/],
  ['another’s customer', { getCustomerId: () => stack.seeded.second_organization.customer_id }, 404, /^$/],
  ['an unknown member', { getCustomerId: () => stack.team.id, getMemberId: () => UNKNOWN }, 404, /^$/],
  ['a team without its member', { getCustomerId: () => stack.team.id }, 500, /member_id \(missing\)/],
  ['a wrong token', { ...ada, accessToken: 'polar_oat_wrong' }, 500, /401/],
  ['a token without the scope', { ...ada, accessToken: scoped['customers:read'] }, 500, /403/],
  ['a wrong path', { ...ada, baseUrl: `${stack.base}/api` }, 404, /404: .*baseUrl/],
]) {
  test(`${what}: ${status}`, async (context) => {
    const { value: response, log: said } = await logged(context, () => portalOf(options)(get()));
    assert.equal(response.status, status);
    assert.match(said, log);
  });
}
