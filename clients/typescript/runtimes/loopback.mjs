// Loaded before a snippet: it serves this machine only, on any free port, and says which.

const anywhere = { hostname: '127.0.0.1', port: 0 };

if (globalThis.Bun) {
  const { serve } = Bun;
  Bun.serve = (options) => console.log(`at ${serve({ ...options, ...anywhere }).url.href}`);
} else {
  const { serve } = Deno;
  const onListen = ({ hostname, port }) => console.log(`at http://${hostname}:${port}/`);
  Deno.serve = (handler) => serve({ ...anywhere, onListen }, handler);
}
