// A local stack of one's own: `target/debug/local` on any free ports, with nothing kept.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../../target/debug/local', import.meta.url));
const SESSION = '/v1/customer-portal/customer-session';

/** Starts a stack, with these variables beside those that make it this test's alone. */
export async function startStack(variables = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-browser-'));
  const child = spawn(BINARY, [], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      LATCHKEY_PORT: '0',
      LATCHKEY_MAILBOX_PORT: '0',
      LATCHKEY_STATE_DIR: folder,
      LATCHKEY_LIMITS: 'off',
      ...variables,
    },
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  // For a run that ends without getting to `stop`.
  const kill = () => child.kill();
  process.once('exit', kill);

  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      // The last thing that it says, after stack.json is written.
      if (said.includes('SESSION_TOKEN')) resolve();
    });
    child.once('error', reject);
    ended.then((code) => reject(new Error(`the local stack ended with ${code}: ${said}${log}`)));
  });
  const seeded = JSON.parse(await readFile(join(folder, 'stack.json'), 'utf8'));
  return new Stack(seeded, () => log, async () => {
    process.removeListener('exit', kill);
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
  });
}

class Stack {
  #read = new Set();

  constructor(seeded, log, stop) {
    Object.assign(this, { seeded, log, stop });
    this.base = seeded.base_url;
    this.ada = seeded.customers.individual;
    this.team = seeded.customers.team;
    this.shared = seeded.customers.shared_email;
  }

  /** The team's member in this role. */
  member(role) {
    return this.team.members.find((member) => member.role === role);
  }

  /** The address of a page of an organization's portal. */
  portal(place = '', slug = 'acme') {
    return `${this.base}/${slug}/portal${place}`;
  }

  /** The next mail to this address that was not read before: its code and its link. */
  async mail(to) {
    return eventually(`a mail to ${to}`, async () => {
      const messages = await (await fetch(`${this.seeded.mailbox_url}/messages`)).json();
      const found = messages.findLast(({ id, to: them }) => them.includes(to) && !this.#read.has(id));
      if (!found) return undefined;
      this.#read.add(found.id);
      // The last line is the one phones read: `@domain #code`.
      const [, code] = found.text.match(/#(\d{6})\s*$/);
      const [link] = found.text.match(/http\S+#\S+/);
      return { code, link, secret: link.split('#')[1] };
    });
  }

  /** What a merchant's function gets for a customer, by default Ada: `token`, `customer_portal_url`. */
  async createSession(fields = {}) {
    const response = await fetch(`${this.base}/v1/customer-sessions/`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.seeded.access_token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ customer_id: this.ada.id, ...fields }),
    });
    assert.equal(response.status, 201);
    return response.json();
  }

  /** What the API answers about a session's token. */
  introspect(token) {
    return fetch(`${this.base}${SESSION}/introspect`, {
      headers: { authorization: `Bearer ${token}` },
    });
  }
}

/** What `check` returns, once that is something. */
export async function eventually(what, check, seconds = 15) {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const found = await check();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}
