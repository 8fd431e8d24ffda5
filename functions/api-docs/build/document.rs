//! The document, as the page reads it.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::markdown;

/// What is wrong with the document, as a sentence for whoever wrote it.
pub(crate) type Fault = Box<dyn std::error::Error>;

/// The whole document.
pub(crate) struct Document(Value);

impl Document {
    pub(crate) fn new(document: Value) -> Self {
        Self(document)
    }

    /// What is at this place, such as `/info/title`.
    pub(crate) fn at(&self, pointer: &str) -> Result<&Value, Fault> {
        self.0.pointer(pointer).ok_or_else(|| format!("there is no {pointer}").into())
    }

    /// The members of the object at this place, in the document's order.
    pub(crate) fn members(&self, pointer: &str) -> Result<&Map<String, Value>, Fault> {
        self.at(pointer)?.as_object().ok_or_else(|| format!("{pointer} is no object").into())
    }

    /// The text at this place.
    pub(crate) fn text(&self, pointer: &str) -> Result<String, Fault> {
        let text = self.at(pointer)?.as_str();
        text.map(str::to_owned).ok_or_else(|| format!("{pointer} is no text").into())
    }

    /// What a value refers to, or the value itself.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> Result<&'a Value, Fault> {
        match reference(value) {
            Some(pointer) => self.resolve(self.at(pointer)?),
            None => Ok(value),
        }
    }

    /// A value of a known shape, wherever it stands.
    pub(crate) fn read<T: for<'de> Deserialize<'de>>(&self, value: &Value) -> Result<T, Fault> {
        let value = self.resolve(value)?;
        T::deserialize(value).map_err(|error| format!("{error}, in {value}").into())
    }
}

/// Where a value refers to, if it does.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix('#')
}

/// The name of what a value refers to.
pub(crate) fn name(value: &Value) -> Option<&str> {
    reference(value)?.rsplit('/').next()
}

/// A tag: a chapter of the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) description: String,
}

/// An endpoint.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Operation {
    #[serde(rename = "operationId")]
    pub(crate) name: String,
    pub(crate) tags: Vec<String>,
    pub(crate) summary: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) security: Vec<Map<String, Value>>,
    #[serde(default)]
    pub(crate) parameters: Vec<Value>,
    pub(crate) request_body: Option<Body>,
    pub(crate) responses: Map<String, Value>,
}

/// A part of a request that is not its body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    #[serde(rename = "in")]
    pub(crate) place: String,
    #[serde(default)]
    pub(crate) required: bool,
    pub(crate) description: String,
    pub(crate) schema: Value,
    pub(crate) example: Option<Value>,
}

/// A body of a request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    #[serde(rename = "required")]
    _required: bool,
    pub(crate) content: Map<String, Value>,
}

/// An answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) headers: Map<String, Value>,
    #[serde(default)]
    pub(crate) content: Map<String, Value>,
}

/// What stands in a body or an answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Content {
    pub(crate) schema: Value,
    pub(crate) example: Option<Value>,
    #[serde(default)]
    pub(crate) examples: Map<String, Value>,
}

impl Content {
    /// Its examples, and what each shows.
    pub(crate) fn all_examples(&self, document: &Document) -> Result<Vec<(String, Value)>, Fault> {
        let mut all: Vec<_> =
            self.example.iter().map(|value| (String::new(), value.clone())).collect();
        for example in self.examples.values() {
            let example = document.resolve(example)?;
            let summary = example.get("summary").and_then(Value::as_str).unwrap_or_default();
            let value = example.get("value").ok_or("an example has no value")?;
            all.push((markdown::inline(summary), value.clone()));
        }
        Ok(all)
    }
}

/// `createCustomer` → `create-customer`: how an endpoint is linked to.
pub(crate) fn kebab_case(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(if c == ' ' { '-' } else { c.to_ascii_lowercase() });
    }
    kebab.replace("--", "-")
}
