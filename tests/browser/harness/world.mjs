// A stack and a browser for the tests of one file, and a `test` that holds every page that a test
// opens to what holds for all of them: no request elsewhere, nothing on the console, no refusal by
// the page's own policy.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { openBrowser, openVisit } from './browser.mjs';
import { startStack } from './stack.mjs';

export async function openWorld(variables) {
  const stack = await startStack(variables);
  const browser = await openBrowser();
  after(async () => {
    await browser.close();
    await stack.stop();
  });

  /** A test whose body gets `visit(options)`, which opens a new browser profile. */
  function check(name, body) {
    test(name, async (t) => {
      const visits = [];
      const visit = async (options) => {
        visits.push(await openVisit(browser, stack.base, options));
        return visits.at(-1);
      };
      try {
        await body(visit, t);
        assert.deepEqual(visits.flatMap(({ faults }) => faults), []);
      } finally {
        await Promise.all(visits.map(({ context }) => context.close()));
      }
    });
  }
  return { stack, browser, check };
}
