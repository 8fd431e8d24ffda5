//! `AWS::Serverless::Function`: what invokes it, what it may do, what it finds in its environment.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::TemplateError;
use super::events::{Event, EventResource};

#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) allowed_actions: BTreeSet<String>,
    pub(super) environment: BTreeSet<String>,
}

impl Function {
    /// Reads the function `id`, whose environment begins with the `globals`, and the events that
    /// invoke it.
    pub(super) fn parse(
        id: &str,
        properties: Value,
        globals: &BTreeMap<String, Value>,
    ) -> Result<(Self, Vec<Event>), TemplateError> {
        let properties: Properties = TemplateError::shape(id, properties)?;

        let mut events = Vec::new();
        for (name, event) in properties.events {
            events.push(Event::parse(id, &name, event)?);
        }
        let mut allowed_actions = BTreeSet::new();
        for policy in properties.policies {
            let place = format!("a policy of {id}");
            let document: PolicyDocument = TemplateError::shape(&place, policy)?;
            for statement in document.statement {
                if statement.effect != "Allow" {
                    return Err(TemplateError::unknown(
                        &place,
                        format!("the effect {} is not Allow", statement.effect),
                    ));
                }
                allowed_actions.extend(statement.action.into_iter());
            }
        }
        let environment =
            globals.keys().chain(properties.environment.variables.keys()).cloned().collect();
        Ok((Self { allowed_actions, environment }, events))
    }
}

/// The properties that the local stack acts on; memory, runtime and the like have no effect here.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Properties {
    pub(super) environment: Environment,
    events: BTreeMap<String, EventResource>,
    policies: Vec<Value>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Environment {
    pub(super) variables: BTreeMap<String, Value>,
}

/// A policy written out. A managed policy or a SAM policy template does not say here what it
/// allows, and is refused.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PolicyDocument {
    #[serde(rename = "Version")]
    _version: Option<IgnoredAny>,
    statement: Vec<Statement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Statement {
    effect: String,
    action: OneOrMany,
    #[serde(rename = "Sid")]
    _sid: Option<IgnoredAny>,
    #[serde(rename = "Resource")]
    _resource: IgnoredAny,
    #[serde(rename = "Condition")]
    _condition: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn into_iter(self) -> impl Iterator<Item = String> {
        let actions = match self {
            Self::One(action) => vec![action],
            Self::Many(actions) => actions,
        };
        actions.into_iter()
    }
}
