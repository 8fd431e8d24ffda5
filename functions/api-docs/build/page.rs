//! The page: every endpoint, what it takes and what it answers.

use askama::Template;
use serde_json::Value;

use crate::{
    document::{Answer, Content, Document, Fault, Operation, Parameter, Tag, kebab_case},
    example, markdown,
    schema::{self, Field, Schemas, Variant},
};

/// What stands in the page's one style element.
pub(crate) const STYLE: &str = include_str!("../assets/docs.css");

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The page.
#[derive(Template)]
#[template(path = "docs.html")]
pub(crate) struct Page {
    style: &'static str,
    title: String,
    version: String,
    introduction: String,
    credentials: Vec<Credential>,
    chapters: Vec<Chapter>,
    objects: Vec<Object>,
}

/// A kind of token.
struct Credential {
    name: &'static str,
    description: String,
}

/// The endpoints of one kind.
struct Chapter {
    name: String,
    anchor: String,
    description: String,
    endpoints: Vec<Endpoint>,
}

/// An endpoint.
struct Endpoint {
    anchor: String,
    summary: String,
    method: String,
    path: String,
    description: String,
    credentials: String,
    parameters: Vec<Field>,
    body: Vec<Variant>,
    answers: Vec<Status>,
    curl: String,
    examples: Vec<(String, String)>,
}

/// What an endpoint answers with one status.
struct Status {
    code: String,
    description: String,
    headers: Vec<String>,
    body: Option<String>,
}

/// An object that we answer with.
struct Object {
    name: String,
    anchor: String,
    description: String,
    fields: Vec<Field>,
}

impl Page {
    /// The page of this document.
    pub(crate) fn of(document: &Document) -> Result<Self, Fault> {
        Ok(Self {
            style: STYLE,
            title: document.text("/info/title")?,
            version: document.text("/info/version")?,
            introduction: markdown::html(&document.text("/info/description")?),
            credentials: credentials(document)?,
            chapters: chapters(document)?,
            objects: objects(document)?,
        })
    }
}

fn credentials(document: &Document) -> Result<Vec<Credential>, Fault> {
    let schemes = document.members("/components/securitySchemes")?.iter();
    let credential = |(name, scheme): (&String, &Value)| {
        let description = markdown::html(schema::text(scheme, "description"));
        Ok(Credential { name: credential_name(name)?, description })
    };
    schemes.map(credential).collect()
}

fn credential_name(scheme: &str) -> Result<&'static str, Fault> {
    match scheme {
        "session" => Ok("Session token"),
        "accessToken" => Ok("Access token"),
        other => Err(format!("the page has no name for {other}").into()),
    }
}

fn chapters(document: &Document) -> Result<Vec<Chapter>, Fault> {
    let tags: Vec<Tag> = document.read(document.at("/tags")?)?;
    let mut chapters: Vec<_> = tags.into_iter().map(Chapter::of).collect();
    for (path, item) in document.members("/paths")? {
        for (method, operation) in METHODS.iter().filter_map(|it| Some((it, item.get(it)?))) {
            let mut operation: Operation = document.read(operation)?;
            let shared = item.get("parameters").and_then(Value::as_array);
            operation.parameters.splice(0..0, shared.into_iter().flatten().cloned());
            let tag = operation.tags.first();
            let chapter = chapters.iter_mut().find(|it| Some(&it.name) == tag);
            let chapter = chapter.ok_or_else(|| format!("{path}: its tag is unknown"))?;
            chapter.endpoints.push(Endpoint::of(document, method, path, &operation)?);
        }
    }
    Ok(chapters)
}

impl Chapter {
    fn of(tag: Tag) -> Self {
        Self {
            anchor: format!("{}-endpoints", kebab_case(&tag.name)),
            description: markdown::html(&tag.description),
            name: tag.name,
            endpoints: Vec::new(),
        }
    }
}

