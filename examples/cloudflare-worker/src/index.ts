// GET /portal: leads the customer who is signed in here to the Latchkey portal, signed in there.

import { CustomerPortal } from '@latchkey/customer-portal';

interface Env {
  LATCHKEY_ACCESS_TOKEN: string;
  LATCHKEY_URL: string;
  SESSIONS: KVNamespace;
}

export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== '/portal') {
      return new Response('There is nothing here.\n', { status: 404 });
    }
    const portal = CustomerPortal({
      accessToken: env.LATCHKEY_ACCESS_TOKEN,
      baseUrl: env.LATCHKEY_URL,
      getExternalCustomerId: () => signedIn(request, env),
    });
    return portal(request);
  },
} satisfies ExportedHandler<Env>;

/**
 * Who has signed in: here, whose session the cookie names. Put your own in its place, and never take
 * this from the query, a header or the body: whoever may choose it is signed in as anybody.
 */
async function signedIn(request: Request, env: Env): Promise<string | null> {
  const cookies = request.headers.get('cookie') ?? '';
  const session = /(?:^|;\s*)__Host-session=([\w-]{22,128})(?:;|$)/.exec(cookies)?.[1];
  return session === undefined ? null : env.SESSIONS.get(session);
}
