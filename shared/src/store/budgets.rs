//! Budgets: `BUDGET#{day}` beside what they count, so that reading the one reads the other.

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{ReturnValuesOnConditionCheckFailure, builders::UpdateBuilder},
};

use super::{
    Store,
    error::StoreError,
    item::{Reader, number, seconds},
    schema::{self, Item, Key},
};
use crate::domain::{
    budget::{Exhausted, Lane, Limit, Spent},
    email_address::EmailAddress,
    id::OrganizationId,
    network::NetworkHash,
    timestamp::Timestamp,
};

/// A budget is kept until its day is surely over everywhere.
const KEPT: u32 = 2 * 24 * 60 * 60;

/// The two counters of one lane at one time, as attribute names.
struct Counters {
    day: &'static str,
    quarter_hour: String,
}

impl Counters {
    fn new(lane: Lane, now: Timestamp) -> Self {
        let (day, prefix) = match lane {
            Lane::Public => ("public_day", "public_q"),
            Lane::Merchant => ("merchant_day", "merchant_q"),
            Lane::Device => ("device_day", "device_q"),
        };
        Self { day, quarter_hour: format!("{prefix}{}", now.quarter_hour()) }
    }

    fn spend(&self) -> String {
        let Self { day, quarter_hour } = self;
        format!("ADD {day} :one, {quarter_hour} :one SET expires_at = :expires_at")
    }

    fn is_left(&self) -> String {
        let Self { day, quarter_hour } = self;
        format!(
            "(attribute_not_exists({day}) OR {day} < :per_day) AND \
             (attribute_not_exists({quarter_hour}) OR {quarter_hour} < :per_quarter_hour)"
        )
    }

    fn read(&self, item: &Item) -> Spent {
        let count = |name: &str| {
            item.get(name).and_then(|value| value.as_n().ok()?.parse().ok()).unwrap_or_default()
        };
        Spent { this_quarter_hour: count(&self.quarter_hour), this_day: count(self.day) }
    }
}

/// What the counters' expressions refer to.
fn values(limit: Limit, now: Timestamp) -> Item {
    Item::from([
        (":one".to_owned(), number(1)),
        (":per_day".to_owned(), number(limit.per_day)),
        (":per_quarter_hour".to_owned(), number(limit.per_quarter_hour)),
        (":expires_at".to_owned(), seconds(now.expiry_after(KEPT))),
    ])
}

/// What an address's budget item says of a lane.
pub(super) fn spent(item: &Item, lane: Lane, now: Timestamp) -> Spent {
    Counters::new(lane, now).read(item)
}

impl Store {
    /// Spends one of a network's requests for a code. A retry of the SDK after a lost answer may
    /// spend two: the budget is a brake, and errs on the side of braking.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer. [`Exhausted`], without a write, where
    /// there is none left.
    pub async fn spend_request(
        &self,
        network: NetworkHash,
        limit: Limit,
        now: Timestamp,
    ) -> Result<Result<(), Exhausted>, StoreError> {
        let counters = Counters::new(Lane::Public, now);
        let call = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::network_budget(network, now).attributes()))
            .update_expression(counters.spend())
            .condition_expression(counters.is_left())
            .set_expression_attribute_values(Some(values(limit, now)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = self.patiently(|| call.clone().send()).await? else {
            return Ok(Ok(()));
        };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(refused)) => {
                let spent = refused.item().map(|item| counters.read(item)).unwrap_or_default();
                let soon = Exhausted { retry_after: now.seconds_to_next_quarter_hour() };
                Ok(Err(spent.check(limit, now).err().unwrap_or(soon)))
            }
            _ => Err(error.into()),
        }
    }

    /// Spends one of an address's mails, as part of a transaction.
    pub(super) fn spend_mail(
        &self,
        (organization, email): (OrganizationId, &EmailAddress),
        lane: Lane,
        limit: Limit,
        now: Timestamp,
    ) -> UpdateBuilder {
        let counters = Counters::new(lane, now);
        self.update(&Key::address_budget(organization, email, now))
            .update_expression(counters.spend())
            .condition_expression(counters.is_left())
            .set_expression_attribute_values(Some(values(limit, now)))
    }
}

/// Whether an item is a budget, and so has none of what its neighbours have.
pub(super) fn is_budget(item: &Item) -> bool {
    Reader(item).text(schema::SK).is_ok_and(|sk| sk.starts_with(schema::BUDGETS))
}
