//! `infra/template.yaml`, as far as the local stack and the tests act on it.
//!
//! Everything is read when the template is parsed: what is missing, or has a shape this module does
//! not know, is an error then and never left out in silence.

mod error;
mod events;
mod function;
mod route;
mod stream_source;
mod table;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

pub use self::error::TemplateError;
use self::events::Event;
use self::function::Function;
pub use self::route::Route;
pub use self::stream_source::StreamSource;
use self::table::Table;

/// The deployment's template, parsed.
#[derive(Clone, Debug)]
pub struct Template {
    functions: BTreeMap<String, Function>,
    routes: Vec<Route>,
    default_function: Option<String>,
    table: Table,
    stream_source: StreamSource,
}

impl Template {
    /// The template this workspace is deployed with, compiled in.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn bundled() -> Result<Self, TemplateError> {
        Self::parse(include_str!("../../../infra/template.yaml"))
    }

    /// Reads a SAM template. A `Ref` to a parameter stands for the parameter's default, where it
    /// has one.
    ///
    /// # Errors
    /// When it is not YAML, has not exactly one table and one stream consumer, or holds a route, a
    /// policy, a table or a stream of a shape that is not understood.
    pub fn parse(yaml: &str) -> Result<Self, TemplateError> {
        let document: Document = TemplateError::shape("the template", yaml::parse(yaml)?)?;
        let globals = document.globals.function.environment.variables;

        let mut functions = BTreeMap::new();
        let mut routes = Vec::new();
        let mut defaults = Vec::new();
        let mut streams = Vec::new();
        let mut tables = Vec::new();

        for (id, resource) in document.resources {
            match resource.kind.as_str() {
                "AWS::DynamoDB::Table" => tables.push(Table::parse(&id, resource.properties)?),
                "AWS::Serverless::Function" => {
                    let name = kebab_case(&id);
                    let (function, events) = Function::parse(&id, resource.properties, &globals)?;
                    for event in events {
                        match event {
                            Event::Default => defaults.push(name.clone()),
                            Event::Route { method, path } => {
                                routes.push(Route { function: name.clone(), method, path });
                            }
                            Event::Stream { table, source } => streams.push((table, source)),
                        }
                    }
                    functions.insert(name, function);
                }
                _ => {}
            }
        }
        route::check_unique(&routes)?;
        let table = exactly_one(tables, "table")?;
        let (source_table, stream_source) = exactly_one(streams, "function that reads the stream")?;
        if source_table != table.logical_id {
            return Err(TemplateError::unknown(
                &stream_source.function,
                format!(
                    "reads the stream of {source_table}, which is not the table {}",
                    table.logical_id
                ),
            ));
        }

        Ok(Self {
            functions,
            routes,
            default_function: at_most_one(defaults, "default route")?,
            table,
            stream_source,
        })
    }

    /// The folder names of all functions, in alphabetical order.
    pub fn functions(&self) -> impl Iterator<Item = &str> {
        self.functions.keys().map(String::as_str)
    }

    /// All routes but the default one.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The folder name of the function behind `$default`, which gets what no route matches.
    #[must_use]
    pub fn default_function(&self) -> Option<&str> {
        self.default_function.as_deref()
    }

    /// A `CreateTable` request for the table, under the name given.
    #[must_use]
    pub fn table(&self, name: &str) -> Value {
        self.table.create_request(name)
    }

    /// The attribute, in epoch seconds, after which the table drops an item.
    #[must_use]
    pub fn ttl_attribute(&self) -> &str {
        &self.table.ttl_attribute
    }

    /// The function that reads the table's stream, and how.
    #[must_use]
    pub fn stream_source(&self) -> &StreamSource {
        &self.stream_source
    }

    /// Every action that the function's own policies allow, as written there: `dynamodb:Query`.
    ///
    /// # Errors
    /// When there is no such function.
    pub fn allowed_actions(&self, function: &str) -> Result<&BTreeSet<String>, TemplateError> {
        Ok(&self.function(function)?.allowed_actions)
    }

    /// The names of all environment variables of the function, those of the template's globals
    /// included.
    ///
    /// # Errors
    /// When there is no such function.
    pub fn environment(&self, function: &str) -> Result<&BTreeSet<String>, TemplateError> {
        Ok(&self.function(function)?.environment)
    }

    fn function(&self, name: &str) -> Result<&Function, TemplateError> {
        self.functions.get(name).ok_or_else(|| TemplateError::NoFunction(name.to_owned()))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    #[serde(default)]
    globals: Globals,
    resources: BTreeMap<String, Resource>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Globals {
    function: function::Properties,
}

#[derive(Deserialize)]
struct Resource {
    #[serde(rename = "Type")]
    kind: String,
    #[serde(rename = "Properties", default)]
    properties: Value,
}

/// `RequestCode` → `request-code`.
fn kebab_case(logical_id: &str) -> String {
    let mut name = String::new();
    for letter in logical_id.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn at_most_one<T>(mut found: Vec<T>, what: &'static str) -> Result<Option<T>, TemplateError> {
    let first = found.pop();
    if found.is_empty() { Ok(first) } else { Err(TemplateError::Several(what)) }
}

fn exactly_one<T>(found: Vec<T>, what: &'static str) -> Result<T, TemplateError> {
    at_most_one(found, what)?.ok_or(TemplateError::Missing(what))
}

#[cfg(test)]
mod tests;
