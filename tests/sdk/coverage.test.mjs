// No call of an SDK is forgotten: neither one that it gets with a new version, nor one of a route that we get.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { NOT_SERVED, SERVED, plain, routesOfTemplate, servedAs } from './harness/routes.mjs';
import { rowsOf } from './harness/rows.mjs';
import { SDKS } from './harness/sdks.mjs';

const isKnown = (route) => Object.keys(NOT_SERVED).some((it) => plain(it) === plain(route));

for (const sdk of SDKS) {
  describe(sdk.name, () => {
    const routes = sdk.routes();

    test('what it has and we do not serve is named, with the reason', () => {
      assert.ok(routes.length > 10, 'its code was read');
      assert.deepEqual(routes.filter((route) => !servedAs(route) && !isKnown(route)), []);
    });

    test('what it has and we serve is called', () => {
      const served = routes.map(servedAs).filter(Boolean);
      assert.deepEqual(Object.keys(sdk.calls).sort(), served.sort());
    });

    test('what is called has a row', () => {
      const rows = new Set(rowsOf(sdk).map(({ route }) => route));
      assert.deepEqual(Object.keys(sdk.calls).filter((route) => !rows.has(route)), []);
    });
  });
}

test('what is said not to be served is in some SDK, and is not', () => {
  const routes = SDKS.flatMap((sdk) => sdk.routes()).map(plain);
  for (const [route, reason] of Object.entries(NOT_SERVED)) {
    assert.ok(routes.includes(plain(route)), `no SDK has ${route}`);
    assert.ok(!servedAs(route) && reason, route);
  }
});

test('the routes are those of the template', () => {
  assert.deepEqual(routesOfTemplate().map(plain).sort(), SERVED.map(plain).sort());
});
