//! What the body asks for, and whether it can be had.

use lambda_http::Request;
use shared::{
    domain::{
        customer::{Customer, CustomerName},
        external_id::ExternalId,
        id::MemberId,
        idempotency::{BodyHash, IdempotencyKey, body_hash},
        locale::{Locale, LocaleTag},
        member::MemberName,
        organization::Organization,
        principal::Principal,
        return_url::ReturnUrl,
    },
    http::{self, ApiError, Fault, Fields, Input, Named, read_customer, request::id},
    store::{Asked, MerchantView},
};

use crate::Found;

/// The body and the idempotency key, or every fault of both.
pub(crate) fn read(request: &Request) -> Result<(CreateSession, Option<IdempotencyKey>), ApiError> {
    match (http::json(request), http::idempotency_key(request)) {
        (Ok(input), Ok(key)) => Ok((input, key)),
        (Ok(_), Err(fault)) => Err(ApiError::Invalid(vec![fault])),
        (Err(ApiError::Invalid(mut faults)), Err(fault)) => {
            faults.push(fault);
            Err(ApiError::Invalid(faults))
        }
        (Err(error), _) => Err(error),
    }
}

/// Whom the session is for, and where it leads back to.
pub(crate) struct CreateSession {
    pub(crate) customer: Named<CustomerName>,
    pub(crate) member: Option<Named<MemberName>>,
    /// What the portal is to speak, where it does.
    locale: Option<LocaleTag>,
    /// Its fault is told together with those of the names, which only a read finds.
    return_url: Result<Option<ReturnUrl>, Fault>,
}

impl Input for CreateSession {
    fn read(fields: &mut Fields) -> Option<Self> {
        let customer = read_customer(fields);
        let member = read_member(fields);
        let return_url = fields.tentative("return_url", ReturnUrl::parse);
        let locale = fields.optional("locale", LocaleTag::parse);
        match (customer, member, locale, return_url) {
            (Some(customer), Some(member), Some(locale), return_url) => {
                Some(Self { customer, member, locale, return_url })
            }
            (_, _, _, Ok(_)) => None,
            (_, _, _, Err(fault)) => fields.fault(fault),
        }
    }
}

/// At most one of the member's two names.
#[expect(clippy::option_option, reason = "whether it is valid, and whether it is there")]
fn read_member(fields: &mut Fields) -> Option<Option<Named<MemberName>>> {
    let by_id = fields.optional("member_id", id::<MemberId>);
    let by_external = fields.optional("external_member_id", ExternalId::parse);
    match (by_id?, by_external?) {
        (Some(id), None) => Some(Some(Named::id(MemberName::Id, "member_id", id))),
        (None, Some(id)) => Some(Some(Named::id(MemberName::External, "external_member_id", id))),
        (None, None) => Some(None),
        (Some(_), Some(second)) => {
            let msg = "Send either member_id or external_member_id.";
            fields.fault(Fault::value("external_member_id", msg, second.to_string()))
        }
    }
}

impl CreateSession {
    /// What it asks for, to tell two bodies apart: what is ignored makes no difference.
    pub(crate) fn hash(&self) -> BodyHash {
        let return_url = self.return_url.as_ref().ok().and_then(Option::as_ref);
        let locale = self.locale.as_ref().map(LocaleTag::as_str);
        let customer = match &self.customer.name {
            CustomerName::Id(id) => ("id", id.to_string()),
            CustomerName::External(id) => ("external", id.to_string()),
        };
        let member = self.member.as_ref().map(|member| match &member.name {
            MemberName::Id(id) => ("id", id.to_string()),
            MemberName::External(id) => ("external", id.to_string()),
        });
        body_hash(&(customer, member, return_url, locale))
    }

    /// Whom the session is for and where it leads back to, or every reason why not.
    pub(crate) fn check(&self, view: MerchantView) -> Result<Found, ApiError> {
        let organization = view.organization.ok_or(ApiError::InvalidToken)?;
        match (self.check_principal(view.asked), self.check_return_url(&organization)) {
            (Ok(found), Ok(return_url)) => {
                let (principal, customer) = *found;
                let locale = self.locale.as_ref().and_then(|tag| Locale::parse(tag.as_str()));
                Ok(Found { organization, principal, customer, return_url, locale })
            }
            (found, return_url) => {
                let faults = found.err().into_iter().chain(return_url.err());
                Err(ApiError::Invalid(faults.collect()))
            }
        }
    }

    fn check_principal(&self, asked: Asked) -> Result<Box<(Principal, Customer)>, Fault> {
        match (asked, &self.member) {
            (Asked::Found(found), _) if found.0.can_act() => Ok(found),
            (Asked::Found(_), _) => {
                let msg = "This customer is a team: name the member the session is for.";
                Err(Fault { r#type: "missing", ..Fault::value("member_id", msg, ()) })
            }
            (Asked::NoMember, Some(member)) => Err(member.fault("Member does not exist.")),
            (Asked::NoCustomer | Asked::NoMember, _) => {
                Err(self.customer.fault("Customer does not exist."))
            }
        }
    }

    fn check_return_url(&self, organization: &Organization) -> Result<Option<ReturnUrl>, Fault> {
        match self.return_url.clone()? {
            Some(url) if !organization.allows_return_to(&url) => {
                let msg = "This origin is not on the organization's list of allowed origins.";
                Err(Fault::value("return_url", msg, url.as_str()))
            }
            allowed => Ok(allowed),
        }
    }
}
