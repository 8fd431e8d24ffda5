//! The YAML of `CloudFormation`, with its short tags, as plain JSON.

use serde_json::{Map, Value};

use super::TemplateError;

/// Parses YAML, writes `!Sub x` as `{"Fn::Sub": x}`, and puts the default of a parameter where it
/// is referred to.
pub(super) fn parse(yaml: &str) -> Result<Value, TemplateError> {
    let document = yaml_serde::from_str(yaml).map_err(TemplateError::Yaml)?;
    let mut document = to_json(document)?;
    let defaults = parameter_defaults(&document);
    resolve(&mut document, &defaults);
    Ok(document)
}

fn to_json(yaml: yaml_serde::Value) -> Result<Value, TemplateError> {
    Ok(match yaml {
        yaml_serde::Value::Sequence(items) => {
            items.into_iter().map(to_json).collect::<Result<_, _>>()?
        }
        yaml_serde::Value::Mapping(entries) => {
            let mut object = Map::new();
            for (key, value) in entries {
                let yaml_serde::Value::String(key) = key else {
                    return Err(TemplateError::unknown(
                        "the template",
                        format!("the key {key:?} is not a string"),
                    ));
                };
                object.insert(key, to_json(value)?);
            }
            Value::Object(object)
        }
        yaml_serde::Value::Tagged(tagged) => {
            intrinsic(&tagged.tag.to_string(), to_json(tagged.value)?)
        }
        scalar => serde_json::to_value(scalar)
            .map_err(|source| TemplateError::Shape { place: "a value".to_owned(), source })?,
    })
}

/// The long form of a short tag: `!GetAtt Table.Arn` is `{"Fn::GetAtt": ["Table", "Arn"]}`.
fn intrinsic(tag: &str, argument: Value) -> Value {
    let name = tag.trim_start_matches('!');
    let (key, argument) = match (name, &argument) {
        ("Ref" | "Condition", _) => (name.to_owned(), argument),
        ("GetAtt", Value::String(path)) => ("Fn::GetAtt".to_owned(), path.splitn(2, '.').collect()),
        _ => (format!("Fn::{name}"), argument),
    };
    Value::Object(Map::from_iter([(key, argument)]))
}

fn parameter_defaults(document: &Value) -> Map<String, Value> {
    let parameters = document.get("Parameters").and_then(Value::as_object);
    let with_default = parameters.into_iter().flatten().filter_map(|(name, parameter)| {
        parameter.get("Default").map(|default| (name.clone(), default.clone()))
    });
    with_default.collect()
}

fn resolve(value: &mut Value, defaults: &Map<String, Value>) {
    let referred = match &*value {
        Value::Object(object) if object.len() == 1 => object.get("Ref").and_then(Value::as_str),
        _ => None,
    };
    if let Some(default) = referred.and_then(|name| defaults.get(name)) {
        *value = default.clone();
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| resolve(item, defaults)),
        Value::Object(object) => object.values_mut().for_each(|item| resolve(item, defaults)),
        _ => {}
    }
}
