//! Changing and removing a member: either takes effect on its sessions with the same write.

use aws_sdk_dynamodb::types::{TransactWriteItem, builders::UpdateBuilder};

use super::{
    Store,
    customer_changes::ROUNDS,
    customers::{self, IS_THERE},
    delete,
    error::StoreError,
    expression::Changes,
    item::{number, text},
    members::{self, login_item},
    schema::{Key, attribute as a},
    transact::Transaction,
    update,
};
use crate::domain::{
    email_address::EmailAddress,
    id::{CustomerId, MemberId, OrganizationId},
    member::Member,
    name::Name,
    principal::Role,
    timestamp::Timestamp,
};

/// What is to be different about a member.
#[derive(Clone, Debug, Default)]
pub struct MemberChange {
    /// Where its mail goes.
    pub email: Option<EmailAddress>,
    /// What people call it.
    pub name: Option<Name>,
    /// What it may do.
    pub role: Option<Role>,
}

/// What became of changing a member.
#[derive(Clone, Debug)]
pub enum ChangedMember {
    /// It is as it is to be, and what was begun by an email that it has no more is dead.
    Changed(Box<Member>),
    /// There is no such member any more.
    NoSuchMember,
    /// It is as it was.
    Refused {
        /// Whether the team has another member with the email.
        email_taken: bool,
        /// Whether it is the team's last owner, and would be none.
        last_owner: bool,
    },
}

/// What became of removing a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovedMember {
    /// It is gone, and every session and open sign-in of it is dead.
    Removed,
    /// There is no such member.
    NoSuchMember,
    /// It is the team's last owner.
    LastOwner,
}

