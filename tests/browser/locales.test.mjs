// Other languages, one of them from right to left.

import assert from 'node:assert/strict';

import { PICTURES, audit, fits } from './harness/page.mjs';
import { STATES } from './harness/states.mjs';
import { openWorld } from './harness/world.mjs';

const { stack, check } = await openWorld();

/** Those with the most and the longest texts, and the widest controls. */
const LOOKED_AT = [
  'sign-in-wrong',
  'code-too-soon',
  'code-used-up',
  'code-elsewhere',
  'mail-link-replaces',
  'choose',
  'arrival-replaces',
  'account-of-a-team',
  'no-such-page',
];

for (const locale of ['de', 'ar']) {
  for (const name of LOOKED_AT) {
    check(`the page ${name}, ${locale}`, async (visit) => {
      const { page } = await visit({ locale });
      await STATES[name]({ stack, page, another: visit });
      const shown = await page.evaluate(() => {
        const { lang, dir } = document.documentElement;
        return { lang, dir, direction: getComputedStyle(document.body).direction };
      });
      const dir = locale === 'ar' ? 'rtl' : 'ltr';
      assert.deepEqual(shown, { lang: locale, dir, direction: dir });
      await fits(page);
      assert.deepEqual(await audit(page), []);
      await page.setViewportSize({ width: 320, height: 640 });
      await page.screenshot({ path: `${PICTURES}${name}-320-${locale}.png`, fullPage: true });
    });
  }
}

check('another language than the browser’s, by the address, and remembered', async (visit) => {
  const { page } = await visit({ locale: 'de' });
  await page.goto(stack.portal());
  const german = await page.textContent('main');
  await page.goto(stack.portal('?locale=ar'));
  assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
  const arabic = await page.textContent('main');
  await page.goto(stack.portal('?locale=en'));
  const english = await page.textContent('main');
  await page.goto(stack.portal());
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  assert.equal(new Set([german, arabic, english]).size, 3, 'each language has its own words');
});
