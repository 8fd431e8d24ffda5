// What compiles and what does not. It is never run: `npm test` compiles it.

import { CustomerPortal } from '@latchkey/customer-portal';
import type { CustomerPortalOptions } from '@latchkey/customer-portal';

const settings = { accessToken: 'polar_oat_…', baseUrl: 'https://portal.example.com' };
const getter = () => 'user_ada';

// One of the two names of the customer, and no other.
CustomerPortal({ ...settings, getCustomerId: getter });
CustomerPortal({ ...settings, getExternalCustomerId: getter });
// @ts-expect-error: neither
CustomerPortal({ ...settings });
// @ts-expect-error: both
CustomerPortal({ ...settings, getCustomerId: getter, getExternalCustomerId: getter });

// At most one of the two names of the member.
const customer = { ...settings, getCustomerId: getter };
CustomerPortal({ ...customer, getMemberId: getter });
CustomerPortal({ ...customer, getExternalMemberId: getter });
CustomerPortal({ ...customer, getMemberId: undefined });
// @ts-expect-error: both
CustomerPortal({ ...customer, getMemberId: getter, getExternalMemberId: getter });

// What must be said, even if it is the environment that does not know it.
CustomerPortal({ accessToken: undefined, baseUrl: undefined, getCustomerId: getter });
// @ts-expect-error: no accessToken
CustomerPortal({ baseUrl: 'https://portal.example.com', getCustomerId: getter });
// @ts-expect-error: no baseUrl
CustomerPortal({ accessToken: 'polar_oat_…', getCustomerId: getter });

// Values, functions of the request, and promises of either.
CustomerPortal({
  accessToken: (request) => request.headers.get('x-token') ?? undefined,
  baseUrl: async () => new URL('https://portal.example.com'),
  returnUrl: (request) => new URL('/account', request.url),
  getExternalCustomerId: async (request) => request.headers.get('x-user'),
  getLocale: () => undefined,
});
CustomerPortal({ ...customer, returnUrl: null });
// @ts-expect-error: a number is no id
CustomerPortal({ ...settings, getCustomerId: () => 7 });
// @ts-expect-error: nor is a value a getter: everybody would be the same customer
CustomerPortal({ ...settings, getCustomerId: 'user_ada' });
// @ts-expect-error: a misspelt option
CustomerPortal({ ...customer, returnURL: 'https://shop.example.com' });

// Options may be made elsewhere, and the handler is the standard one and nothing else.
const options: CustomerPortalOptions = customer;
const handler: (request: Request) => Promise<Response> = CustomerPortal(options);
// @ts-expect-error: it takes a Request and no context
handler({ request: new Request('https://shop.example.com/portal') });
