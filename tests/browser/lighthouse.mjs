// What Lighthouse says of the pages. Not among the files that `node --test` finds by itself, because
// it measures, and the tests of other files beside it would be in the way: `npm test` runs it last.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium } from 'playwright-core';

import { CHROMIUM } from './harness/browser.mjs';
import { eventually, startStack } from './harness/stack.mjs';
import { signIn } from './harness/walk.mjs';

const stack = await startStack();
after(() => stack.stop());

// Lighthouse estimates slow networks from what it measures here, on cores that others may be using:
// the best of a few runs is what the page can do.
const RUNS = 3;
const FORMS = { mobile: undefined, desktop: desktopConfig };
const CATEGORIES = {
  'sign-in': ['performance', 'accessibility', 'best-practices', 'seo'],
  // What nobody can read who is not signed in, no search engine needs to find.
  account: ['performance', 'accessibility', 'best-practices'],
};

test('Lighthouse gives everything it has', async (t) => {
  // A profile that Lighthouse's own tab shares, and so its cookies.
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-lighthouse-'));
  const context = await chromium.launchPersistentContext(folder, {
    ...CHROMIUM,
    args: [...CHROMIUM.args, '--remote-debugging-port=0'],
  });
  try {
    const port = await eventually('the debugging port', () =>
      readFile(join(folder, 'DevToolsActivePort'), 'utf8').then(parseInt, () => undefined),
    );
    // The first page of a new browser is slower than any after it.
    await context.pages()[0].goto(stack.portal());
    for (const [name, onlyCategories] of Object.entries(CATEGORIES)) {
      if (name === 'account') await signIn(stack, context.pages()[0], stack.ada.email);
      for (const [form, config] of Object.entries(FORMS)) {
        await t.test(`${name}, ${form}`, () => audit({ port, onlyCategories }, config));
      }
    }
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  }
});

async function audit(options, config) {
  let problems;
  for (let run = 0; run < RUNS; run += 1) {
    const lhr = await measured(options, config);
    assert.equal(lhr.finalDisplayedUrl, stack.portal());
    problems = Object.values(lhr.categories).filter(({ score }) => score < 1).map((it) => explained(it, lhr));
    if (problems.length === 0) return;
  }
  assert.deepEqual(problems, []);
}

/**
 * One run. Where Chromium gives no whole trace, as now and then one without its beginning (NO_NAVSTART), nothing is
 * measured, and Lighthouse asks to be run again.
 */
async function measured(options, config) {
  const flags = { ...options, logLevel: 'error', output: 'json', disableStorageReset: true };
  for (let attempt = 1; ; attempt += 1) {
    const { lhr } = await lighthouse(stack.portal(), flags, config);
    if (!lhr.runtimeError) return lhr;
    if (attempt === RUNS) assert.fail(lhr.runtimeError.message);
  }
}

/** What took how much from a category's score. */
function explained({ title, score, auditRefs }, { audits }) {
  const lost = auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 1);
  const lines = lost.map(({ id }) => `${id}: ${audits[id].score} ${audits[id].displayValue ?? ''}`);
  return `${title} ${score * 100}: ${lines.join('; ')}`;
}
