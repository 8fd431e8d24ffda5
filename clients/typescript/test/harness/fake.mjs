// A Latchkey that answers what it is told to, and remembers what it was asked.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { after } from 'node:test';

import { CustomerPortal } from '@latchkey/customer-portal';

/** What must never be seen, in an answer or in the log. */
export const SECRETS = {
  token: 'polar_oat_SECRETTOKEN',
  customer: 'user_SECRETID',
  upstream: 'SECRETUPSTREAM',
};

export const PORTAL = 'https://portal.example.com/acme/portal?link=EXAMPLE';

/** The answer to a session that was opened. */
export const OPENED = { status: 201, body: { customer_portal_url: PORTAL } };

/** A server that gives these answers in turn, the last one for ever. `hang` never answers, `cut` hangs up. */
export async function startFake(...answers) {
  const requests = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    requests.push({ method, url, headers, body: body && JSON.parse(body) });
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (answer === 'hang') return;
    if (answer === 'cut') return void request.socket.destroy();
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, answer.headers).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { base: `http://127.0.0.1:${server.address().port}`, requests };
}

/** A handler for the fake, for somebody who is signed in. */
export function portalOf(fake, options = {}) {
  return CustomerPortal({
    accessToken: SECRETS.token,
    baseUrl: fake.base,
    ...('getCustomerId' in options ? {} : { getExternalCustomerId: () => SECRETS.customer }),
    ...options,
  });
}

/** What somebody's browser asks for. */
export function get(headers = {}, method = 'GET') {
  return new Request('https://shop.example.com/portal', { method, headers });
}

/** Runs it, and returns what it returned and what it wrote to the console. */
export async function logged(context, run) {
  const { mock } = context.mock.method(console, 'error', () => {});
  const value = await run();
  return { value, log: mock.calls.map((call) => call.arguments.join(' ')).join('\n') };
}
