"""GET /portal: leads the customer who is signed in here to the Latchkey portal, signed in there."""

import http.client
import json
import os
import urllib.error
import urllib.request

HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer"}


def handler(event, _context):
    customer = signed_in(event)
    if not customer:
        return say(401, "You are not signed in.")
    try:
        # What is one request to API Gateway is one session, however often Latchkey is asked for it.
        portal = open_session(customer, event["requestContext"]["requestId"])
    except (OSError, http.client.HTTPException, ValueError) as error:
        print(f"no session: {error!r}")
        return say(502, "The customer portal cannot be reached just now.")
    if portal is None:
        print("Latchkey does not know the customer, or does not allow RETURN_URL")
        return say(404, "There is no customer portal for this account.")
    if "application/json" in event["headers"].get("accept", ""):
        # A script asks, which goes there by itself.
        body = json.dumps({"customer_portal_url": portal})
        return answer(200, {"content-type": "application/json"}, body)
    return answer(303, {"location": portal})


def signed_in(event):
    """Who has signed in, as API Gateway's JWT authorizer has verified it.

    Never take this from the query, a header or the body: whoever may choose it is signed in as
    anybody.
    """
    authorizer = event["requestContext"].get("authorizer", {})
    return authorizer.get("jwt", {}).get("claims", {}).get("sub")


def open_session(customer, key):
    """The address of the portal; None for a customer that Latchkey does not know.

    Where no answer came it asks once more, with the same key, so that this opens one session and
    not two.
    """
    try:
        return ask(customer, key)
    except urllib.error.HTTPError as error:
        if error.code == 422:
            return None
        if error.code < 500:
            raise
    except (OSError, http.client.HTTPException):
        pass
    return ask(customer, key)


def ask(customer, key):
    body = {"external_customer_id": customer, "return_url": os.environ.get("RETURN_URL")}
    request = urllib.request.Request(
        os.environ["LATCHKEY_URL"] + "/v1/customer-sessions/",
        json.dumps(body).encode(),
        {
            "authorization": "Bearer " + os.environ["LATCHKEY_ACCESS_TOKEN"],
            "content-type": "application/json",
            "idempotency-key": key,
        },
    )
    with OPENER.open(request, timeout=5) as response:
        return json.load(response)["customer_portal_url"]


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """The token goes to Latchkey's address and no other."""

    def redirect_request(self, *_arguments):
        return None


OPENER = urllib.request.build_opener(NoRedirects)


def say(status, sentence):
    return answer(status, {"content-type": "text/plain; charset=utf-8"}, sentence + "\n")


def answer(status, headers, body=""):
    return {"statusCode": status, "headers": HEADERS | headers, "body": body}
