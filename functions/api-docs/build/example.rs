//! An endpoint's `curl`.

use serde_json::Value;

use crate::document::{Document, Fault, Operation, Parameter};

/// The command, with the examples of the document in it.
pub(crate) fn curl(
    document: &Document,
    method: &str,
    path: &str,
    operation: &Operation,
    parameters: &[Parameter],
) -> Result<String, Fault> {
    let mut lines = vec![format!("curl{} \"$API{}\"", verb(method), address(path, parameters))];
    if let Some(token) = token(operation) {
        lines.push(format!("-H \"Authorization: Bearer ${token}\""));
    }
    for header in with_examples(parameters, "header") {
        lines.push(format!("-H '{}: {}'", header.0, header.1));
    }
    if let Some(body) = body(document, operation)? {
        lines.push("-H 'Content-Type: application/json'".to_owned());
        lines.push(format!("-d '{body}'"));
    }
    Ok(lines.join(" \\\n  "))
}

/// What `curl` does by itself needs no word.
fn verb(method: &str) -> String {
    match method {
        "get" | "post" => String::new(),
        other => format!(" -X {}", other.to_uppercase()),
    }
}

fn address(path: &str, parameters: &[Parameter]) -> String {
    let mut address = path.to_owned();
    for (name, value) in with_examples(parameters, "path") {
        address = address.replace(&format!("{{{name}}}"), &value);
    }
    let query: Vec<_> =
        with_examples(parameters, "query").map(|(name, value)| format!("{name}={value}")).collect();
    if query.is_empty() { address } else { format!("{address}?{}", query.join("&")) }
}

fn with_examples<'a>(
    parameters: &'a [Parameter],
    place: &'a str,
) -> impl Iterator<Item = (&'a str, String)> {
    let there = parameters.iter().filter(move |parameter| parameter.place == place);
    there.filter_map(|it| Some((it.name.as_str(), it.example.as_ref()?.as_str()?.to_owned())))
}

/// The variable that holds the token, where one is needed.
fn token(operation: &Operation) -> Option<&'static str> {
    match operation.security.first()?.keys().next()?.as_str() {
        "session" => Some("SESSION_TOKEN"),
        _ => Some("ACCESS_TOKEN"),
    }
}

fn body(document: &Document, operation: &Operation) -> Result<Option<String>, Fault> {
    let Some(body) = &operation.request_body else { return Ok(None) };
    let content: crate::document::Content =
        document.read(body.content.get("application/json").ok_or("a body is no JSON")?)?;
    let examples = content.all_examples(document)?;
    Ok(examples.first().map(|(_, value)| pretty(value)))
}

/// JSON as people read it.
pub(crate) fn pretty(value: &Value) -> String {
    format!("{value:#}")
}
