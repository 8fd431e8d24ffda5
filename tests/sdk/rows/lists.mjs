// The list of customers: its filters, its pages, its order.

import assert from 'node:assert/strict';

const LIST = 'GET /v1/customers';

export const LISTS = [
  {
    route: LIST,
    what: 'all there are, the newest first',
    async run({ api, person, sdk }) {
      // The oldest generation cannot read a team without an email, which the demo has; newer ones read on.
      const query = sdk.without.includes('teams') ? { email: 'ada@example.com' } : {};
      const { pagination } = await api.call(LIST, { query });
      const customer = await person(query);
      const list = await api.call(LIST, { query });
      assert.deepEqual(list.items[0], customer);
      assert.equal(list.items.length, Math.min(pagination.total_count + 1, 10));
      const total = pagination.total_count + 1;
      assert.deepEqual(list.pagination, { total_count: total, max_page: Math.ceil(total / 10) });
    },
  },
  {
    route: LIST,
    what: 'page by page',
    async run({ api, shape, people }) {
      const { query, customers } = await people(3);
      const page = (number) => api.call(LIST, { query: { query, limit: 2, page: number } });
      const [first, second, third] = customers;
      assert.deepEqual(await page(1), shape.page([third, second], 3, 2));
      assert.deepEqual(await page(2), shape.page([first], 3, 2));
      assert.deepEqual(await page(3), shape.page([], 3, 2));
    },
  },
  {
    route: LIST,
    what: 'ten on a page unless told, and the SDK’s own way through all pages',
    async run({ api, shape, people }) {
      const { query, customers } = await people(11);
      const newest = customers.toReversed();
      assert.deepEqual(await api.call(LIST, { query: { query } }), shape.page(newest.slice(0, 10), 11));
      assert.deepEqual(await api.all(LIST, { query: { query } }), newest);
      assert.deepEqual(await api.all(LIST, { query: { query, limit: 4 } }), newest);
      assert.deepEqual(await api.all(LIST, { query: { query, limit: 100 } }), newest);
    },
  },
  {
    route: LIST,
    what: 'by the whole email, in any case',
    async run({ api, shape, person }) {
      const customer = await person();
      const { email } = customer;
      await person({ email: `x${email}` });
      assert.deepEqual(await api.call(LIST, { query: { email } }), shape.page([customer], 1));
      assert.deepEqual(await api.call(LIST, { query: { email: email.toUpperCase() } }), shape.page([customer], 1));
      assert.deepEqual(await api.call(LIST, { query: { email: email.slice(0, -1) } }), shape.page([], 0));
    },
  },
  {
    route: LIST,
    what: 'by how the email begins',
    async run({ api, shape, people }) {
      const { query, customers } = await people(2);
      const [first, second] = customers;
      assert.deepEqual(await api.call(LIST, { query: { query } }), shape.page([second, first], 2));
      assert.deepEqual(await api.call(LIST, { query: { query: first.email } }), shape.page([first], 1));
      assert.deepEqual(await api.call(LIST, { query: { query: query.slice(1) } }), shape.page([], 0));
    },
  },
  {
    route: LIST,
    what: 'by the organization, which is the token’s or has nobody',
    async run({ api, shape, stack, person }) {
      const customer = await person();
      const { email } = customer;
      const [ours, theirs] = [stack.seeded.organization.id, stack.seeded.second_organization.id];
      const by = (organization_id) => api.call(LIST, { query: { email, organization_id } });
      assert.deepEqual(await by(ours), shape.page([customer], 1));
      assert.deepEqual(await by([ours]), shape.page([customer], 1));
      assert.deepEqual(await by(theirs), shape.page([], 0));
      assert.deepEqual(await by([theirs]), shape.page([], 0));
      assert.deepEqual(await by([theirs, ours]), shape.page([customer], 1));
    },
  },
  {
    route: LIST,
    what: 'by all filters at once',
    async run({ api, shape, people }) {
      const { query, customers } = await people(2);
      const [{ email }] = customers;
      const sorting = ['-created_at'];
      assert.deepEqual(await api.call(LIST, { query: { query, email, sorting } }), shape.page([customers[0]], 1));
      assert.deepEqual(await api.call(LIST, { query: { query: 'other', email } }), shape.page([], 0));
    },
  },
  {
    route: LIST,
    what: 'by whether anything is bought, which nobody did',
    needs: ['active'],
    async run({ api, shape, person }) {
      const customer = await person();
      const by = (active) => api.call(LIST, { query: { email: customer.email, active } });
      assert.deepEqual(await by(true), shape.page([], 0));
      assert.deepEqual(await by(false), shape.page([customer], 1));
    },
  },
  {
    route: LIST,
    what: 'not by metadata',
    async run({ api }) {
      assert.deepEqual(await api.faults(LIST, { query: { metadata: { plan: 'pro' } } }), ['query.metadata']);
    },
  },
  {
    route: LIST,
    what: 'not another organization’s',
    async run({ api, shape, stack, person }) {
      const { email } = await person();
      const theirs = api.as(stack.seeded.second_organization.access_token);
      assert.deepEqual(await theirs.call(LIST, { query: { email } }), shape.page([], 0));
    },
  },
  {
    route: LIST,
    what: 'not beyond its limits',
    async run({ api }) {
      const faults = (query) => api.faults(LIST, { query });
      assert.deepEqual(await faults({ limit: 101 }), ['query.limit']);
      assert.deepEqual(await faults({ limit: 0 }), ['query.limit']);
      assert.deepEqual(await faults({ page: 0 }), ['query.page']);
      assert.deepEqual(await faults({ page: 101, limit: 100 }), ['query.page']);
      assert.deepEqual(await faults({ page: 0, limit: 101 }), ['query.limit', 'query.page']);
    },
  },
];
