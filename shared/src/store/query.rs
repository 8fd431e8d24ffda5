//! Queries: a part of one partition, of the table or of an index.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    Store,
    error::StoreError,
    item::text,
    schema::{Item, PK, SK, attribute as a},
};

/// Items read by one call: what an attempt has time for where functions have little of a processor.
const AT_ONCE: usize = 500;

/// A part of one partition.
pub(super) struct Slice {
    index: Option<&'static str>,
    keys: (&'static str, &'static str),
    partition: String,
    prefix: Option<String>,
    filter: Option<(String, Item)>,
    most: usize,
    forward: bool,
    after: Option<Item>,
}

impl Slice {
    /// All of a partition of the table.
    pub(super) fn of(partition: String) -> Self {
        Self {
            index: None,
            keys: (PK, SK),
            partition,
            prefix: None,
            filter: None,
            most: usize::MAX,
            forward: true,
            after: None,
        }
    }

    /// All of a partition of an index on `directory` and this attribute.
    pub(super) fn of_index(index: &'static str, sort_key: &'static str, partition: String) -> Self {
        Self { index: Some(index), keys: (a::DIRECTORY, sort_key), ..Self::of(partition) }
    }

    /// Only what has a sort key that begins so.
    pub(super) fn beginning(self, prefix: &str) -> Self {
        Self { prefix: Some(prefix.to_owned()), ..self }
    }

    /// Only what fits this condition of these values. What does not is read all the same.
    pub(super) fn fitting(self, condition: String, values: Item) -> Self {
        Self { filter: Some((condition, values)), ..self }
    }

    /// Not more than so many items, those that do not fit among them.
    pub(super) fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// From the last sort key to the first.
    pub(super) fn backward(self) -> Self {
        Self { forward: false, ..self }
    }

    /// Only what comes behind this key.
    pub(super) fn after(self, key: Option<Item>) -> Self {
        Self { after: key, ..self }
    }
}

impl Store {
    /// The items of a slice, page after page until there are as many as it may have: as of now in
    /// the table, as of a moment ago in an index.
    pub(super) async fn slice(&self, slice: Slice) -> Result<Vec<Item>, StoreError> {
        let (partition_key, sort_key) = slice.keys;
        let condition = match &slice.prefix {
            Some(_) => format!("{partition_key} = :partition AND begins_with({sort_key}, :prefix)"),
            None => format!("{partition_key} = :partition"),
        };
        let call = self
            .client
            .query()
            .table_name(&self.table)
            .set_index_name(slice.index.map(str::to_owned))
            .key_condition_expression(condition)
            .expression_attribute_values(":partition", text(slice.partition))
            .scan_index_forward(slice.forward)
            .consistent_read(slice.index.is_none());
        let call = match slice.prefix {
            Some(prefix) => call.expression_attribute_values(":prefix", AttributeValue::S(prefix)),
            None => call,
        };
        let call = match slice.filter {
            Some((condition, values)) => {
                values.into_iter().fold(call.filter_expression(condition), |call, (name, value)| {
                    call.expression_attribute_values(name, value)
                })
            }
            None => call,
        };
        let (mut items, mut read) = (Vec::new(), 0);
        let mut start = slice.after;
        loop {
            let limit = i32::try_from(AT_ONCE.min(slice.most - read)).ok();
            let call = call.clone().set_limit(limit).set_exclusive_start_key(start);
            let page = self.patiently(|| call.clone().send()).await??;
            read += usize::try_from(page.scanned_count).unwrap_or_default();
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() || read >= slice.most {
                return Ok(items);
            }
        }
    }
}
