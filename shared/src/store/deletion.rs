//! Deleting a customer: one write ends everything of it, and takes with it what fits.

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
    transact::Transaction,
    update,
};
use crate::domain::{
    customer::Customer,
    id::{CustomerId, OrganizationId},
    timestamp::Timestamp,
};

/// Writes of one transaction.
const AT_ONCE: usize = 100;

/// What a deletion keeps of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// All that the merchant wrote, on a tombstone that nothing finds.
    Plain,
    /// That there was a customer of this id, and when: no personal data.
    Anonymized,
}

impl Store {
    /// Deletes a customer with its members, sessions and links. The first transaction ends
    /// everything and clears away about ninety items; where a larger team's deletion was cut short,
    /// the next call goes on with it. A tombstone is anonymized by the same call.
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
        for _ in 0..ROUNDS {
            let items = self.slice(Slice::of(schema::customer(id))).await?;
            let is_itself = |item: &&Item| Key::of(item) == Some(Key::customer(id));
            let Some(itself) = items.iter().find(is_itself) else {
                return Ok(Deleted::NoSuchThing);
            };
            if read(itself)?.organization != organization {
                return Ok(Deleted::NoSuchThing);
            }
            let customer = find(Some(itself), organization)?;
            let mut writes = match &customer {
                Some(live) => self.end_customer(live, deletion, now)?,
                None => self.erase_tombstone(itself, deletion)?,
            };
            writes.extend(self.clear(&items, organization, id)?);
            if writes.is_empty() {
                return Ok(Deleted::NoSuchThing);
            }
            if self.transact_in_parts(writes).await? {
                return Ok(Deleted::Done);
            }
        }
        Err(StoreError::Busy("the customer keeps changing".into()))
    }

    /// Does the first hundred writes or none, then the others. Tells whether it did.
    async fn transact_in_parts(&self, writes: Vec<TransactWriteItem>) -> Result<bool, StoreError> {
        for part in writes.chunks(AT_ONCE) {
            if let Transaction::Refused(_) = self.transact(part.to_vec()).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Makes a customer's item its tombstone, and ends everything of it.
    fn end_customer(
        &self,
        customer: &Customer,
        deletion: Deletion,
        now: Timestamp,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let buried = Changes::default()
            .set(a::DELETED_AT, number(now.unix_millis()))
            .set(a::MODIFIED_AT, number(now.unix_millis()))
            .remove(a::DIRECTORY)
            .remove(a::DIRECTORY_AGE)
            .remove(a::DIRECTORY_EMAIL);
        let buried = if deletion == Deletion::Anonymized { erase(buried) } else { buried };
        // What it is found by is as it was read, and no successor's.
        let (unchanged, values) = as_read(customer);
        let tombstone: UpdateBuilder = buried.apply(self.update(&Key::customer(customer.id)));
        let tombstone = values.into_iter().fold(tombstone, |tombstone, (name, value)| {
            tombstone.expression_attribute_values(name, value)
        });
        let mut writes = vec![
            update(tombstone.condition_expression(unchanged))?,
            self.count_customer(customer, -1)?,
        ];
        for key in login(customer).into_iter().chain(external(customer)) {
            writes.push(delete(self.delete(&key))?);
        }
        Ok(writes)
    }

    /// Takes what is personal off a tombstone, where it is to be taken and is there.
    fn erase_tombstone(
        &self,
        tombstone: &Item,
        deletion: Deletion,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let Some(key) = Key::of(tombstone).filter(|_| deletion == Deletion::Anonymized) else {
            return Ok(Vec::new());
        };
        if !has_personal_data(tombstone)? {
            return Ok(Vec::new());
        }
        let erased = erase(Changes::default()).apply(self.update(&key));
        Ok(vec![update(erased.condition_expression("attribute_exists(pk)"))?])
    }

    /// Deletes all else in a customer's partition, its principal first, and what leads to its
    /// members: nothing new comes, for whatever is created checks that the customer is there.
    fn clear(
        &self,
        items: &[Item],
        organization: OrganizationId,
        id: CustomerId,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let (itself, principal) = (Key::customer(id), Key::principal(id));
        let mut keys = Vec::new();
        for item in items {
            // What leads to a member goes with the member or before it, so that none is forgotten.
            keys.extend(members::login_of(item, organization, id)?);
            keys.extend(Key::of(item).filter(|key| *key != itself));
        }
        keys.sort_by_key(|key| *key != principal);
        keys.iter().map(|key| delete(self.delete(key))).collect()
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
