// Debian's Chromium, and what is held against every page that is opened in it.

import { chromium } from 'playwright-core';

/** Where Chromium is, and how it starts without asking the network for anything of its own. */
export const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-quic',
  ],
};

/** Chromium's own note on a page that it got and shows. */
const NOTE_ON_A_STATUS = /^Failed to load resource: the server responded with a status of 4\d\d/;

export const openBrowser = () => chromium.launch(CHROMIUM);

/** A new browser profile, and everything that went over its wires. */
export async function openVisit(browser, origin, options = {}) {
  const context = await browser.newContext({ viewport: { width: 800, height: 800 }, ...options });
  context.setDefaultTimeout(10_000);
  const visit = { context, requests: [], faults: [] };
  context.on('request', (request) => {
    visit.requests.push(request);
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:') {
      visit.faults.push(`a request to ${url.origin}`);
    }
  });
  context.on('console', (message) => {
    const isNote = NOTE_ON_A_STATUS.test(message.text());
    const isPage = !message.location().url.includes('/files/');
    if (['error', 'warning'].includes(message.type()) && !(isNote && isPage)) {
      visit.faults.push(`the console: ${message.text()}`);
    }
  });
  context.on('weberror', (error) => visit.faults.push(`a script: ${error.error().message}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`the policy's ${event.violatedDirective} refused ${event.blockedURI}`);
    });
  });
  visit.page = await context.newPage();
  visit.posts = (place) => {
    const sent = visit.requests.filter((it) => it.method() === 'POST');
    return sent.filter((it) => new URL(it.url()).pathname.endsWith(place)).length;
  };
  return visit;
}

/** A cookie of the portal, by what it is for. */
export async function cookie(context, what, slug = 'acme') {
  const cookies = await context.cookies();
  return cookies.find(({ name }) => name === `__Host-latchkey-${what}.${slug}`);
}
