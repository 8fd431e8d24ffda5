//! How the table's stream is read: an event source mapping.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::TemplateError;
use super::events::Event;

/// How Lambda reads the table's stream for a function.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamSource {
    /// Folder name of the function.
    pub function: String,
    /// Most records in one call, at least 1.
    pub batch_size: usize,
    /// Event patterns; a record is delivered when it matches one, or when there are none.
    pub filters: Vec<Value>,
    /// How often a failed batch is tried again; `None` is until its records are too old.
    pub maximum_retry_attempts: Option<u32>,
    /// Records older than this many seconds are given up; `None` is never.
    pub maximum_record_age_seconds: Option<u32>,
    /// Whether a batch that failed as a whole is split in two.
    pub bisect_on_error: bool,
    /// Whether the function's answer names the records that failed.
    pub report_batch_item_failures: bool,
}

/// As it stands in the template. `ParallelizationFactor` has no effect here: one shard is read, in
/// order.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct EventSourceMapping {
    stream: Value,
    starting_position: String,
    batch_size: usize,
    #[serde(rename = "ParallelizationFactor")]
    _parallelization_factor: Option<IgnoredAny>,
    #[serde(rename = "DestinationConfig")]
    _destination_config: Option<IgnoredAny>,
    #[serde(default)]
    filter_criteria: FilterCriteria,
    #[serde(default)]
    function_response_types: Vec<String>,
    #[serde(default)]
    bisect_batch_on_function_error: bool,
    #[serde(default = "endless")]
    maximum_retry_attempts: i64,
    #[serde(default = "endless")]
    maximum_record_age_in_seconds: i64,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct FilterCriteria {
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Filter {
    pattern: String,
}

impl EventSourceMapping {
    pub(super) fn event(self, place: &str, function: String) -> Result<Event, TemplateError> {
        let unknown = |reason: String| Err(TemplateError::unknown(place, reason));
        let Some(table) = streamed_table(&self.stream) else {
            return unknown("Stream is not the StreamArn of a table".to_owned());
        };
        if self.starting_position != "TRIM_HORIZON" {
            return unknown(format!(
                "mails would be lost when starting at {}",
                self.starting_position
            ));
        }
        if self.batch_size == 0 {
            return unknown("a batch of no records is no batch".to_owned());
        }
        if let Some(other) =
            self.function_response_types.iter().find(|kind| *kind != "ReportBatchItemFailures")
        {
            return unknown(format!("the response type {other} is not understood"));
        }
        let mut filters = Vec::new();
        for filter in self.filter_criteria.filters {
            let pattern = serde_json::from_str(&filter.pattern);
            filters.push(pattern.map_err(|source| TemplateError::Shape {
                place: format!("a filter of {place}"),
                source,
            })?);
        }
        let source = StreamSource {
            function,
            batch_size: self.batch_size,
            filters,
            maximum_retry_attempts: limit(place, self.maximum_retry_attempts)?,
            maximum_record_age_seconds: limit(place, self.maximum_record_age_in_seconds)?,
            bisect_on_error: self.bisect_batch_on_function_error,
            report_batch_item_failures: !self.function_response_types.is_empty(),
        };
        Ok(Event::Stream { table: table.to_owned(), source })
    }
}

fn streamed_table(stream: &Value) -> Option<&str> {
    match stream.get("Fn::GetAtt")?.as_array()?.as_slice() {
        [table, attribute] if attribute == "StreamArn" => table.as_str(),
        _ => None,
    }
}

const fn endless() -> i64 {
    -1
}

/// Lambda writes "no limit" as -1.
fn limit(place: &str, value: i64) -> Result<Option<u32>, TemplateError> {
    if value == endless() {
        return Ok(None);
    }
    match u32::try_from(value) {
        Ok(value) => Ok(Some(value)),
        Err(_) => Err(TemplateError::unknown(place, format!("{value} is not a limit"))),
    }
}
