// Where somebody is signed in, and how a session ends.

import assert from 'node:assert/strict';

import { cookie } from './harness/browser.mjs';
import { eventually } from './harness/stack.mjs';
import { signIn } from './harness/walk.mjs';
import { openWorld } from './harness/world.mjs';

const IDLE_SECONDS = 8;
const { stack, check } = await openWorld();
const { stack: hasty, check: hastily } = await openWorld({
  LATCHKEY_SESSION_IDLE_SECONDS: String(IDLE_SECONDS),
});
const notice = (page) => page.textContent('.notice');

check('one of two browsers signs the other out, which is told', async (visit) => {
  const [here, there] = [await visit(), await visit()];
  await signIn(stack, here.page, stack.ada.email);
  await signIn(stack, there.page, stack.ada.email);
  await here.page.reload();
  const others = here.page.locator('.sessions form button');
  assert.equal(await others.count(), 1);
  assert.match(await others.getAttribute('aria-label'), /Sign out .*(Chrom|Linux)/);
  await others.click();
  assert.match(await notice(here.page), /That browser is signed out/);
  assert.equal(await here.page.locator('.sessions li').count(), 1);

  await there.page.reload();
  assert.ok(await there.page.locator('#email').isVisible());
  assert.match(await notice(there.page), /You have been signed out/);
  await there.page.reload();
  assert.equal(await there.page.locator('.notice').count(), 0, 'it is told once');
});

check('everywhere else', async (visit) => {
  const email = stack.member('owner').email;
  const [here, ...others] = [await visit(), await visit(), await visit()];
  for (const { page } of [here, ...others]) await signIn(stack, page, email);
  await here.page.reload();
  assert.equal(await here.page.locator('.sessions li').count(), 3);
  await here.page.click('form[action$="/sessions/end-others"] button');
  assert.match(await notice(here.page), /signed out everywhere else/);
  assert.equal(await here.page.locator('.sessions li').count(), 1);
  assert.equal(await here.page.locator('form[action$="/sessions/end-others"]').count(), 0);
  for (const { page, context } of others) {
    const { value } = await cookie(context, 'session');
    assert.equal((await stack.introspect(value)).status, 401);
    await page.reload();
    assert.match(await notice(page), /You have been signed out/);
  }
  const { value } = await cookie(here.context, 'session');
  assert.equal((await stack.introspect(value)).status, 200);
});

check('a sign-out in one tab is told in another', async (visit) => {
  const { page, context } = await visit();
  await signIn(stack, page, stack.ada.email);
  const other = await context.newPage();
  await other.goto(stack.portal());
  await page.click('form[action$="/sign-out"] button');
  await page.waitForSelector('#email');
  await other.click('form[action$="/sign-out"] button');
  await other.waitForSelector('#email');
});

hastily('a session that was not used says for how long', async (visit) => {
  const { page, context } = await visit();
  await signIn(hasty, page, hasty.ada.email);
  const { value: token } = await cookie(context, 'session');
  // Asking is using, so it is asked once.
  const { expires_at: end } = await (await hasty.introspect(token)).json();
  await eventually('the session expires', () => Date.now() >= Date.parse(end));
  await page.reload();
  assert.ok(await page.locator('#email').isVisible());
  assert.match(await notice(page), /signed out because you had not been here for \d+ minute/);
  assert.equal(await cookie(context, 'session'), undefined);
});
