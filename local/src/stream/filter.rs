//! Event patterns: a record passes when every field named in the pattern has a value that one of
//! its rules takes.

use std::collections::BTreeMap;

use serde_json::Value;

/// A pattern that is none, or uses what is not built here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// Neither an object of fields nor a list of rules.
    #[error("a pattern is an object of fields, each with a list of rules, and not {0}")]
    NotAPattern(Value),
    /// A rule that is not understood.
    #[error("the rule {0} is not understood")]
    UnknownRule(Value),
}

/// A pattern, or the part of one below a field.
#[derive(Debug)]
pub(super) enum Pattern {
    Fields(BTreeMap<String, Pattern>),
    AnyOf(Vec<Rule>),
}

#[derive(Debug)]
pub(super) enum Rule {
    Equals(Value),
    Prefix(String),
    /// Only a value that is no object exists: patterns look at leaves.
    Exists(bool),
    AnythingBut(Vec<Rule>),
}

impl Pattern {
    pub(super) fn parse(value: &Value) -> Result<Self, FilterError> {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let mut patterns = BTreeMap::new();
                for (name, pattern) in fields {
                    if name.starts_with('$') {
                        return Err(FilterError::UnknownRule(value.clone()));
                    }
                    patterns.insert(name.clone(), Self::parse(pattern)?);
                }
                Ok(Self::Fields(patterns))
            }
            Value::Array(rules) if !rules.is_empty() => {
                Ok(Self::AnyOf(rules.iter().map(Rule::parse).collect::<Result<_, _>>()?))
            }
            other => Err(FilterError::NotAPattern(other.clone())),
        }
    }

    pub(super) fn matches(&self, value: Option<&Value>) -> bool {
        match self {
            Self::Fields(patterns) => patterns.iter().all(|(name, pattern)| {
                pattern
                    .matches(value.and_then(Value::as_object).and_then(|fields| fields.get(name)))
            }),
            Self::AnyOf(rules) => {
                let leaf = value.filter(|value| !value.is_object());
                rules.iter().any(|rule| rule.matches(leaf))
            }
        }
    }
}

impl Rule {
    fn parse(value: &Value) -> Result<Self, FilterError> {
        let unknown = || FilterError::UnknownRule(value.clone());
        let operation = match value {
            Value::Object(object) => object,
            Value::Array(_) => return Err(unknown()),
            scalar => return Ok(Self::Equals(scalar.clone())),
        };
        let mut entries = operation.iter();
        let (Some((operator, argument)), None) = (entries.next(), entries.next()) else {
            return Err(unknown());
        };
        match (operator.as_str(), argument) {
            ("prefix", Value::String(prefix)) => Ok(Self::Prefix(prefix.clone())),
            ("exists", Value::Bool(exists)) => Ok(Self::Exists(*exists)),
            ("anything-but", Value::Array(values)) if !values.is_empty() => {
                Ok(Self::AnythingBut(values.iter().map(Self::parse).collect::<Result<_, _>>()?))
            }
            ("anything-but", Value::String(_) | Value::Number(_)) => {
                Ok(Self::AnythingBut(vec![Self::Equals(argument.clone())]))
            }
            ("anything-but", Value::Object(inner)) if inner.contains_key("prefix") => {
                Ok(Self::AnythingBut(vec![Self::parse(argument)?]))
            }
            _ => Err(unknown()),
        }
    }

    /// Of a list, one element that matches is enough.
    fn matches(&self, leaf: Option<&Value>) -> bool {
        match (self, leaf) {
            (Self::Exists(exists), _) => leaf.is_some() == *exists,
            (_, Some(Value::Array(elements))) => elements.iter().any(|element| self.takes(element)),
            (_, Some(value)) => self.takes(value),
            (_, None) => false,
        }
    }

    fn takes(&self, value: &Value) -> bool {
        match self {
            Self::Equals(own) => own == value,
            Self::Prefix(prefix) => value.as_str().is_some_and(|text| text.starts_with(prefix)),
            Self::Exists(exists) => *exists,
            Self::AnythingBut(rules) => !rules.iter().any(|rule| rule.takes(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn passes(pattern: &Value) -> bool {
        let record = json!({
            "eventName": "INSERT",
            "dynamodb": {
                "Keys": {"pk": {"S": "NETWORK#1"}, "sk": {"S": "SIGNIN#2"}},
                "NewImage": {"mail": {"S": "code"}, "tries": {"N": "0"}, "tags": {"SS": ["a", "b"]}},
            },
        });
        Pattern::parse(pattern).unwrap().matches(Some(&record))
    }

    #[test]
    fn each_rule_takes_what_it_says_and_nothing_else() {
        let cases = [
            (json!({"eventName": ["INSERT"]}), true),
            (json!({"eventName": ["MODIFY", "INSERT"]}), true),
            (json!({"eventName": ["insert"]}), false),
            (
                json!({"eventName": ["INSERT"], "dynamodb": {"NewImage": {"mail": {"S": [{"exists": true}]}}}}),
                true,
            ),
            (
                json!({"eventName": ["REMOVE"], "dynamodb": {"NewImage": {"mail": {"S": [{"exists": true}]}}}}),
                false,
            ),
            (json!({"dynamodb": {"NewImage": {"gone": {"S": [{"exists": true}]}}}}), false),
            (json!({"dynamodb": {"NewImage": {"gone": {"S": [{"exists": false}]}}}}), true),
            (json!({"dynamodb": {"OldImage": {"mail": {"S": [{"exists": false}]}}}}), true),
            (json!({"dynamodb": {"NewImage": {"mail": {"S": [{"exists": false}]}}}}), false),
            (json!({"dynamodb": {"NewImage": {"mail": [{"exists": true}]}}}), false),
            (json!({"dynamodb": {"Keys": {"sk": {"S": [{"prefix": "SIGNIN#"}]}}}}), true),
            (json!({"dynamodb": {"Keys": {"sk": {"S": [{"prefix": "signin#"}]}}}}), false),
            (json!({"eventName": [{"anything-but": "REMOVE"}]}), true),
            (json!({"eventName": [{"anything-but": ["REMOVE", "INSERT"]}]}), false),
            (json!({"eventName": [{"anything-but": {"prefix": "INS"}}]}), false),
            (json!({"absent": [{"anything-but": "x"}]}), false),
            (json!({"dynamodb": {"NewImage": {"tags": {"SS": ["b"]}}}}), true),
            (json!({"dynamodb": {"NewImage": {"tags": {"SS": ["c"]}}}}), false),
        ];
        for (pattern, expected) in cases {
            assert_eq!(passes(&pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_and_not_passed_over() {
        let patterns = [
            json!({"eventName": "INSERT"}),
            json!({"eventName": []}),
            json!({}),
            json!([]),
            json!({"eventName": [["INSERT"]]}),
            json!({"eventName": [{"suffix": "RT"}]}),
            json!({"eventName": [{"numeric": ["=", 1]}]}),
            json!({"eventName": [{"exists": "true"}]}),
            json!({"eventName": [{"anything-but": []}]}),
            json!({"eventName": [{"prefix": "a", "exists": true}]}),
            json!({"$or": [{"eventName": ["INSERT"]}]}),
        ];
        for pattern in patterns {
            assert!(Pattern::parse(&pattern).is_err(), "{pattern}");
        }
    }
}
