//! Things that a body or a query names, one way or another.

use super::{
    error::Fault,
    request::{Fields, id},
};
use crate::domain::{customer::CustomerName, external_id::ExternalId, id::CustomerId};

/// A name, and the field and text it was sent as, for the fault of one that is nobody's.
#[derive(Clone, Debug)]
pub struct Named<T> {
    /// What is named.
    pub name: T,
    field: &'static str,
    sent: String,
}

impl<T> Named<T> {
    /// The name that was sent in this field as this id.
    pub fn id<I: ToString>(name: impl FnOnce(I) -> T, field: &'static str, id: I) -> Self {
        let sent = id.to_string();
        Self { name: name(id), field, sent }
    }

    /// What is wrong with a name that a body sent.
    #[must_use]
    pub fn fault(&self, msg: &str) -> Fault {
        Fault::value(self.field, msg, self.sent.clone())
    }
}

/// Reads exactly one of a customer's two names; one of them goes by two field names.
pub fn read_customer(fields: &mut Fields) -> Option<Named<CustomerName>> {
    let by_id = fields.optional("customer_id", id::<CustomerId>);
    let by_external = fields.optional("external_customer_id", ExternalId::parse);
    let by_alias = fields.optional("customer_external_id", ExternalId::parse);
    let external = |field| move |id| Named::id(CustomerName::External, field, id);
    let mut names = [
        by_id?.map(|id| Named::id(CustomerName::Id, "customer_id", id)),
        by_external?.map(external("external_customer_id")),
        by_alias?.map(external("customer_external_id")),
    ]
    .into_iter()
    .flatten();
    match (names.next(), names.next()) {
        (Some(name), None) => Some(name),
        (Some(_), Some(second)) => {
            let msg = "Send either customer_id or external_customer_id.";
            let fault = fields.invalid(second.field, msg, second.sent);
            fields.fault(fault)
        }
        (None, _) => fields.missing("customer_id"),
    }
}
