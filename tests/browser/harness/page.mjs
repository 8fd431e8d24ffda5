// What is asked of a page, whichever it is.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import axe from 'axe-core';

/** The folder that pictures of pages go to. */
export const PICTURES = fileURLToPath(new URL('../../../target/browser/', import.meta.url));
await mkdir(PICTURES, { recursive: true });

/** No page scrolls sideways at 320 px, nor does any of its boxes reach out of it. */
export async function fits(page) {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const size of ['', '200%']) {
    const { wide, out } = await page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
      const boxes = [...document.querySelectorAll('body *:not(option)')].map((it) => [it, it.getBoundingClientRect()]);
      const out = boxes.filter(([, box]) => box.width && (box.left < 0 || box.right > 320.5));
      const wide = document.scrollingElement.scrollWidth;
      document.documentElement.removeAttribute('style');
      return { wide, out: out.map(([it]) => it.outerHTML.slice(0, 100)) };
    }, size);
    assert.deepEqual({ size, wide, out }, { size, wide: 320, out: [] });
  }
  await page.setViewportSize({ width: 800, height: 800 });
}

/** What axe finds or is not sure of: all its rules but the experimental ones. */
export async function audit(page) {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(axe.source);
  }
  const { violations, incomplete } = await page.evaluate(() =>
    window.axe.run(document, {
      // Off by itself, and part of WCAG 2.2 AA.
      rules: { 'target-size': { enabled: true } },
      resultTypes: ['violations', 'incomplete'],
    }),
  );
  return [...violations, ...incomplete].map(({ id, nodes }) => {
    return `${id}: ${nodes.map((node) => `${node.html.slice(0, 120)} ${node.failureSummary ?? ''}`).join(' | ')}`;
  });
}
