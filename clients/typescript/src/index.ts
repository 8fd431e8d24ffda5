import { answerTo, notSignedIn, refuse } from './answer.js';
import { Misconfigured, readSettings } from './options.js';
import type { CustomerPortalOptions } from './options.js';
import { createSession, misconfigured } from './session.js';

export type { CustomerPortalOptions, Getter, Setting } from './options.js';

/**
 * A handler that opens a session at Latchkey for the customer who is signed in here, and redirects
 * to the portal by a link that works once.
 *
 * Nothing is read or sent before a request comes, so making a handler costs nothing, and one may be
 * made for each request.
 *
 * @throws {TypeError} where not exactly one of `getCustomerId` and `getExternalCustomerId` is there,
 * or both of `getMemberId` and `getExternalMemberId`. What your own functions throw goes through.
 */
export function CustomerPortal(
  options: CustomerPortalOptions,
): (request: Request) => Promise<Response> {
  checkGetters(options);
  return async (request) => {
    checkRequest(request);
    return refuse(request) ?? (await openPortal(options, request));
  };
}

async function openPortal(options: CustomerPortalOptions, request: Request): Promise<Response> {
  const getCustomer = options.getCustomerId ?? options.getExternalCustomerId;
  const customer = await getCustomer(request);
  if (!customer) return notSignedIn();
  try {
    const settings = await readSettings(options, request, customer);
    return answerTo(request, await createSession(settings));
  } catch (error) {
    if (error instanceof Misconfigured) return answerTo(request, misconfigured(error.message));
    throw error;
  }
}

/** For callers without types: a mistake in the code shows when it is loaded. */
function checkGetters(options: CustomerPortalOptions): void {
  if (!options.getCustomerId === !options.getExternalCustomerId) {
    throw new TypeError('CustomerPortal takes either getCustomerId or getExternalCustomerId.');
  }
  if (options.getMemberId && options.getExternalMemberId) {
    throw new TypeError('CustomerPortal takes either getMemberId or getExternalMemberId.');
  }
}

/** Many frameworks hand over a context that holds the request. */
function checkRequest(request: Request): void {
  if (typeof request?.method !== 'string' || typeof request.headers?.get !== 'function') {
    throw new TypeError(
      "CustomerPortal's handler takes a standard Request: hand it the one in your framework's context.",
    );
  }
}
