//! HTTP: requests in, replies and errors out, in the contract's shapes.

pub mod error;
pub mod request;
pub mod response;
pub mod routes;
pub mod serve;

pub use self::{
    error::{ApiError, Fault},
    request::{Fields, Input, json, network, user_agent},
    response::{NoContent, Reply},
    routes::{ROUTES, refuse_route},
    serve::{answer, serve},
};
