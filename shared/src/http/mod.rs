//! HTTP: requests in, replies and errors out, in the contract's shapes.

pub mod cookie;
pub mod error;
pub mod form;
pub mod page;
pub mod request;
pub mod response;
pub mod routes;
pub mod serve;

pub use self::{
    cookie::CookieName,
    error::{ApiError, Fault},
    form::{Form, FormToken},
    page::Page,
    request::{Fields, Input, json, locale, network, user_agent},
    response::{NoContent, Reply},
    routes::{ROUTES, refuse_route},
    serve::{answer, serve},
};
