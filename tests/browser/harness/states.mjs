// Every page of the portal, in every state that it has, and how a browser gets there.

import { arrive, askForCode, enterCode, signIn, signOut, wrong } from './walk.mjs';

/** As long as a link's secret is; what it opens only a click would tell. */
const SECRET = 'a'.repeat(43);

/** Each gets the stack, a page, and what opens another browser profile. */
export const STATES = {
  'sign-in': ({ stack, page }) => page.goto(stack.portal()),
  'sign-in-filled': ({ stack, page }) => page.goto(stack.portal('?email=ada@example.com')),
  'sign-in-wrong': async ({ stack, page }) => {
    await page.goto(stack.portal());
    await page.fill('#email', 'ada@localhost');
    await page.click('main form button');
    await page.waitForSelector('#fault');
  },
  'sign-in-no-logo': ({ stack, page }) => page.goto(stack.portal('', 'globex')),
  'signed-out': async ({ stack, page }) => {
    await arrive(stack, page);
    await signOut(page);
    await page.waitForSelector('#email');
  },
  'signed-out-elsewhere': async ({ stack, page }) => {
    const context = page.context();
    await arrive(stack, page);
    const cookies = await context.cookies();
    await signOut(page);
    await page.waitForSelector('#email');
    await context.addCookies(cookies);
    await page.reload();
  },
  'link-spent': async ({ stack, page, another }) => {
    const { page: other } = await another();
    const { customer_portal_url: link } = await arrive(stack, other);
    await page.goto(link);
  },
  code: ({ stack, page }) => askForCode(stack, page, stack.ada.email),
  'code-wrong': async ({ stack, page }) => {
    const { code } = await askForCode(stack, page, stack.ada.email);
    await enterCode(page, wrong(code));
  },
  'code-used-up': async ({ stack, page }) => {
    const { code } = await askForCode(stack, page, stack.ada.email);
    while (await page.locator('#code').count()) await enterCode(page, wrong(code));
  },
  'code-gone': async ({ stack, page, another }) => {
    const { link } = await askForCode(stack, page, stack.ada.email);
    const { page: other } = await another();
    await other.goto(link);
    await other.click('#link button');
    await other.waitForURL(stack.portal());
    await page.reload();
  },
  'code-too-soon': async ({ stack, page }) => {
    await askForCode(stack, page, stack.ada.email);
    const button = page.locator('form[action$="/resend"] button');
    // As a browser without scripts would.
    await button.evaluate((it) => it.form.requestSubmit());
    await page.waitForSelector('#fault');
  },
  'code-elsewhere': ({ stack, page }) => page.goto(stack.portal('/authenticate')),
  'mail-link': async ({ stack, page }) => {
    await page.goto(`${stack.portal('/authenticate')}#${SECRET}`);
    await page.waitForSelector('#link:not([hidden])');
  },
  'mail-link-replaces': async ({ stack, page }) => {
    await arrive(stack, page);
    await page.goto(`${stack.portal('/authenticate')}#${SECRET}`);
    await page.waitForSelector('#link:not([hidden])');
  },
  choose: ({ stack, page }) => signIn(stack, page, stack.shared.email),
  arrival: async ({ stack, page }) => {
    // It goes on by itself, so its script stays away.
    await page.route('**/files/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    const { customer_portal_url: link } = await stack.createSession();
    await page.goto(link);
    await page.unroute('**/files/*.js');
  },
  'arrival-replaces': async ({ stack, page }) => {
    await arrive(stack, page);
    const member_id = stack.member('owner').id;
    const { customer_portal_url: link } = await stack.createSession({ customer_id: stack.team.id, member_id });
    await page.goto(link);
  },
  account: ({ stack, page }) => signIn(stack, page, stack.ada.email),
  'account-of-a-team': async ({ stack, page }) => {
    const fields = { customer_id: stack.team.id, member_id: stack.member('billing_manager').id };
    await arrive(stack, page, { ...fields, return_url: 'https://shop.example.com/orders' });
  },
  'account-after-others-ended': async ({ stack, page, another }) => {
    const { page: other } = await another();
    await arrive(stack, other);
    await arrive(stack, page);
    await page.click('form[action$="/sessions/end-others"] button');
    await page.waitForSelector('.notice');
  },
  'foreign-form': async ({ stack, page }) => {
    await page.goto(stack.portal());
    await page.locator('main form [name=form_token]').evaluate((it) => (it.value = 'f'.repeat(32)));
    await page.fill('#email', 'ada@example.com');
    await page.click('main form button');
    await page.waitForSelector('main > h1 + p + p');
  },
  'no-such-page': ({ stack, page }) => page.goto(stack.portal('/nothing')),
  'no-such-organization': ({ stack, page }) => page.goto(stack.portal('', 'nobody-at-all')),
};
