// The walk from the email to the account and out again: with scripts, without, and by keyboard.

import assert from 'node:assert/strict';

import { cookie } from './harness/browser.mjs';
import { askForCode, enterCode, signIn, signOut, submitEmail, wrong } from './harness/walk.mjs';
import { openWorld } from './harness/world.mjs';

const { stack, check } = await openWorld();

check('the whole walk, with scripts', async (visit) => {
  const { page, context, posts } = await visit();
  await page.goto(stack.portal('?email=ada@example.com'));
  assert.equal(await page.inputValue('#email'), 'ada@example.com');
  const { code } = await submitEmail(stack, page, 'ada@example.com');

  await page.locator('#code').pressSequentially(code.slice(0, 5));
  assert.equal(posts('/authenticate'), 0, 'five digits are not sent');
  // Whoever presses Enter as well sends nothing twice.
  await page.keyboard.type(code.slice(5));
  await page.keyboard.press('Enter');
  await page.waitForURL(stack.portal());
  assert.equal(posts('/authenticate'), 1, 'six are, once');

  assert.match(await page.textContent('main'), /ada@example\.com/);
  const { value: token } = await cookie(context, 'session');
  assert.equal((await stack.introspect(token)).status, 200);

  await signOut(page);
  await page.waitForSelector('#email');
  assert.match(await page.textContent('.notice'), /signed out/);
  assert.equal((await stack.introspect(token)).status, 401);
  while (await page.goBack()) {
    assert.equal(await page.locator('#where').count(), 0, `the account is back at ${page.url()}`);
  }
});

check('digits as people paste and type them', async (visit) => {
  const written = {
    'with a space': (code) => `${code.slice(0, 3)} ${code.slice(3)}`,
    'with dashes and spaces around': (code) => ` ${code.slice(0, 2)}-${code.slice(2, 4)}-${code.slice(4)} `,
    'in full width': (code) => code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  };
  for (const [how, write] of Object.entries(written)) {
    const { page, posts } = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { code } = await askForCode(stack, page, stack.ada.email);
    await page.evaluate((text) => navigator.clipboard.writeText(text), write(code));
    await page.focus('#code');
    await page.keyboard.press('Control+V');
    await page.waitForURL(stack.portal());
    assert.equal(posts('/authenticate'), 1, how);
  }
});

check('a wrong code says so, and how many tries are left', async (visit) => {
  const { page, posts } = await visit();
  const { code } = await askForCode(stack, page, stack.ada.email);
  const tries = async () => Number((await page.textContent('#state')).match(/(\d+) (try|tries)/)[1]);
  const before = await tries();
  await enterCode(page, wrong(code));
  assert.match(await page.textContent('#fault'), /not the right code/);
  assert.equal(await tries(), before - 1);
  assert.equal(await page.getAttribute('#code', 'aria-invalid'), 'true');
  assert.equal(posts('/authenticate'), 1);

  await enterCode(page, code);
  await page.waitForURL(stack.portal());
});

check('a code that is used up says so, and its link still works', async (visit) => {
  const { page } = await visit();
  const { code, link } = await askForCode(stack, page, stack.ada.email);
  // One try more than there are.
  while (await page.locator('#code').count()) await enterCode(page, wrong(code));
  assert.match(await page.textContent('main'), /Too many wrong codes/);
  await page.goto(link);
  await page.click('#link button');
  await page.waitForURL(stack.portal());
});

check('the whole walk, without scripts', async (visit) => {
  const { page, context } = await visit({ javaScriptEnabled: false });
  await page.goto(stack.portal('?email=ada@example.com'));
  assert.equal(await page.inputValue('#email'), 'ada@example.com');
  const { code, link } = await submitEmail(stack, page, 'ada@example.com');
  await enterCode(page, wrong(code), { script: false });
  assert.match(await page.textContent('#fault'), /not the right code/);
  await enterCode(page, code, { script: false });
  await page.waitForURL(stack.portal());
  const { value: token } = await cookie(context, 'session');
  await signOut(page);
  await page.waitForSelector('#email');
  assert.equal((await stack.introspect(token)).status, 401);

  // The link of the mail, in a browser that asked for nothing.
  const elsewhere = await visit({ javaScriptEnabled: false });
  await elsewhere.page.goto(link);
  const explained = elsewhere.page.locator('noscript');
  assert.ok(await explained.isVisible());
  assert.match(await explained.textContent(), /link in the email needs JavaScript/);
  assert.equal(await elsewhere.page.locator('#link').isVisible(), false);
});

check("a merchant's link, without scripts: one button", async (visit) => {
  const { page, posts } = await visit({ javaScriptEnabled: false });
  const { customer_portal_url: link } = await stack.createSession();
  await page.goto(link);
  assert.equal(page.url(), stack.portal('/continue'));
  assert.equal(posts('/continue'), 0);
  await page.click('#arrival button');
  assert.equal(page.url(), stack.portal());
  assert.match(await page.textContent('main'), /ada@example\.com/);
});

check('another language, without scripts', async (visit) => {
  const { page } = await visit({ javaScriptEnabled: false });
  await page.goto(stack.portal());
  await page.selectOption('#locale', 'ar');
  await page.click('.language button');
  assert.equal(await page.getAttribute('html', 'lang'), 'ar');
  await page.goto(stack.portal('/authenticate'));
  assert.equal(await page.getAttribute('html', 'lang'), 'ar', 'it is remembered');
});

