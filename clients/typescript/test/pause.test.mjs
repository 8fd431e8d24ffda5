// How long it is between two tries. In a file of its own: fetch has timers too.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OPENED, get, portalOf } from './harness/fake.mjs';

for (const [headers, ms] of [
  [{}, 250],
  [{ 'retry-after': 'soon' }, 250],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '1' }, 1000],
  [{ 'retry-after': '3600' }, 1000],
]) {
  test(`${ms} ms, after ${JSON.stringify(headers)}`, async (context) => {
    const answers = [
      new Response(null, { status: 503, headers }),
      Response.json(OPENED.body, { status: 201 }),
    ];
    context.mock.method(globalThis, 'fetch', async () => answers.shift());
    const { mock } = context.mock.method(globalThis, 'setTimeout', (run) => queueMicrotask(run));
    const { status } = await portalOf({ base: 'https://portal.example.com' })(get());
    assert.equal(status, 303);
    assert.deepEqual(mock.calls.map((call) => call.arguments[1]), [ms]);
  });
}
