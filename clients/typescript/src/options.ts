import { isSafe, parseUrl } from './address.js';

/** A value, or a function of the request: on Cloudflare Workers, say, it is known only then. */
export type Setting<T> = T | ((request: Request) => T | Promise<T>);

/** Finds a name in the request, or nothing. */
export type Getter = (
  request: Request,
) => string | null | undefined | Promise<string | null | undefined>;

/** Who is signed in here: nothing is 401. Exactly one of the two. */
type WhichCustomer =
  | {
      /** The customer's id at Latchkey. */
      getCustomerId: Getter;
      getExternalCustomerId?: undefined;
    }
  | {
      getCustomerId?: undefined;
      /** Your own id of the customer, which Latchkey knows as `external_id`. */
      getExternalCustomerId: Getter;
    };

/** For customers that are teams: which member is signed in here. At most one of the two. */
type WhichMember =
  | {
      /** The member's id at Latchkey; nothing for a customer who is one person. */
      getMemberId?: Getter | undefined;
      getExternalMemberId?: undefined;
    }
  | {
      getMemberId?: undefined;
      /** Your own id of the member; nothing for a customer who is one person. */
      getExternalMemberId?: Getter | undefined;
    };

/** What {@link CustomerPortal} takes. */
export type CustomerPortalOptions = WhichCustomer &
  WhichMember & {
    /** `polar_oat_…`, with the scope `customer_sessions:write`. It must never reach a browser. */
    accessToken: Setting<string | undefined>;
    /** Where Latchkey's API is: https, or http on this machine. With or without a slash at its end. */
    baseUrl: Setting<string | URL | undefined>;
    /** Where the portal leads back to: http or https, and allowed by the organization's list. */
    returnUrl?: Setting<string | URL | null | undefined>;
    /**
     * The language to show the portal in, as `de` or `pt-BR`; what is no language tag, or has more
     * than 64 characters, is left out.
     */
    getLocale?: Getter | undefined;
  };

/** What one call to Latchkey needs. */
export interface Settings {
  accessToken: string;
  address: URL;
  body: string;
}

/** A setting that cannot work. The message names it and the reason, and never its value. */
export class Misconfigured extends Error {}

const PATH = '/v1/customer-sessions/';
/** Characters of a language tag that the API reads. */
const LONGEST_TAG = 64;

/** Reads all that the call needs, for this request and this customer. */
export async function readSettings(
  options: CustomerPortalOptions,
  request: Request,
  customer: string,
): Promise<Settings> {
  const accessToken = await read(options.accessToken, request);
  const baseUrl = await read(options.baseUrl, request);
  const returnUrl = await read(options.returnUrl, request);
  const getMember = options.getMemberId ?? options.getExternalMemberId;
  const body = {
    [options.getCustomerId ? 'customer_id' : 'external_customer_id']: customer,
    [options.getMemberId ? 'member_id' : 'external_member_id']: await getMember?.(request),
    return_url: checkReturnUrl(returnUrl),
    locale: languageTag(await options.getLocale?.(request)),
  };
  return {
    accessToken: checkToken(accessToken),
    address: sessionsAt(baseUrl),
    body: JSON.stringify(body, (_, value: unknown) => value || undefined),
  };
}

async function read<T>(setting: Setting<T>, request: Request): Promise<T> {
  return typeof setting === 'function'
    ? (setting as (request: Request) => T | Promise<T>)(request)
    : setting;
}

/** A line break at the end, as files of secrets have it, is none of the token. */
function checkToken(token: string | undefined): string {
  const trimmed = token?.trim();
  if (!trimmed) throw new Misconfigured('accessToken is missing');
  if (!/^[\x21-\x7e]+$/.test(trimmed)) {
    throw new Misconfigured('accessToken holds characters that no access token has');
  }
  return trimmed;
}

function sessionsAt(baseUrl: string | URL | undefined): URL {
  if (!baseUrl) throw new Misconfigured('baseUrl is missing');
  const url = parseUrl(baseUrl);
  if (!url || !isSafe(url)) {
    throw new Misconfigured('baseUrl is no https address, nor an http one of this machine');
  }
  if (url.username || url.password) throw new Misconfigured('baseUrl holds a user or a password');
  url.pathname = url.pathname.replace(/\/+$/, '') + PATH;
  url.search = '';
  return url;
}

function checkReturnUrl(returnUrl: string | URL | null | undefined): string | undefined {
  if (!returnUrl) return undefined;
  const url = parseUrl(returnUrl);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Misconfigured('returnUrl is no complete http or https address');
  }
  return url.href;
}

/** A language is a wish: one that the API would not read does not keep anybody out. */
function languageTag(tag: string | null | undefined): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag ?? []).find((it) => it.length <= LONGEST_TAG);
  } catch {
    return undefined;
  }
}
