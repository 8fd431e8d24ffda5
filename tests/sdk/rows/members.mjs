// Members of a team, by the customer's and the member's ids or by the merchant's own for both.

import assert from 'node:assert/strict';

import { NOBODY } from '../harness/world.mjs';

const CREATE = 'POST /v1/customers/{id}/members';
const CREATE_EXTERNAL = 'POST /v1/customers/external/{external_id}/members';
const LIST = 'GET /v1/customers/{id}/members';
const LIST_EXTERNAL = 'GET /v1/customers/external/{external_id}/members';
const LIST_ALL = 'GET /v1/members';
const GET = 'GET /v1/customers/{id}/members/{member_id}';
const GET_EXTERNAL = 'GET /v1/customers/external/{external_id}/members/{member_id}';
const UPDATE = 'PATCH /v1/customers/{id}/members/{member_id}';
const UPDATE_EXTERNAL = 'PATCH /v1/customers/external/{external_id}/members/{member_id}';
const DELETE = 'DELETE /v1/customers/{id}/members/{member_id}';
const DELETE_EXTERNAL = 'DELETE /v1/customers/external/{external_id}/members/{member_id}';

export const MEMBERS = [
  {
    route: CREATE,
    what: 'a member of whom only the email is known',
    async run({ api, shape, team, freshEmail }) {
      const { id } = await team();
      const email = freshEmail();
      const member = await api.call(CREATE, { id, body: { email } });
      assert.deepEqual(member, shape.member({ id }, { email }, member));
      assert.deepEqual(await api.call(GET, { id, member_id: member.id }), member);
    },
  },
  {
    route: CREATE,
    what: 'one in either role that is not the owner’s, with all there is to tell',
    async run({ api, shape, team, fresh, freshEmail }) {
      const customer = await team();
      const { id } = customer;
      for (const role of ['billing_manager', 'member']) {
        const told = { email: freshEmail(), name: 'Ada Größe 雪', external_id: fresh('member'), role };
        const member = await api.call(CREATE, { id, body: told });
        assert.deepEqual(member, shape.member(customer, told, member));
        assert.deepEqual(await api.call(GET, { id, member_id: member.id }), member);
        const names = { external_id: customer.external_id, member_id: member.external_id };
        assert.deepEqual(await api.call(GET_EXTERNAL, names), member);
      }
    },
  },
  {
    route: CREATE,
    what: 'another owner',
    needs: ['new owner'],
    async run({ api, shape, team, freshEmail }) {
      const { id } = await team();
      const told = { email: freshEmail(), role: 'owner' };
      const member = await api.call(CREATE, { id, body: told });
      assert.deepEqual(member, shape.member({ id }, told, member));
    },
  },
  {
    route: CREATE,
    what: 'the first of a team is its owner, whatever is said',
    async run({ api, shape, team, freshEmail }) {
      // One SDK sends a role that nobody named.
      for (const role of [{}, { role: 'member' }, { role: 'billing_manager' }]) {
        const { id } = await team({ owner: null });
        const told = { email: freshEmail(), name: null, external_id: null };
        const member = await api.call(CREATE, { id, body: { ...told, ...role } });
        assert.deepEqual(member, shape.member({ id }, { ...told, role: 'owner' }, member));
        assert.deepEqual(await api.call(GET, { id, member_id: member.id }), member);
      }
    },
  },
  {
    route: CREATE,
    what: 'not in a person, not with what is no email, not with what another of the team has',
    async run({ api, person, team, member, fresh, freshEmail }) {
      const { id: individual } = await person();
      assert.notDeepEqual(await api.faults(CREATE, { id: individual, body: { email: freshEmail() } }), []);
      const { id } = await team();
      const { email, external_id } = await member({ id }, { external_id: fresh('member') });
      const faults = (body) => api.faults(CREATE, { id, body });
      assert.deepEqual(await faults({ email: 'ada' }), ['body.email']);
      assert.deepEqual(await faults({ email: email.toUpperCase() }), ['body.email']);
      assert.deepEqual(await faults({ email: freshEmail(), external_id }), ['body.external_id']);
    },
  },
  {
    route: CREATE,
    what: 'the same email and external id in another team',
    async run({ team, member, fresh }) {
      const told = { email: 'both@example.com', external_id: fresh('both') };
      const [one, other] = [await member(await team(), told), await member(await team(), told)];
      assert.notEqual(one.id, other.id);
      assert.notEqual(one.customer_id, other.customer_id);
      assert.deepEqual([one.email, one.external_id], [other.email, other.external_id]);
    },
  },
  {
    route: CREATE_EXTERNAL,
    what: 'by the team’s external id',
    async run({ api, shape, team, fresh, freshEmail }) {
      const customer = await team();
      const { external_id } = customer;
      const told = { email: freshEmail(), name: 'Bob', external_id: fresh('member'), role: 'billing_manager' };
      const member = await api.call(CREATE_EXTERNAL, { external_id, body: told });
      assert.deepEqual(member, shape.member(customer, told, member));
      assert.deepEqual(await api.call(GET, { id: customer.id, member_id: member.id }), member);
      const faults = await api.faults(CREATE_EXTERNAL, { external_id, body: told });
      assert.deepEqual(faults, ['body.email', 'body.external_id']);
    },
  },
  ...[LIST, LIST_EXTERNAL, LIST_ALL].map((route) => ({
    route,
    what: 'all of a team, the newest first, by role and by page',
    async run({ api, shape, team, members, member }) {
      const customer = await team();
      const [owner] = await members(customer);
      const [bob, eve] = [await member(customer), await member(customer, { role: 'billing_manager' })];
      // The one list names the team in its path, the other in its query.
      const { id, external_id } = customer;
      const named = route === LIST_ALL ? { customer_id: id } : {};
      const list = (query) => api.call(route, { id, external_id, query: { ...named, ...query } });
      assert.deepEqual(await list(), shape.page([eve, bob, owner], 3));
      assert.deepEqual(await list({ role: 'billing_manager' }), shape.page([eve], 1));
      assert.deepEqual(await list({ sorting: ['-created_at'], role: 'owner' }), shape.page([owner], 1));
      assert.deepEqual(await list({ limit: 2 }), shape.page([eve, bob], 3, 2));
      assert.deepEqual(await list({ limit: 2, page: 2 }), shape.page([owner], 3, 2));
      assert.deepEqual(await list({ limit: 2, page: 3 }), shape.page([], 3, 2));
      const all = await api.all(route, { id, external_id, query: { ...named, limit: 1 } });
      assert.deepEqual(all, [eve, bob, owner]);
    },
  })),
  ...[LIST, LIST_EXTERNAL, LIST_ALL].map((route) => ({
    route,
    what: 'not beyond its limits',
    async run({ api, team }) {
      const { id, external_id } = await team();
      const named = route === LIST_ALL ? { customer_id: id } : {};
      const faults = (query) => api.faults(route, { id, external_id, query: { ...named, ...query } });
      assert.deepEqual(await faults({ limit: 101 }), ['query.limit']);
      assert.deepEqual(await faults({ page: 0 }), ['query.page']);
    },
  })),
  {
    route: LIST_ALL,
    what: 'by the team’s external id',
    async run({ api, shape, team, member, members }) {
      const customer = await team();
      const [owner] = await members(customer);
      const bob = await member(customer);
      const query = { external_customer_id: customer.external_id };
      assert.deepEqual(await api.call(LIST_ALL, { query }), shape.page([bob, owner], 2));
    },
  },
  {
    route: LIST_ALL,
    what: 'nothing of a team that is not there, and not without one',
    async run({ api, shape, stack, fresh }) {
      const list = (query) => api.call(LIST_ALL, { query });
      const { customer_id } = stack.seeded.second_organization;
      for (const query of [{ customer_id: NOBODY }, { customer_id }, { external_customer_id: fresh('nobody') }]) {
        assert.deepEqual(await list(query), shape.page([], 0));
      }
      assert.deepEqual(await api.faults(LIST_ALL, {}), ['query.customer_id']);
      assert.deepEqual(await api.faults(LIST_ALL, { query: { customer_id: 'no-id' } }), ['query.customer_id']);
    },
  },
  {
    route: UPDATE,
    what: 'each field, alone and together, and nothing else',
    async run({ api, shape, team, member, fresh, freshEmail }) {
      const { id } = await team();
      const before = await member({ id }, { name: 'Bob', external_id: fresh('bob') });
      await changes(before, freshEmail, shape, {
        change: (body) => api.call(UPDATE, { id, member_id: before.id, body }),
        read: () => api.call(GET, { id, member_id: before.id }),
      });
    },
  },
  {
    route: UPDATE_EXTERNAL,
    what: 'each field, alone and together, and nothing else',
    async run({ api, shape, team, member, fresh, freshEmail }) {
      const { id, external_id } = await team();
      const before = await member({ id }, { name: 'Bob', external_id: fresh('bob') });
      const names = { external_id, member_id: before.external_id };
      await changes(before, freshEmail, shape, {
        change: (body) => api.call(UPDATE_EXTERNAL, { ...names, body }),
        read: () => api.call(GET_EXTERNAL, names),
      });
    },
  },
  {
    route: UPDATE,
    what: 'not to what is no email, or another’s of the team; not the last owner’s role',
    async run({ api, team, members, member }) {
      const { id } = await team();
      const [owner] = await members({ id });
      const bob = await member({ id });
      const faults = (of, body) => api.faults(UPDATE, { id, member_id: of.id, body });
      assert.deepEqual(await faults(bob, { email: 'bob' }), ['body.email']);
      assert.deepEqual(await faults(bob, { email: owner.email }), ['body.email']);
      assert.deepEqual(await faults(owner, { role: 'member' }), ['body.role']);
      assert.deepEqual(await members({ id }), [bob, owner]);
    },
  },
  {
    route: DELETE,
    what: 'nothing finds the member any more, and what it was called is free',
    async run({ api, shape, team, member, members, fresh }) {
      const customer = await team();
      const { id, external_id } = customer;
      const bob = await member(customer, { external_id: fresh('bob') });
      assert.equal(await api.call(DELETE, { id, member_id: bob.id }), undefined);
      await isGone(api, shape, customer, bob);
      assert.equal((await members(customer)).length, 1);
      const { email, external_id: name } = bob;
      const other = await member(customer, { email, external_id: name });
      assert.notEqual(other.id, bob.id);
      assert.deepEqual(await api.call(GET_EXTERNAL, { external_id, member_id: name }), other);
    },
  },
  {
    route: DELETE,
    what: 'not the last owner, but one of two',
    async run({ api, team, member, members }) {
      const { id } = await team();
      const [first] = await members({ id });
      assert.deepEqual(await api.faults(DELETE, { id, member_id: first.id }), ['path.member_id']);
      const { id: member_id } = await member({ id });
      const second = await api.call(UPDATE, { id, member_id, body: { role: 'owner' } });
      assert.equal(await api.call(DELETE, { id, member_id: first.id }), undefined);
      assert.deepEqual(await members({ id }), [second]);
    },
  },
  {
    route: DELETE_EXTERNAL,
    what: 'by the merchant’s own ids',
    async run({ api, shape, team, member, fresh }) {
      const customer = await team();
      const bob = await member(customer, { external_id: fresh('bob') });
      const names = { external_id: customer.external_id, member_id: bob.external_id };
      assert.equal(await api.call(DELETE_EXTERNAL, names), undefined);
      await isGone(api, shape, customer, bob);
    },
  },
  {
    route: GET,
    what: 'nobody, by no call, in a team or in another’s',
    async run({ api, shape, team, member, fresh }) {
      const customer = await team();
      const nobody = { id: NOBODY, external_id: fresh('nobody') };
      await isGone(api, shape, customer, nobody);
      const bob = await member(customer, { external_id: fresh('bob') });
      await isGone(api, shape, await team(), bob);
      await isGone(api, shape, { id: NOBODY, external_id: fresh('nobody') }, bob);
      assert.deepEqual(await api.call(GET, { id: customer.id, member_id: bob.id }), bob);
    },
  },
  {
    route: GET_EXTERNAL,
    what: 'the member goes by the merchant’s own id too, any text that a path can hold, or else by its id',
    async run({ api, team, member, fresh }) {
      const { id, external_id } = await team();
      const bob = await member({ id }, { external_id: fresh('bob+größe 7 #&=%41;@:"\'~') });
      assert.deepEqual(await api.call(GET_EXTERNAL, { external_id, member_id: bob.external_id }), bob);
      assert.deepEqual(await api.call(GET_EXTERNAL, { external_id, member_id: bob.id }), bob);
    },
  },
  ...[
    ['of nobody', ({ fresh }) => ({ id: NOBODY, external_id: fresh('nobody') })],
    ['of another organization’s', ({ stack }) => ({ id: stack.seeded.second_organization.customer_id })],
  ].map(([what, customer]) => ({
    route: CREATE,
    what,
    async run(world) {
      const { api, shape, freshEmail } = world;
      const { id, external_id } = customer(world);
      const calls = [[CREATE, { id }], [LIST, { id }]];
      if (external_id) calls.push([CREATE_EXTERNAL, { external_id }], [LIST_EXTERNAL, { external_id }]);
      for (const [route, names] of calls.filter(([route]) => api.has(route))) {
        const body = { email: freshEmail() };
        assert.deepEqual(await api.refused('notFound', route, { ...names, body }), shape.notFound(), route);
      }
    },
  })),
];

