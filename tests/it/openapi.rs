//! `docs/openapi.yaml`, held against what there is: every route, every scope, what is refused. That
//! every answer of every other test is described, [`World::call`] sees to.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{Answer, Call, World, openapi};

/// What the routes of the template are in the document's words. A function with all methods has
/// pages, which are not described.
fn routes(world: &World) -> BTreeSet<String> {
    let routes = world.template.routes().iter();
    let named =
        routes.filter_map(|route| Some(format!("{} {}", route.method.as_ref()?, route.path)));
    named.filter(|route| !route.ends_with("/{proxy+}")).collect()
}

fn described() -> BTreeSet<String> {
    openapi().operations.keys().cloned().collect()
}

#[tokio::test]
async fn every_route_is_described() {
    let world = World::new().await;
    let missing: Vec<_> = routes(&world).difference(&described()).cloned().collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test]
async fn everything_described_has_a_route() {
    let world = World::new().await;
    let missing: Vec<_> = described().difference(&routes(&world)).cloned().collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let paths = openapi().document["paths"].as_object().unwrap();
    let operations = paths.values().flat_map(|item| item.as_object().unwrap().values());
    let names: Vec<_> = operations.filter_map(|it| it["operationId"].as_str()).collect();
    let distinct: BTreeSet<_> = names.iter().collect();
    assert_eq!((names.len(), distinct.len()), (openapi().operations.len(), names.len()));
}

#[test]
fn every_example_is_one() {
    let mut examples = 0;
    for (key, operation) in &openapi().operations {
        let (method, path) = key.split_once(' ').unwrap();
        let described = &openapi().document["paths"][path][method.to_lowercase()];
        for body in examples_of(&described["requestBody"]) {
            assert!(operation.takes_body(&body), "{key} does not take {body}");
            examples += 1;
        }
        for (status, answer) in described["responses"].as_object().unwrap() {
            for body in examples_of(resolve(answer)) {
                let faults = operation.faults_of_answer(&answer_of(status, resolve(answer), &body));
                assert!(faults.is_empty(), "{key} {status}: {faults:?}");
                examples += 1;
            }
        }
    }
    assert!(examples > 200, "{examples}");
}

fn examples_of(described: &Value) -> Vec<Value> {
    let content = &described["content"]["application/json"];
    let several = content["examples"].as_object().into_iter().flat_map(|it| it.values());
    let several = several.map(|example| resolve(example)["value"].clone());
    content.get("example").cloned().into_iter().chain(several).collect()
}

/// An answer with this body and headers as they are described.
fn answer_of(status: &str, described: &Value, body: &Value) -> Answer {
    let mut answer = Answer {
        status: status.parse().unwrap(),
        headers: http::HeaderMap::new(),
        body: body.to_string().into(),
    };
    answer.headers.insert("content-type", "application/json".parse().unwrap());
    for (name, value) in [("Retry-After", "1"), ("WWW-Authenticate", "Bearer")] {
        if described["headers"].get(name).is_some() {
            let name = http::HeaderName::from_bytes(name.as_bytes()).unwrap();
            answer.headers.insert(name, value.parse().unwrap());
        }
    }
    answer
}

fn resolve(value: &Value) -> &Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.map_or(value, |pointer| openapi().document.pointer(pointer).unwrap())
}

#[test]
fn what_is_not_described_is_noticed() {
    let introspect = openapi().operation("GET /v1/customer-portal/customer-session/introspect");
    let good = json!({ "expires_at": "2026-11-21T12:00:00Z", "return_url": null });
    let answer = |status: &str, body: &Value, headers: Value| {
        introspect.faults_of_answer(&answer_of(status, &json!({ "headers": headers }), body)).len()
    };
    assert_eq!(answer("200", &good, json!({})), 0);
    assert_eq!(answer("201", &good, json!({})), 1, "another status");
    assert_eq!(answer("200", &good, json!({ "Retry-After": 1 })), 1, "a header too many");
    for (field, value) in [
        ("expires_at", json!("2026-11-21T12:00:00+01:00")),
        ("expires_at", json!("soon")),
        ("expires_at", json!(null)),
        ("return_url", json!("nowhere")),
        ("token", json!("polar_cst_0")),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert_ne!(answer("200", &bad, json!({})), 0, "{bad}");
    }
    assert_eq!(answer("200", &json!({ "return_url": null }), json!({})), 1, "a field too few");

    let unauthorized = json!({ "error": "Unauthorized", "detail": "…" });
    assert_eq!(answer("401", &unauthorized, json!({ "WWW-Authenticate": 1 })), 0);
    assert_eq!(answer("401", &unauthorized, json!({})), 1, "a header too few");
}

