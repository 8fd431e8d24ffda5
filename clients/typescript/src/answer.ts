import { askerOf } from './request.js';
import type { Outcome } from './session.js';

/**
 * The answer to a request that must not open a session, because nothing would show what it leads to:
 * its link works once, and for a short while.
 */
export function refuse(request: Request): Response | undefined {
  if (request.method === 'HEAD') return say(204);
  if (request.method !== 'GET') {
    return say(405, 'This address answers GET and HEAD only.', { allow: 'GET, HEAD' });
  }
  switch (askerOf(request)) {
    case 'prefetch':
      // Browsers drop a prefetched answer that is not 2xx, and ask again on the click. They could
      // take a 204 for the page itself, and a Retry-After for a wish about the whole site.
      return say(503, 'This address cannot be fetched in advance.');
    case 'other':
      return say(403, 'Open this address as a page of its own, or ask it for application/json.');
    default:
      return undefined;
  }
}

export function notSignedIn(): Response {
  return say(401, 'You are not signed in. Sign in, then open this page again.');
}

/** What a person may know of what came of it. Why something failed is for the log only. */
export function answerTo(request: Request, outcome: Outcome): Response {
  if ('why' in outcome) console.error(`CustomerPortal: ${outcome.why}`);
  switch (outcome.kind) {
    case 'opened':
      return askerOf(request) === 'script' ? tell(outcome.portal) : redirect(outcome.portal);
    case 'unknown':
      return say(404, 'There is no customer portal for this account.');
    case 'limited':
      return say(503, 'The customer portal is busy just now. Try again in a moment.', {
        'retry-after': String(outcome.retryAfter),
      });
    case 'unavailable':
      return say(502, 'The customer portal cannot be reached just now. Try again in a moment.', {
        'retry-after': '5',
      });
    case 'misconfigured':
      return say(500, 'The customer portal is not set up correctly here.');
  }
}

/** A link that works once must be kept by no cache, and needs not know where it was clicked. */
const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** 303: what was asked for is another page, to be got by GET, whatever came here. */
function redirect(portal: string): Response {
  return say(303, undefined, { location: portal });
}

function tell(portal: string): Response {
  return new Response(JSON.stringify({ customer_portal_url: portal }), {
    headers: { ...HEADERS, 'content-type': 'application/json' },
  });
}

/** One plain sentence, the same for everybody. */
function say(status: number, sentence?: string, headers?: Record<string, string>): Response {
  const type = sentence && { 'content-type': 'text/plain; charset=utf-8' };
  return new Response(sentence ? `${sentence}\n` : null, {
    status,
    headers: { ...HEADERS, ...type, ...headers },
  });
}
