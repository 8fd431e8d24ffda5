// Every error of Latchkey, what a person reads of it, and what the log says.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';

import { OPENED, SECRETS, get, logged, portalOf, startFake } from './harness/fake.mjs';

const json = (status, body, headers) => ({ status, body, headers });
const invalid = (...faults) =>
  json(422, {
    error: 'RequestValidationError',
    detail: faults.map(([field, type = 'value_error']) => ({
      loc: ['body', field],
      msg: SECRETS.upstream,
      type,
      input: SECRETS.customer,
    })),
  });
const secret = { error: SECRETS.upstream, detail: SECRETS.upstream, error_description: SECRETS.token };

const ROWS = [
  // Latchkey's answer, ours, what the log says, how often Latchkey is asked.
  ['an unknown customer', invalid(['external_customer_id']), 404, /^$/, 1],
  ['an unknown customer, by its id', invalid(['customer_id']), 404, /^$/, 1],
  ['an unknown member', invalid(['member_id']), 404, /^$/, 1],
  ['an unknown member, by the own id', invalid(['external_member_id']), 404, /^$/, 1],
  ['404', json(404, secret), 404, /404: .*baseUrl/, 1],
  ['a team, without its member', invalid(['member_id', 'missing']), 500, /422: member_id \(missing\)/, 1],
  ['a return URL that is not allowed', invalid(['return_url']), 500, /422: return_url \(value_error\)/, 1],
  ['two faults', invalid(['customer_id'], ['return_url']), 500, /422: return_url/, 1],
  ['an id of another type', invalid(['customer_id', 'string_type']), 500, /customer_id \(string_type\)/, 1],
  ['422 of another shape', json(422, { detail: SECRETS.upstream }), 500, /422: it does not say why/, 1],
  ['422 of faults of another shape', json(422, { detail: [null, { loc: 7 }] }), 500, /422: \? \(\?\)/, 1],
  ['422 with more than words', invalid([`a\n${SECRETS.upstream}`]), 500, /422: \? \(value_error\)$/, 1],
  ['401', json(401, secret), 500, /401: accessToken is wrong, expired or revoked/, 1],
  ['403', json(403, secret), 500, /403: accessToken lacks the scope customer_sessions:write/, 1],
  ['400', json(400, secret), 500, /400/, 1],
  ['405', json(405, secret), 500, /405/, 1],
  ['413', json(413, secret), 500, /413/, 1],
  ['415', json(415, secret), 500, /415/, 1],
  ['429', json(429, secret, { 'retry-after': '7' }), 503, /429/, 1, '7'],
  ['429 of a gateway', json(429, { message: SECRETS.upstream }), 503, /429/, 1, '5'],
  ['429 with a date', json(429, secret, { 'retry-after': 'Sat, 01 Jan 2050' }), 503, /429/, 1, '5'],
  ['500', json(500, secret), 502, /500/, 2, '5'],
  ['502 of a gateway', json(502, '<h1>SECRETUPSTREAM</h1>'), 502, /502/, 2, '5'],
  ['503', json(503, secret, { 'retry-after': '0' }), 502, /503/, 2, '5'],
  ['a connection that is cut', 'cut', 502, /could not be reached: \w+/, 2, '5'],
  ['a redirect', json(307, '', { location: '/elsewhere' }), 500, /307/, 1],
  ['a page in place of an answer', json(200, '<h1>SECRETUPSTREAM</h1>'), 500, /names no portal/, 1],
  ['an answer without a portal', json(201, { token: SECRETS.upstream }), 500, /names no portal/, 1],
  ['null', json(201, null), 500, /names no portal/, 1],
  ...[
    'javascript:alert(1)//SECRETUPSTREAM',
    'data:text/html,SECRETUPSTREAM',
    'ftp://portal.example.com/SECRETUPSTREAM',
    'http://portal.example.com/SECRETUPSTREAM',
  ].map((url) => [`a portal at ${url}`, json(201, { customer_portal_url: url }), 500, /no https/, 1]),
  ...['/acme/portal', '', 7].map((url) => [
    `a portal at ${JSON.stringify(url)}`,
    json(201, { customer_portal_url: url }),
    500,
    /names no portal/,
    1,
  ]),
];

