// What every call is refused for, whichever it is.

import assert from 'node:assert/strict';

/** The scope that a merchant's call asks for; none for a customer's. */
function scopeOf(route) {
  const [method, path] = route.split(' ');
  if (path.startsWith('/v1/customer-portal/')) return undefined;
  if (path.startsWith('/v1/customer-sessions')) return 'customer_sessions:write';
  const what = path.includes('/members') ? 'members' : 'customers';
  return `${what}:${method === 'GET' ? 'read' : 'write'}`;
}

/** What would be granted to the demo's own token. */
function input(route, { stack }) {
  const { id, members } = stack.team;
  const body = route.includes('/customer-sessions')
    ? { customer_id: stack.ada.id }
    : { email: 'grace@example.com', name: 'Grace' };
  const { external_id } = stack.ada;
  return { id: route.includes('/members') ? id : stack.ada.id, external_id, member_id: members[2].id, body };
}

export const REFUSALS = [
  {
    what: 'not with a token that is none',
    asks: () => true,
    async run(route, world) {
      const told = await world.api.as('polar_oat_none').refused('other', route, {
        ...input(route, world),
        token: 'polar_cst_none',
      });
      assert.deepEqual([told.status, told.error], [401, 'invalid_token']);
    },
  },
  {
    what: 'not with a token of another kind',
    asks: () => true,
    async run(route, world) {
      const { token } = await world.session({ customer_id: world.stack.ada.id });
      const told = await world.api.as(token).refused('other', route, {
        ...input(route, world),
        token: world.stack.seeded.access_token,
      });
      assert.equal(told.status, 401);
    },
  },
  {
    what: 'not without its scope',
    asks: scopeOf,
    async run(route, world) {
      const kind = /^POST .*\/members$/.test(route) ? 'memberRefused' : 'other';
      for (const [scope, token] of Object.entries(world.stack.seeded.scoped_tokens)) {
        if (scope === scopeOf(route)) continue;
        const told = await world.api.as(token).refused(kind, route, input(route, world));
        assert.deepEqual([told.status, told.error], [403, 'insufficient_scope'], scope);
      }
    },
  },
  {
    what: 'not for another organization',
    // What names nobody in its path has rows of its own.
    asks: (route) => route.includes('{'),
    async run(route, world) {
      const theirs = world.api.as(world.stack.seeded.second_organization.access_token);
      assert.deepEqual(await theirs.refused('notFound', route, input(route, world)), world.shape.notFound());
    },
  },
];
