// The calls of each generation of `@polar-sh/sdk`, by the routes of the contract.
//
// A call is given what goes over the wire: what the path names, and `query` and `body`; and `token`, where it is one of
// a customer's session. Generations before 1.0 are given the same in their names.

export const CALLS_032 = {
  'POST /v1/customer-sessions': (polar, { body: { externalCustomerId, ...body } }) =>
    polar.customerSessions.create(externalCustomerId ? { customerExternalId: externalCustomerId } : body),
  'POST /v1/customers': (polar, { body }) => polar.customers.create(body),
  'GET /v1/customers': (polar, { query }) => polar.customers.list(query ?? {}),
  'GET /v1/customers/{id}': (polar, { id }) => polar.customers.get({ id }),
  'PATCH /v1/customers/{id}': (polar, { id, body }) => polar.customers.update({ id, customerUpdate: body }),
  'DELETE /v1/customers/{id}': (polar, { id, query }) => polar.customers.delete({ id, ...query }),
  'GET /v1/customers/{id}/state': (polar, { id }) => polar.customers.getState({ id }),
  'GET /v1/customers/external/{external_id}': (polar, { externalId }) => polar.customers.getExternal({ externalId }),
  'PATCH /v1/customers/external/{external_id}': (polar, { externalId, body }) =>
    polar.customers.updateExternal({ externalId, customerUpdateExternalID: body }),
  'DELETE /v1/customers/external/{external_id}': (polar, { externalId, query }) =>
    polar.customers.deleteExternal({ externalId, ...query }),
  'GET /v1/customers/external/{external_id}/state': (polar, { externalId }) =>
    polar.customers.getStateExternal({ externalId }),
};

export const CALLS_049 = {
  ...CALLS_032,
  'POST /v1/customer-sessions': (polar, { body }) => polar.customerSessions.create(body),
  'GET /v1/customer-portal/customer-session/introspect': (polar, { token }) =>
    polar.customerPortal.customerSession.introspect({ customerSession: token }),
  'GET /v1/customer-portal/customer-session/user': (polar, { token }) =>
    polar.customerPortal.customerSession.getAuthenticatedUser({ customerSession: token }),
  'POST /v1/customers/{id}/members': (polar, { id, body }) =>
    polar.customers.members.create({ id, memberCreateFromCustomer: body }),
  'GET /v1/customers/{id}/members/{member_id}': (polar, { id, memberId }) =>
    polar.customers.members.get({ id, memberId }),
  'PATCH /v1/customers/{id}/members/{member_id}': (polar, { id, memberId, body }) =>
    polar.customers.members.update({ id, memberId, memberUpdate: body }),
  'DELETE /v1/customers/{id}/members/{member_id}': (polar, { id, memberId }) =>
    polar.customers.members.delete({ id, memberId }),
  'POST /v1/customers/external/{external_id}/members': (polar, { externalId, body }) =>
    polar.customers.members.createExternal({ externalId, memberCreateFromCustomer: body }),
  'GET /v1/customers/external/{external_id}/members/{member_id}': (polar, { externalId, memberId }) =>
    polar.customers.members.getExternal({ externalId, memberExternalId: memberId }),
  'PATCH /v1/customers/external/{external_id}/members/{member_id}': (polar, { externalId, memberId, body }) =>
    polar.customers.members.updateExternal({ externalId, memberExternalId: memberId, memberUpdate: body }),
  'DELETE /v1/customers/external/{external_id}/members/{member_id}': (polar, { externalId, memberId }) =>
    polar.customers.members.deleteExternal({ externalId, memberExternalId: memberId }),
  'GET /v1/members': (polar, { query }) => polar.members.listMembers(query ?? {}),
};

export const CALLS_100 = {
  'POST /v1/customer-sessions': (polar, { body }) => polar.customerSessions.create(body),
  'GET /v1/customer-portal/customer-session/introspect': (polar, { token }) =>
    polar.customerPortal.customerSession.introspect({ accessToken: token }),
  'GET /v1/customer-portal/customer-session/user': (polar, { token }) =>
    polar.customerPortal.customerSession.getAuthenticatedUser({ accessToken: token }),
  'POST /v1/customers': (polar, { body }) => polar.customers.create(body),
  'GET /v1/customers': (polar, { query }) => polar.customers.list(query),
  'GET /v1/customers/{id}': (polar, { id }) => polar.customers.get(id),
  'PATCH /v1/customers/{id}': (polar, { id, body }) => polar.customers.update(id, body),
  'DELETE /v1/customers/{id}': (polar, { id, query }) => polar.customers.delete(id, query),
  'GET /v1/customers/{id}/state': (polar, { id }) => polar.customers.getState(id),
  'GET /v1/customers/external/{external_id}': (polar, it) => polar.customers.getExternal(it.external_id),
  'PATCH /v1/customers/external/{external_id}': (polar, it) => polar.customers.updateExternal(it.external_id, it.body),
  'DELETE /v1/customers/external/{external_id}': (polar, it) =>
    polar.customers.deleteExternal(it.external_id, it.query),
  'GET /v1/customers/external/{external_id}/state': (polar, it) => polar.customers.getStateExternal(it.external_id),
  'POST /v1/customers/{id}/members': (polar, { id, body }) => polar.customers.members.create(id, body),
  'GET /v1/customers/{id}/members': (polar, { id, query }) => polar.customers.members.list(id, query),
  'GET /v1/customers/{id}/members/{member_id}': (polar, it) => polar.customers.members.get(it.id, it.member_id),
  'PATCH /v1/customers/{id}/members/{member_id}': (polar, it) =>
    polar.customers.members.update(it.id, it.member_id, it.body),
  'DELETE /v1/customers/{id}/members/{member_id}': (polar, it) => polar.customers.members.delete(it.id, it.member_id),
  'POST /v1/customers/external/{external_id}/members': (polar, it) =>
    polar.customers.members.createExternal(it.external_id, it.body),
  'GET /v1/customers/external/{external_id}/members': (polar, it) =>
    polar.customers.members.listExternal(it.external_id, it.query),
  'GET /v1/customers/external/{external_id}/members/{member_id}': (polar, it) =>
    polar.customers.members.getExternal(it.external_id, it.member_id),
  'PATCH /v1/customers/external/{external_id}/members/{member_id}': (polar, it) =>
    polar.customers.members.updateExternal(it.external_id, it.member_id, it.body),
  'DELETE /v1/customers/external/{external_id}/members/{member_id}': (polar, it) =>
    polar.customers.members.deleteExternal(it.external_id, it.member_id),
};

/** The SDK's own way to all pages of a list, where it has another call for it. */
export const PAGES_100 = {
  'GET /v1/customers': (polar, { query }) => polar.customers.iterList(query),
  'GET /v1/customers/{id}/members': (polar, { id, query }) => polar.customers.members.iterList(id, query),
  'GET /v1/customers/external/{external_id}/members': (polar, it) =>
    polar.customers.members.iterListExternal(it.external_id, it.query),
};
