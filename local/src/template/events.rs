//! What invokes a function: a route of the HTTP API, or the table's stream.

use http::Method;
use serde::Deserialize;
use serde_json::Value;

use super::route::HttpApi;
use super::stream_source::{EventSourceMapping, StreamSource};
use super::{TemplateError, kebab_case};

/// An entry of a function's `Events`, understood.
pub(super) enum Event {
    Default,
    Route { method: Option<Method>, path: String },
    Stream { table: String, source: StreamSource },
}

impl Event {
    /// Reads the event `name` of the function with the logical id `function`.
    pub(super) fn parse(
        function: &str,
        name: &str,
        event: EventResource,
    ) -> Result<Self, TemplateError> {
        let place = format!("the event {name} of {function}");
        match event.kind.as_str() {
            "HttpApi" => TemplateError::shape::<HttpApi>(&place, event.properties)?.event(&place),
            "DynamoDB" => {
                let stream: EventSourceMapping = TemplateError::shape(&place, event.properties)?;
                stream.event(&place, kebab_case(function))
            }
            other => Err(TemplateError::unknown(
                &place,
                format!("events of type {other} are not understood"),
            )),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventResource {
    #[serde(rename = "Type")]
    kind: String,
    #[serde(rename = "Properties")]
    properties: Value,
}