check('by keyboard alone', async (visit) => {
  const { page } = await visit();
  await page.goto(stack.portal());
  await showsEachStop(page);
  await tabTo(page, '#email');
  await page.keyboard.type('ada@example.com');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/authenticate');
  const { code } = await stack.mail('ada@example.com');

  assert.equal(await page.evaluate(() => document.activeElement.id), 'code', 'the field has the focus');
  await showsEachStop(page);
  await tabTo(page, '#code');
  await page.keyboard.type(code);
  await page.waitForURL(stack.portal());

  await showsEachStop(page);
  await tabTo(page, 'form[action$="/sign-out"] button');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#email');
});

check('by keyboard alone: a link for another account, and the choice between accounts', async (visit) => {
  const { page } = await visit();
  await signIn(stack, page, stack.ada.email);
  const { customer_portal_url: link } = await stack.createSession({
    customer_id: stack.team.id,
    member_id: stack.member('owner').id,
  });
  await page.goto(link);
  await showsEachStop(page);
  await tabTo(page, 'button[name=replace]');
  await page.keyboard.press('Space');
  await page.waitForURL(stack.portal());
  assert.match(await page.textContent('main'), /grace@team\.example\.com/);

  const second = await visit();
  await signIn(stack, second.page, stack.shared.email);
  await showsEachStop(second.page);
  await tabTo(second.page, 'li:nth-child(2) .account');
  await second.page.keyboard.press('Enter');
  await second.page.waitForURL(stack.portal());
});

check('a form that is sent again by an impatient click is sent once', async (visit) => {
  const { page, posts } = await visit();
  await page.goto(stack.portal('?email=ada@example.com'));
  await page.dblclick('main form button');
  await page.waitForURL('**/authenticate');
  await stack.mail('ada@example.com');
  assert.equal(posts('/portal'), 1);
});

check('several customers with one email: one is chosen after the code', async (visit) => {
  const { page, context } = await visit();
  await signIn(stack, page, stack.shared.email);
  assert.equal(page.url(), stack.portal('/choose'));
  assert.equal(await cookie(context, 'session'), undefined, 'nobody is signed in yet');
  const choices = page.locator('.account');
  assert.equal(await choices.count(), stack.shared.customer_ids.length);
  const name = await choices.last().locator('bdi').textContent();
  await choices.last().click();
  await page.waitForURL(stack.portal());
  assert.ok((await page.textContent('main')).includes(name));

  await page.goto(stack.portal('/choose'));
  assert.equal(page.url(), stack.portal(), 'it is chosen once');
});

check('two organizations in one browser are two sessions', async (visit) => {
  const { page, context } = await visit();
  await signIn(stack, page, stack.ada.email);
  await signIn(stack, page, stack.ada.email, 'globex');
  const acme = await cookie(context, 'session');
  const globex = await cookie(context, 'session', 'globex');
  assert.notEqual(acme.value, globex.value);

  await page.goto(stack.portal());
  await signOut(page);
  await page.waitForSelector('#email');
  assert.equal((await stack.introspect(acme.value)).status, 401);
  await page.goto(stack.portal('', 'globex'));
  assert.ok(await page.locator('#where').isVisible());
  assert.equal((await stack.introspect(globex.value)).status, 200);
});

check('an email that cannot be one is explained beside what was typed', async (visit) => {
  const { page } = await visit();
  await page.goto(stack.portal());
  await page.fill('#email', 'ada@localhost');
  await page.click('main form button');
  assert.match(await page.textContent('#fault'), /does not look like an email/);
  assert.equal(await page.inputValue('#email'), 'ada@localhost');
});

/** Goes through the page with Tab, from end to end: every control is a stop, and shows it. */
async function showsEachStop(page) {
  const controls = page.locator('a[href]:visible, button:enabled:visible, input:visible, select:visible');
  const expected = await controls.count();
  // On from wherever the page put the focus to the end, where there is none.
  while (await tab(page)) assert.equal(await unfocusedOutlines(page), 0);
  const stops = [];
  for (let stop = await tab(page); stop; stop = await tab(page)) {
    stops.push(stop.what);
    assert.ok(stop.style === 'solid' && stop.width >= 2, `no focus to be seen on ${stop.what}`);
    assert.ok(stop.isInView, `out of sight: ${stop.what}`);
    assert.ok(stops.length <= expected, `Tab goes round in circles: ${stops}`);
  }
  assert.equal(stops.length, expected, `not every control is a stop: ${stops}`);
}

/** Presses Tab; tells where that led, if anywhere. */
async function tab(page) {
  await page.keyboard.press('Tab');
  return page.evaluate(() => {
    const it = document.activeElement;
    if (it === document.body) return null;
    const { outlineStyle: style, outlineWidth } = getComputedStyle(it);
    const { top, bottom } = it.getBoundingClientRect();
    const isInView = top >= 0 && bottom <= innerHeight;
    return { what: it.outerHTML.split('\n')[0], style, width: parseFloat(outlineWidth), isInView };
  });
}

/** Controls without the focus that have an outline. */
const unfocusedOutlines = (page) =>
  page.evaluate(
    () =>
      [...document.querySelectorAll('a, button, input, select')].filter(
        (it) => it !== document.activeElement && getComputedStyle(it).outlineStyle !== 'none',
      ).length,
  );

async function tabTo(page, selector) {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate((it) => document.activeElement.matches(it), selector)) return;
    await tab(page);
  }
  assert.fail(`Tab does not lead to ${selector}`);
}
