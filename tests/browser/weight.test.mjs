// What the pages weigh.

import assert from 'node:assert/strict';

import { arrive, askForCode } from './harness/walk.mjs';
import { openWorld } from './harness/world.mjs';

const { stack, check } = await openWorld();

const WEIGHED = {
  'sign-in': (page) => page.goto(stack.portal()),
  code: (page) => askForCode(stack, page, stack.ada.email),
  account: (page) => arrive(stack, page),
};

for (const [name, reach] of Object.entries(WEIGHED)) {
  check(`${name} is light, and nothing holds up its first paint`, async (visit) => {
    const { page } = await visit();
    await reach(page);
    // Again, with nothing kept, so that what the page needs is all that is counted.
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    const answers = [];
    page.on('response', (response) => answers.push(response));
    await page.reload({ waitUntil: 'networkidle' });
    const sizes = {};
    for (const response of answers.filter((it) => !it.url().startsWith('data:'))) {
      sizes[new URL(response.url()).pathname] = (await response.body()).length;
    }
    assert.equal(Object.keys(sizes).length, 3, `document, script and logo: ${JSON.stringify(sizes)}`);
    const total = Object.values(sizes).reduce((sum, size) => sum + size);
    assert.ok(total < 30_000, `${total} bytes: ${JSON.stringify(sizes)}`);
    const blocking = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter((it) => it.renderBlockingStatus === 'blocking')
        .map(({ name }) => name),
    );
    assert.deepEqual(blocking, []);
  });
}
