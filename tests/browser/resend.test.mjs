// Another code. It takes half a minute, for so long has a person to wait; a file of its own, so that
// other tests run meanwhile.

import assert from 'node:assert/strict';

import { askForCode, enterCode } from './harness/walk.mjs';
import { openWorld } from './harness/world.mjs';

const { stack, check } = await openWorld();

check('another code after a wait; the code before still works', async (visit) => {
  const { page } = await visit();
  const email = stack.ada.email;
  const first = await askForCode(stack, page, email);
  const button = page.locator('form[action$="/resend"] button');
  const seconds = async () => Number((await button.textContent()).match(/\d+/)[0]);
  assert.ok(await button.isDisabled());
  const before = await seconds();
  assert.ok(before > 0 && before <= 30, `${before} s`);
  await page.waitForFunction(
    ([selector, before]) => parseInt(document.querySelector(selector).textContent.match(/\d+/)[0]) < before,
    ['form[action$="/resend"] button', before],
  );
  assert.ok(await button.isDisabled());

  await page.waitForFunction(
    (selector) => !document.querySelector(selector).disabled,
    'form[action$="/resend"] button',
    { timeout: 40_000 },
  );
  assert.doesNotMatch(await button.textContent(), /\d/);
  await button.click();
  await page.waitForSelector('.notice');
  assert.match(await page.textContent('.notice'), /new code is on its way/);
  assert.ok((await seconds()) > 30, 'the next wait is longer');
  const second = await stack.mail(email);
  assert.notEqual(second.link, first.link);

  await enterCode(page, first.code);
  await page.waitForURL(stack.portal());
});

check('the wait is the server’s too, and it says so without scripts', async (visit) => {
  const { page } = await visit({ javaScriptEnabled: false });
  await askForCode(stack, page, stack.member('owner').email);
  const button = page.locator('form[action$="/resend"] button');
  assert.ok(await button.isEnabled());
  const refused = page.waitForResponse((it) => it.request().method() === 'POST');
  await button.click();
  const response = await refused;
  assert.equal(response.status(), 429);
  assert.ok(Number(await response.headerValue('retry-after')) > 0);
  assert.match(await page.textContent('#fault'), /Send a new code in \d+ s/);
  assert.equal(await page.getAttribute('#code', 'aria-invalid'), null, 'nothing is wrong with the code');
  assert.ok(await page.locator('#code').isVisible(), 'the first code can still be entered');
});
