// What holds for every state of every page: it fits, in either scheme and at any size of text;
// nothing moves; axe and html-validate find nothing. Pictures of each go to target/browser/.

import assert from 'node:assert/strict';

import { HtmlValidate } from 'html-validate';

import { PICTURES, audit, fits } from './harness/page.mjs';
import { STATES } from './harness/states.mjs';
import { openWorld } from './harness/world.mjs';

const { stack, check } = await openWorld();

const html = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:standard'],
});

for (const [name, reach] of Object.entries(STATES)) {
  check(`the page ${name}`, async (visit, t) => {
    const { page } = await visit();
    const served = serving(page);
    await reach({ stack, page, another: visit });
    const source = await served();

    await t.test('is valid HTML', async () => {
      const report = await html.validateString(source);
      const messages = report.results.flatMap((result) => result.messages);
      assert.deepEqual(messages.map((it) => `${it.line}: ${it.ruleId}: ${it.message}`), []);
    });
    await t.test('fits into 320 px, with text of twice the size too', () => fits(page));
    await t.test('moves nothing', async () => {
      for (const reducedMotion of ['reduce', 'no-preference']) {
        await page.emulateMedia({ reducedMotion });
        assert.deepEqual(await page.evaluate(moving), []);
      }
    });
    await t.test('is dark where that is preferred', async () => {
      const colors = [];
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        colors.push(await page.evaluate(brightness));
      }
      const [light, dark] = colors;
      assert.ok(light.page > 200 && light.text < 80, JSON.stringify(light));
      assert.ok(dark.page < 80 && dark.text > 180, JSON.stringify(dark));
    });
    for (const colorScheme of ['light', 'dark']) {
      await t.test(`has nothing for axe to find, ${colorScheme}`, async () => {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await audit(page), []);
      });
    }
    await picture(page, name);
  });
}

/** Keeps the HTML of what a page shows, as it was served. */
function serving(page) {
  let last;
  page.on('response', (response) => {
    const isDocument = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
    if (!isDocument || response.status() === 303) return;
    last = response.text();
    // It is asked for only where the page stays.
    last.catch(() => {});
  });
  return () => last;
}

/** Elements with an animation or a transition. */
function moving() {
  const styled = [...document.querySelectorAll('*')].filter((it) => {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(it);
    return animationName !== 'none' || transitionDuration !== '0s' || scrollBehavior !== 'auto';
  });
  return [...styled.map((it) => it.outerHTML.slice(0, 80)), ...document.getAnimations().map(String)];
}

/** How bright the page and its text are, 0 to 255. */
function brightness() {
  const mean = (color) => {
    const [red, green, blue] = color.match(/[\d.]+/g).map(Number);
    return (red + green + blue) / 3;
  };
  const { backgroundColor, color } = getComputedStyle(document.documentElement);
  return { page: mean(backgroundColor), text: mean(color) };
}

async function picture(page, name) {
  for (const [width, height] of [[320, 640], [1280, 800]]) {
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${PICTURES}${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
}
