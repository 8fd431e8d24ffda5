// The two links that sign somebody in: the one in a mail and the one of a merchant's function.

import assert from 'node:assert/strict';

import { cookie } from './harness/browser.mjs';
import { arrive, askForCode, signIn, signOut } from './harness/walk.mjs';
import { openWorld } from './harness/world.mjs';

const { stack, check } = await openWorld();
const notice = (page) => page.textContent('.notice');
const fault = (page) => page.locator('.fault').first().textContent();
const main = (page) => page.textContent('main');
const grace = () => ({ customer_id: stack.team.id, member_id: stack.member('owner').id });

/** Opens a mail's link and clicks its button. */
async function open(page, link) {
  await page.goto('about:blank');
  await page.goto(link);
  const answered = page.waitForEvent('load');
  await page.click('#link button');
  await answered;
}

/** Every address that the tab keeps, the present one among them. */
async function history(page) {
  const devtools = await page.context().newCDPSession(page);
  const { entries } = await devtools.send('Page.getNavigationHistory');
  return entries.map(({ url }) => url);
}

check("a mail's link: nothing is sent until the click, and its secret is nowhere after", async (visit) => {
  const { page, requests, posts } = await visit();
  const { link, secret } = await askForCode(stack, page, stack.ada.email);
  await page.goto('about:blank');
  const before = requests.length;
  await page.goto(link);
  assert.ok(await page.locator('#link').isVisible());
  assert.equal(await page.locator('#digits').isVisible(), false);
  assert.equal(page.url(), stack.portal('/authenticate'));
  await page.waitForLoadState('networkidle');
  const sent = requests.slice(before);
  assert.deepEqual([...new Set(sent.map((it) => it.method()))], ['GET']);
  assert.ok(!sent.some((it) => it.url().split('#')[0].includes(secret)));
  assert.ok(!(await history(page)).join().includes('#'));

  await page.click('#link button');
  await page.waitForURL(stack.portal());
  assert.equal(posts('/authenticate'), 1);
  assert.match(await main(page), /ada@example\.com/);
  assert.ok(!(await history(page)).join().includes('#'));
});

check("a mail's link is good once: it signs in another browser than the one that asked", async (visit) => {
  const { page: asking } = await visit();
  const { link } = await askForCode(stack, asking, stack.ada.email);
  const { page: using } = await visit();
  await open(using, link);
  await using.waitForURL(stack.portal());
  assert.match(await main(using), /ada@example\.com/);

  const { page: late } = await visit();
  await open(late, link);
  assert.match(await fault(late), /link has expired or was already used/, 'in a browser that asked for nothing');
  await open(asking, link);
  assert.match(await fault(asking), /expired or was already used/, 'in the one that asked');
  await open(using, link);
  assert.match(await fault(using), /link has expired or was already used/, 'in the one that it signed in');
  await using.goto(stack.portal());
  assert.ok(await using.locator('#where').isVisible(), 'which stays signed in');
});

check("a mail's link, pasted where the code is asked for", async (visit) => {
  const { page } = await visit();
  const { link } = await askForCode(stack, page, stack.ada.email);
  // The same page with another fragment: the browser loads nothing.
  await page.goto(link);
  await page.waitForURL((url) => url.hash === '');
  await page.click('#link button');
  await page.waitForURL(stack.portal());
  assert.ok(!(await history(page)).join().includes('#'));
});

check("a mail's link in a browser that is signed in says what it replaces", async (visit) => {
  const { page, context } = await visit();
  await signIn(stack, page, stack.ada.email);
  const before = await cookie(context, 'session');
  const { page: asking } = await visit();
  const { link } = await askForCode(stack, asking, stack.member('owner').email);
  await page.goto(link);
  assert.match(await page.textContent('#link'), /already signed in here/);
  await page.click('#link button');
  await page.waitForURL(stack.portal());
  assert.match(await main(page), /grace@team\.example\.com/);
  assert.equal((await stack.introspect(before.value)).status, 401);
});

check("a merchant's link: three programs fetch it, then its customer arrives without a click", async (visit) => {
  const { customer_portal_url: link } = await stack.createSession();
  for (let time = 0; time < 3; time += 1) {
    const first = await fetch(link, { redirect: 'manual' });
    assert.equal(first.status, 303);
    const [given] = first.headers.getSetCookie().filter((it) => it.includes('arrival'));
    const next = new URL(first.headers.get('location'), link);
    const page = await fetch(next, { headers: { cookie: given.split(';')[0] } });
    assert.equal(page.status, 200);
    assert.equal((await fetch(link, { method: 'HEAD', redirect: 'manual' })).status, 303);
  }

  const { page, posts } = await visit();
  await page.goto(link);
  await page.waitForURL(stack.portal());
  assert.match(await main(page), /ada@example\.com/);
  assert.equal(posts('/continue'), 1);
  const secret = new URL(link).searchParams.get('link');
  assert.ok(!(await history(page)).join().includes(secret));
});

check("a merchant's link again: in the same browser, and in another", async (visit) => {
  const { page, context } = await visit();
  const { customer_portal_url: link } = await arrive(stack, page);
  const session = await cookie(context, 'session');
  await page.goto(link);
  await page.waitForURL(stack.portal());
  assert.match(await notice(page), /expired or was already used/);
  assert.ok(await page.locator('#where').isVisible());
  assert.equal((await cookie(context, 'session')).value, session.value);
  await page.reload();
  assert.equal(await page.locator('.notice').count(), 0, 'it is said once');

  const { page: other, posts } = await visit();
  await other.goto(link);
  assert.match(await notice(other), /expired or was already used/);
  assert.equal(await other.inputValue('#email'), stack.ada.email);
  assert.equal(posts('/continue'), 0);
});

check("a merchant's link for another account asks first", async (visit) => {
  const { page, context, posts } = await visit();
  await signIn(stack, page, stack.ada.email);
  const before = await cookie(context, 'session');

  const { customer_portal_url: link } = await stack.createSession(grace());
  await page.goto(link);
  await page.waitForLoadState('networkidle');
  assert.equal(page.url(), stack.portal('/continue'));
  assert.equal(posts('/continue'), 0, 'it does not go on by itself');
  assert.match(await main(page), /ada@example\.com[^]*grace@team\.example\.com/);
  await page.click('button[name=stay]');
  await page.waitForURL(stack.portal());
  assert.match(await main(page), /ada@example\.com/);
  assert.equal((await stack.introspect(before.value)).status, 200);

  await page.goto(link);
  await page.click('button[name=replace]');
  await page.waitForURL(stack.portal());
  assert.match(await main(page), /grace@team\.example\.com/);
  assert.equal((await stack.introspect(before.value)).status, 401);
});

check('back to the shop, where the merchant said so', async (visit) => {
  const { page } = await visit();
  await arrive(stack, page, { return_url: 'https://shop.example.com/orders' });
  const back = page.getByRole('link', { name: 'Back to' });
  assert.equal(await back.getAttribute('href'), 'https://shop.example.com/orders');
  assert.equal(await back.getAttribute('rel'), 'noreferrer');
  await signOut(page);
  await page.waitForSelector('#email');
});
