// README.md's snippets of Bun and Deno under Bun and Deno: the handler does there what it does in Node.js.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { OPENED, PORTAL, SECRETS, startFake } from '../test/harness/fake.mjs';
import { FOLDER, writeSnippets } from '../test/harness/snippets.mjs';
import { leadsToPortal, logs, startStack } from '../test/harness/stack.mjs';

const LOOPBACK = fileURLToPath(new URL('loopback.mjs', import.meta.url));

/** What Deno lets a program do only if it is told so; `--check` holds the snippet to Deno's own types. */
const DENO = [
  ...['run', '--quiet', '--check', '--sloppy-imports', '--preload', LOOPBACK],
  ...['--allow-net=127.0.0.1', '--allow-env=LATCHKEY_URL,LATCHKEY_ACCESS_TOKEN'],
];

const RUNTIMES = {
  Bun: [await binary('@oven', 'bin/bun'), ['--preload', LOOPBACK, `${FOLDER}bun.ts`]],
  Deno: [await binary('@deno', 'deno'), [...DENO, `${FOLDER}deno.ts`]],
};

const stack = await startStack();

before(writeSnippets);

for (const runtime of Object.keys(RUNTIMES)) {
  test(`${runtime}, to the portal of a real stack`, async () => {
    const { ask } = await start(runtime, stack.base, stack.seeded.access_token);
    await leadsToPortal(stack, await ask({ cookie: `session=${stack.ada.external_id}` }));
    const nobody = await ask({ cookie: 'session=nobody' });
    assert.equal(nobody.status, 404);
    assert.equal((await ask()).status, 401);
    assert.equal((await ask({}, 'HEAD')).status, 204);
    assert.equal((await ask({}, 'POST')).status, 405);
    assert.equal((await ask({ 'sec-purpose': 'prefetch' })).status, 503);
  });

  test(`${runtime}, when Latchkey fails`, async () => {
    const fake = await startFake('cut', OPENED, { status: 307, headers: { location: '/' } }, 'cut');
    const { ask, said } = await start(runtime, fake.base, SECRETS.token);
    const ada = { cookie: `session=${SECRETS.customer}` };

    const second = await ask(ada);
    assert.equal(second.status, 303);
    assert.equal(second.headers.get('location'), PORTAL);
    const [one, two] = fake.requests.map(({ headers }) => headers['idempotency-key']);
    assert.equal(one, two);

    assert.equal((await ask(ada)).status, 500);
    assert.equal(fake.requests.length, 3, 'the redirect is not followed');
    assert.equal((await ask(ada)).status, 502);
    await logs(said, /CustomerPortal: Latchkey answered 307/);
    await logs(said, /CustomerPortal: Latchkey could not be reached: \w+/);
    assert.doesNotMatch(said(), /SECRET/);
  });
}

/** Serves a runtime's snippet until the tests end, and knows how to ask it. */
async function start(runtime, url, token) {
  const [command, parameters] = RUNTIMES[runtime];
  const env = { ...process.env, LATCHKEY_URL: url, LATCHKEY_ACCESS_TOKEN: token, NO_COLOR: '1' };
  const child = spawn(command, parameters, { cwd: FOLDER, env, stdio: ['ignore', 'pipe', 'pipe'] });
  after(() => child.kill());
  let said = '';
  const base = await new Promise((resolve, reject) => {
    const hear = (text) => {
      said += text;
      const [, at] = said.match(/^at (http:\S+)$/m) ?? [];
      if (at) resolve(at);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`${runtime} ended with ${code}: ${said}`)));
  });
  const ask = (headers = {}, method = 'GET') =>
    fetch(`${base}portal`, { method, headers, redirect: 'manual' });
  return { ask, said: () => said };
}

/** The one that npm has chosen for this machine, without the script that would put it elsewhere. */
async function binary(scope, path) {
  const folder = new URL(`node_modules/${scope}/`, import.meta.url);
  const [name] = await readdir(folder);
  return fileURLToPath(new URL(`${name}/${path}`, folder));
}
