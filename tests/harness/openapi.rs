//! `docs/openapi.yaml`, which every request that succeeds and every answer is held to.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{Arc, LazyLock},
};

use axum::body::Bytes;
use boon::{Compiler, Draft, SchemaIndex, Schemas};
use http::{Request, header};
use local::gateway::{Arrival, Match, Router};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::{call::Answer, world::template};

const YAML: &str = include_str!("../../docs/openapi.yaml");
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Headers that say something to a client, and so are described wherever they are sent.
const TELLING: [&str; 4] = ["retry-after", "www-authenticate", "location", "allow"];

/// The document, with a validator for all that it describes.
pub struct OpenApi {
    /// The document itself.
    pub document: Value,
    /// By method and path: `GET /v1/customers/{id}`.
    pub operations: BTreeMap<String, Operation>,
}

/// What the document says of one endpoint.
pub struct Operation {
    parameters: Vec<Parameter>,
    body: Option<Sent>,
    answers: BTreeMap<u16, Described>,
}

/// A part of a request that is not its body.
struct Parameter {
    place: String,
    value: Named,
}

/// A text that a message has under a name.
struct Named {
    name: String,
    required: bool,
    schema: Sent,
}

/// A schema, compiled.
struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

/// A schema of what is sent to us.
struct Sent {
    /// To the letter.
    strict: Arc<Validator>,
    /// As we read it: an id in capitals, an email in any script.
    patient: Arc<Validator>,
}

/// An answer with one status.
struct Described {
    headers: Vec<Named>,
    /// The media type and the body, if there is one.
    content: Option<(String, Arc<Validator>)>,
}

/// The document.
pub fn openapi() -> &'static OpenApi {
    static OPENAPI: LazyLock<OpenApi> = LazyLock::new(OpenApi::read);
    &OPENAPI
}

/// Fails unless the document describes this answer, and the request too if it succeeded. What the
/// document does not describe at all, such as a page of the portal, is not looked at.
#[track_caller]
pub(crate) fn check(request: &Request<Bytes>, from: IpAddr, answer: &Answer) {
    let arrival = arrival(request, from);
    let Some(found) = route(&arrival) else { return };
    let key = found.route_key.strip_suffix("/{proxy+}").unwrap_or(found.route_key);
    let Some(operation) = openapi().operations.get(key) else { return };
    if is_the_gateway_s(answer) {
        return;
    }
    let mut faults = operation.faults_of_answer(answer);
    if answer.status < 300 {
        faults.extend(operation.faults_of_request(&arrival, &found.path_parameters));
    }
    assert!(
        faults.is_empty(),
        "docs/openapi.yaml describes {key} otherwise, of which this is {}:\n{}\n{}",
        answer.status,
        faults.join("\n"),
        String::from_utf8_lossy(&answer.body)
    );
}

fn arrival(request: &Request<Bytes>, source_ip: IpAddr) -> Arrival {
    let (parts, body) = request.clone().into_parts();
    let at = OffsetDateTime::UNIX_EPOCH;
    Arrival { parts, body, source_ip, at, request_id: String::new() }
}

/// The route that a request takes; none for what is behind a path's slash, which is another path.
fn route(arrival: &Arrival) -> Option<Match<'static>> {
    static ROUTER: LazyLock<Router> = LazyLock::new(|| Router::new(template()).unwrap());
    let found = ROUTER.find(&arrival.parts.method, &arrival.path())?;
    found.path_parameters.get("proxy").is_none_or(String::is_empty).then_some(found)
}

/// The gateway has a shape of its own, whatever the endpoint.
fn is_the_gateway_s(answer: &Answer) -> bool {
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let body = body.as_ref().and_then(Value::as_object);
    body.is_some_and(|body| body.keys().eq(["message"]))
}

