// The snippets of README.md as files: build/snippets/<name>.ts, and beside them what they import.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = new URL('./', import.meta.url);
const README = new URL('../../README.md', HERE);

/** Where `writeSnippets` puts them. */
export const FOLDER = fileURLToPath(new URL('../../build/snippets/', HERE));

/** What a merchant's own authentication stands for here: the cookie is the id. */
const AUTH = `
export async function signedInUser(request: Request): Promise<{ id: string } | null> {
  const id = /session=(\\w+)/.exec(request.headers.get('cookie') ?? '')?.[1];
  return id ? { id } : null;
}
`;

/** What SvelteKit makes beside a route, and the module that it serves the environment by. */
const SVELTEKIT = {
  '$types.d.ts': `
    type Event = { request: Request; locals: { user?: { id: string } } };
    export type RequestHandler = (event: Event) => Response | Promise<Response>;`,
  'node_modules/$env/package.json': `{
    "type": "module",
    "exports": { "./dynamic/private": { "types": "./env.d.ts", "default": "./env.js" } }
  }`,
  'node_modules/$env/env.d.ts': 'export const env: Record<string, string | undefined>;',
  'node_modules/$env/env.js': 'export const { env } = process;',
};

/** The little of other frameworks' types that the snippets name. */
const FRAMEWORKS = `
declare module 'astro' {
  export type APIRoute = (context: { request: Request }) => Response | Promise<Response>;
}
declare module 'react-router' {
  export type LoaderFunctionArgs = { request: Request };
}
declare const Bun: {
  serve(options: { routes: Record<string, (request: Request) => Response | Promise<Response>> }): void;
};
declare const Deno: { serve(handler: (request: Request) => Response | Promise<Response>): void };
`;

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'bundler',
    lib: ['ES2022', 'DOM'],
    types: ['node'],
    typeRoots: ['../../node_modules/@types'],
    strict: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    rootDir: '.',
    outDir: 'js',
  },
  include: ['*.ts'],
};

/** The snippets by the path in their first line. Every block of TypeScript has one. */
export async function readSnippets() {
  const readme = await readFile(README, 'utf8');
  return [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => {
    const [, path] = code.match(/^\/\/ (\S+\.ts)\n/) ?? [];
    if (!path) throw new Error(`a snippet does not begin with its path:\n${code}`);
    return { path, name: path.replace(/\.ts$/, '').replace(/\W+/g, '-'), code };
  });
}

/** Writes them all anew, and returns their names by their paths. */
export async function writeSnippets() {
  await rm(FOLDER, { recursive: true, force: true });
  const snippets = await readSnippets();
  const files = {
    'auth.ts': AUTH,
    'frameworks.d.ts': FRAMEWORKS,
    'tsconfig.json': JSON.stringify(TSCONFIG),
    ...SVELTEKIT,
    ...Object.fromEntries(snippets.map(({ name, code }) => [`${name}.ts`, code])),
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(FOLDER, name)), { recursive: true });
    await writeFile(join(FOLDER, name), text);
  }
  return Object.fromEntries(snippets.map(({ path, name }) => [path, name]));
}
