// examples/typescript-lambda, as the bundle that Lambda would load.

import { startStack } from '../../clients/typescript/test/harness/stack.mjs';
import { handler } from '../typescript-lambda/dist/index.mjs';
import { keepsPromises } from './harness/gateway.mjs';

const stack = await startStack();
process.env.LATCHKEY_URL = stack.base;
process.env.LATCHKEY_ACCESS_TOKEN = stack.seeded.access_token;
keepsPromises(stack, handler);