impl OpenApi {
    fn read() -> Self {
        let document: Value = yaml_serde::from_str(YAML).unwrap();
        let mut reader = Reader { document: &document, compiled: HashMap::new() };
        let mut operations = BTreeMap::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in METHODS.iter().filter_map(|it| Some((it, item.get(it)?))) {
                let key = format!("{} {path}", method.to_uppercase());
                operations.insert(key, reader.operation(item, operation));
            }
        }
        Self { document, operations }
    }

    /// What the document says of a method and a path.
    #[track_caller]
    pub fn operation(&self, key: &str) -> &Operation {
        self.operations.get(key).unwrap_or_else(|| panic!("{key} is not described"))
    }
}

/// Reads the document, and compiles each schema once, however often it stands there.
struct Reader<'a> {
    document: &'a Value,
    compiled: HashMap<String, Arc<Validator>>,
}

impl Reader<'_> {
    fn operation(&mut self, item: &Value, operation: &Value) -> Operation {
        let parameters = [item, operation].into_iter().filter_map(|it| it["parameters"].as_array());
        let parameters = parameters.flatten().map(|it| self.parameter(it)).collect();
        let body = operation.pointer("/requestBody/content/application~1json/schema");
        let body = body.map(|schema| self.sent(schema));
        let answers = operation["responses"].as_object().unwrap().iter();
        let answers = answers.map(|(code, answer)| (code.parse().unwrap(), self.answer(answer)));
        Operation { parameters, body, answers: answers.collect() }
    }

    fn parameter(&mut self, parameter: &Value) -> Parameter {
        let parameter = resolve(self.document, parameter);
        let place = parameter["in"].as_str().unwrap().to_owned();
        Parameter { place, value: self.named(parameter["name"].as_str().unwrap(), parameter) }
    }

    fn answer(&mut self, answer: &Value) -> Described {
        let answer = resolve(self.document, answer);
        let headers = answer["headers"].as_object().into_iter().flatten();
        let headers = headers.map(|(name, header)| {
            let header = resolve(self.document, header);
            self.named(name, header)
        });
        let headers = headers.collect();
        let content = answer["content"].as_object().and_then(|content| content.iter().next());
        let content = content.map(|(media_type, content)| {
            (media_type.clone(), self.validator(&content["schema"], true))
        });
        Described { headers, content }
    }

    fn named(&mut self, name: &str, described: &Value) -> Named {
        let required = described["required"].as_bool().unwrap_or_default();
        Named { name: name.to_owned(), required, schema: self.sent(&described["schema"]) }
    }

    fn sent(&mut self, schema: &Value) -> Sent {
        Sent { strict: self.validator(schema, true), patient: self.validator(schema, false) }
    }

    fn validator(&mut self, schema: &Value, formats: bool) -> Arc<Validator> {
        let compile = || Arc::new(Validator::compile(self.document, schema, formats));
        Arc::clone(self.compiled.entry(format!("{formats} {schema}")).or_insert_with(compile))
    }
}

impl Operation {
    /// Whether this may be sent as a body, to the letter.
    pub fn takes_body(&self, body: &Value) -> bool {
        self.body.as_ref().is_some_and(|schema| schema.strict.is_valid(body))
    }

    /// Whether this may be sent as a parameter, to the letter.
    #[track_caller]
    pub fn takes_parameter(&self, place: &str, name: &str, text: &str) -> bool {
        let mut of_place = self.parameters.iter().filter(|it| it.place == place);
        let parameter = of_place.find(|it| it.value.name == name);
        let parameter = parameter.unwrap_or_else(|| panic!("{name} is not described"));
        is_text_of(&parameter.value.schema.strict, text)
    }

