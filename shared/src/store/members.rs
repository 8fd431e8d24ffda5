//! Members of team customers.

use aws_sdk_dynamodb::types::TransactWriteItem;

use super::{
    Store,
    customer_changes::ROUNDS,
    customers::IS_THERE,
    error::StoreError,
    expression::Changes,
    item::{Reader, Writer, number},
    principals,
    query::Slice,
    schema::{self, Item, Key, attribute as a},
    transact::Transaction,
    update,
};
use crate::domain::{
    customer::Customer,
    id::{CustomerId, OrganizationId},
    listing::{DEPTH, Listed, PageOf},
    member::Member,
    principal::Role,
};

/// What became of creating a member.
#[derive(Clone, Debug)]
pub enum CreatedMember {
    /// It exists, and whoever proves its email is signed in as it.
    Created(Box<Member>),
    /// The team is gone.
    NoSuchTeam,
    /// The team has a member with its email already, or one with its external id, or both.
    Taken {
        /// Whether it is the email.
        email: bool,
        /// Whether it is the external id.
        external_id: bool,
    },
}

impl Store {
    /// Creates a member of a team, given as it was read, and everything it is found by, all or
    /// nothing. The first member of a team is its owner, whatever it was to be.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn create_member(
        &self,
        mut team: Customer,
        member: Member,
    ) -> Result<CreatedMember, StoreError> {
        for _ in 0..ROUNDS {
            let is_first = team.headcount.owners == 0;
            let role = if is_first { Role::Owner } else { member.role };
            let member = Member { role, ..member.clone() };
            let writes = std::iter::once(self.enroll(&team, &member)?)
                .chain(new_member(self, team.organization, &member)?)
                .collect();
            let places = match self.transact(writes).await? {
                Transaction::Committed => return Ok(CreatedMember::Created(Box::new(member))),
                Transaction::Refused(places) => places,
            };
            if !places.contains(&0) {
                let (email, external_id) = (places.contains(&LOGIN), places.contains(&EXTERNAL));
                return Ok(CreatedMember::Taken { email, external_id });
            }
            match self.customer(team.organization, team.id).await? {
                Some(read_again) => team = read_again,
                None => return Ok(CreatedMember::NoSuchTeam),
            }
        }
        Err(StoreError::Busy("the team keeps changing".into()))
    }

    /// The members of a team, the newest first; those of a role where one is named. None where
    /// the team is too large to be looked through for a role.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn members(
        &self,
        team: &Customer,
        role: Option<Role>,
        page: PageOf,
    ) -> Result<Option<Listed<Member>>, StoreError> {
        if role.is_some() && team.headcount.members > DEPTH {
            return Ok(None);
        }
        let most = if role.is_some() { DEPTH } else { page.reach() };
        let slice = Slice::of(schema::customer(team.id)).beginning(schema::MEMBERS).backward();
        let members = self.slice(slice.at_most(most)).await?;
        let members: Vec<Member> =
            members.iter().map(|item| read(item, team.id)).collect::<Result<_, _>>()?;
        let Some(role) = role else {
            let listed = page.of(members);
            return Ok(Some(Listed { total: team.headcount.members, ..listed }));
        };
        let matching: Vec<_> = members.into_iter().filter(|member| member.role == role).collect();
        Ok(Some(page.of(matching)))
    }

    /// Counts a new member in, if its team is there, and has an owner or none as it was read.
    fn enroll(&self, team: &Customer, member: &Member) -> Result<TransactWriteItem, StoreError> {
        let is_owner = member.role == Role::Owner;
        let counted = Changes::default()
            .add(a::MEMBERS, 1)
            .add(a::OWNERS, i64::from(is_owner))
            .add(a::ROSTER, 1);
        let owned =
            if team.headcount.owners == 0 { "owners = :nobody" } else { "owners > :nobody" };
        let enrolled = counted
            .apply(self.update(&Key::customer(team.id)))
            .condition_expression(format!("{IS_THERE} AND {owned}"))
            .expression_attribute_values(":nobody", number(0));
        update(enrolled)
    }
}

/// Where in creating a member its email is claimed, and where its external id.
const LOGIN: usize = 1;
const EXTERNAL: usize = 4;

/// Everything that a new member is, but for its part of the team's count; first what claims its
/// email.
pub(super) fn new_member(
    store: &Store,
    organization: OrganizationId,
    member: &Member,
) -> Result<Vec<TransactWriteItem>, StoreError> {
    let Member { id, customer_id: team, .. } = member;
    let external = member
        .external_id
        .as_ref()
        .map(|name| Writer::new(&Key::external_member(*team, name)).text(a::MEMBER, id).item());
    let items = [
        login_item(organization, member),
        write(member),
        principals::write_member(*team, &member.principal()),
    ];
    items.into_iter().chain(external).map(|item| store.put_new(item)).collect()
}

pub(super) fn login_item(organization: OrganizationId, member: &Member) -> Item {
    let key = Key::member_login(organization, &member.email, member.customer_id);
    Writer::new(&key).text(a::CUSTOMER, member.customer_id).text(a::MEMBER, member.id).item()
}

/// Every key of a member: what it is found by last, so that who reads it finds what is left to delete.
pub(super) fn keys(organization: OrganizationId, member: &Member) -> Vec<Key> {
    let (team, id) = (member.customer_id, member.id);
    let external = member.external_id.as_ref().map(|name| Key::external_member(team, name));
    [Key::member_login(organization, &member.email, team), Key::member_principal(team, id)]
        .into_iter()
        .chain(external)
        .chain([Key::member(team, id)])
        .collect()
}

fn write(member: &Member) -> Item {
    Writer::new(&Key::member(member.customer_id, member.id))
        .text(a::MEMBER, member.id)
        .text(a::EMAIL, &member.email)
        .optional_text(a::NAME, member.name.as_ref())
        .optional_text(a::EXTERNAL_ID, member.external_id.as_ref())
        .text(a::ROLE, member.role)
        .millis(a::CREATED_AT, member.created_at)
        .item()
}

pub(super) fn read(item: &Item, team: CustomerId) -> Result<Member, StoreError> {
    let item = Reader(item);
    Ok(Member {
        id: item.parsed(a::MEMBER)?,
        created_at: item.millis(a::CREATED_AT)?,
        modified_at: item.optional(a::MODIFIED_AT, Reader::millis)?,
        customer_id: team,
        email: item.email(a::EMAIL)?,
        name: item.optional(a::NAME, Reader::name)?,
        external_id: item.optional(a::EXTERNAL_ID, Reader::external_id)?,
        role: item.parsed(a::ROLE)?,
    })
}