impl Endpoint {
    fn of(
        document: &Document,
        method: &str,
        path: &str,
        operation: &Operation,
    ) -> Result<Self, Fault> {
        let parameters: Result<Vec<Parameter>, _> =
            operation.parameters.iter().map(|it| document.read(it)).collect();
        let parameters = parameters?;
        Ok(Self {
            anchor: kebab_case(&operation.name),
            summary: operation.summary.clone(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            description: markdown::html(&operation.description),
            credentials: needed(operation)?,
            curl: example::curl(document, method, path, operation, &parameters)?,
            parameters: parameters
                .iter()
                .map(|it| parameter(document, it))
                .collect::<Result<_, _>>()?,
            body: body(document, operation)?,
            answers: answers(document, operation)?,
            examples: examples(document, operation)?,
        })
    }
}

/// Which token it needs and with which scope, as HTML.
fn needed(operation: &Operation) -> Result<String, Fault> {
    let mut ways = Vec::new();
    for requirement in &operation.security {
        let Some((scheme, scopes)) = requirement.iter().next() else {
            ways.push("None".to_owned());
            continue;
        };
        let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
        let scopes: Vec<_> = scopes.map(|scope| format!("<code>{scope}</code>")).collect();
        let with = if scopes.is_empty() { "" } else { " with " };
        let anchor = kebab_case(credential_name(scheme)?);
        let name = credential_name(scheme)?;
        ways.push(format!("<a href=\"#{anchor}\">{name}</a>{with}{}", scopes.join(" and ")));
    }
    Ok(if ways.is_empty() { "None".to_owned() } else { ways.join(", or ") })
}

fn parameter(document: &Document, it: &Parameter) -> Result<Field, Fault> {
    Ok(Field {
        name: it.name.clone(),
        place: Some(it.place.clone()),
        required: it.required,
        kind: Schemas::sent(document).kind(&it.schema)?,
        description: markdown::html(&it.description),
        fields: Vec::new(),
    })
}

fn body(document: &Document, operation: &Operation) -> Result<Vec<Variant>, Fault> {
    let Some(body) = &operation.request_body else { return Ok(Vec::new()) };
    let content: Content = document.read(first(&body.content).ok_or("a body is of no type")?.1)?;
    Schemas::sent(document).variants(&content.schema)
}

fn answers(document: &Document, operation: &Operation) -> Result<Vec<Status>, Fault> {
    let status = |(code, answer): (&String, &Value)| {
        let answer: Answer = document.read(answer)?;
        Ok(Status {
            code: code.clone(),
            description: markdown::inline(&answer.description),
            headers: answer.headers.keys().cloned().collect(),
            body: first(&answer.content).map(|it| answered(document, it)).transpose()?,
        })
    };
    operation.responses.iter().map(status).collect()
}

/// What an answer holds, as HTML.
fn answered(
    document: &Document,
    (media_type, content): (&String, &Value),
) -> Result<String, Fault> {
    let content: Content = document.read(content)?;
    match media_type.as_str() {
        "application/json" => Schemas::answered(document).kind(&content.schema),
        other => Ok(markdown::inline(&format!("`{other}`"))),
    }
}

/// What it answers where all is well: the title of each example, and the example.
fn examples(document: &Document, operation: &Operation) -> Result<Vec<(String, String)>, Fault> {
    let good = operation.responses.iter().find(|(status, _)| status.starts_with('2'));
    let Some((_, answer)) = good else { return Ok(Vec::new()) };
    let answer: Answer = document.read(answer)?;
    let Some((_, content)) = first(&answer.content) else { return Ok(Vec::new()) };
    let content: Content = document.read(content)?;
    let all = content.all_examples(document)?;
    Ok(all.into_iter().map(|(title, value)| (title, example::pretty(&value))).collect())
}

fn objects(document: &Document) -> Result<Vec<Object>, Fault> {
    let schemas = document.members("/components/schemas")?.iter();
    let object = |(name, schema): (&String, &Value)| {
        Ok(Object {
            name: name.clone(),
            anchor: schema::object_anchor(name),
            description: markdown::html(schema::text(schema, "description")),
            fields: Schemas::answered(document).fields(schema)?,
        })
    };
    schemas.filter(|(_, it)| schema::is_answered(it)).map(object).collect()
}

fn first(content: &serde_json::Map<String, Value>) -> Option<(&String, &Value)> {
    content.iter().next()
}
