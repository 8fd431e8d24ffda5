//! HTTP: requests in, replies and errors out, in the contract's shapes.

pub mod cookie;
pub mod error;
pub mod form;
pub mod list;
pub mod named;
pub mod page;
pub mod path;
pub mod request;
pub mod response;
pub mod routes;
pub mod serve;

pub use self::{
    cookie::CookieName,
    error::{ApiError, Fault},
    form::{Form, FormToken},
    list::{IN_AN_EXPORT, List, read_page},
    named::{Named, read_customer},
    page::Page,
    path::{customer_name, member_name, names_customer},
    request::{
        Fields, IDEMPOTENCY_KEY, Input, body, idempotency_key, json, locale, network, query,
        user_agent,
    },
    response::{Created, NoContent, Reply, Shown},
    routes::{ROUTES, refuse_route},
    serve::{answer, serve},
};
