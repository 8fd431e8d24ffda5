//! What a path names. The gateway has decoded it.

use std::str::FromStr;

use lambda_http::{Request, RequestExt};

use super::error::Fault;
use crate::domain::{
    customer::CustomerName, external_id::ExternalId, id::CustomerId, member::MemberName,
};

/// The customer that a path names by `{id}` or `{external_id}`; none where no customer can be
/// called so.
#[must_use]
pub fn customer_name(request: &Request) -> Option<CustomerName> {
    let parameters = request.path_parameters_ref()?;
    match parameters.first("external_id") {
        Some(name) => ExternalId::parse(name).ok().map(CustomerName::External),
        None => parsed(request, "id").map(|id: CustomerId| CustomerName::Id(id)),
    }
}

/// Whether a path has a place for a customer's name.
#[must_use]
pub fn names_customer(request: &Request) -> bool {
    let parameters = request.path_parameters_ref();
    parameters.is_some_and(|it| it.first("id").or_else(|| it.first("external_id")).is_some())
}

/// The member that a path names by `{member_id}`; none where no member can be called so. Below a
/// customer's external id, the field's SDKs put the member's own external id there.
#[must_use]
pub fn member_name(request: &Request) -> Option<MemberName> {
    let parameters = request.path_parameters_ref()?;
    let name = parameters.first("member_id")?;
    match parameters.first("external_id") {
        Some(_) => ExternalId::parse(name).ok().map(MemberName::External),
        None => name.parse().ok().map(MemberName::Id),
    }
}

/// What is wrong with a parameter of a path.
#[must_use]
pub fn fault(request: &Request, parameter: &'static str, msg: &str) -> Fault {
    let sent = request.path_parameters_ref().and_then(|it| it.first(parameter));
    Fault::at(&["path"], parameter, msg, sent)
}

/// A parameter of a path that parses.
#[must_use]
pub fn parsed<T: FromStr>(request: &Request, name: &str) -> Option<T> {
    request.path_parameters_ref()?.first(name)?.parse().ok()
}
