// Customers: what is written is what is read, by either id.

import assert from 'node:assert/strict';

import { NOBODY } from '../harness/world.mjs';

const CREATE = 'POST /v1/customers';
const GET = 'GET /v1/customers/{id}';
const GET_EXTERNAL = 'GET /v1/customers/external/{external_id}';
const UPDATE = 'PATCH /v1/customers/{id}';
const UPDATE_EXTERNAL = 'PATCH /v1/customers/external/{external_id}';
const DELETE = 'DELETE /v1/customers/{id}';
const DELETE_EXTERNAL = 'DELETE /v1/customers/external/{external_id}';
const STATE = 'GET /v1/customers/{id}/state';
const STATE_EXTERNAL = 'GET /v1/customers/external/{external_id}/state';

const METADATA = { plan: 'pro', seats: 3, ratio: 0.25, trial: true, left: false, none: 0, note: '', 'Größe μ': '☃' };

export const CUSTOMERS = [
  {
    route: CREATE,
    what: 'a person of whom only the email is known',
    async run({ api, shape, freshEmail }) {
      const email = freshEmail();
      const customer = await api.call(CREATE, { body: { email } });
      assert.deepEqual(customer, shape.customer({ email }, customer));
      assert.deepEqual(await api.call(GET, { id: customer.id }), customer);
    },
  },
  {
    route: CREATE,
    what: 'a person with all there is to tell',
    async run({ api, shape, stack, fresh, freshEmail }) {
      const told = { email: freshEmail(), name: 'Ada Größe 雪', external_id: fresh('user'), metadata: METADATA };
      const body = { ...told, organization_id: stack.seeded.organization.id };
      const customer = await api.call(CREATE, { body });
      assert.deepEqual(customer, shape.customer(told, customer));
      assert.deepEqual(await api.call(GET, { id: customer.id }), customer);
      assert.deepEqual(await api.call(GET_EXTERNAL, { external_id: told.external_id }), customer);
    },
  },
  {
    route: CREATE,
    what: 'nulls are fields that are not sent',
    async run({ api, shape, freshEmail }) {
      const email = freshEmail();
      const body = { email, name: null, external_id: null, organization_id: null };
      const customer = await api.call(CREATE, { body });
      assert.deepEqual(customer, shape.customer({ email }, customer));
    },
  },
  {
    route: CREATE,
    what: 'a second person with the same email',
    async run({ api, person }) {
      const { id, email } = await person();
      const other = await api.call(CREATE, { body: { email } });
      assert.notEqual(other.id, id);
      assert.equal(other.email, email);
    },
  },
  {
    route: CREATE,
    what: 'a team and its owner',
    needs: ['teams'],
    async run({ api, shape, fresh, freshEmail, members }) {
      const owner = { email: freshEmail('owner'), name: 'Grace', external_id: fresh('grace') };
      const told = { type: 'team', name: 'Hopper & Co.', external_id: fresh('team'), metadata: METADATA };
      const team = await api.call(CREATE, { body: { ...told, owner } });
      assert.deepEqual(team, shape.customer(told, team));
      assert.deepEqual(await api.call(GET, { id: team.id }), team);
      assert.deepEqual(await api.call(GET_EXTERNAL, { external_id: team.external_id }), team);
      const [grace, ...others] = await members(team);
      assert.deepEqual(grace, shape.member(team, { ...owner, role: 'owner' }, grace));
      assert.deepEqual(others, []);
    },
  },
  {
    route: CREATE,
    what: 'a team with an email and no owner, who then has that email',
    needs: ['teams'],
    async run({ api, shape, freshEmail, members }) {
      const told = { type: 'team', name: 'Hopper & Co.', email: freshEmail('team') };
      const team = await api.call(CREATE, { body: told });
      assert.deepEqual(team, shape.customer(told, team));
      const [owner, ...others] = await members(team);
      assert.deepEqual(owner, shape.member(team, { email: told.email, name: told.name, role: 'owner' }, owner));
      assert.deepEqual(others, []);
    },
  },
  {
    route: CREATE,
    what: 'a team without anybody',
    needs: ['teams'],
    async run({ api, shape, members }) {
      const told = { type: 'team', name: 'Hopper & Co.' };
      const team = await api.call(CREATE, { body: told });
      assert.deepEqual(team, shape.customer(told, team));
      assert.deepEqual(await members(team), []);
    },
  },
  {
    route: CREATE,
    what: 'not with what is no email, not for another organization, not beyond the limits of metadata',
    async run({ api, stack, fresh, freshEmail }) {
      const faults = (body) => api.faults(CREATE, { body: { email: freshEmail(), ...body } });
      const { id: organization_id } = stack.seeded.second_organization;
      assert.deepEqual(await faults({ email: 'ada' }), ['body.email']);
      assert.deepEqual(await faults({ external_id: `${fresh('user')}/1` }), ['body.external_id']);
      assert.deepEqual(await faults({ organization_id }), ['body.organization_id']);
      const many = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`key ${n}`, n]));
      assert.deepEqual(await faults({ metadata: many }), ['body.metadata']);
      const long = 'k'.repeat(41);
      const metadata = { [long]: 1, plan: 'pro', note: 'x'.repeat(501) };
      assert.deepEqual(await faults({ metadata }), [`body.metadata.${long}`, 'body.metadata.note']);
      const all = await faults({ email: 'ada', external_id: 'user/1', metadata: many });
      assert.deepEqual(all, ['body.email', 'body.external_id', 'body.metadata']);
    },
  },
  {
    route: CREATE,
    what: 'not with an external id that is taken',
    async run({ api, person, freshEmail }) {
      const { external_id } = await person();
      const body = { email: freshEmail(), external_id };
      assert.deepEqual(await api.faults(CREATE, { body }), ['body.external_id']);
    },
  },
  {
    route: GET_EXTERNAL,
    what: 'an external id is any text that a path can hold',
    async run({ api, person, fresh }) {
      const customer = await person({ external_id: fresh('ada+größe 7 #&=%41;@:"\'~') });
      assert.deepEqual(await api.call(GET_EXTERNAL, { external_id: customer.external_id }), customer);
    },
  },
  {
    route: UPDATE,
    what: 'each field, alone and together, and nothing else',
    async run({ api, shape, person, fresh, freshEmail }) {
      let customer = await person({ name: 'Ada', metadata: { plan: 'pro', seats: 3 } });
      const { id } = customer;
      for (const changes of [
        { name: 'Grace' },
        { email: freshEmail('grace') },
        { metadata: { plan: 'free' } },
        { external_id: fresh('grace') },
        { metadata: {} },
        { name: 'Ada', email: freshEmail(), metadata: METADATA, external_id: fresh('user') },
      ]) {
        const changed = await api.call(UPDATE, { id, body: changes });
        assert.deepEqual(changed, shape.changed(customer, changes, changed));
        assert.deepEqual(await api.call(GET, { id }), changed);
        assert.deepEqual(await api.call(GET_EXTERNAL, { external_id: changed.external_id }), changed);
        customer = changed;
      }
    },
  },
  {
    route: UPDATE,
    what: 'nulls, and what is so already, change nothing',
    async run({ api, person }) {
      const customer = await person({ name: 'Ada' });
      const { id, name, email, external_id } = customer;
      for (const body of [{}, { name: null, email: null, external_id: null }, { name, email, external_id }]) {
        assert.deepEqual(await api.call(UPDATE, { id, body }), customer);
      }
      assert.deepEqual(await api.call(GET, { id }), customer);
    },
  },
  {
    route: UPDATE,
    what: 'an external id that was given up is another’s to take',
    async run({ api, shape, person, fresh }) {
      const { id, external_id } = await person();
      await api.call(UPDATE, { id, body: { external_id: fresh('user') } });
      assert.deepEqual(await api.refused('notFound', GET_EXTERNAL, { external_id }), shape.notFound());
      const other = await person({ external_id });
      assert.deepEqual(await api.call(GET_EXTERNAL, { external_id }), other);
    },
  },
  {
    route: UPDATE,
    what: 'a person becomes a team, for good, and its owner is who it was',
    needs: ['teams'],
    async run({ api, shape, person, members }) {
      const customer = await person({ name: 'Ada' });
      const { id, email, name } = customer;
      const team = await api.call(UPDATE, { id, body: { type: 'team' } });
      assert.deepEqual(team, shape.changed(customer, { type: 'team' }, team));
      const [owner, ...others] = await members(team);
      assert.deepEqual(owner, shape.member(team, { email, name, role: 'owner' }, owner));
      assert.deepEqual(others, []);
      assert.deepEqual(await api.faults(UPDATE, { id, body: { type: 'individual' } }), ['body.type']);
    },
  },
  {
    route: UPDATE,
    what: 'not to what is no email, or an external id that is taken',
    async run({ api, person }) {
      const { external_id } = await person();
      const customer = await person();
      const { id } = customer;
      assert.deepEqual(await api.faults(UPDATE, { id, body: { email: 'ada', name: 'Grace' } }), ['body.email']);
      assert.deepEqual(await api.faults(UPDATE, { id, body: { external_id, name: 'Grace' } }), ['body.external_id']);
      assert.deepEqual(await api.call(GET, { id }), customer);
    },
  },
  {
    route: UPDATE_EXTERNAL,
    what: 'each field, alone and together, and nothing else',
    async run({ api, shape, person, freshEmail }) {
      let customer = await person({ name: 'Ada', metadata: { plan: 'pro' } });
      const { external_id } = customer;
      for (const changes of [
        { name: 'Grace' },
        { email: freshEmail('grace') },
        { metadata: METADATA },
        { name: 'Ada', email: freshEmail(), metadata: {} },
      ]) {
        const changed = await api.call(UPDATE_EXTERNAL, { external_id, body: changes });
        assert.deepEqual(changed, shape.changed(customer, changes, changed));
        assert.deepEqual(await api.call(GET_EXTERNAL, { external_id }), changed);
        customer = changed;
      }
      assert.deepEqual(await api.faults(UPDATE_EXTERNAL, { external_id, body: { email: 'ada' } }), ['body.email']);
    },
  },
  {
    route: STATE,
    what: 'the customer, who bought nothing',
    async run({ api, shape, person }) {
      const customer = await person({ name: 'Ada', metadata: METADATA });
      assert.deepEqual(await api.call(STATE, { id: customer.id }), shape.state(customer));
    },
  },
  {
    route: STATE,
    what: 'a team',
    needs: ['teams'],
    async run({ api, shape, team }) {
      const customer = await team({ name: 'Hopper & Co.' });
      assert.deepEqual(await api.call(STATE, { id: customer.id }), shape.state(customer));
    },
  },
  {
    route: STATE_EXTERNAL,
    what: 'the same',
    async run({ api, shape, person }) {
      const customer = await person({ name: 'Ada', metadata: METADATA });
      const { external_id } = customer;
      assert.deepEqual(await api.call(STATE_EXTERNAL, { external_id }), shape.state(customer));
    },
  },
  {
    route: DELETE,
    what: 'nothing finds the customer any more, and what it was called is free',
    async run({ api, shape, person }) {
      const { id, external_id, email } = await person();
      assert.equal(await api.call(DELETE, { id }), undefined);
      await isGone(api, shape, { id, external_id, email });
      const other = await person({ external_id, email });
      assert.notEqual(other.id, id);
      assert.deepEqual(await api.call(GET_EXTERNAL, { external_id }), other);
    },
  },
  {
    route: DELETE,
    what: 'what it leaves of a person is erased when asked to, at once or later, and once',
    needs: ['anonymize'],
    async run({ api, shape, person }) {
      const anonymize = { query: { anonymize: true } };
      const [now, later] = [await person(), await person()];
      assert.equal(await api.call(DELETE, { id: now.id, ...anonymize }), undefined);
      assert.equal(await api.call(DELETE, { id: later.id, query: { anonymize: false } }), undefined);
      assert.equal(await api.call(DELETE, { id: later.id, ...anonymize }), undefined);
      for (const customer of [now, later]) {
        await isGone(api, shape, customer);
        const again = await api.refused('notFound', DELETE, { id: customer.id, ...anonymize });
        assert.deepEqual(again, shape.notFound());
      }
    },
  },
  {
    route: DELETE,
    what: 'its sessions are over',
    needs: ['sessions'],
    async run({ api, person, session, isOver }) {
      const { id } = await person();
      const open = await session({ customer_id: id });
      await api.call(DELETE, { id });
      assert.ok(await isOver(open));
    },
  },
  {
    route: DELETE_EXTERNAL,
    what: 'the same, with and without erasing',
    async run({ api, shape, person }) {
      for (const query of [undefined, { anonymize: false }, { anonymize: true }]) {
        const customer = await person();
        const { external_id } = customer;
        assert.equal(await api.call(DELETE_EXTERNAL, { external_id, query }), undefined);
        await isGone(api, shape, customer);
      }
    },
  },
  {
    route: GET,
    what: 'nobody, by no call',
    async run({ api, shape, fresh }) {
      for (const id of [NOBODY, 'no-id']) {
        await isGone(api, shape, { id, external_id: fresh('nobody'), email: 'nobody@example.com' });
      }
    },
  },
];

/** No call knows this customer. */
async function isGone(api, shape, { id, external_id, email }) {
  const body = { name: 'Grace' };
  for (const route of [GET, STATE, UPDATE, DELETE]) {
    assert.deepEqual(await api.refused('notFound', route, { id, body }), shape.notFound(), route);
  }
  for (const route of [GET_EXTERNAL, STATE_EXTERNAL, UPDATE_EXTERNAL, DELETE_EXTERNAL]) {
    assert.deepEqual(await api.refused('notFound', route, { external_id, body }), shape.notFound(), route);
  }
  assert.deepEqual(await api.call('GET /v1/customers', { query: { email } }), shape.page([], 0));
}
