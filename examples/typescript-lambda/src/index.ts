// GET /portal: leads the customer who is signed in here to the Latchkey portal, signed in there.

import { CustomerPortal } from '@latchkey/customer-portal';
import type {
  APIGatewayProxyEventV2WithJWTAuthorizer as Event,
  APIGatewayProxyStructuredResultV2 as Result,
} from 'aws-lambda';

export async function handler(event: Event): Promise<Result> {
  const portal = CustomerPortal({
    accessToken: process.env.LATCHKEY_ACCESS_TOKEN,
    baseUrl: process.env.LATCHKEY_URL,
    returnUrl: process.env.RETURN_URL,
    getExternalCustomerId: () => signedIn(event),
  });
  return toResult(await portal(toRequest(event)));
}

/**
 * Who has signed in, as API Gateway's JWT authorizer has verified it. Never take this from the
 * query, a header or the body: whoever may choose it is signed in as anybody.
 */
function signedIn({ requestContext }: Event): string | undefined {
  // The types say that there is an authorizer; whether the route has one is said elsewhere.
  const subject = requestContext.authorizer?.jwt?.claims.sub;
  return typeof subject === 'string' ? subject : undefined;
}

function toRequest({ requestContext, rawPath, rawQueryString, headers }: Event): Request {
  const { domainName, http } = requestContext;
  const url = new URL(`https://${domainName}${rawPath}?${rawQueryString}`);
  return new Request(url, { method: http.method, headers: headers as Record<string, string> });
}

async function toResult(response: Response): Promise<Result> {
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}
