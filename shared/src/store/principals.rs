//! Who may act: `PRINCIPAL` and `PRINCIPAL#{member}` items, under 1 KB each.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};

use super::{
    Items, Store, check,
    error::StoreError,
    item::{Reader, Writer, number, text},
    schema::{Item, Key, attribute as a},
    transact::Transaction,
    update,
};
use crate::domain::{
    email_address::EmailAddress,
    id::{CustomerId, OrganizationId},
    principal::{CustomerPrincipal, Generation, MemberPrincipal, Principal, PrincipalId, Standing},
};

/// Principals read at once: two keys each, and a batch read takes a hundred. More customers of
/// one email than anybody could choose from.
const AT_ONCE: usize = 50;

impl Store {
    /// The principals of these names that exist. One read, whether there are any or not: a key of
    /// nobody is asked for in place of none, so that an unknown email costs what a known one does.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn principals(&self, ids: &[PrincipalId]) -> Result<Vec<Principal>, StoreError> {
        let mut keys: Vec<Key> = ids.iter().take(AT_ONCE).flat_map(|id| keys(*id)).collect();
        if keys.is_empty() {
            keys.push(Key::principal(CustomerId::from_bytes([0; 16])));
        }
        // A team and two of its members share a key, and a batch read takes each key once.
        keys.sort();
        keys.dedup();
        let items = self.batch_get(keys, true).await?;
        ids.iter().filter_map(|id| find(&items, *id).transpose()).collect()
    }

    /// Where mail to these principals goes, who share an email: to the first of them that still
    /// stands as it did.
    ///
    /// Read as of a moment ago first, which costs half; only where that does not agree with what
    /// is asked for, as of now. The team of a member is not read: without it the mail's code
    /// opens nothing anyway.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn mail_address(
        &self,
        standings: &[Standing],
    ) -> Result<Option<EmailAddress>, StoreError> {
        let keys: Vec<Key> = standings.iter().map(address_key).collect();
        for strongly in [false, true] {
            let items = self.batch_get(keys.clone(), strongly).await?;
            for standing in standings {
                if let Some(email) = read_mail_address(&items, standing)? {
                    return Ok(Some(email));
                }
            }
        }
        Ok(None)
    }

    /// Ends every session, portal link and open sign-in of a customer that began before this
    /// call: one write, and nothing that races with it survives (decision 0002).
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn raise_generation(
        &self,
        organization: OrganizationId,
        id: CustomerId,
    ) -> Result<Revoked, StoreError> {
        let raise = self
            .update(&Key::principal(id))
            .update_expression("ADD generation :one")
            .condition_expression("attribute_exists(pk) AND organization_id = :organization")
            .expression_attribute_values(":organization", text(organization))
            .expression_attribute_values(":one", number(1));
        Ok(match self.transact(vec![update(raise)?]).await? {
            Transaction::Committed => Revoked::Done,
            Transaction::Refused(_) => Revoked::NoSuchCustomer,
        })
    }

    /// Checks, as part of a transaction, that a principal still stands as it did.
    pub(super) fn still_stands(
        &self,
        standing: &Standing,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let at = |key: &Key, generation: Generation| {
            let unchanged = self
                .check(key)
                .condition_expression("attribute_exists(pk) AND generation = :generation")
                .expression_attribute_values(":generation", number(generation.0));
            check(unchanged)
        };
        let mut checks =
            vec![at(&Key::principal(standing.customer), standing.customer_generation)?];
        if let Some((member, generation)) = standing.member {
            checks.push(at(&Key::member_principal(standing.customer, member), generation)?);
        }
        Ok(checks)
    }
}

/// What became of a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// Everything begun before is dead.
    Done,
    /// There is no such customer.
    NoSuchCustomer,
}

/// The keys of the items that make up a principal.
pub(super) fn keys(id: PrincipalId) -> Vec<Key> {
    let member = id.member.map(|member| Key::member_principal(id.customer, member));
    std::iter::once(Key::principal(id.customer)).chain(member).collect()
}

/// The principal of this name, if a batch read found all of it.
pub(super) fn find(items: &Items, id: PrincipalId) -> Result<Option<Principal>, StoreError> {
    let Some(customer) = items.get(&Key::principal(id.customer)) else {
        return Ok(None);
    };
    let customer = read_customer(customer)?;
    let member = match id.member {
        None => None,
        Some(member) => match items.get(&Key::member_principal(id.customer, member)) {
            Some(item) => Some(read_member(item)?),
            None => return Ok(None),
        },
    };
    Ok(Some(Principal { customer, member }))
}

