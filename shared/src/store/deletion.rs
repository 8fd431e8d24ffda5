//! Deleting a customer: one write ends everything of it, and takes with it what fits.
//!
//! What is found by its own key goes last, so that a deletion that was cut short can go on: a
//! member's item after all else of the member, the external id and what is personal on the tombstone
//! after all members.

use aws_sdk_dynamodb::types::{TransactWriteItem, builders::UpdateBuilder};

use super::{
    Store,
    customer_changes::ROUNDS,
    customers::{Deleted, as_read, external, find, login, read},
    delete,
    error::StoreError,
    expression::Changes,
    item::{Reader, number, text},
    members,
    query::Slice,
    schema::{self, Item, Key, attribute as a},
    transact::{AT_ONCE, Transaction},
    update,
};
use crate::domain::{
    customer::Customer,
    external_id::ExternalId,
    id::{CustomerId, OrganizationId},
    timestamp::Timestamp,
};

/// What a deletion keeps of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// All that the merchant wrote, on a tombstone that nothing finds.
    Plain,
    /// That there was a customer of this id, and when: no personal data.
    Anonymized,
}

/// What a deletion writes.
struct Writes {
    first: Vec<TransactWriteItem>,
    /// Together, for a repeat finds neither without the other.
    last: Vec<TransactWriteItem>,
}

impl Writes {
    /// One transaction where all of it fits, and otherwise as many as it takes.
    fn parts(self) -> Vec<Vec<TransactWriteItem>> {
        let Self { mut first, last } = self;
        if first.len() + last.len() <= AT_ONCE {
            first.extend(last);
            return vec![first];
        }
        let mut parts: Vec<_> = first.chunks(AT_ONCE).map(<[_]>::to_vec).collect();
        parts.push(last);
        parts.retain(|part| !part.is_empty());
        parts
    }
}

/// How many parts of a deletion were done.
enum Parts {
    None,
    Some,
    All,
}

