// What is in the package, and what is not.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

const ROOT = new URL('../', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8'));
const dist = await readdir(new URL('dist/', ROOT));

test('it depends on nothing', async () => {
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
    assert.equal(manifest[kind], undefined);
  }
  for (const name of dist) {
    const code = await readFile(new URL(`dist/${name}`, ROOT), 'utf8');
    for (const [, from] of code.matchAll(/(?:from|import\(?)\s*['"]([^'"]+)/g)) {
      assert.match(from, /^\.\/\w+\.js$/, `${name} imports ${from}`);
    }
    assert.doesNotMatch(code, /\b(process|Buffer|require|globalThis|Deno|Bun|window)\b/, name);
  }
});

test('it exports one function', async () => {
  assert.deepEqual(Object.keys(await import(manifest.name)), ['CustomerPortal']);
});

test('every module has its types, and every export is there', () => {
  const modules = dist.filter((name) => name.endsWith('.js')).map((name) => name.slice(0, -3));
  assert.deepEqual(dist.sort(), modules.flatMap((name) => [`${name}.d.ts`, `${name}.js`]).sort());
  const { types, default: entry } = manifest.exports['.'];
  for (const path of [types, entry]) assert.ok(dist.includes(path.replace('./dist/', '')), path);
});

test('npm packs what is built, and nothing else', () => {
  const parameters = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const said = execFileSync('npm', parameters, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  const packed = JSON.parse(said)[0].files.map(({ path }) => path);
  const built = dist.map((name) => `dist/${name}`);
  assert.deepEqual(packed.sort(), ['README.md', ...built, 'package.json'].sort());
});
