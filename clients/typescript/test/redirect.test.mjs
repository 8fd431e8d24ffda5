// What is asked of Latchkey, and the way to the portal.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CustomerPortal } from '@latchkey/customer-portal';

import { OPENED, PORTAL, SECRETS, get, portalOf, startFake } from './harness/fake.mjs';

test('one call for a session, and a redirect that nobody keeps', async () => {
  const fake = await startFake(OPENED);
  const response = await portalOf(fake)(get());

  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), PORTAL);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(await response.text(), '');

  assert.equal(fake.requests.length, 1);
  const [{ method, url, headers, body }] = fake.requests;
  assert.equal(`${method} ${url}`, 'POST /v1/customer-sessions/');
  assert.equal(headers.authorization, `Bearer ${SECRETS.token}`);
  assert.equal(headers['content-type'], 'application/json');
  assert.match(headers['idempotency-key'], /^[0-9a-f-]{36}$/);
  assert.deepEqual(body, { external_customer_id: SECRETS.customer });
});

test('every request has a key of its own', async () => {
  const fake = await startFake(OPENED);
  const portal = portalOf(fake);
  await portal(get());
  await portal(get());
  const [first, second] = fake.requests.map(({ headers }) => headers['idempotency-key']);
  assert.notEqual(first, second);
});

test('every option, as a value', async () => {
  const fake = await startFake(OPENED);
  const portal = portalOf(fake, {
    getCustomerId: () => 'c',
    getMemberId: () => 'm',
    returnUrl: new URL('https://shop.example.com/account'),
    getLocale: () => 'pt-br',
  });
  await portal(get());
  assert.deepEqual(fake.requests[0].body, {
    customer_id: 'c',
    member_id: 'm',
    return_url: 'https://shop.example.com/account',
    locale: 'pt-BR',
  });
});

test('every option, as a function of the request', async () => {
  const fake = await startFake(OPENED);
  const header = (name) => async (request) => request.headers.get(name);
  const portal = CustomerPortal({
    accessToken: header('x-token'),
    baseUrl: header('x-base'),
    returnUrl: header('x-return'),
    getExternalCustomerId: header('x-customer'),
    getExternalMemberId: header('x-member'),
    getLocale: header('x-locale'),
  });
  const { status } = await portal(
    get({
      'x-token': 'polar_oat_1',
      'x-base': fake.base,
      'x-return': 'https://shop.example.com/',
      'x-customer': 'c',
      'x-member': 'm',
      'x-locale': 'de',
    }),
  );
  assert.equal(status, 303);
  assert.equal(fake.requests[0].headers.authorization, 'Bearer polar_oat_1');
  assert.deepEqual(fake.requests[0].body, {
    external_customer_id: 'c',
    external_member_id: 'm',
    return_url: 'https://shop.example.com/',
    locale: 'de',
  });
});

for (const nothing of [null, undefined, '']) {
  test(`what is ${JSON.stringify(nothing)} is not sent`, async () => {
    const fake = await startFake(OPENED);
    const none = () => nothing;
    const portal = portalOf(fake, { getMemberId: none, getLocale: none, returnUrl: none });
    assert.equal((await portal(get())).status, 303);
    assert.deepEqual(fake.requests[0].body, { external_customer_id: SECRETS.customer });
  });
}

test('a locale that is no language tag, or too long for one, keeps nobody out', async () => {
  for (const tag of ['not a language', `de-x${'-abcdefgh'.repeat(8)}`]) {
    const fake = await startFake(OPENED);
    const { status } = await portalOf(fake, { getLocale: () => tag })(get());
    assert.equal(status, 303);
    assert.deepEqual(fake.requests[0].body, { external_customer_id: SECRETS.customer });
  }
});

for (const [base, path] of [
  ['', '/v1/customer-sessions/'],
  ['/', '/v1/customer-sessions/'],
  ['/stage', '/stage/v1/customer-sessions/'],
  ['/stage//?x=1#y', '/stage/v1/customer-sessions/'],
]) {
  test(`a base URL that ends in “${base}”`, async () => {
    const fake = await startFake(OPENED);
    const { status } = await portalOf(fake, { baseUrl: fake.base + base })(get());
    assert.equal(status, 303);
    assert.equal(fake.requests[0].url, path);
  });
}

test('a line break after the token is none of it', async () => {
  const fake = await startFake(OPENED);
  await portalOf(fake, { accessToken: `${SECRETS.token}\r\n` })(get());
  assert.equal(fake.requests[0].headers.authorization, `Bearer ${SECRETS.token}`);
});

test('a script that asks for JSON gets the address instead', async () => {
  const fake = await startFake(OPENED);
  const asked = { accept: 'application/json', 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' };
  const response = await portalOf(fake)(get(asked));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('location'), null);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.deepEqual(await response.json(), { customer_portal_url: PORTAL });
});

test('who takes a page as well as JSON is redirected', async () => {
  const fake = await startFake(OPENED);
  const { status } = await portalOf(fake)(get({ accept: 'text/html, application/json, */*' }));
  assert.equal(status, 303);
});