impl Store {
    /// Changes a member, given as it was read: all that is named or nothing. What is the same
    /// already is not written.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn change_member(
        &self,
        organization: OrganizationId,
        mut old: Member,
        change: &MemberChange,
        now: Timestamp,
    ) -> Result<ChangedMember, StoreError> {
        for _ in 0..ROUNDS {
            let Some(new) = changed(&old, change, now) else {
                return Ok(ChangedMember::Changed(Box::new(old)));
            };
            let mut writes = vec![
                self.change_roster(&old, 0, owners_more(&old, &new))?,
                self.change_seen_member(&old, &new)?,
                self.change_member_principal(&old, &new)?,
            ];
            let login = |member: &Member| {
                Key::member_login(organization, &member.email, member.customer_id)
            };
            if login(&old) != login(&new) {
                writes.push(self.put_new(login_item(organization, &new))?);
                writes.push(delete(self.delete(&login(&old)))?);
            }
            let places = match self.transact(writes).await? {
                Transaction::Committed => return Ok(ChangedMember::Changed(Box::new(new))),
                Transaction::Refused(places) => places,
            };
            let Some(read_again) = self.member(organization, old.customer_id, old.id).await? else {
                return Ok(ChangedMember::NoSuchMember);
            };
            let (email_taken, last_owner) = (places.contains(&LOGIN), places.contains(&ROSTER));
            // Only where it is as it was read, the others' refusals mean what they say; and not
            // every place that would refuse need be named, so the member itself is looked at.
            if is_as_read(&old, &read_again) && (email_taken || last_owner) {
                return Ok(ChangedMember::Refused { email_taken, last_owner });
            }
            old = read_again;
        }
        Err(StoreError::Busy("the member keeps changing".into()))
    }

    /// Removes a member, given as it was read; its sessions and open sign-ins are dead with the same
    /// write.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn remove_member(
        &self,
        organization: OrganizationId,
        mut member: Member,
    ) -> Result<RemovedMember, StoreError> {
        for _ in 0..ROUNDS {
            let places = match self.transact(self.removal(organization, &member)?).await? {
                Transaction::Committed => return Ok(RemovedMember::Removed),
                Transaction::Refused(places) => places,
            };
            let (team, id) = (member.customer_id, member.id);
            let Some(read_again) = self.member(organization, team, id).await? else {
                return Ok(RemovedMember::NoSuchMember);
            };
            // Not every place that would refuse need be named, so the member itself is looked at.
            if places.contains(&ROSTER) && is_as_read(&member, &read_again) {
                return Ok(RemovedMember::LastOwner);
            }
            member = read_again;
        }
        Err(StoreError::Busy("the member keeps changing".into()))
    }

    fn removal(
        &self,
        organization: OrganizationId,
        member: &Member,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let Member { id, customer_id: team, .. } = member;
        // What it is found by, and counted as, is as it was read, and no successor's.
        let seen = self
            .delete(&Key::member(*team, *id))
            .condition_expression(UNCHANGED)
            .expression_attribute_names("#role", a::ROLE)
            .expression_attribute_values(":was_email", text(&member.email))
            .expression_attribute_values(":was_role", text(member.role));
        let login = Key::member_login(organization, &member.email, *team);
        let external = member.external_id.as_ref().map(|name| Key::external_member(*team, name));
        let others = [Key::member_principal(*team, *id), login].into_iter().chain(external);
        let is_owner = member.role == Role::Owner;
        let mut writes = vec![self.change_roster(member, -1, -i64::from(is_owner))?, delete(seen)?];
        for key in others {
            writes.push(delete(self.delete(&key))?);
        }
        Ok(writes)
    }

    /// A member of this organization's customer, as of now.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn member(
        &self,
        organization: OrganizationId,
        customer: CustomerId,
        id: MemberId,
    ) -> Result<Option<Member>, StoreError> {
        let (team_key, key) = (Key::customer(customer), Key::member(customer, id));
        let items = self.batch_get(vec![team_key.clone(), key.clone()], true).await?;
        match customers::find(items.get(&team_key), organization)? {
            Some(_) => items.get(&key).map(|item| members::read(item, customer)).transpose(),
            None => Ok(None),
        }
    }

    /// Counts members and owners of a team, which is there and keeps one owner, and that its members
    /// changed: its deletion takes those whom it has read, or reads again.
    fn change_roster(
        &self,
        member: &Member,
        members: i64,
        owners: i64,
    ) -> Result<TransactWriteItem, StoreError> {
        let counted =
            Changes::default().add(a::MEMBERS, members).add(a::OWNERS, owners).add(a::ROSTER, 1);
        let team: UpdateBuilder = counted.apply(self.update(&Key::customer(member.customer_id)));
        if owners >= 0 {
            return update(team.condition_expression(IS_THERE));
        }
        let team = team.condition_expression(format!("{IS_THERE} AND owners > :last"));
        update(team.expression_attribute_values(":last", number(1)))
    }

    /// The part that merchants see.
    fn change_seen_member(
        &self,
        old: &Member,
        new: &Member,
    ) -> Result<TransactWriteItem, StoreError> {
        let seen = Changes::default()
            .set_some(a::MODIFIED_AT, new.modified_at.map(|it| number(it.unix_millis())))
            .set(a::EMAIL, text(&new.email))
            .set(a::ROLE, text(new.role))
            .set_some(a::NAME, renamed(old, new).map(text))
            .apply(self.update(&Key::member(old.customer_id, old.id)));
        let seen = seen
            .condition_expression(UNCHANGED)
            .expression_attribute_values(":was_email", text(&old.email))
            .expression_attribute_values(":was_role", text(old.role));
        update(seen)
    }

    /// The part that decides who may act.
    fn change_member_principal(
        &self,
        old: &Member,
        new: &Member,
    ) -> Result<TransactWriteItem, StoreError> {
        let principal = Changes::default()
            .set(a::EMAIL, text(&new.email))
            .set(a::ROLE, text(new.role))
            .set_some(a::NAME, renamed(old, new).map(text))
            .add(a::GENERATION, i64::from(old.email != new.email))
            .apply(self.update(&Key::member_principal(old.customer_id, old.id)));
        update(principal.condition_expression("attribute_exists(pk)"))
    }
}

/// Where in changing a member its team's owners are counted, and where its new email is claimed.
const ROSTER: usize = 0;
const LOGIN: usize = 3;

/// A member's condition: that it is there with the email and the role that it was read with.
const UNCHANGED: &str = "attribute_exists(pk) AND email = :was_email AND #role = :was_role";

/// Whether a member still is what a change depends on.
fn is_as_read(old: &Member, now: &Member) -> bool {
    old.role == now.role && old.email.to_string() == now.email.to_string()
}

/// The member as it is to be; none where it is so already.
fn changed(old: &Member, change: &MemberChange, now: Timestamp) -> Option<Member> {
    let new = Member {
        email: change.email.clone().unwrap_or_else(|| old.email.clone()),
        name: change.name.clone().or_else(|| old.name.clone()),
        role: change.role.unwrap_or(old.role),
        modified_at: Some(now),
        ..old.clone()
    };
    let is_same = old.email.to_string() == new.email.to_string()
        && old.name == new.name
        && old.role == new.role;
    (!is_same).then_some(new)
}

/// The new name of a member. An old one is not written, for another call may have changed it.
fn renamed<'a>(old: &Member, new: &'a Member) -> Option<&'a Name> {
    new.name.as_ref().filter(|_| old.name != new.name)
}

/// Owners that a team has more by a change, or fewer.
fn owners_more(old: &Member, new: &Member) -> i64 {
    i64::from(new.role == Role::Owner) - i64::from(old.role == Role::Owner)
}
