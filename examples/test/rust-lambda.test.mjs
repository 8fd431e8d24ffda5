// examples/rust-lambda, as the binary that Lambda would run.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { OPENED, PORTAL, startFake } from '../../clients/typescript/test/harness/fake.mjs';
import { logs, startStack } from '../../clients/typescript/test/harness/stack.mjs';
import { event, keepsPromises } from './harness/gateway.mjs';
import { startFunction } from './harness/lambda.mjs';

const BINARY = fileURLToPath(new URL('../../target/debug/rust-lambda', import.meta.url));
const TOKEN = 'polar_oat_SECRET';

const stack = await startStack();
const { invoke } = await startFunction(BINARY, {
  LATCHKEY_URL: stack.base,
  LATCHKEY_ACCESS_TOKEN: stack.seeded.access_token,
});
keepsPromises(stack, invoke);

/** The result where Latchkey answers so, and what it was asked. */
async function askFake(...answers) {
  const fake = await startFake(...answers);
  const environment = {
    LATCHKEY_URL: fake.base,
    LATCHKEY_ACCESS_TOKEN: TOKEN,
    RETURN_URL: 'https://shop.example.com/',
  };
  const { invoke, log } = await startFunction(BINARY, environment);
  return { result: await invoke(event({ sub: 'user_ada' })), requests: fake.requests, log };
}

test('what Latchkey is asked', async () => {
  const { result, requests } = await askFake(OPENED);
  assert.equal(result.headers.location, PORTAL);
  const [{ method, url, headers, body }] = requests;
  assert.equal(`${method} ${url}`, 'POST /v1/customer-sessions/');
  assert.equal(headers.authorization, `Bearer ${TOKEN}`);
  assert.deepEqual(body, {
    external_customer_id: 'user_ada',
    return_url: 'https://shop.example.com/',
  });
});

for (const failure of ['cut', { status: 500, body: {} }, { status: 503, body: {} }]) {
  test(`a second try, by the same key, after ${JSON.stringify(failure)}`, async () => {
    const { result, requests } = await askFake(failure, OPENED);
    assert.equal(result.statusCode, 303);
    const keys = requests.map(({ headers }) => headers['idempotency-key']);
    assert.deepEqual(keys, ['JKJaXmPLvHcESHA=', 'JKJaXmPLvHcESHA=']);
  });
}

for (const [what, answer, calls] of [
  ['401', { status: 401, body: { error: TOKEN } }, 1],
  ['403', { status: 403, body: { error: TOKEN } }, 1],
  ['429', { status: 429, body: { error: TOKEN } }, 1],
  ['500', { status: 500, body: { error: TOKEN } }, 2],
  ['a connection that is cut', 'cut', 2],
]) {
  test(`${what}: 502, and no secret is told`, async () => {
    const { result, requests, log } = await askFake(answer);
    assert.equal(result.statusCode, 502);
    assert.equal(requests.length, calls);
    await logs(log, /"level":"ERROR".*no session/);
    assert.doesNotMatch(log() + JSON.stringify(result), /SECRET/);
  });
}

test('the token does not follow a redirect', async () => {
  const elsewhere = await startFake(OPENED);
  const headers = { location: `${elsewhere.base}/v1/customer-sessions/` };
  const { result } = await askFake({ status: 307, body: {}, headers });
  assert.equal(result.statusCode, 502);
  assert.equal(elsewhere.requests.length, 0);
});
