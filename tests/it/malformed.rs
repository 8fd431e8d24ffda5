//! Malformed anything gets the contract's 4xx, never a 500 and never a panic. What is tried is
//! drawn from a fixed sequence, so that a failure comes back.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};
use tests::{Answer, Call, Dice, PortalPaths, World};

use crate::consistency::assert_table_agrees;

/// A world and what is known of it.
struct Known {
    world: World,
    /// Every path that has methods of its own, with one of its methods and the function behind it.
    routes: Vec<(String, Method, String)>,
    /// Ids of all kinds, and names that merchants gave.
    names: Vec<String>,
    /// Live tokens of customers.
    sessions: Vec<String>,
}

impl Known {
    async fn new() -> Self {
        let world = World::unlimited().await;
        let routes = world.template.routes().iter().filter(|it| !it.path.ends_with("/{proxy+}"));
        let routes = routes.filter_map(|route| {
            Some((route.path.clone(), route.method.clone()?, route.function.clone()))
        });
        let routes = routes.collect();
        let customers = &world.seed.customers;
        let mut names = vec![
            customers.individual.id.clone(),
            customers.individual.external_id.clone(),
            customers.team.id.clone(),
            customers.team.id.to_uppercase(),
            world.seed.second_organization.customer_id.clone(),
            world.seed.organization.id.clone(),
        ];
        names.extend(customers.team.members.iter().map(|member| member.id.clone()));
        names.extend(customers.shared_email.customer_ids.clone());
        let mut sessions = Vec::new();
        for email in [world.email(), &customers.team.members[0].email] {
            sessions.extend([world.sign_in(email).await, world.sign_in(email).await]);
        }
        for item in world.items_of("SESSION#") {
            names.push(item["id"]["S"].as_str().unwrap().to_owned());
        }
        Self { world, routes, names, sessions }
    }
}

fn text(dice: &mut Dice, known: &Known) -> String {
    let texts = [
        known.world.email().to_owned(),
        "00000000-0000-0000-0000-000000000000".to_owned(),
        "polar_cst_".to_owned(),
        "123456".to_owned(),
        String::new(),
        "\u{0}".to_owned(),
        "\u{202e}\u{1f600}\u{fdfa}".to_owned(),
        "a@b".to_owned(),
        "é".repeat(300),
        "x".repeat(3_000),
        "../../etc/passwd".to_owned(),
        "javascript:alert(1)".to_owned(),
        "https://[::1".to_owned(),
        "０１２３４５".to_owned(),
        "18446744073709551616".to_owned(),
        "team".to_owned(),
        "owner".to_owned(),
        "true".to_owned(),
        "100".to_owned(),
        "#MEMBER#".to_owned(),
        format!("{}@example.com", "a".repeat(65)),
        format!("a@{}.com", "é".repeat(80)),
    ];
    if dice.below(3) == 0 { dice.one_of(&known.names).clone() } else { dice.one_of(&texts).clone() }
}

fn value(dice: &mut Dice, known: &Known, depth: usize) -> Value {
    match dice.below(if depth > 3 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => json!(dice.below(2) == 0),
        2 => json!(1e300),
        3 => json!(-7),
        4 | 5 => text(dice, known).into(),
        6 => (0..dice.below(4)).map(|_| value(dice, known, depth + 1)).collect(),
        _ => object(dice, known, depth + 1),
    }
}

/// The names of fields and parameters of all endpoints.
const FIELDS: [&str; 24] = [
    "email",
    "organization_id",
    "customer_id",
    "code",
    "request_id",
    "external_customer_id",
    "customer_external_id",
    "member_id",
    "external_member_id",
    "return_url",
    "locale",
    "name",
    "external_id",
    "metadata",
    "type",
    "owner",
    "role",
    "page",
    "limit",
    "query",
    "anonymize",
    "active",
    "",
    "__proto__",
];

fn object(dice: &mut Dice, known: &Known, depth: usize) -> Value {
    let mut object = serde_json::Map::new();
    for _ in 0..dice.below(6) {
        let field = *dice.one_of(&FIELDS);
        object.insert(field.to_owned(), value(dice, known, depth));
    }
    Value::Object(object)
}

