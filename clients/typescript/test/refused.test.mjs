// Requests that open no session, because nothing would show it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CustomerPortal } from '@latchkey/customer-portal';

import { OPENED, get, portalOf, startFake } from './harness/fake.mjs';

/** Holds that this is the answer, that nobody was looked up for it, and that Latchkey was not asked. */
async function refuses(request, status) {
  const fake = await startFake(OPENED);
  const lookUp = () => assert.fail('nobody is looked up');
  const response = await portalOf(fake, { getCustomerId: lookUp, accessToken: lookUp })(request);
  assert.equal(response.status, status);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('location'), null);
  assert.equal(fake.requests.length, 0);
  return response;
}

test('HEAD: 204, without a session', async () => {
  const response = await refuses(get({}, 'HEAD'), 204);
  assert.equal(await response.text(), '');
});

for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
  test(`${method}: 405`, async () => {
    const response = await refuses(get({}, method), 405);
    assert.equal(response.headers.get('allow'), 'GET, HEAD');
  });
}

for (const headers of [
  { 'sec-purpose': 'prefetch', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' },
  { 'sec-purpose': 'prefetch;prerender', 'sec-fetch-dest': 'document' },
  { 'sec-purpose': 'prefetch;anonymous-client-ip' },
  { purpose: 'prefetch' },
  { 'x-purpose': 'preview' },
  { 'x-moz': 'prefetch' },
  { 'next-router-prefetch': '1' },
  { 'sec-purpose': 'prefetch', accept: 'application/json' },
]) {
  test(`fetched in advance, ${JSON.stringify(headers)}: 503`, async () => {
    const response = await refuses(get(headers), 503);
    assert.equal(response.headers.get('retry-after'), null, 'which would pause all prefetching');
  });
}

for (const destination of ['image', 'script', 'style', 'iframe', 'frame', 'embed', 'object', 'empty']) {
  test(`for “${destination}”: 403`, async () => {
    await refuses(get({ 'sec-fetch-dest': destination, accept: '*/*' }), 403);
  });
}

test('an image is no script, whatever it accepts', async () => {
  await refuses(get({ 'sec-fetch-dest': 'image', accept: 'application/json' }), 403);
});

test('a click, from anywhere, is answered', async () => {
  for (const site of ['none', 'same-origin', 'same-site', 'cross-site']) {
    const fake = await startFake(OPENED);
    const response = await portalOf(fake)(
      get({
        accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        'sec-fetch-dest': 'document',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-site': site,
      }),
    );
    assert.equal(response.status, 303);
  }
});

for (const nobody of [null, undefined, '']) {
  test(`nobody is signed in, ${JSON.stringify(nobody)}: 401`, async () => {
    const fake = await startFake(OPENED);
    const lookUp = () => assert.fail('no secret is read');
    const portal = portalOf(fake, { getCustomerId: async () => nobody, accessToken: lookUp });
    const response = await portal(get());
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.match(await response.text(), /^You are not signed in\. .*\n$/);
    assert.equal(fake.requests.length, 0);
  });
}

test('what the own functions throw goes through: some frameworks redirect so', async () => {
  const thrown = new Response(null, { status: 302 });
  const fail = () => {
    throw thrown;
  };
  const settings = { accessToken: 'polar_oat_1', baseUrl: 'https://portal.example.com' };
  const getCustomerId = () => 'c';
  for (const options of [
    { ...settings, getCustomerId: fail },
    { ...settings, getCustomerId, getMemberId: fail },
    { ...settings, getCustomerId, returnUrl: fail },
    { ...settings, getCustomerId, accessToken: fail },
  ]) {
    await assert.rejects(CustomerPortal(options)(get()), (error) => error === thrown);
  }
});

test('a mistake in the code shows when it is loaded', () => {
  const settings = { accessToken: 'polar_oat_1', baseUrl: 'https://portal.example.com' };
  const getter = () => 'c';
  for (const wrong of [
    {},
    { getCustomerId: getter, getExternalCustomerId: getter },
    { getCustomerId: getter, getMemberId: getter, getExternalMemberId: getter },
  ]) {
    assert.throws(() => CustomerPortal({ ...settings, ...wrong }), TypeError);
  }
});

test('a context in place of a Request is told where the Request is', async () => {
  const portal = CustomerPortal({
    accessToken: 'polar_oat_1',
    baseUrl: 'https://portal.example.com',
    getCustomerId: () => 'c',
  });
  for (const context of [undefined, {}, { request: get() }, { req: { raw: get() } }]) {
    await assert.rejects(portal(context), /takes a standard Request/);
  }
});
