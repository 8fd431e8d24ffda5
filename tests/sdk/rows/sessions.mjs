// The merchant opens sessions for its customers, and an SDK with such a session's token asks whose it is.

import assert from 'node:assert/strict';

import { NOBODY } from '../harness/world.mjs';

const NEW_SESSION = 'POST /v1/customer-sessions';
const INTROSPECT = 'GET /v1/customer-portal/customer-session/introspect';
const USER = 'GET /v1/customer-portal/customer-session/user';

export const SESSIONS = [
  {
    route: NEW_SESSION,
    what: 'for a customer of the demo, by either id',
    async run({ session, shape, stack }) {
      const { id, email, external_id } = stack.ada;
      const byId = await session({ customer_id: id });
      const ada = shape.customer({ id, email, external_id, name: 'Ada' }, byId.customer);
      assert.deepEqual(byId, shape.session(ada, {}, byId));
      const byExternalId = await session({ external_customer_id: external_id });
      assert.deepEqual(byExternalId, shape.session(byId.customer, {}, byExternalId));
      assert.notEqual(byExternalId.token, byId.token);
    },
  },
  {
    route: NEW_SESSION,
    what: 'for a new customer, by either id',
    async run({ session, shape, person }) {
      const customer = await person({ name: 'Ada', metadata: { plan: 'pro', seats: 3 } });
      for (const name of [{ customer_id: customer.id }, { external_customer_id: customer.external_id }]) {
        const answer = await session(name);
        assert.deepEqual(answer, shape.session(customer, {}, answer));
      }
    },
  },
  {
    route: NEW_SESSION,
    what: 'with an address to return to',
    needs: ['return_url'],
    async run({ session, shape, stack }) {
      const return_url = 'https://shop.example.com/account?tab=orders';
      const answer = await session({ customer_id: stack.ada.id, return_url });
      assert.deepEqual(answer, shape.session(answer.customer, { return_url }, answer));
    },
  },
  {
    route: NEW_SESSION,
    what: 'for a member of the demo',
    needs: ['members'],
    async run({ session, shape, stack, user }) {
      for (const { id, email, role } of stack.team.members) {
        const answer = await session({ customer_id: stack.team.id, member_id: id });
        const team = shape.customer({ id: stack.team.id, name: 'Hopper & Co.', type: 'team' }, answer.customer);
        assert.deepEqual(answer, shape.session(team, {}, answer));
        const name = email[0].toUpperCase() + email.slice(1, email.indexOf('@'));
        const found = { type: 'member', name, email, customer_id: stack.team.id, member_id: id, role };
        assert.deepEqual(await user(answer), found);
      }
    },
  },
  {
    route: NEW_SESSION,
    what: 'for a new member, by either id',
    needs: ['members'],
    async run({ session, shape, team, member, fresh, user }) {
      const customer = await team({ name: 'Hopper & Co.' });
      const bob = await member(customer, { external_id: fresh('bob'), name: 'Bob', role: 'billing_manager' });
      const of = [{ customer_id: customer.id }, { external_customer_id: customer.external_id }];
      const whom = [{ member_id: bob.id }, { external_member_id: bob.external_id }];
      for (const body of of.flatMap((one) => whom.map((other) => ({ ...one, ...other })))) {
        const answer = await session(body);
        assert.deepEqual(answer, shape.session(customer, {}, answer));
        const { email, name, role } = bob;
        assert.deepEqual(await user(answer), {
          type: 'member',
          name,
          email,
          customer_id: customer.id,
          member_id: bob.id,
          role,
        });
      }
    },
  },
  {
    route: NEW_SESSION,
    what: 'not for a customer that is nobody',
    async run({ api, sdk, fresh }) {
      const faults = (body) => api.faults(NEW_SESSION, { body });
      assert.deepEqual(await faults({ customer_id: NOBODY }), ['body.customer_id']);
      const field = `body.${sdk.externalCustomerField}`;
      assert.deepEqual(await faults({ external_customer_id: fresh('nobody') }), [field]);
    },
  },
  {
    route: NEW_SESSION,
    what: 'not for another organization’s customer',
    async run({ api, stack }) {
      const body = { customer_id: stack.seeded.second_organization.customer_id };
      assert.deepEqual(await api.faults(NEW_SESSION, { body }), ['body.customer_id']);
    },
  },
  {
    route: NEW_SESSION,
    what: 'not for a team, or a member that is not in it',
    needs: ['members'],
    async run({ api, stack, fresh }) {
      const faults = (body) => api.faults(NEW_SESSION, { body });
      const customer_id = stack.team.id;
      assert.deepEqual(await faults({ customer_id }), ['body.member_id']);
      assert.deepEqual(await faults({ customer_id, member_id: NOBODY }), ['body.member_id']);
      const external_member_id = fresh('nobody');
      assert.deepEqual(await faults({ customer_id, external_member_id }), ['body.external_member_id']);
    },
  },
  {
    route: NEW_SESSION,
    what: 'not to return to what is no page, and all faults at once',
    needs: ['return_url'],
    async run({ api, stack }) {
      const faults = (body) => api.faults(NEW_SESSION, { body });
      const return_url = 'javascript:alert(1)';
      assert.deepEqual(await faults({ customer_id: stack.ada.id, return_url }), ['body.return_url']);
      assert.deepEqual(await faults({ customer_id: NOBODY, return_url }), ['body.customer_id', 'body.return_url']);
    },
  },
  {
    route: INTROSPECT,
    what: 'until when the session is good, and where it leads back to',
    async run({ api, session, stack }) {
      for (const return_url of [null, 'https://shop.example.com/account']) {
        const { token, expires_at } = await session({ customer_id: stack.ada.id, return_url });
        assert.deepEqual(await api.call(INTROSPECT, { token }), { expires_at, return_url });
      }
    },
  },
  {
    route: USER,
    what: 'a person',
    async run({ session, stack, user }) {
      const { id, email } = stack.ada;
      const found = { type: 'customer', name: 'Ada', email, customer_id: id, member_id: null, role: null };
      assert.deepEqual(await user(await session({ customer_id: id })), found);
    },
  },
  {
    route: USER,
    what: 'a person who has just been created, renamed, and given another email',
    async run({ api, session, person, user, freshEmail, isOver }) {
      const customer = await person();
      const open = await session({ customer_id: customer.id });
      const found = { type: 'customer', name: null, email: customer.email, customer_id: customer.id };
      assert.deepEqual(await user(open), { ...found, member_id: null, role: null });

      const change = (body) => api.call('PATCH /v1/customers/{id}', { id: customer.id, body });
      await change({ name: 'Grace' });
      assert.deepEqual(await user(open), { ...found, name: 'Grace', member_id: null, role: null });

      await change({ email: freshEmail() });
      assert.ok(await isOver(open), 'a session that another email opened');
    },
  },
  {
    route: USER,
    what: 'a member who gets another role, and is removed',
    needs: ['members'],
    async run({ api, session, team, member, user, isOver }) {
      const { id } = await team();
      const { id: member_id } = await member({ id });
      const open = await session({ customer_id: id, member_id });
      assert.equal((await user(open)).role, 'member');
      await api.call('PATCH /v1/customers/{id}/members/{member_id}', { id, member_id, body: { role: 'owner' } });
      assert.equal((await user(open)).role, 'owner');
      await api.call('DELETE /v1/customers/{id}/members/{member_id}', { id, member_id });
      assert.ok(await isOver(open), 'a removed member’s session');
    },
  },
];