    fn faults_of_request(
        &self,
        arrival: &Arrival,
        path_parameters: &BTreeMap<String, String>,
    ) -> Vec<String> {
        let mut faults = Vec::new();
        let query = arrival.parts.uri.query().unwrap_or_default();
        for Parameter { place, value } in &self.parameters {
            let sent = match place.as_str() {
                "query" => url::form_urlencoded::parse(query.as_bytes())
                    .find(|(name, _)| *name == value.name)
                    .map(|(_, text)| text.into_owned()),
                "header" => text(&arrival.parts.headers, &value.name),
                _ => path_parameters.get(&value.name).cloned(),
            };
            faults.extend(value.faults(place, sent));
        }
        if let Some(schema) = &self.body {
            faults.extend(faults_of_json("the request", &schema.patient, &arrival.body));
        }
        faults
    }

    /// What of an answer is not as described.
    pub fn faults_of_answer(&self, answer: &Answer) -> Vec<String> {
        let Some(described) = self.answers.get(&answer.status) else {
            return vec!["its status is not described".to_owned()];
        };
        let mut faults = described.faults_of_content(answer);
        for header in &described.headers {
            faults.extend(header.faults("header", text(&answer.headers, &header.name)));
        }
        let is_described =
            |name: &str| described.headers.iter().any(|it| it.name.eq_ignore_ascii_case(name));
        let sent = TELLING.iter().filter(|name| answer.headers.contains_key(**name));
        faults.extend(
            sent.filter(|name| !is_described(name)).map(|it| format!("{it} is not described")),
        );
        faults
    }
}

impl Named {
    fn faults(&self, place: &str, text: Option<String>) -> Option<String> {
        let name = &self.name;
        match text {
            Some(text) if is_text_of(&self.schema.patient, &text) => None,
            Some(text) => Some(format!("{place} {name} is not described as {text:?}")),
            None if self.required => Some(format!("{place} {name} is missing")),
            None => None,
        }
    }
}

impl Described {
    fn faults_of_content(&self, answer: &Answer) -> Vec<String> {
        let Some((media_type, validator)) = &self.content else {
            let is_empty = answer.body.is_empty();
            return if is_empty { vec![] } else { vec!["it has a body".to_owned()] };
        };
        let sent = answer.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        if sent != media_type {
            return vec![format!("it is {sent:?} and not {media_type}")];
        }
        let is_json = media_type == "application/json";
        if is_json { faults_of_json("the answer", validator, &answer.body) } else { vec![] }
    }
}

fn faults_of_json(what: &str, validator: &Validator, body: &[u8]) -> Vec<String> {
    let Ok(body) = serde_json::from_slice(body) else {
        return vec![format!("{what} is no JSON")];
    };
    let fault = validator.fault(&body);
    fault.map(|fault| format!("{what}: {fault}")).into_iter().collect()
}

fn text(headers: &http::HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

impl Validator {
    fn compile(document: &Value, schema: &Value, formats: bool) -> Self {
        const PLACE: &str = "https://api.example.com/schema.json";
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        if formats {
            compiler.enable_format_assertions();
        }
        // References lead to the components from wherever they stand.
        let schema = json!({ "allOf": [schema], "components": document["components"] });
        compiler.add_resource(PLACE, schema).unwrap();
        let mut schemas = Schemas::new();
        let index = compiler.compile(PLACE, &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn is_valid(&self, value: &Value) -> bool {
        self.fault(value).is_none()
    }

    fn fault(&self, value: &Value) -> Option<String> {
        self.schemas.validate(value, self.index).err().map(|error| error.to_string())
    }
}

/// Whether a schema allows this text, what the text says in JSON, or a list of it.
fn is_text_of(validator: &Validator, text: &str) -> bool {
    let said = serde_json::from_str(text).unwrap_or(Value::Null);
    let is_scalar = said.is_number() || said.is_boolean();
    validator.is_valid(&text.into())
        || (is_scalar && validator.is_valid(&said))
        || validator.is_valid(&json!([text]))
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let reference = value.get("$ref").and_then(Value::as_str);
    let Some(pointer) = reference.and_then(|it| it.strip_prefix('#')) else { return value };
    document.pointer(pointer).unwrap_or_else(|| panic!("there is no {pointer}"))
}
