//! Updates of some attributes of an item.

use aws_sdk_dynamodb::types::{AttributeValue, builders::UpdateBuilder};

use super::item::number;

/// What an update does to an item. Every attribute goes by an alias, so that reserved words
/// (`name`, `role`) are no different from others.
#[derive(Default)]
pub(super) struct Changes {
    set: Vec<String>,
    remove: Vec<String>,
    add: Vec<String>,
    names: Vec<&'static str>,
    values: Vec<(&'static str, AttributeValue)>,
}

impl Changes {
    pub(super) fn set(mut self, name: &'static str, value: AttributeValue) -> Self {
        self.set.push(format!("#{name} = :{name}"));
        self.values.push((name, value));
        self.named(name)
    }

    pub(super) fn set_some(self, name: &'static str, value: Option<AttributeValue>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    pub(super) fn remove(mut self, name: &'static str) -> Self {
        self.remove.push(format!("#{name}"));
        self.named(name)
    }

    pub(super) fn add(mut self, name: &'static str, amount: i64) -> Self {
        if amount == 0 {
            return self;
        }
        self.add.push(format!("#{name} :{name}"));
        self.values.push((name, number(amount)));
        self.named(name)
    }

    fn named(mut self, name: &'static str) -> Self {
        self.names.push(name);
        self
    }

    /// The update that does all of this.
    pub(super) fn apply(self, mut update: UpdateBuilder) -> UpdateBuilder {
        let clauses = [("SET", self.set), ("REMOVE", self.remove), ("ADD", self.add)];
        let clauses = clauses.iter().filter(|(_, parts)| !parts.is_empty());
        let clauses: Vec<_> =
            clauses.map(|(word, parts)| format!("{word} {}", parts.join(", "))).collect();
        for name in self.names {
            update = update.expression_attribute_names(format!("#{name}"), name);
        }
        for (name, value) in self.values {
            update = update.expression_attribute_values(format!(":{name}"), value);
        }
        update.update_expression(clauses.join(" "))
    }
}