for (const [what, answer, status, log, calls, retryAfter = null] of ROWS) {
  test(`${what}: ${status}`, async (context) => {
    const fake = await startFake(answer);
    const { value: response, log: said } = await logged(context, () => portalOf(fake)(get()));

    assert.equal(response.status, status);
    assert.equal(response.headers.get('retry-after'), retryAfter);
    assert.equal(response.headers.get('location'), null);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.equal(fake.requests.length, calls);

    const text = await response.text();
    assert.match(text, /^[A-Z][^<>{}]+\.\n$/, 'one plain sentence or two');
    assert.match(said, log);
    for (const hidden of Object.values(SECRETS)) {
      assert.ok(!text.includes(hidden) && !said.includes(hidden), `${hidden} shows`);
    }
  });
}

for (const failure of ['cut', json(500, {}), json(503, {}, { 'retry-after': '0' })]) {
  test(`a second try, by the same key, after ${JSON.stringify(failure)}`, async (context) => {
    const fake = await startFake(failure, OPENED);
    const { value: response, log } = await logged(context, () => portalOf(fake)(get()));
    assert.equal(response.status, 303);
    assert.equal(log, '');
    const [first, second] = fake.requests;
    assert.equal(first.headers['idempotency-key'], second.headers['idempotency-key']);
    assert.deepEqual(first.body, second.body);
  });
}

test('an answer that does not come is given up after five seconds, twice', async (context) => {
  const fake = await startFake('hang');
  const { timeout } = AbortSignal;
  const asked = context.mock.method(AbortSignal, 'timeout', () => timeout.call(AbortSignal, 50));
  const { value: response, log } = await logged(context, () => portalOf(fake)(get()));
  assert.equal(response.status, 502);
  assert.match(log, /TimeoutError/);
  assert.deepEqual(asked.mock.calls.map((call) => call.arguments), [[5000], [5000]]);
});

test('nobody is there', async (context) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${server.address().port}`;
  await new Promise((resolve) => server.close(resolve));
  const { value: response, log } = await logged(context, () => portalOf({ base })(get()));
  assert.equal(response.status, 502);
  assert.match(log, /ECONNREFUSED/);
});

test('the token does not follow a redirect', async (context) => {
  const elsewhere = await startFake(OPENED);
  const fake = await startFake(json(308, '', { location: `${elsewhere.base}/v1/customer-sessions/` }));
  const { value: response } = await logged(context, () => portalOf(fake)(get()));
  assert.equal(response.status, 500);
  assert.equal(elsewhere.requests.length, 0);
});

const SETTINGS = [
  [{ accessToken: undefined }, /accessToken is missing/],
  [{ accessToken: ' \n' }, /accessToken is missing/],
  [{ accessToken: () => null }, /accessToken is missing/],
  [{ accessToken: 'polar_oat_SECRETTOKEN\nx: y' }, /accessToken holds characters/],
  [{ accessToken: 'polar_oat_SECRETTOKEN…' }, /accessToken holds characters/],
  [{ baseUrl: undefined }, /baseUrl is missing/],
  [{ baseUrl: '' }, /baseUrl is missing/],
  [{ baseUrl: 'portal.example.com/SECRETUPSTREAM' }, /baseUrl is no https/],
  [{ baseUrl: 'http://portal.example.com' }, /baseUrl is no https/],
  [{ baseUrl: 'http://127.0.0.1.example.com' }, /baseUrl is no https/],
  [{ baseUrl: 'http://localhost.example.com' }, /baseUrl is no https/],
  [{ baseUrl: 'ftp://127.0.0.1' }, /baseUrl is no https/],
  [{ baseUrl: 'https://user:SECRETTOKEN@portal.example.com' }, /baseUrl holds a user/],
  [{ returnUrl: '/account' }, /returnUrl is no complete/],
  [{ returnUrl: 'javascript:SECRETUPSTREAM' }, /returnUrl is no complete/],
];

for (const [options, log] of SETTINGS) {
  test(`misconfigured: ${Object.keys(options)}, ${log.source}`, async (context) => {
    const fake = await startFake(OPENED);
    const { value: response, log: said } = await logged(context, () => portalOf(fake, options)(get()));
    assert.equal(response.status, 500);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.match(said, log);
    assert.doesNotMatch(said + (await response.text()), /SECRET/);
    assert.equal(fake.requests.length, 0);
  });
}
