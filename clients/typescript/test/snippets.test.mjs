// The snippets of README.md compile, and lead to the portal of a real stack.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { get } from './harness/fake.mjs';
import { FOLDER, writeSnippets } from './harness/snippets.mjs';
import { leadsToPortal, startStack } from './harness/stack.mjs';

const TSC = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));

const stack = await startStack();
process.env.LATCHKEY_URL = stack.base;
process.env.LATCHKEY_ACCESS_TOKEN = stack.seeded.access_token;

const ada = { cookie: `session=${stack.ada.external_id}` };
const locals = { user: { id: stack.ada.external_id } };

/** API Gateway's event for it, by which Lambda's adapters know a request. */
const event = {
  version: '2.0',
  rawPath: '/portal',
  rawQueryString: '',
  headers: { host: 'shop.example.com' },
  cookies: [ada.cookie],
  requestContext: { domainName: 'shop.example.com', http: { method: 'GET', path: '/portal' } },
};

/** How each framework calls what its snippet exports. */
const CALLS = {
  'portal.ts': ({ portal }, request) => portal(request),
  'sign-in.ts': ({ portalOrSignIn }, request) => portalOrSignIn(request),
  'app/portal/route.ts': ({ GET }, request) => GET(request, { params: Promise.resolve({}) }),
  'hono.ts': ({ app }, request) => app.fetch(request),
  'src/routes/portal/+server.ts': ({ GET }, request) => GET({ request, locals }),
  'src/pages/portal.ts': ({ GET }, request) => GET({ request, locals }),
  'app/routes/portal.ts': ({ loader }, request) => loader({ request, params: {}, context: {} }),
  'src/worker.ts': ({ default: worker }, request) => worker.fetch(request, process.env, {}),
  'api/portal.ts': ({ default: handler }, request) => handler(request),
  'lambda.ts': async ({ handler }) => {
    const { statusCode: status, headers, body } = await handler(event);
    return new Response(body || null, { status, headers });
  },
};

/** These run elsewhere: in runtimes/, and in a browser. */
const ELSEWHERE = ['bun.ts', 'deno.ts', 'page.ts'];

let names;

before(async () => {
  names = await writeSnippets();
  const { status, stdout } = spawnSync(TSC, ['--project', FOLDER]);
  assert.equal(status, 0, String(stdout));
});

test('every snippet is here', () => {
  assert.deepEqual(Object.keys(names).sort(), [...Object.keys(CALLS), ...ELSEWHERE].sort());
});

for (const [path, call] of Object.entries(CALLS)) {
  test(path, async () => {
    const module = await import(pathToFileURL(`${FOLDER}js/${names[path]}.js`));
    await leadsToPortal(stack, await call(module, get(ada)));
  });
}

test('to the sign-in, where nobody is signed in', async () => {
  const { portalOrSignIn } = await import(pathToFileURL(`${FOLDER}js/${names['sign-in.ts']}.js`));
  const response = await portalOrSignIn(get());
  assert.equal(response.status, 302);
  assert.equal(response.headers.get('location'), 'https://shop.example.com/sign-in?then=/portal');
});
