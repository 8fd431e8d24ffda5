//! The one table: every read and write of it, one file per thing that is stored.
//!
//! Every read and every condition checks `expires_at`, for TTL deletion may lag by days. Every
//! update carries `attribute_exists(pk)`, so that nothing deleted comes back.

mod access_tokens;
mod budgets;
mod customer_changes;
mod customer_lists;
mod customers;
mod deletion;
pub mod error;
mod exports;
mod expression;
mod idempotency;
mod imports;
mod item;
mod logins;
mod member_changes;
mod members;
mod merchant_view;
mod organization_changes;
mod organizations;
mod principals;
mod query;
mod schema;
mod sessions;
mod sign_ins;
mod transact;

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    types::{
        ConditionCheck, Delete, KeysAndAttributes, Put, TransactWriteItem,
        builders::{ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder},
    },
};

pub use self::{
    access_tokens::Minted,
    customer_changes::{ChangedCustomer, CustomerChange},
    customer_lists::CustomerFilter,
    customers::{CreatedCustomer, Deleted},
    deletion::Deletion,
    error::StoreError,
    exports::{Oldest, Place},
    idempotency::{Answered, NewAnswer},
    imports::{Imported, Newcomer},
    logins::Login,
    member_changes::{ChangedMember, MemberChange, RemovedMember},
    members::CreatedMember,
    merchant_view::{Asked, Claim, CustomerView, MerchantView, Wanted},
    organization_changes::{LogoChange, OrganizationChange},
    organizations::CreatedOrganization,
    principals::Revoked,
    sessions::{EndedOthers, NewLink, Opened, PortalLink, Presented},
    sign_ins::{
        Attempt, BARE_CANDIDATES, BeginSignIn, Begun, Charged, Exchange, has_mail,
        sign_in_of_record,
    },
};
use self::{
    organizations::RecentOrganizations,
    schema::{Item, Key},
    transact::Patience,
};
use crate::rng::Rng;

/// The table. Cloning it clones a handle.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    table: String,
    rng: Rng,
    organizations: RecentOrganizations,
}

impl Store {
    /// The table of this name, reached through this client.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>, rng: Rng) -> Self {
        Self { client, table: table.into(), rng, organizations: RecentOrganizations::default() }
    }

    /// Reads up to 100 items in one round trip, as of now or, where `strongly` is false, as of a
    /// moment ago at half the cost.
    async fn batch_get(&self, keys: Vec<Key>, strongly: bool) -> Result<Items, StoreError> {
        let mut items = Items::default();
        let mut wanted: Vec<Item> = keys.iter().map(Key::attributes).collect();
        let mut patience = Patience::new();
        while !wanted.is_empty() {
            let request = KeysAndAttributes::builder()
                .set_keys(Some(wanted))
                .consistent_read(strongly)
                .build()
                .map_err(|error| StoreError::Refused(error.into()))?;
            let call = self.client.batch_get_item().request_items(&self.table, request);
            let mut answer = self.within(&mut patience, || call.clone().send()).await??;
            let found = answer.responses.as_mut().and_then(|tables| tables.remove(&self.table));
            items.add(found.unwrap_or_default());
            let left = answer.unprocessed_keys.and_then(|mut tables| tables.remove(&self.table));
            wanted = left.map(|left| left.keys).unwrap_or_default();
            if !wanted.is_empty() {
                patience.wait(self, "keys stay unprocessed").await?;
            }
        }
        Ok(items)
    }

    /// Reads one item, as of now or as of a moment ago at half the cost.
    async fn get(&self, key: &Key, strongly: bool) -> Result<Option<Item>, StoreError> {
        let call = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .consistent_read(strongly);
        Ok(self.patiently(|| call.clone().send()).await??.item)
    }

    fn put(&self, item: Item) -> PutBuilder {
        Put::builder().table_name(&self.table).set_item(Some(item))
    }

    /// A put that must not replace anything.
    fn put_new(&self, item: Item) -> Result<TransactWriteItem, StoreError> {
        put(self.put(item).condition_expression("attribute_not_exists(pk)"))
    }

    fn delete(&self, key: &Key) -> DeleteBuilder {
        Delete::builder().table_name(&self.table).set_key(Some(key.attributes()))
    }

    fn update(&self, key: &Key) -> UpdateBuilder {
        aws_sdk_dynamodb::types::Update::builder()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
    }

    fn check(&self, key: &Key) -> ConditionCheckBuilder {
        ConditionCheck::builder().table_name(&self.table).set_key(Some(key.attributes()))
    }
}

fn put(builder: PutBuilder) -> Result<TransactWriteItem, StoreError> {
    let put = builder.build().map_err(|error| StoreError::Refused(error.into()))?;
    Ok(TransactWriteItem::builder().put(put).build())
}

fn delete(builder: DeleteBuilder) -> Result<TransactWriteItem, StoreError> {
    let delete = builder.build().map_err(|error| StoreError::Refused(error.into()))?;
    Ok(TransactWriteItem::builder().delete(delete).build())
}

fn update(builder: UpdateBuilder) -> Result<TransactWriteItem, StoreError> {
    let update = builder.build().map_err(|error| StoreError::Refused(error.into()))?;
    Ok(TransactWriteItem::builder().update(update).build())
}

fn check(builder: ConditionCheckBuilder) -> Result<TransactWriteItem, StoreError> {
    let check = builder.build().map_err(|error| StoreError::Refused(error.into()))?;
    Ok(TransactWriteItem::builder().condition_check(check).build())
}

/// What a batch read found, by key.
#[derive(Clone, Default)]
struct Items(HashMap<Key, Item>);

impl Items {
    fn add(&mut self, items: Vec<Item>) {
        self.0.extend(items.into_iter().filter_map(|item| Some((Key::of(&item)?, item))));
    }

    fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    fn get(&self, key: &Key) -> Option<&Item> {
        self.0.get(key)
    }
}
