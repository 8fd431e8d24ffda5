// The Lambda service as a deployed binary sees it: the runtime API, from which it gets its events.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after } from 'node:test';

/** Starts a function's binary, and returns `invoke` and what it has logged. Both end with the tests. */
export async function startFunction(binary, environment) {
  const events = [];
  const invocations = new Map();
  let hungry;

  const feed = () => {
    if (!hungry || events.length === 0) return;
    const { id, event } = events.shift();
    const headers = {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': Date.now() + 15_000,
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:local:123456789012:function:portal',
    };
    hungry.writeHead(200, headers).end(JSON.stringify(event));
    hungry = undefined;
  };

  const server = createServer(async (request, response) => {
    const [, id, what] = request.url.match(/\/invocation\/(?:(.+)\/)?(\w+)$/) ?? [];
    if (what === 'next') {
      hungry = response;
      return feed();
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    response.writeHead(202).end();
    const { resolve, reject } = invocations.get(id);
    if (what === 'response') resolve(JSON.parse(body));
    else reject(new Error(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const child = spawn(binary, [], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.address().port}`,
      AWS_LAMBDA_FUNCTION_NAME: 'portal',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      ...environment,
    },
  });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (log += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  const failed = (error) => invocations.forEach(({ reject }) => reject(error));
  child.once('error', failed);
  child.once('exit', (code) => failed(new Error(`the function ended with ${code}: ${log}`)));
  after(() => {
    child.kill();
    server.closeAllConnections();
    server.close();
  });

  const invoke = (event) =>
    new Promise((resolve, reject) => {
      const id = `invocation-${invocations.size}`;
      invocations.set(id, { resolve, reject });
      events.push({ id, event });
      feed();
    });
  return { invoke, log: () => log };
}
