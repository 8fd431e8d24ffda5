// The API's routes, and those that an SDK has in its own code.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { prefixes, served, not_served: notServed } = JSON.parse(readFileSync(here('../routes.json'), 'utf8'));

/** What is served, and what is not and why, of all that begins as ours does. */
export const SERVED = served;
export const NOT_SERVED = notServed;

/** A route without what may be spelled in two ways: the names of its parameters, and a slash at its end. */
export const plain = (route) => route.replace(/\{\w+\}/g, '{}').replace(/\/$/, '');

/** The served route that this one is, if it is one. */
export const servedAs = (route) => SERVED.find((it) => plain(it) === plain(route));

const isOurs = (route) => {
  const path = route.split(' ')[1];
  return prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
};

/** Whether a request for this path is one for this route. */
export function fits(route, method, pathname) {
  const [wanted, template] = route.split(' ');
  const pattern = template.replace(/\{\w+\}/g, '[^/]+');
  return method === wanted && new RegExp(`^${pattern}/?$`).test(pathname);
}

/** The routes in the code of an SDK, of those that begin as ours do. */
export function routesIn(folder, pattern) {
  const root = here(`../node_modules/${folder}`);
  const files = readdirSync(root, { recursive: true }).filter((it) => /\.m?js$/.test(it));
  const routes = new Set();
  for (const file of files) {
    const code = readFileSync(join(root, file), 'utf8');
    const found = [...code.matchAll(pattern)].map(({ groups }) => `${groups.method} ${groups.path}`);
    // Otherwise the pattern does not know how this SDK writes a call.
    const paths = new Set([...code.matchAll(/"(\/v1\/[^"]*)"/g)].map(([, path]) => path));
    const missed = [...paths].filter((path) => !found.some((it) => it.endsWith(` ${path}`)));
    if (missed.length) throw new Error(`${folder}/${file} has paths without a method: ${missed}`);
    found.filter(isOurs).forEach((it) => routes.add(it));
  }
  return [...routes];
}

/** The routes of the deployed API, from the template. */
export function routesOfTemplate() {
  const template = readFileSync(here('../../../infra/template.yaml'), 'utf8');
  const events = template.matchAll(/Method: (\w+), Path: "?([^"\s}]*(?:\{\w+\}[^"\s}]*)*)"? \}/g);
  const routes = [...events].map(([, method, path]) => `${method} ${path}`);
  return routes.filter((it) => isOurs(it) && !it.includes('{proxy'));
}
