//! The functions behind the routes, by their folders' names.

use std::sync::Arc;

use http::Response;
use lambda_http::{Body, BoxFuture, Request};
use shared::{app::App, http::answer};

use crate::gateway::Dispatch;

/// Calls a function as its Lambda would be called; none where no function with a route is called so.
#[must_use]
pub fn call(
    function: &str,
    app: &'static App,
    request: Request,
) -> Option<BoxFuture<'static, Response<Body>>> {
    Some(match function {
        "api-docs" => Box::pin(answer(app, request, api_docs::handle)),
        "authenticate" => Box::pin(answer(app, request, authenticate::handle)),
        "create-customer" => Box::pin(answer(app, request, create_customer::handle)),
        "create-member" => Box::pin(answer(app, request, create_member::handle)),
        "create-session" => Box::pin(answer(app, request, create_session::handle)),
        "delete-customer" => Box::pin(answer(app, request, delete_customer::handle)),
        "delete-member" => Box::pin(answer(app, request, delete_member::handle)),
        "get-customer" => Box::pin(answer(app, request, get_customer::handle)),
        "get-customer-state" => Box::pin(answer(app, request, get_customer_state::handle)),
        "get-member" => Box::pin(answer(app, request, get_member::handle)),
        "get-user" => Box::pin(answer(app, request, get_user::handle)),
        "introspect" => Box::pin(answer(app, request, introspect::handle)),
        "list-customers" => Box::pin(answer(app, request, list_customers::handle)),
        "list-members" => Box::pin(answer(app, request, list_members::handle)),
        "list-sessions" => Box::pin(answer(app, request, list_sessions::handle)),
        "not-found" => Box::pin(answer(app, request, not_found::handle)),
        "portal" => Box::pin(answer(app, request, portal::handle)),
        "request-code" => Box::pin(answer(app, request, request_code::handle)),
        "revoke-customer-sessions" => {
            Box::pin(answer(app, request, revoke_customer_sessions::handle))
        }
        "revoke-sessions" => Box::pin(answer(app, request, revoke_sessions::handle)),
        "sign-out" => Box::pin(answer(app, request, sign_out::handle)),
        "update-customer" => Box::pin(answer(app, request, update_customer::handle)),
        "update-member" => Box::pin(answer(app, request, update_member::handle)),
        _ => return None,
    })
}

/// A dispatch to functions that share one app. A function of the template that this file does not
/// know is the gateway's 500.
#[must_use]
pub fn dispatch(app: &'static App) -> Dispatch {
    Arc::new(move |function, request| {
        call(function, app, request).unwrap_or_else(|| {
            tracing::error!(function, "local/src/functions.rs does not know this function");
            let mut response = Response::new(Body::Empty);
            *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
            Box::pin(async { response })
        })
    })
}