impl Store {
    /// Deletes a customer with its members. One transaction does it for all but teams of more than
    /// about twenty: theirs ends everything, and more of them clear away what is left. Where that
    /// was cut short, the same call goes on with it. It also anonymizes a tombstone.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn delete_customer(
        &self,
        organization: OrganizationId,
        id: CustomerId,
        deletion: Deletion,
        now: Timestamp,
    ) -> Result<Deleted, StoreError> {
        let mut is_done = false;
        for _ in 0..ROUNDS {
            let Some(item) = self.get(&Key::customer(id), true).await? else {
                return Ok(Deleted::NoSuchThing);
            };
            let itself = read(&item)?;
            if itself.organization != organization {
                return Ok(Deleted::NoSuchThing);
            }
            let rest = self.what_dies_with(&itself, deletion).await?;
            let writes = match find(Some(&item), organization)? {
                Some(live) => self.end_customer(&live, &item, (deletion, now), &rest)?,
                None => self.finish(&itself, &item, deletion, &rest).await?,
            };
            if writes.first.is_empty() && writes.last.is_empty() {
                return Ok(if is_done { Deleted::Done } else { Deleted::NoSuchThing });
            }
            match self.transact_in_parts(writes).await? {
                Parts::All => return Ok(Deleted::Done),
                // Another call has finished it, and what it was found by is a successor's.
                Parts::Some => is_done = true,
                Parts::None => {}
            }
        }
        Err(StoreError::Busy("the customer keeps changing".into()))
    }

    /// The id of a customer by the merchant's own, also while its deletion is under way.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn customer_id(
        &self,
        organization: OrganizationId,
        name: &ExternalId,
    ) -> Result<Option<CustomerId>, StoreError> {
        let item = self.get(&Key::external_customer(organization, name), true).await?;
        item.map(|item| Reader(&item).parsed(a::CUSTOMER)).transpose()
    }

    /// The members of a customer, and, where nothing personal is to be left, its sessions and links:
    /// TTL takes those otherwise, for they open nothing any more.
    async fn what_dies_with(
        &self,
        customer: &Customer,
        deletion: Deletion,
    ) -> Result<Vec<Key>, StoreError> {
        let partition = || Slice::of(schema::customer(customer.id));
        let mut keys = Vec::new();
        for item in self.slice(partition().beginning(schema::MEMBERS)).await? {
            let member = members::read(&item, customer.id)?;
            keys.extend(members::keys(customer.organization, &member));
        }
        if deletion == Deletion::Anonymized {
            for prefix in [schema::SESSIONS, schema::LINKS] {
                let items = self.slice(partition().beginning(prefix)).await?;
                keys.extend(items.iter().filter_map(Key::of));
            }
        }
        Ok(keys)
    }

    /// Does the first hundred writes or none, then the others, until one part is refused.
    async fn transact_in_parts(&self, writes: Writes) -> Result<Parts, StoreError> {
        for (number, part) in writes.parts().into_iter().enumerate() {
            if let Transaction::Refused(_) = self.transact(part).await? {
                return Ok(if number == 0 { Parts::None } else { Parts::Some });
            }
        }
        Ok(Parts::All)
    }

    /// Makes a customer's item its tombstone, which ends everything of it, and clears the rest away.
    fn end_customer(
        &self,
        customer: &Customer,
        item: &Item,
        (deletion, now): (Deletion, Timestamp),
        rest: &[Key],
    ) -> Result<Writes, StoreError> {
        let buried = Changes::default()
            .set(a::DELETED_AT, number(now.unix_millis()))
            .set(a::MODIFIED_AT, number(now.unix_millis()))
            .remove(a::DIRECTORY)
            .remove(a::DIRECTORY_AGE)
            .remove(a::DIRECTORY_EMAIL);
        let mut keys = vec![Key::principal(customer.id)];
        keys.extend(login(customer));
        keys.extend_from_slice(rest);
        let found_by = self.give_up_external_id(customer)?;
        // The tombstone, the count, and these.
        let fits = keys.len() + usize::from(found_by.is_some()) + 2 <= AT_ONCE;
        let erased_at_once = fits && deletion == Deletion::Anonymized;
        let buried = if erased_at_once { erase(buried) } else { buried };
        let mut first =
            vec![self.bury(customer, item, buried)?, self.count_customer(customer, -1)?];
        for key in &keys {
            first.push(delete(self.delete(key))?);
        }
        let mut last: Vec<_> = found_by.into_iter().collect();
        if deletion == Deletion::Anonymized && !fits {
            // Not in the transaction of the tombstone, which takes each item once.
            last.push(self.erase_tombstone(customer.id)?);
        }
        Ok(Writes { first, last })
    }

    /// The update of a customer that is as it was read: what it is found by is no successor's, and
    /// its members are those read.
    fn bury(
        &self,
        customer: &Customer,
        item: &Item,
        buried: Changes,
    ) -> Result<TransactWriteItem, StoreError> {
        let (unchanged, mut values) = as_read(customer);
        let roster = match item.get(a::ROSTER) {
            Some(roster) => {
                values.insert(":was_roster".to_owned(), roster.clone());
                "roster = :was_roster"
            }
            None => "attribute_not_exists(roster)",
        };
        let tombstone: UpdateBuilder = buried.apply(self.update(&Key::customer(customer.id)));
        let tombstone = values.into_iter().fold(tombstone, |tombstone, (name, value)| {
            tombstone.expression_attribute_values(name, value)
        });
        update(tombstone.condition_expression(format!("{unchanged} AND {roster}")))
    }

    /// What is left to do of a deletion that was cut short, or of one that erased nothing.
    async fn finish(
        &self,
        tombstone: &Customer,
        item: &Item,
        deletion: Deletion,
        rest: &[Key],
    ) -> Result<Writes, StoreError> {
        let first = rest.iter().map(|key| delete(self.delete(key))).collect::<Result<_, _>>()?;
        let mut last = Vec::new();
        if let Some(name) = &tombstone.external_id
            && self.customer_id(tombstone.organization, name).await? == Some(tombstone.id)
        {
            last.extend(self.give_up_external_id(tombstone)?);
        }
        if deletion == Deletion::Anonymized && has_personal_data(item)? {
            last.push(self.erase_tombstone(tombstone.id)?);
        }
        Ok(Writes { first, last })
    }

    /// Frees the external id, unless a successor has it by now.
    fn give_up_external_id(
        &self,
        customer: &Customer,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let Some(key) = external(customer) else { return Ok(None) };
        let is_its_own = self
            .delete(&key)
            .condition_expression("attribute_not_exists(pk) OR customer_id = :itself")
            .expression_attribute_values(":itself", text(customer.id));
        delete(is_its_own).map(Some)
    }

    fn erase_tombstone(&self, id: CustomerId) -> Result<TransactWriteItem, StoreError> {
        let erased = erase(Changes::default()).apply(self.update(&Key::customer(id)));
        update(erased.condition_expression("attribute_exists(deleted_at)"))
    }
}

/// Takes away what is personal, or may be, of what the merchant wrote.
fn erase(changes: Changes) -> Changes {
    changes.remove(a::EMAIL).remove(a::NAME).remove(a::EXTERNAL_ID).set(a::METADATA, text("{}"))
}

fn has_personal_data(item: &Item) -> Result<bool, StoreError> {
    let item = Reader(item);
    let named = [a::EMAIL, a::NAME, a::EXTERNAL_ID].into_iter().any(|name| item.has(name));
    Ok(named || item.text(a::METADATA)? != "{}")
}
