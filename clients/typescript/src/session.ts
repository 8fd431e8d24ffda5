import { isSafe, parseUrl } from './address.js';
import type { Settings } from './options.js';

/** What came of it. `why` is for the log, and holds nothing secret. */
export type Outcome =
  | { kind: 'opened'; portal: string }
  | { kind: 'unknown'; why?: string }
  | { kind: 'limited'; why: string; retryAfter: number }
  | { kind: 'unavailable'; why: string; retryAfter?: number }
  | { kind: 'misconfigured'; why: string };

/** Latchkey answers within 4.5 s, a cold start included, or not at all. */
const TIMEOUT_MS = 5000;
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 1000;

/**
 * Asks Latchkey for a session. A call that fails is made once more with the same key, by which
 * Latchkey knows it again: it opens one session even if only the answer was lost.
 */
export async function createSession(settings: Settings): Promise<Outcome> {
  const key = crypto.randomUUID();
  const outcome = await attempt(settings, key);
  if (outcome.kind !== 'unavailable') return outcome;
  await pause(outcome.retryAfter);
  return attempt(settings, key);
}

export function misconfigured(why: string): Outcome {
  return { kind: 'misconfigured', why };
}

async function attempt({ address, accessToken, body }: Settings, key: string): Promise<Outcome> {
  let response: Response, text: string;
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${accessToken}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body,
      // The token goes to this address and no other.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    return { kind: 'unavailable', why: `Latchkey could not be reached: ${nameOf(error)}` };
  }
  return outcomeOf(response, text);
}

function outcomeOf({ ok, status, headers }: Response, text: string): Outcome {
  const why = `Latchkey answered ${status}`;
  if (ok) return opened(text);
  if (status >= 500) return { kind: 'unavailable', why, ...retryAfter(headers) };
  switch (status) {
    case 401:
      return misconfigured(`${why}: accessToken is wrong, expired or revoked`);
    case 403:
      return misconfigured(`${why}: accessToken lacks the scope customer_sessions:write`);
    case 404:
      return { kind: 'unknown', why: `${why}: if that is so for everybody, baseUrl is wrong` };
    case 422:
      return invalid(text);
    case 429:
      return { kind: 'limited', why, retryAfter: 5, ...retryAfter(headers) };
    default:
      return misconfigured(`${why}: is baseUrl the address of its API?`);
  }
}

function opened(text: string): Outcome {
  const url = field(parse(text), 'customer_portal_url');
  const portal = typeof url === 'string' ? parseUrl(url) : undefined;
  if (!portal) return misconfigured('the answer names no portal: is baseUrl Latchkey\'s address?');
  return isSafe(portal)
    ? { kind: 'opened', portal: portal.href }
    : misconfigured("the portal's address is no https address, nor an http one of this machine");
}

const NAMES = ['customer_id', 'external_customer_id', 'member_id', 'external_member_id'];

/** Somebody whom Latchkey does not know is not found; any other fault is one of the settings. */
function invalid(text: string): Outcome {
  const detail = field(parse(text), 'detail');
  const faults = (Array.isArray(detail) ? detail : []).map((fault: unknown) => {
    const loc = field(fault, 'loc');
    return { name: Array.isArray(loc) ? loc.at(-1) : undefined, type: field(fault, 'type') };
  });
  const others = faults.filter(({ name, type }) => !NAMES.includes(name) || type !== 'value_error');
  if (faults.length > 0 && others.length === 0) return { kind: 'unknown' };
  const named = others.map(({ name, type }) => `${word(name)} (${word(type)})`);
  return misconfigured(`Latchkey answered 422: ${named.join(', ') || 'it does not say why'}`);
}

/** A word of Latchkey's for the log, and no more than a word. */
function word(said: unknown): string {
  return typeof said === 'string' && /^[\w-]{1,40}$/.test(said) ? said : '?';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** Seconds, where the header has them. */
function retryAfter(headers: Headers): { retryAfter?: number } {
  const seconds = headers.get('retry-after') ?? '';
  return /^\d{1,5}$/.test(seconds) ? { retryAfter: Number(seconds) } : {};
}

function pause(seconds: number | undefined): Promise<void> {
  const ms = seconds === undefined ? PAUSE_MS : Math.min(seconds * 1000, LONGEST_PAUSE_MS);
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What kind of failure it was. Messages stay out of the log: some runtimes put headers into them. */
function nameOf(error: unknown): string {
  const code = field(field(error, 'cause'), 'code') ?? field(error, 'code');
  return typeof code === 'string' ? word(code) : word(field(error, 'name'));
}
