// Every generation of the SDK makes every call, against a local stack of its own.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { refusalsOf, rowsOf } from './harness/rows.mjs';
import { SDKS } from './harness/sdks.mjs';
import { startWorld } from './harness/world.mjs';

for (const sdk of SDKS) {
  describe(sdk.name, () => {
    let world;
    before(async () => (world = await startWorld(sdk)));
    after(() => world?.stack.stop());

    for (const { route, what, run } of [...rowsOf(sdk), ...refusalsOf(sdk)]) {
      test(`${route}: ${what}`, () => run(world));
    }

    test('no call was left unanswered', () => {
      assert.deepEqual([...world.api.answered].sort(), Object.keys(sdk.calls).sort());
    });
  });
}