/// A path of the document with ids in it that have the form of one.
fn example_path(path: &str) -> String {
    let id = "00000000-0000-4000-8000-000000000999";
    let path = path.replace("{id}", id).replace("{member_id}", id);
    path.replace("{external_id}", "nobody_s")
}

/// The scopes that an endpoint asks for, by the document; none where it asks for no access token.
fn scopes(key: &str) -> Option<Vec<String>> {
    let (method, path) = key.split_once(' ').unwrap();
    let security = &openapi().document["paths"][path][method.to_lowercase()]["security"];
    let needed = security.as_array().unwrap().iter().find_map(|it| it.get("accessToken"))?;
    Some(serde_json::from_value(needed.clone()).unwrap())
}

#[tokio::test]
async fn the_scope_that_is_described_is_the_one_that_is_asked_for() {
    let world = World::new().await;
    let mut asked = BTreeSet::new();
    for key in described().intersection(&routes(&world)) {
        let Some(scopes) = scopes(key) else { continue };
        let (method, path) = key.split_once(' ').unwrap();
        for (scope, token) in &world.seed.scoped_tokens {
            let call = Call::new(method.parse().unwrap(), &example_path(path)).bearer(token);
            let is_refused = world.call(call).await.status == 403;
            assert_eq!(is_refused, !scopes.contains(scope), "{key} with {scope}");
        }
        asked.extend(scopes);
    }
    let known: BTreeSet<_> = world.seed.scoped_tokens.keys().cloned().collect();
    assert_eq!(asked, known, "each scope is good for something");
}

#[tokio::test]
async fn the_credentials_that_are_described_are_needed() {
    let world = World::new().await;
    for key in described().intersection(&routes(&world)) {
        let (method, path) = key.split_once(' ').unwrap();
        let security = &openapi().document["paths"][path][method.to_lowercase()]["security"];
        let needs = security.as_array().unwrap().first().is_some_and(|it| *it != json!({}));
        let call = Call::new(method.parse().unwrap(), &example_path(path));
        assert_eq!(world.call(call).await.status == 401, needs, "{key}");
    }
}

/// A request that succeeds, and what it is refused for.
struct Mutated {
    key: &'static str,
    path: String,
    token: Option<String>,
    body: Value,
    /// A field, and what it may not be; nothing where it may not be missing.
    bodies: Vec<(&'static str, Option<Value>)>,
    /// A place, a name, and what may not stand there.
    parameters: Vec<(&'static str, &'static str, String)>,
}

impl Mutated {
    fn call(&self, body: &Value) -> Call {
        let (method, _) = self.key.split_once(' ').unwrap();
        let call = Call::new(method.parse().unwrap(), &self.path);
        let call = if body.is_null() { call } else { call.json(body) };
        self.token.iter().fold(call, |call, token| call.bearer(token))
    }

    fn body_with(&self, field: &str, value: Option<Value>) -> Value {
        let mut body = self.body.clone();
        let fields = body.as_object_mut().unwrap();
        match value {
            Some(value) => fields.insert(field.to_owned(), value),
            None => fields.remove(field),
        };
        body
    }

    fn call_with(&self, place: &str, name: &'static str, text: &str) -> Call {
        match place {
            "header" => self.call(&self.body).header(name, text),
            "query" => {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                query.append_pair(name, text);
                let joint = if self.path.contains('?') { '&' } else { '?' };
                let path = format!("{}{joint}{}", self.path, query.finish());
                Self { path, ..self.shallow() }.call(&self.body)
            }
            _ => {
                let (_, template) = self.key.split_once(' ').unwrap();
                let path = template.replace(&format!("{{{name}}}"), text);
                Self { path: example_path(&path), ..self.shallow() }.call(&self.body)
            }
        }
    }

