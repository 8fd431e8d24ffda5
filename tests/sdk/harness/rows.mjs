// The table: every call that the contract lists and an SDK has, and what is asked of it.

import { CUSTOMERS } from '../rows/customers.mjs';
import { LISTS } from '../rows/lists.mjs';
import { MEMBERS } from '../rows/members.mjs';
import { REFUSALS } from '../rows/refusals.mjs';
import { SESSIONS } from '../rows/sessions.mjs';

const ROWS = [...SESSIONS, ...CUSTOMERS, ...LISTS, ...MEMBERS];

/** The rows of an SDK: of what it has a call for, and what it can say. */
export function rowsOf(sdk) {
  const isSaid = ({ needs = [] }) => needs.every((need) => !sdk.without.includes(need));
  return ROWS.filter((row) => row.route in sdk.calls && isSaid(row));
}

/** What all calls of an SDK are refused for. */
export function refusalsOf(sdk) {
  const asked = Object.keys(sdk.calls).flatMap((route) => REFUSALS.map((it) => ({ route, ...it })));
  return asked
    .filter(({ route, asks }) => asks(route))
    .map(({ route, what, run }) => ({ route, what, run: (world) => run(route, world) }));
}
