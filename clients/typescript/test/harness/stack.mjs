// A real stack of one's own, as the browser's tests have it, and the way from a redirect to its portal.

import assert from 'node:assert/strict';
import { after } from 'node:test';

import { eventually, startStack as start } from '../../../../tests/browser/harness/stack.mjs';

/** Starts a stack that ends with the tests of the file. */
export async function startStack() {
  const stack = await start();
  after(() => stack.stop());
  return stack;
}

/** Holds that a redirect leads to a page of the portal. */
export async function leadsToPortal(stack, response) {
  assert.equal(response.status, 303, `${response.status} ${await response.clone().text()}`);
  const location = response.headers.get('location');
  assert.ok(location.startsWith(`${stack.portal()}?link=`), location);
  const page = await fetch(location, { headers: { accept: 'text/html' } });
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-type'), /^text\/html/);
  assert.match(await page.text(), /^<!doctype html>/i);
}

/** Holds that a program writes this to its log, which may come after its answer. */
export async function logs(said, pattern) {
  await eventually(`${pattern} in the log`, () => pattern.test(said()));
}