    /// The same request, without what it is refused for.
    fn shallow(&self) -> Self {
        Self {
            path: self.path.clone(),
            token: self.token.clone(),
            body: self.body.clone(),
            bodies: Vec::new(),
            parameters: Vec::new(),
            ..*self
        }
    }
}

const EXTERNAL_IDS: [&str; 4] = ["", "a/b", "a?b", "a\nb"];

fn pages() -> Vec<(&'static str, &'static str, String)> {
    let bad = [("page", "0"), ("page", "x"), ("page", "10001"), ("limit", "0"), ("limit", "101")];
    bad.map(|(name, text)| ("query", name, text.to_owned())).to_vec()
}

/// For each field, what it may not be.
fn fields(bad: &[(&'static str, Value)]) -> Vec<(&'static str, Option<Value>)> {
    bad.iter().map(|(name, value)| (*name, Some(value.clone()))).collect()
}

fn external_ids(field: &'static str) -> Vec<(&'static str, Option<Value>)> {
    let mut bad: Vec<_> = EXTERNAL_IDS.map(|id| (field, Some(json!(id)))).to_vec();
    bad.extend([(field, Some(json!("a".repeat(256)))), (field, Some(json!(7)))]);
    bad
}

async fn sign_in_rows(world: &World) -> Vec<Mutated> {
    let (request_id, code) = world.fresh_code(world.email()).await;
    vec![
        Mutated {
            key: "POST /v1/customer-portal/customer-session/request",
            path: "/v1/customer-portal/customer-session/request".to_owned(),
            token: None,
            body: json!({ "email": world.email(), "organization_id": world.seed.organization.id }),
            bodies: [
                vec![("email", None), ("organization_id", None)],
                fields(&[
                    ("email", json!(null)),
                    ("email", json!("nobody")),
                    ("email", json!(["ada@example.com"])),
                    ("organization_id", json!("acme")),
                    ("customer_id", json!("ada")),
                    ("customer_id", json!(7)),
                ]),
            ]
            .concat(),
            parameters: vec![],
        },
        Mutated {
            key: "POST /v1/customer-portal/customer-session/authenticate",
            path: "/v1/customer-portal/customer-session/authenticate".to_owned(),
            token: None,
            body: json!({ "code": code, "request_id": request_id }),
            bodies: [
                vec![("code", None)],
                fields(&[
                    ("code", json!(null)),
                    ("code", json!(123_456)),
                    ("code", json!("1".repeat(257))),
                    ("request_id", json!("1".repeat(257))),
                    ("request_id", json!({})),
                ]),
            ]
            .concat(),
            parameters: vec![],
        },
    ]
}

fn session_rows(world: &World, token: &str) -> Vec<Mutated> {
    vec![
        Mutated {
            key: "GET /v1/customer-portal/customer-sessions",
            path: "/v1/customer-portal/customer-sessions".to_owned(),
            token: Some(token.to_owned()),
            body: Value::Null,
            bodies: vec![],
            parameters: pages(),
        },
        Mutated {
            key: "POST /v1/customer-sessions",
            path: "/v1/customer-sessions".to_owned(),
            token: Some(world.seed.access_token.clone()),
            body: json!({ "customer_id": world.seed.customers.individual.id }),
            bodies: [
                vec![("customer_id", None)],
                fields(&[
                    ("customer_id", json!("ada")),
                    ("customer_id", json!(null)),
                    ("external_customer_id", json!("user_ada")),
                    ("customer_external_id", json!("user_ada")),
                    ("member_id", json!("ada")),
                    ("return_url", json!("nowhere")),
                    ("return_url", json!("javascript:alert(1)")),
                    ("return_url", json!(format!("https://example.com/{}", "a".repeat(2048)))),
                    ("locale", json!(7)),
                    ("locale", json!("german language")),
                    ("locale", json!("")),
                ]),
                external_ids("external_customer_id"),
                external_ids("external_member_id"),
            ]
            .concat(),
            parameters: vec![
                ("header", "Idempotency-Key", "a".repeat(256)),
                ("header", "Idempotency-Key", "a b".to_owned()),
                ("header", "Idempotency-Key", String::new()),
            ],
        },
        Mutated {
            key: "DELETE /v1/customer-sessions",
            path: format!(
                "/v1/customer-sessions?customer_id={}",
                world.seed.customers.individual.id
            ),
            token: Some(world.seed.access_token.clone()),
            body: Value::Null,
            bodies: vec![],
            parameters: vec![("query", "external_customer_id", "a/b".to_owned())],
        },
    ]
}

fn customer_rows(world: &World) -> Vec<Mutated> {
    let token = Some(world.seed.access_token.clone());
    let of_any = [
        fields(&[
            ("name", json!("")),
            ("name", json!("a".repeat(257))),
            ("name", json!(7)),
            ("email", json!("nobody")),
            ("email", json!(7)),
            ("type", json!("company")),
            ("metadata", json!([])),
            ("metadata", json!({ "": 1 })),
            ("metadata", json!({ "a": null })),
            ("metadata", json!({ "a": {} })),
            ("metadata", json!({ "a": "a".repeat(501) })),
            ("metadata", json!({ "a".repeat(41): 1 })),
            ("metadata", (0..51).map(|key| (key.to_string(), json!(1))).collect()),
        ]),
        external_ids("external_id"),
    ]
    .concat();
    let of_a_new_one = [
        vec![("email", None)],
        fields(&[("organization_id", json!("acme")), ("organization_id", json!(7))]),
    ];
    let of_a_new_team = fields(&[
        ("owner", json!({})),
        ("owner", json!("Grace")),
        ("owner", json!({ "email": "nobody" })),
        ("owner", json!({ "email": "grace@example.com", "name": 7 })),
        ("owner", json!({ "email": "grace@example.com", "external_id": "a/b" })),
    ]);
    let id = &world.seed.customers.individual.id;
    vec![
        Mutated {
            key: "GET /v1/customers",
            path: "/v1/customers".to_owned(),
            token: token.clone(),
            body: Value::Null,
            bodies: vec![],
            parameters: [
                pages(),
                vec![
                    ("query", "organization_id", "acme".to_owned()),
                    ("query", "external_id", "a/b".to_owned()),
                    ("query", "email", "nobody".to_owned()),
                    ("query", "query", "a".repeat(255)),
                    ("query", "active", "perhaps".to_owned()),
                ],
            ]
            .concat(),
        },
        Mutated {
            key: "POST /v1/customers",
            path: "/v1/customers".to_owned(),
            token: token.clone(),
            body: json!({ "email": "grace@new.example.com" }),
            bodies: [of_any.clone(), of_a_new_one.concat()].concat(),
            parameters: vec![],
        },
        Mutated {
            key: "POST /v1/customers",
            path: "/v1/customers".to_owned(),
            token: token.clone(),
            body: json!({ "type": "team", "name": "Hopper" }),
            bodies: of_a_new_team,
            parameters: vec![],
        },
        Mutated {
            key: "PATCH /v1/customers/{id}",
            path: format!("/v1/customers/{id}"),
            token: token.clone(),
            body: json!({ "name": "Ada Lovelace" }),
            bodies: of_any,
            parameters: vec![("path", "id", "ada".to_owned())],
        },
        Mutated {
            key: "GET /v1/customers/external/{external_id}",
            path: format!("/v1/customers/external/{}", world.seed.customers.individual.external_id),
            token: token.clone(),
            body: Value::Null,
            bodies: vec![],
            parameters: vec![("path", "external_id", "a".repeat(256))],
        },
        Mutated {
            key: "DELETE /v1/customers/{id}",
            path: format!("/v1/customers/{id}"),
            token,
            body: Value::Null,
            bodies: vec![],
            parameters: vec![("query", "anonymize", "perhaps".to_owned())],
        },
    ]
}

fn member_rows(world: &World) -> Vec<Mutated> {
    let token = Some(world.seed.access_token.clone());
    let team = &world.seed.customers.team;
    let of_any = fields(&[
        ("name", json!("")),
        ("name", json!(7)),
        ("email", json!("nobody")),
        ("email", json!(7)),
        ("role", json!("king")),
        ("role", json!(7)),
    ]);
    vec![
        Mutated {
            key: "GET /v1/customers/{id}/members",
            path: format!("/v1/customers/{}/members", team.id),
            token: token.clone(),
            body: Value::Null,
            bodies: vec![],
            parameters: [pages(), vec![("query", "role", "king".to_owned())]].concat(),
        },
        Mutated {
            key: "GET /v1/members",
            path: format!("/v1/members?customer_id={}", team.id),
            token: token.clone(),
            body: Value::Null,
            bodies: vec![],
            parameters: [pages(), vec![("query", "role", "king".to_owned())]].concat(),
        },
        Mutated {
            key: "POST /v1/customers/{id}/members",
            path: format!("/v1/customers/{}/members", team.id),
            token: token.clone(),
            body: json!({ "email": "mia@new.example.com" }),
            bodies: [vec![("email", None)], of_any.clone(), external_ids("external_id")].concat(),
            parameters: vec![],
        },
        Mutated {
            key: "PATCH /v1/customers/{id}/members/{member_id}",
            path: format!("/v1/customers/{}/members/{}", team.id, team.members[0].id),
            token,
            body: json!({ "name": "Grace Hopper" }),
            bodies: of_any,
            parameters: vec![("path", "member_id", "grace".to_owned())],
        },
    ]
}

/// Where one request serves for several rows, the good one comes last: it may change what there is.
#[tokio::test]
async fn what_the_document_forbids_is_refused() {
    let world = World::unlimited().await;
    let session = world.sign_in(world.email()).await;
    let rows = [
        sign_in_rows(&world).await,
        session_rows(&world, &session),
        member_rows(&world),
        customer_rows(&world),
    ];
    let mut refused = 0;
    for row in rows.iter().flatten() {
        refused += assert_refuses(&world, row).await;
        assert!(row.body.is_null() || openapi().operation(row.key).takes_body(&row.body));
        let good = world.call(row.call(&row.body)).await;
        assert!(good.status < 300, "{}: {:?}", row.key, good.body);
    }
    assert!(refused >= 120, "{refused}");
}

async fn assert_refuses(world: &World, row: &Mutated) -> usize {
    let described = openapi().operation(row.key);
    for (field, value) in &row.bodies {
        let body = row.body_with(field, value.clone());
        assert!(!described.takes_body(&body), "{} is described to take {body}", row.key);
        assert_refused(&world.call(row.call(&body)).await, row.key, &body.to_string());
    }
    for (place, name, text) in &row.parameters {
        let what = format!("{place} {name} {text:?}");
        let takes = described.takes_parameter(place, name, text);
        assert!(!takes, "{} is described to take {what}", row.key);
        assert_refused(&world.call(row.call_with(place, name, text)).await, row.key, &what);
    }
    row.bodies.len() + row.parameters.len()
}

#[track_caller]
fn assert_refused(answer: &Answer, key: &str, what: &str) {
    let status = answer.status;
    assert!([404, 422].contains(&status), "{key} with {what}: {status} {:?}", answer.body);
}

#[tokio::test]
async fn the_document_is_served_as_it_is() {
    let world = World::new().await;
    for path in ["/openapi.json", "/openapi.json/"] {
        let answer = world.call(Call::get(path)).await.expect(200);
        assert_eq!(answer.json(), openapi().document);
        assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
    }
    assert!(world.wire.calls().is_empty(), "it takes nothing of AWS");
}

#[tokio::test]
async fn the_page_has_every_endpoint_and_nothing_of_others() {
    let world = World::new().await;
    let page = world.call(Call::get("/docs/")).await.expect(200);
    let html = String::from_utf8(page.body.to_vec()).unwrap();
    for key in openapi().operations.keys() {
        let (method, path) = key.split_once(' ').unwrap();
        let verb = method.to_lowercase();
        let route = format!("<b class=\"{verb}\">{method}</b> <code>{path}</code>");
        assert_eq!(html.matches(&route).count(), 1, "{key}");
    }
    let ids: Vec<_> = attributes(&html, "id");
    let distinct: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "no id stands twice");
    let links = attributes(&html, "href");
    for link in &links {
        let is_here = link.strip_prefix('#').is_some_and(|id| distinct.contains(id));
        assert!(is_here || ["/openapi.json", "data:,"].contains(link), "{link}");
    }
    assert!(links.len() > 100);
    for foreign in ["<script", "src=", "@import", "url("] {
        assert!(!html.contains(foreign), "{foreign}");
    }
}

#[tokio::test]
async fn the_page_s_policy_allows_its_own_style_and_no_more() {
    let world = World::new().await;
    let page = world.call(Call::get("/docs")).await.expect(200);
    let html = String::from_utf8(page.body.to_vec()).unwrap();
    let (_, style) = html.split_once("<style>").unwrap();
    let (style, _) = style.split_once("</style>").unwrap();
    let hash = aws_smithy_types::base64::encode(Sha256::digest(style));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; form-action 'none'; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    assert_eq!(page.header("content-security-policy"), Some(policy.as_str()));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert!(!html.contains(" style="), "no style stands elsewhere");
}

/// The values of an attribute.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let behind = html.split(&format!(" {name}=\"")).skip(1).collect::<Vec<_>>();
    behind.into_iter().filter_map(|rest| Some(rest.split_once('"')?.0)).collect()
}

#[tokio::test]
async fn what_is_behind_them_is_not_there_and_other_methods_are_not_taken() {
    let world = World::new().await;
    for path in ["/openapi.json/x", "/docs/x", "/docs//"] {
        world.call(Call::get(path)).await.expect_status(404);
    }
    for path in ["/openapi.json", "/docs", "/docs/"] {
        let answer = world.call(Call::new(Method::POST, path)).await.expect(405);
        assert_eq!(answer.header("allow"), Some("GET"));
    }
}
