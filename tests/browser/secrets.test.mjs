// A session's token, a link's secret and a code are in no address, no Referer, no history, no page,
// no script's reach and no log.

import assert from 'node:assert/strict';

import { cookie } from './harness/browser.mjs';
import { askForCode, enterCode, signIn, signOut, wrong } from './harness/walk.mjs';
import { openWorld } from './harness/world.mjs';

const { stack, check } = await openWorld();

check('secrets stay where they belong', async (visit) => {
  const secrets = new Set();
  const opened = new Set();
  const seen = [];
  const tabs = [];
  const begin = async () => {
    const tab = await visit();
    tabs.push(tab);
    tab.page.on('framenavigated', (frame) => seen.push(frame.url()));
    tab.page.on('response', async (response) => {
      // The text of a page that was left at once cannot be had any more.
      const isPage = response.request().isNavigationRequest() && response.status() !== 303;
      if (isPage) seen.push(await response.text().catch(() => ''));
    });
    return tab;
  };
  const keepToken = async ({ context }) => secrets.add((await cookie(context, 'session')).value);
  /** Opens a link as it was sent; that one address has its secret. */
  const open = async ({ page }, link) => {
    opened.add(link);
    await page.goto(link);
  };

  // With a code, after a wrong one, and out.
  const first = await begin();
  const { code, secret } = await askForCode(stack, first.page, stack.ada.email);
  const other = wrong(code);
  for (const it of [code, secret, other]) secrets.add(it);
  await enterCode(first.page, other);
  await enterCode(first.page, code);
  await first.page.waitForURL(stack.portal());
  await keepToken(first);
  await signOut(first.page);
  await first.page.waitForSelector('#email');

  // With the link of a mail.
  const mail = await askForCode(stack, first.page, stack.ada.email);
  for (const it of [mail.code, mail.secret]) secrets.add(it);
  const second = await begin();
  await open(second, mail.link);
  await second.page.click('#link button');
  await second.page.waitForURL(stack.portal());
  await keepToken(second);

  // With the link of a merchant's, twice.
  const { customer_portal_url: link, token } = await stack.createSession();
  secrets.add(new URL(link).searchParams.get('link'));
  secrets.add(token);
  const third = await begin();
  for (let time = 0; time < 2; time += 1) {
    await open(third, link);
    await third.page.waitForURL(stack.portal());
    await keepToken(third);
  }

  // With the choice between two accounts.
  const fourth = await begin();
  const shared = await signIn(stack, fourth.page, stack.shared.email);
  for (const it of [shared.code, shared.secret]) secrets.add(it);
  secrets.add((await cookie(fourth.context, 'proof')).value);
  await fourth.page.click('.account');
  await fourth.page.waitForURL(stack.portal());
  await keepToken(fourth);

  for (const { context, page, requests } of tabs) {
    for (const request of requests) {
      if (!opened.has(request.url())) seen.push(request.url());
      assert.equal((await request.allHeaders()).referer ?? '', '', 'no Referer is sent at all');
    }
    assert.equal(await page.evaluate(() => document.cookie), '');
    assert.deepEqual(await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }, name]), [{}, {}, '']);
    const held = await context.cookies();
    assert.ok(held.length >= 2);
    for (const it of held) {
      const { name, path, secure, httpOnly, sameSite } = it;
      assert.match(name, /^__Host-latchkey-/);
      assert.deepEqual({ path, secure, httpOnly, sameSite }, { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' }, name);
    }
    const devtools = await context.newCDPSession(page);
    const { entries } = await devtools.send('Page.getNavigationHistory');
    seen.push(...entries.map(({ url }) => url), await page.evaluate(() => location.href));
    try {
      while (await page.goBack()) seen.push(await page.evaluate(() => location.href));
    } catch (error) {
      // What answered a POST is not shown again without asking.
      assert.match(error.message, /ERR_CACHE_MISS/);
    }
  }
  // Until its script has run, the page of a mail's link is at the address that was opened.
  const addresses = seen.filter((it) => !opened.has(it));
  assert.ok(addresses.length > 40 && secrets.size >= 14, 'what was to be looked at was');
  for (const secret of secrets) {
    assert.ok(secret, 'a secret is none');
    // Digits by themselves: six of them are within many an id.
    const found = /^\d{6}$/.test(secret) ? new RegExp(`(?<![\\da-f.-])${secret}(?![\\da-f-])`) : new RegExp(secret);
    assert.deepEqual(addresses.filter((it) => found.test(it)), []);
    assert.doesNotMatch(stack.log(), found);
  }
  assert.match(stack.log(), /portal/, 'requests are logged');
  assert.ok(!stack.log().includes(stack.ada.email), 'nor is an email logged');
});
