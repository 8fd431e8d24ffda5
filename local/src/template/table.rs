//! `AWS::DynamoDB::Table`, as the request that makes the same table through the API.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use super::TemplateError;

#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) logical_id: String,
    pub(super) ttl_attribute: String,
    request: Map<String, Value>,
}

impl Table {
    pub(super) fn parse(id: &str, properties: Value) -> Result<Self, TemplateError> {
        let properties: Properties = TemplateError::shape(id, properties)?;
        if !properties.time_to_live_specification.enabled {
            return Err(TemplateError::unknown(id, "its time to live is not enabled"));
        }
        // CloudFormation turns a stream on by naming its view; the API wants to be told as well.
        let stream = json!({
            "StreamEnabled": true,
            "StreamViewType": properties.stream_specification.stream_view_type,
        });
        let mut request = Map::from_iter([
            ("BillingMode".to_owned(), properties.billing_mode.into()),
            ("AttributeDefinitions".to_owned(), properties.attribute_definitions),
            ("KeySchema".to_owned(), properties.key_schema),
            ("StreamSpecification".to_owned(), stream),
        ]);
        if let Some(indexes) = properties.global_secondary_indexes {
            request.insert("GlobalSecondaryIndexes".to_owned(), indexes);
        }
        Ok(Self {
            logical_id: id.to_owned(),
            ttl_attribute: properties.time_to_live_specification.attribute_name,
            request,
        })
    }

    pub(super) fn create_request(&self, name: &str) -> Value {
        let mut request = self.request.clone();
        request.insert("TableName".to_owned(), name.into());
        Value::Object(request)
    }
}

/// All properties a table may have here; those with an underscore have no effect on one machine.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Properties {
    billing_mode: String,
    attribute_definitions: Value,
    key_schema: Value,
    global_secondary_indexes: Option<Value>,
    stream_specification: StreamSpecification,
    time_to_live_specification: TimeToLive,
    #[serde(rename = "PointInTimeRecoverySpecification")]
    _point_in_time_recovery: Option<IgnoredAny>,
    #[serde(rename = "SSESpecification")]
    _encryption: Option<IgnoredAny>,
    #[serde(rename = "DeletionProtectionEnabled")]
    _deletion_protection: Option<IgnoredAny>,
    #[serde(rename = "Tags")]
    _tags: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct StreamSpecification {
    stream_view_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct TimeToLive {
    attribute_name: String,
    enabled: bool,
}
