//! Items to values and back. What the table holds and the code does not expect is an error that
//! names the attribute, never a default.

use std::str::FromStr;

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};

use super::{
    error::StoreError,
    schema::{Item, Key},
};
use crate::domain::{
    email_address::EmailAddress, external_id::ExternalId, name::Name, timestamp::Timestamp,
};

/// Reads the attributes of one item.
pub(super) struct Reader<'a>(pub(super) &'a Item);

impl Reader<'_> {
    fn get(&self, name: &'static str) -> Result<&AttributeValue, StoreError> {
        self.0.get(name).ok_or(StoreError::Corrupt(name))
    }

    pub(super) fn has(&self, name: &'static str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn text(&self, name: &'static str) -> Result<&str, StoreError> {
        self.get(name)?.as_s().map(String::as_str).map_err(|_| StoreError::Corrupt(name))
    }

    pub(super) fn optional_text(&self, name: &'static str) -> Result<Option<&str>, StoreError> {
        self.optional(name, Self::text)
    }

    /// A text that parses, such as an id.
    pub(super) fn parsed<T: FromStr>(&self, name: &'static str) -> Result<T, StoreError> {
        self.text(name)?.parse().map_err(|_| StoreError::Corrupt(name))
    }

    pub(super) fn number<T: FromStr>(&self, name: &'static str) -> Result<T, StoreError> {
        let text = self.get(name)?.as_n().map_err(|_| StoreError::Corrupt(name))?;
        text.parse().map_err(|_| StoreError::Corrupt(name))
    }

    pub(super) fn seconds(&self, name: &'static str) -> Result<Timestamp, StoreError> {
        self.number(name).map(Timestamp::from_unix_seconds)
    }

    pub(super) fn millis(&self, name: &'static str) -> Result<Timestamp, StoreError> {
        self.number(name).map(Timestamp::from_unix_millis)
    }

    pub(super) fn bytes<const N: usize>(&self, name: &'static str) -> Result<[u8; N], StoreError> {
        self.blob(name)?.try_into().map_err(|_| StoreError::Corrupt(name))
    }

    /// Bytes of any number.
    pub(super) fn blob(&self, name: &'static str) -> Result<&[u8], StoreError> {
        self.get(name)?.as_b().map(AsRef::as_ref).map_err(|_| StoreError::Corrupt(name))
    }

    pub(super) fn texts(&self, name: &'static str) -> Result<Vec<String>, StoreError> {
        let list = self.get(name)?.as_l().map_err(|_| StoreError::Corrupt(name))?;
        list.iter()
            .map(|text| text.as_s().cloned().map_err(|_| StoreError::Corrupt(name)))
            .collect()
    }

    /// The maps of a list of maps.
    pub(super) fn elements(&self, name: &'static str) -> Result<Vec<&Item>, StoreError> {
        let list = self.get(name)?.as_l().map_err(|_| StoreError::Corrupt(name))?;
        list.iter().map(|map| map.as_m().map_err(|_| StoreError::Corrupt(name))).collect()
    }

    pub(super) fn email(&self, name: &'static str) -> Result<EmailAddress, StoreError> {
        EmailAddress::parse(self.text(name)?).map_err(|_| StoreError::Corrupt(name))
    }

    pub(super) fn name(&self, name: &'static str) -> Result<Name, StoreError> {
        Name::parse(self.text(name)?).map_err(|_| StoreError::Corrupt(name))
    }

    pub(super) fn external_id(&self, name: &'static str) -> Result<ExternalId, StoreError> {
        ExternalId::parse(self.text(name)?).map_err(|_| StoreError::Corrupt(name))
    }

    /// The attribute, or none where the item has none of the name.
    pub(super) fn optional<'a, T>(
        &'a self,
        name: &'static str,
        read: impl FnOnce(&'a Self, &'static str) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        if self.has(name) { read(self, name).map(Some) } else { Ok(None) }
    }
}

/// Writes one item.
pub(super) struct Writer(Item);

impl Writer {
    /// An item of this key and nothing else.
    pub(super) fn new(key: &Key) -> Self {
        Self(key.attributes())
    }

    /// The attributes of a map within an item.
    pub(super) fn empty() -> Self {
        Self(Item::new())
    }

    pub(super) fn set(mut self, name: &'static str, value: AttributeValue) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    pub(super) fn text(self, name: &'static str, value: impl ToString) -> Self {
        self.set(name, text(value))
    }

    pub(super) fn optional_text(self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.optional(name, value.map(text))
    }

    pub(super) fn optional(self, name: &'static str, value: Option<AttributeValue>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    pub(super) fn number(self, name: &'static str, value: impl ToString) -> Self {
        self.set(name, number(value))
    }

    pub(super) fn seconds(self, name: &'static str, value: Timestamp) -> Self {
        self.number(name, value.unix_seconds())
    }

    pub(super) fn millis(self, name: &'static str, value: Timestamp) -> Self {
        self.number(name, value.unix_millis())
    }

    pub(super) fn bytes(self, name: &'static str, value: &[u8]) -> Self {
        self.set(name, AttributeValue::B(Blob::new(value)))
    }

    pub(super) fn texts(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = impl ToString>,
    ) -> Self {
        self.set(name, texts(values))
    }

    pub(super) fn item(self) -> Item {
        self.0
    }
}

/// A text as an attribute.
#[expect(clippy::needless_pass_by_value, reason = "callers hand over temporaries")]
pub(super) fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

/// A list of texts as an attribute.
pub(super) fn texts(values: impl IntoIterator<Item = impl ToString>) -> AttributeValue {
    AttributeValue::L(values.into_iter().map(text).collect())
}

/// A number as an attribute.
#[expect(clippy::needless_pass_by_value, reason = "callers hand over numbers")]
pub(super) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// A time as an attribute of whole epoch seconds.
pub(super) fn seconds(value: Timestamp) -> AttributeValue {
    number(value.unix_seconds())
}