/// Writes the generations of a standing into a session's, link's or sign-in's item.
pub(super) fn write_standing(writer: Writer, standing: &Standing) -> Writer {
    let writer = writer
        .text(a::CUSTOMER, standing.customer)
        .number(a::GENERATION, standing.customer_generation.0);
    match standing.member {
        Some((member, generation)) => {
            writer.text(a::MEMBER, member).number(a::MEMBER_GENERATION, generation.0)
        }
        None => writer,
    }
}

/// Reads what [`write_standing`] wrote.
pub(super) fn read_standing(item: &Reader<'_>) -> Result<Standing, StoreError> {
    let member = match item.optional(a::MEMBER, Reader::parsed)? {
        Some(member) => Some((member, item.number(a::MEMBER_GENERATION).map(Generation)?)),
        None => None,
    };
    Ok(Standing {
        customer: item.parsed(a::CUSTOMER)?,
        customer_generation: item.number(a::GENERATION).map(Generation)?,
        member,
    })
}

/// The item that has a principal's own email.
fn address_key(standing: &Standing) -> Key {
    match standing.member {
        Some((member, _)) => Key::member_principal(standing.customer, member),
        None => Key::principal(standing.customer),
    }
}

fn read_mail_address(
    items: &Items,
    standing: &Standing,
) -> Result<Option<EmailAddress>, StoreError> {
    let Some(item) = items.get(&address_key(standing)) else { return Ok(None) };
    let generation = standing.member.map_or(standing.customer_generation, |(_, own)| own);
    let item = Reader(item);
    if item.number(a::GENERATION).map(Generation)? != generation {
        return Ok(None);
    }
    item.optional(a::EMAIL, Reader::email)
}

/// A standing as an element of a list.
pub(super) fn standing_attribute(standing: &Standing) -> AttributeValue {
    AttributeValue::M(write_standing(Writer::empty(), standing).item())
}

/// Reads a list of what [`standing_attribute`] wrote.
pub(super) fn read_standings(
    item: &Reader<'_>,
    name: &'static str,
) -> Result<Vec<Standing>, StoreError> {
    let standing = |element: &Item| read_standing(&Reader(element));
    item.elements(name)?.into_iter().map(standing).collect()
}

/// The item of a customer's principal.
pub(super) fn write_customer(principal: &CustomerPrincipal) -> Item {
    Writer::new(&Key::principal(principal.id))
        .text(a::CUSTOMER, principal.id)
        .text(a::ORGANIZATION, principal.organization)
        .text(a::CUSTOMER_TYPE, principal.kind.as_str())
        .optional_text(a::EMAIL, principal.email.as_ref())
        .optional_text(a::NAME, principal.name.as_ref())
        .number(a::GENERATION, principal.generation.0)
        .item()
}

/// The item of a member's principal.
pub(super) fn write_member(customer: CustomerId, principal: &MemberPrincipal) -> Item {
    Writer::new(&Key::member_principal(customer, principal.id))
        .text(a::MEMBER, principal.id)
        .text(a::EMAIL, &principal.email)
        .optional_text(a::NAME, principal.name.as_ref())
        .text(a::ROLE, principal.role)
        .number(a::GENERATION, principal.generation.0)
        .item()
}

pub(super) fn read_customer(item: &Item) -> Result<CustomerPrincipal, StoreError> {
    let item = Reader(item);
    Ok(CustomerPrincipal {
        id: item.parsed(a::CUSTOMER)?,
        organization: item.parsed(a::ORGANIZATION)?,
        kind: item.parsed(a::CUSTOMER_TYPE)?,
        email: item.optional(a::EMAIL, Reader::email)?,
        name: item.optional(a::NAME, Reader::name)?,
        generation: Generation(item.number(a::GENERATION)?),
    })
}

pub(super) fn read_member(item: &Item) -> Result<MemberPrincipal, StoreError> {
    let item = Reader(item);
    Ok(MemberPrincipal {
        id: item.parsed(a::MEMBER)?,
        email: item.email(a::EMAIL)?,
        name: item.optional(a::NAME, Reader::name)?,
        role: item.parsed(a::ROLE)?,
        generation: Generation(item.number(a::GENERATION)?),
    })
}
