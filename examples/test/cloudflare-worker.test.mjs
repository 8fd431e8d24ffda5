// examples/cloudflare-worker under workerd, the runtime of Cloudflare Workers.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { OPENED, PORTAL, SECRETS, startFake } from '../../clients/typescript/test/harness/fake.mjs';
import { leadsToPortal, logs, startStack } from '../../clients/typescript/test/harness/stack.mjs';

const CONFIG = fileURLToPath(new URL('worker.capnp', import.meta.url));
const SESSION = 'c2Vzc2lvbi1vZi1hZGE-0123456789';

const stack = await startStack();
const { ask } = await startWorker(stack.base, stack.seeded.access_token);

test('to the portal', async () => {
  await leadsToPortal(stack, await ask('/portal', { cookie: `a=b; __Host-session=${SESSION}` }));
});

test('nobody is signed in', async () => {
  assert.equal((await ask('/portal')).status, 401);
  assert.equal((await ask('/portal', { cookie: `__Host-session=${SESSION}0` })).status, 401);
  assert.equal((await ask('/portal', { cookie: `x__Host-session=${SESSION}` })).status, 401);
  assert.equal((await ask('/portal', { cookie: '__Host-session=../../etc' })).status, 401);
});

test('a query names nobody', async () => {
  const { external_id: id } = stack.ada;
  assert.equal((await ask(`/portal?sub=${id}&session=${SESSION}&customer_id=${id}`)).status, 401);
});

test('elsewhere there is nothing', async () => {
  assert.equal((await ask('/', { cookie: `__Host-session=${SESSION}` })).status, 404);
});

test('when Latchkey fails, the handler does here what it does in Node.js', async () => {
  const fake = await startFake('cut', OPENED, { status: 307, headers: { location: '/' } }, 'cut');
  const { ask, said } = await startWorker(fake.base, SECRETS.token);
  const ada = { cookie: `__Host-session=${SESSION}` };

  const second = await ask('/portal', ada);
  assert.equal(second.status, 303);
  assert.equal(second.headers.get('location'), PORTAL);
  const [one, two] = fake.requests.map(({ headers }) => headers['idempotency-key']);
  assert.equal(one, two);

  assert.equal((await ask('/portal', ada)).status, 500);
  assert.equal(fake.requests.length, 3, 'the redirect is not followed');
  assert.equal((await ask('/portal', ada)).status, 502);
  await logs(said, /CustomerPortal: Latchkey answered 307/);
  await logs(said, /CustomerPortal: Latchkey could not be reached: \w+/);
  assert.doesNotMatch(said(), /SECRET/);
});

/** Starts the Worker, with a KV namespace of one session, Ada's. */
async function startWorker(url, token) {
  const namespace = createServer((request, response) => {
    const key = decodeURIComponent(new URL(request.url, 'http://kv').pathname.slice(1));
    response.writeHead(key === SESSION ? 200 : 404).end(key === SESSION ? stack.ada.external_id : '');
  });
  namespace.listen(0, '127.0.0.1');
  await once(namespace, 'listening');
  const address = `sessions=127.0.0.1:${namespace.address().port}`;

  const child = spawn(
    await workerd(),
    ['serve', CONFIG, '--external-addr', address, '--control-fd', '3'],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, LATCHKEY_URL: url, LATCHKEY_ACCESS_TOKEN: token },
    },
  );
  after(() => {
    child.kill();
    namespace.closeAllConnections();
    namespace.close();
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const port = await new Promise((resolve, reject) => {
    child.stdio[3].setEncoding('utf8').on('data', (text) => resolve(JSON.parse(text).port));
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`workerd ended with ${code}: ${said}`)));
  });
  const ask = (path, headers = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: 'manual' });
  return { ask, said: () => said };
}

/** The binary that npm has chosen for this machine. */
async function workerd() {
  const folder = new URL('../node_modules/@cloudflare/', import.meta.url);
  const name = (await readdir(folder)).find((name) => name.startsWith('workerd-'));
  return fileURLToPath(new URL(`${name}/bin/workerd`, folder));
}
