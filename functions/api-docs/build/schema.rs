//! Schemas in words.

use askama::Template;
use serde_json::Value;

use crate::{
    document::{Document, Fault, kebab_case, name},
    markdown,
};

const NULL: &str = "<code>null</code>";

/// A field of an object, or a part of a request.
pub(crate) struct Field {
    pub(crate) name: String,
    /// Which part of a request it is, unless it is a field.
    pub(crate) place: Option<String>,
    pub(crate) required: bool,
    /// What it can be, as HTML.
    pub(crate) kind: String,
    /// As HTML.
    pub(crate) description: String,
    pub(crate) fields: Vec<Field>,
}

/// Fields on the page.
#[derive(Template)]
#[template(path = "fields.html")]
pub(crate) struct List<'a> {
    fields: &'a [Field],
}

/// Fields as the page has them.
pub(crate) fn list(fields: &[Field]) -> List<'_> {
    List { fields }
}

/// One of the shapes that a body can have.
pub(crate) struct Variant {
    /// Nothing where there is only one.
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) fields: Vec<Field>,
}

/// The schemas of what is sent, or of what is answered.
pub(crate) struct Schemas<'a> {
    document: &'a Document,
    /// What is sent may lack fields, and `null` is as good as nothing everywhere. In what is
    /// answered every field is there.
    sent: bool,
}

impl<'a> Schemas<'a> {
    pub(crate) fn sent(document: &'a Document) -> Self {
        Self { document, sent: true }
    }

    pub(crate) fn answered(document: &'a Document) -> Self {
        Self { document, sent: false }
    }

    /// The shapes that this schema allows.
    pub(crate) fn variants(&self, schema: &Value) -> Result<Vec<Variant>, Fault> {
        let schema = self.document.resolve(schema)?;
        if schema.get("properties").is_some() {
            return Ok(vec![self.variant(schema)?]);
        }
        let one_of = schema.get("oneOf").and_then(Value::as_array);
        let one_of = one_of.ok_or("a body is neither an object nor one of several")?;
        one_of.iter().map(|one| self.variant(self.document.resolve(one)?)).collect()
    }

    fn variant(&self, schema: &Value) -> Result<Variant, Fault> {
        Ok(Variant {
            title: text(schema, "title").to_owned(),
            description: markdown::html(text(schema, "description")),
            fields: self.fields(schema)?,
        })
    }

    /// The fields of an object, those that it has from others first.
    pub(crate) fn fields(&self, schema: &Value) -> Result<Vec<Field>, Fault> {
        let mut all = Vec::new();
        for part in members(schema, "allOf").filter(|part| name(part).is_some()) {
            all.extend(self.fields(self.document.resolve(part)?)?);
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let required = members(schema, "required").any(|it| it == name);
            all.push(self.field(name, required && self.sent, property)?);
        }
        Ok(all)
    }

    fn field(&self, name: &str, required: bool, schema: &Value) -> Result<Field, Fault> {
        let within = self.document.resolve(schema)?;
        let own = text(schema, "description");
        let description = if own.is_empty() { text(within, "description") } else { own };
        let is_linked = self.link(schema)?.is_some();
        Ok(Field {
            name: name.to_owned(),
            place: None,
            required,
            kind: self.kind(schema)?,
            description: markdown::html(description),
            fields: if is_linked { Vec::new() } else { self.fields(within)? },
        })
    }

    /// What a value can be, as HTML. Patterns are for programs: descriptions say them in words.
    pub(crate) fn kind(&self, schema: &Value) -> Result<String, Fault> {
        if let Some(link) = self.link(schema)? {
            return Ok(link);
        }
        let schema = self.document.resolve(schema)?;
        let mut words = self.words(schema)?;
        if self.sent {
            words.retain(|word| word != NULL);
        }
        Ok([vec![words.join(" or ")], bounds(schema)].concat().join(", "))
    }

    fn words(&self, schema: &Value) -> Result<Vec<String>, Fault> {
        if let Some(value) = schema.get("const") {
            return Ok(vec![code(value)]);
        }
        if schema.get("enum").is_some() {
            return Ok(members(schema, "enum").map(code).collect());
        }
        if schema.get("oneOf").is_some() {
            let words: Result<Vec<_>, Fault> =
                members(schema, "oneOf").map(|one| self.kind(one)).collect();
            return Ok(words?.into_iter().filter(|word| !word.is_empty()).collect());
        }
        match schema.get("type") {
            Some(Value::String(one)) => Ok(vec![self.word(schema, one)?]),
            Some(Value::Array(types)) => {
                let types = types.iter().filter_map(Value::as_str);
                types.map(|one| self.word(schema, one)).collect()
            }
            _ => Ok(vec!["anything".to_owned()]),
        }
    }

    /// A type in a word.
    fn word(&self, schema: &Value, name: &str) -> Result<String, Fault> {
        let word = match (name, text(schema, "format")) {
            ("array", _) => return self.list(schema),
            ("string", "uuid") => "UUID",
            ("string", "date-time") => "time",
            ("string", "email") => "email",
            ("string", "uri") => "URL",
            ("string", _) => "text",
            ("integer", _) => "whole number",
            ("boolean", _) => "<code>true</code> or <code>false</code>",
            ("null", _) => NULL,
            (other, _) => other,
        };
        Ok(word.to_owned())
    }

    fn list(&self, schema: &Value) -> Result<String, Fault> {
        match schema.get("items") {
            Some(items) => Ok(format!("list of {}", self.kind(items)?)),
            None => Ok("list".to_owned()),
        }
    }

    /// The link to the page's own part for this schema, if there is one.
    fn link(&self, schema: &Value) -> Result<Option<String>, Fault> {
        let Some(name) = name(schema) else { return Ok(None) };
        let is_there = is_answered(self.document.resolve(schema)?);
        let link = || format!("<a href=\"#{}\">{name}</a>", object_anchor(name));
        Ok(is_there.then(link))
    }
}

fn bounds(schema: &Value) -> Vec<String> {
    let number = |name| schema.get(name).and_then(Value::as_u64).map(grouped);
    let range = |least, most, unit: &str| match (number(least), number(most)) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}")),
        (Some(least), None) => Some(format!("at least {least}{unit}")),
        (None, Some(most)) => Some(format!("at most {most}{unit}")),
        (None, None) => None,
    };
    let default = schema.get("default").map(|value| format!("{} if not sent", code(value)));
    [
        range("minLength", "maxLength", " characters"),
        range("minimum", "maximum", ""),
        range("minItems", "maxItems", " of them"),
        range("minProperties", "maxProperties", " fields"),
        default,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether this is an object that we answer with: those are closed.
pub(crate) fn is_answered(schema: &Value) -> bool {
    ["additionalProperties", "unevaluatedProperties"]
        .iter()
        .any(|closed| schema.get(closed) == Some(&Value::Bool(false)))
}

/// How an object is linked to.
pub(crate) fn object_anchor(name: &str) -> String {
    format!("{}-object", kebab_case(name))
}

/// The text of this member, or nothing.
pub(crate) fn text<'a>(schema: &'a Value, member: &str) -> &'a str {
    schema.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn members<'a>(schema: &'a Value, member: &str) -> impl Iterator<Item = &'a Value> {
    schema.get(member).and_then(Value::as_array).into_iter().flatten()
}

fn code(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    markdown::inline(&format!("`{text}`"))
}

/// `10000` → `10,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
