// API Gateway's event for GET /portal, and what any function behind it must do with it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { leadsToPortal } from '../../../clients/typescript/test/harness/stack.mjs';

/** The event, with the claims that a JWT authorizer has verified, where the route has one. */
export function event(claims, fields = {}) {
  return {
    version: '2.0',
    routeKey: 'GET /portal',
    rawPath: '/portal',
    rawQueryString: '',
    headers: { host: 'api.example.com', ...fields.headers },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      authorizer: claims && { jwt: { claims, scopes: null } },
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: {
        method: 'GET',
        path: '/portal',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'GET /portal',
      stage: '$default',
      time: '22/Nov/2026:06:00:00 +0000',
      timeEpoch: 1795327200000,
    },
    isBase64Encoded: false,
    ...fields.event,
  };
}

/** A function's result, as the answer that API Gateway makes of it. */
export function toResponse({ statusCode: status, headers, body }) {
  return new Response(body || null, { status, headers });
}

/** Tests that a function keeps its promises against a real stack; `invoke` takes an event. */
export function keepsPromises(stack, invoke) {
  const ada = { sub: stack.ada.external_id };
  const ask = async (...parts) => toResponse(await invoke(event(...parts)));

  test('to the portal', async () => {
    const response = await ask(ada);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    await leadsToPortal(stack, response);
  });

  test('a script is told the address', async () => {
    const response = await ask(ada, { headers: { accept: 'application/json' } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const { customer_portal_url: portal } = await response.json();
    assert.ok(portal.startsWith(`${stack.portal()}?link=`), portal);
  });

  test('nobody is signed in', async () => {
    assert.equal((await ask()).status, 401);
    assert.equal((await ask({})).status, 401);
  });

  test('a query names nobody', async () => {
    const query = { queryStringParameters: ada, rawQueryString: `sub=${ada.sub}` };
    assert.equal((await ask(undefined, { event: query })).status, 401);
  });

  test('a customer whom Latchkey does not know', async () => {
    assert.equal((await ask({ sub: 'nobody' })).status, 404);
  });
}
