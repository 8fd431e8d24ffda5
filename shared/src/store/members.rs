//! Members of team customers.

use super::{
    Store, check,
    customers::Changed,
    delete,
    error::StoreError,
    item::{Reader, Writer, text},
    principals,
    schema::{Item, Key, attribute as a},
    transact::Transaction,
};
use crate::domain::{
    customer::CustomerType,
    external_id::ExternalId,
    id::{CustomerId, MemberId, OrganizationId},
    principal::MemberPrincipal,
    timestamp::Timestamp,
};

/// What a member is created with.
#[derive(Clone, Debug)]
pub struct CreateMember {
    /// The organization its team belongs to.
    pub organization: OrganizationId,
    /// Its team.
    pub customer: CustomerId,
    /// Who it is and what it may do.
    pub principal: MemberPrincipal,
    /// The merchant's own name for it, unique in the team.
    pub external_id: Option<ExternalId>,
    /// When it is created.
    pub created_at: Timestamp,
}

/// What became of creating a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreatedMember {
    /// It exists, and whoever proves its email is signed in as it.
    Created,
    /// The organization has no such customer, or it is no team.
    NoSuchTeam,
    /// The team has a member with its email already.
    EmailTaken,
    /// The team has a member with its external id already.
    ExternalIdTaken,
}

impl Store {
    /// Creates a member and everything it is found by, all or nothing.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn create_member(&self, member: &CreateMember) -> Result<CreatedMember, StoreError> {
        let CreateMember { organization, customer, principal, .. } = member;
        let team = self
            .check(&Key::principal(*customer))
            .condition_expression(
                "attribute_exists(pk) AND organization_id = :organization AND customer_type = :team",
            )
            .expression_attribute_values(":organization", text(organization))
            .expression_attribute_values(":team", text(CustomerType::Team.as_str()));
        let login = Writer::new(&Key::member_login(*organization, &principal.email, *customer))
            .text(a::CUSTOMER, customer)
            .text(a::MEMBER, principal.id)
            .item();
        let mut writes = vec![
            check(team)?,
            self.put_new(login)?,
            self.put_new(write(member))?,
            self.put_new(principals::write_member(*customer, principal))?,
        ];
        if let Some(name) = &member.external_id {
            let key = Key::external_member(*customer, name);
            writes.push(self.put_new(Writer::new(&key).text(a::MEMBER, principal.id).item())?);
        }
        Ok(match self.transact(writes).await? {
            Transaction::Committed => CreatedMember::Created,
            Transaction::Refused(places) if places.contains(&0) => CreatedMember::NoSuchTeam,
            Transaction::Refused(places) if places.contains(&1) => CreatedMember::EmailTaken,
            Transaction::Refused(_) => CreatedMember::ExternalIdTaken,
        })
    }

    /// Removes a member; its sessions and open sign-ins are dead with the same write.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn delete_member(
        &self,
        organization: OrganizationId,
        customer: CustomerId,
        id: MemberId,
    ) -> Result<Changed, StoreError> {
        let (principal_key, member_key) =
            (Key::member_principal(customer, id), Key::member(customer, id));
        let items = self.batch_get(vec![principal_key.clone(), member_key.clone()], true).await?;
        let (Some(principal), Some(member)) = (items.get(&principal_key), items.get(&member_key))
        else {
            return Ok(Changed::NoSuchThing);
        };
        let member = Reader(member);
        if member.parsed::<OrganizationId>(a::ORGANIZATION)? != organization {
            return Ok(Changed::NoSuchThing);
        }
        let email = principals::read_member(principal)?.email;
        let external = member.optional(a::EXTERNAL_ID, Reader::external_id)?;
        let external = external.map(|name| Key::external_member(customer, &name));
        // Of two deletes, the later one must not take what a successor has claimed in between.
        let still_there = self.delete(&principal_key).condition_expression("attribute_exists(pk)");
        let mut writes = vec![delete(still_there)?];
        let others = [member_key, Key::member_login(organization, &email, customer)];
        for key in others.into_iter().chain(external) {
            writes.push(delete(self.delete(&key))?);
        }
        Ok(match self.transact(writes).await? {
            Transaction::Committed => Changed::Done,
            Transaction::Refused(_) => Changed::NoSuchThing,
        })
    }
}

fn write(member: &CreateMember) -> Item {
    Writer::new(&Key::member(member.customer, member.principal.id))
        .text(a::MEMBER, member.principal.id)
        .text(a::ORGANIZATION, member.organization)
        .optional_text(a::EXTERNAL_ID, member.external_id.as_ref())
        .millis(a::CREATED_AT, member.created_at)
        .item()
}