/// What endpoints take, spoilt in one place or in none.
fn nearly_right(dice: &mut Dice, known: &Known) -> Value {
    let email = format!("m{}@example.com", dice.below(50));
    let mut object = match dice.below(6) {
        0 => json!({ "email": email, "type": "team", "name": "T" }),
        1 => json!({ "type": "team", "owner": { "email": email }, "metadata": { "a": 1 } }),
        2 => json!({ "customer_id": known.names[0], "return_url": "https://example.com" }),
        3 => {
            let shared = known.world.seed.customers.shared_email.email.clone();
            let email = dice.one_of(&[email, shared]).clone();
            json!({ "email": email, "organization_id": known.world.seed.organization.id })
        }
        4 => json!({ "role": *dice.one_of(&["owner", "member"]), "name": "N" }),
        _ => json!({ "email": email, "external_id": format!("e{}", dice.below(50)) }),
    };
    if dice.below(2) == 0 {
        let field = *dice.one_of(&FIELDS);
        object[field] = value(dice, known, 0);
    }
    object
}

/// What stands in place of a path's variable: a name, or anything else as it can be sent.
fn segment(dice: &mut Dice, known: &Known) -> String {
    match dice.below(8) {
        0 => (*dice
            .one_of(&["%00", "%ff", "%", "..", "%2e%2e", "%2F", "external", "state", "%20"]))
        .to_owned(),
        1 => encoded(&text(dice, known)),
        _ => encoded(dice.one_of::<String>(&known.names)),
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn filled(dice: &mut Dice, known: &Known, path: &str) -> String {
    // A team and one of its members would else be named together once in a blue moon.
    let team = &known.world.seed.customers.team;
    if path.contains("/members") && dice.below(2) == 0 {
        let member = &dice.one_of(&team.members).id;
        let path = path.replace("{id}", &team.id);
        return path.replace("{external_id}", "user_ada").replace("{member_id}", member);
    }
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { segment(dice, known) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("/")
}

fn query(dice: &mut Dice, known: &Known) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if dice.below(2) == 0 {
        query.append_pair("customer_id", dice.one_of::<String>(&known.names));
    }
    for _ in 0..dice.below(4) {
        let any = *dice.one_of(&FIELDS);
        let name = *dice.one_of(&["query", "email", "page", any]);
        let number = *dice.one_of(&["1", "100", "10000", "0", "-1", "1e3", "%zz", "+1"]);
        let text = text(dice, known);
        query.append_pair(name, if dice.below(4) == 0 { number } else { &text });
    }
    format!("?{}", query.finish())
}

/// A call, and the function that it is for.
fn call(dice: &mut Dice, known: &Known) -> (Call, String) {
    let (path, method, function) = dice.one_of(&known.routes).clone();
    let others = [Method::GET, Method::POST, Method::PATCH, Method::DELETE, Method::PUT];
    let method = if dice.below(6) == 0 { dice.one_of(&others).clone() } else { method };
    let tail = match dice.below(3) {
        0 => (*dice.one_of(&["/", "//", "/x", "?a=b&a=c&%zz", "/%2e%2e/", "/%ff", "/%00"]))
            .to_owned(),
        1 => query(dice, known),
        _ => String::new(),
    };
    let path = format!("{}{tail}", filled(dice, known, &path));
    let call = credentials(dice, known, Call::new(method, &path), &function);
    let call = match dice.below(12) {
        0 => call.header("content-type", "text/html"),
        1 => call.header("content-type", "application/json; charset=\"utf-16\""),
        2 => call.header("idempotency-key", dice.one_of::<&str>(&["", "k", "two words"])),
        _ => call,
    };
    let number = dice.below(250);
    let call = call.from(&format!("198.51.100.{number}"));
    (with_body(dice, known, call), function)
}

fn credentials(dice: &mut Dice, known: &Known, call: Call, function: &str) -> Call {
    match dice.below(12) {
        0 => call,
        1 => call.bearer(&text(dice, known).replace(|c: char| !c.is_ascii_graphic(), "")),
        2 => {
            let header: &&str = dice.one_of(&["", "Bearer", "Basic x", "bearer ", "\t"]);
            call.header("authorization", header)
        }
        3 => call.header("authorization", "Bearer Bearer polar_oat_x, Bearer y"),
        4 => call.bearer(&known.world.seed.scoped_tokens["members:read"]),
        // Who is signed in there is a customer, and elsewhere a merchant.
        _ if SIGNED_IN.contains(&function) => call.bearer(dice.one_of::<String>(&known.sessions)),
        _ => call.bearer(&known.world.seed.access_token),
    }
}

/// The functions that take a customer's token.
const SIGNED_IN: [&str; 5] =
    ["introspect", "get-user", "sign-out", "list-sessions", "revoke-sessions"];

fn with_body(dice: &mut Dice, known: &Known, call: Call) -> Call {
    match dice.below(8) {
        0 => call,
        1 => {
            let length = dice.below(200);
            call.body(dice.bytes(length))
        }
        2 => call.body(value(dice, known, 0).to_string()),
        3 => {
            let mut cut = object(dice, known, 0).to_string().into_bytes();
            cut.truncate(dice.below(cut.len() + 1));
            call.body(cut)
        }
        4 => call.body(object(dice, known, 0).to_string()),
        _ => call.body(nearly_right(dice, known).to_string()),
    }
}

fn assert_contract(answer: &Answer, function: &str, tried: &str) {
    let known = [200, 201, 202, 204, 401, 403, 404, 405, 409, 413, 415, 422, 429];
    assert!(known.contains(&answer.status), "{tried}: {} {:?}", answer.status, answer.body);
    if answer.status < 400 && function == "api-docs" {
        return;
    }
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{tried}");
    if answer.status < 400 {
        return;
    }
    let body = answer.json();
    assert!(body["error"].is_string(), "{tried}: {body}");
    match answer.status {
        422 => {
            let faults = body["detail"].as_array().unwrap();
            assert!(!faults.is_empty(), "{tried}");
            for fault in faults {
                assert!(fault["loc"].is_array() && fault["msg"].is_string(), "{tried}: {fault}");
                assert!(fault["type"].is_string() && fault.get("input").is_some(), "{tried}");
            }
        }
        401 | 403 => assert!(body["detail"].is_string() || body["error_description"].is_string()),
        _ => assert!(body["detail"].is_string(), "{tried}: {body}"),
    }
}

/// Fails unless every key that was asked for is one that `DynamoDB` takes, which is stricter than the
/// embedded one: 2,048 bytes, and 1,024 behind it.
fn assert_keys_fit(world: &World) {
    let text = |value: &Value| value["S"].as_str().map_or(0, str::len);
    for call in world.wire.calls() {
        let queried = &call.request["ExpressionAttributeValues"];
        let (pk, sk) = match call.operation.as_str() {
            "Query" => (text(&queried[":partition"]), text(&queried[":prefix"])),
            "GetItem" => (text(&call.request["Key"]["pk"]), text(&call.request["Key"]["sk"])),
            _ => continue,
        };
        assert!(pk <= 2_048 && sk <= 1_024, "{}: {}", call.function, call.request);
    }
}

#[tokio::test]
async fn malformed_anything_gets_the_contract_s_answer() {
    let mut dice = Dice(0x5eed);
    let (mut statuses, mut granted) = (BTreeSet::new(), BTreeSet::new());
    let mut functions = BTreeSet::new();
    // What is deleted on the way is there again in the next world.
    for _ in 0..20 {
        let known = Known::new().await;
        functions.extend(known.routes.iter().map(|(.., function)| function.clone()));
        for _ in 0..300 {
            let (call, function) = call(&mut dice, &known);
            let tried = format!("{call:?}");
            let answer = known.world.call(call).await;
            assert_contract(&answer, &function, &tried);
            statuses.insert(answer.status);
            if answer.status < 300 {
                granted.insert(function);
            }
        }
        assert_table_agrees(&known.world);
        assert_keys_fit(&known.world);
    }
    for status in [401, 403, 404, 405, 415, 422] {
        assert!(statuses.contains(&status), "the dice reach {status}: {statuses:?}");
    }
    // No dice hit a code.
    assert!(functions.remove("authenticate"));
    assert_eq!(granted, functions, "the dice get through to every function");
}

#[tokio::test]
async fn what_no_key_can_hold_is_not_asked_for() {
    let world = World::new().await;
    let long = "é".repeat(600);
    let merchant = |call: Call| call.bearer(&world.seed.access_token);
    let customers = PortalPaths::CUSTOMERS;
    for name in ["query", "email", "external_id"] {
        let list = Call::get(&format!("{customers}?{name}={}", encoded(&long)));
        world.call(merchant(list)).await.expect_status(422);
    }
    let longest = Call::get(&format!("{customers}?query={}", encoded(&"🙂".repeat(254))));
    assert_eq!(world.call(merchant(longest)).await.expect(200).json()["items"], json!([]));
    let external = Call::get(&format!("{customers}/external/{}", encoded(&long)));
    world.call(merchant(external)).await.expect_status(404);
    world.call(world.code_request(&long)).await.expect_status(422);
    assert_keys_fit(&world);
}