/** Changes one field after the other, which others show and nulls do not. */
async function changes(before, freshEmail, shape, { change, read }) {
  let member = before;
  for (const body of [
    { name: 'Grace' },
    { email: freshEmail('grace') },
    { role: 'billing_manager' },
    { role: 'owner' },
    { name: 'Bob', email: freshEmail('bob'), role: 'member' },
  ]) {
    const changed = await change(body);
    assert.deepEqual(changed, shape.changed(member, body, changed));
    assert.deepEqual(await read(), changed);
    member = changed;
  }
  for (const body of [{}, { name: null, email: null, role: null }]) {
    assert.deepEqual(await change(body), member);
  }
  assert.deepEqual(await read(), member);
}

/** No call knows this member of this team. */
async function isGone(api, shape, customer, member) {
  const body = { name: 'Grace' };
  const names = { id: customer.id, member_id: member.id, body };
  for (const route of [GET, UPDATE, DELETE]) {
    assert.deepEqual(await api.refused('notFound', route, names), shape.notFound(), route);
  }
  const external = { external_id: customer.external_id, member_id: member.external_id, body };
  for (const route of [GET_EXTERNAL, UPDATE_EXTERNAL, DELETE_EXTERNAL]) {
    assert.deepEqual(await api.refused('notFound', route, external), shape.notFound(), route);
  }
}
