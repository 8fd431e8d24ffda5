//! What the contract says of every endpoint alike, and the bodies that all of the field's SDKs accept.

use serde_json::{Map, Value, json};
use tests::{Answer, Call, World};

pub(crate) const CUSTOMER: &str = include_str!("../fixtures/customer.json");
pub(crate) const CUSTOMER_STATE: &str = include_str!("../fixtures/customer_state.json");
pub(crate) const CUSTOMER_TEAM: &str = include_str!("../fixtures/customer_team.json");
pub(crate) const CUSTOMERS_LIST: &str = include_str!("../fixtures/customers_list.json");
pub(crate) const CUSTOMER_SESSION: &str = include_str!("../fixtures/customer_session.json");
pub(crate) const MEMBER: &str = include_str!("../fixtures/member.json");
pub(crate) const MEMBERS_LIST: &str = include_str!("../fixtures/members_list.json");
pub(crate) const PORTAL_USER_CUSTOMER: &str = include_str!("../fixtures/portal_user_customer.json");
pub(crate) const PORTAL_USER_MEMBER: &str = include_str!("../fixtures/portal_user_member.json");
pub(crate) const INVALID_TOKEN: &str = include_str!("../fixtures/error_401.json");
pub(crate) const INSUFFICIENT_SCOPE: &str = include_str!("../fixtures/error_403.json");
pub(crate) const NOT_FOUND: &str = include_str!("../fixtures/error_404.json");
pub(crate) const INVALID: &str = include_str!("../fixtures/error_422.json");

/// A fixture as JSON.
pub(crate) fn fixture(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The value with the name of its type in place of each leaf: what a typed client sees of it.
pub(crate) fn shape(value: &Value) -> Value {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "boolean".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "string".into(),
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::Object(fields) => {
            let shaped = fields.iter().map(|(name, field)| (name.clone(), shape(field)));
            shaped.collect::<Map<_, _>>().into()
        }
    }
}

/// Fails unless this is the 401 for a request without credentials.
#[track_caller]
pub(crate) fn assert_unauthorized(answer: &Answer) {
    answer.expect_status(401);
    let body = answer.json();
    assert_eq!(body["error"], "Unauthorized");
    assert_eq!(shape(&body), json!({ "error": "string", "detail": "string" }));
    assert_uncached_json(answer);
}

/// Fails unless this is the 401 for a token that opens nothing.
#[track_caller]
pub(crate) fn assert_invalid_token(answer: &Answer) {
    answer.expect_status(401);
    assert_eq!(answer.json(), fixture(INVALID_TOKEN));
    let challenge = r#"Bearer error="invalid_token""#;
    assert_eq!(answer.header("www-authenticate"), Some(challenge));
    assert_uncached_json(answer);
}

/// Fails unless this is the 404 that every unknown thing is.
#[track_caller]
pub(crate) fn assert_not_found(answer: &Answer) {
    answer.expect_status(404);
    assert_eq!(answer.json(), fixture(NOT_FOUND));
    assert_uncached_json(answer);
}

/// Fails unless this is a 422 with these faults and no others: each a field of the body and a type.
#[track_caller]
pub(crate) fn assert_faults(answer: &Answer, expected: &[(&str, &str)]) {
    assert_faults_of("body", answer, expected);
}

/// The same for another part of a request: its query, or its path.
#[track_caller]
pub(crate) fn assert_faults_of(part: &str, answer: &Answer, expected: &[(&str, &str)]) {
    answer.expect_status(422);
    let body = answer.json();
    assert_eq!(body["error"], "RequestValidationError");
    let faults = body["detail"].as_array().unwrap();
    let found: Vec<_> = faults
        .iter()
        .map(|fault| (fault["loc"].clone(), fault["type"].as_str().unwrap()))
        .collect();
    let expected: Vec<_> =
        expected.iter().map(|(field, kind)| (json!([part, field]), *kind)).collect();
    assert_eq!(found, expected);
    assert!(faults.iter().all(|fault| fault["msg"].is_string()));
    assert_uncached_json(answer);
}

/// Fails unless this is a 422 of the body as a whole.
#[track_caller]
pub(crate) fn assert_malformed(answer: &Answer) {
    answer.expect_status(422);
    let body = answer.json();
    assert_eq!(body["error"], "RequestValidationError");
    assert_eq!(body["detail"][0]["loc"], json!(["body"]));
    assert_eq!(body["detail"].as_array().unwrap().len(), 1);
}

/// Fails unless this is JSON that no cache keeps.
#[track_caller]
pub(crate) fn assert_uncached_json(answer: &Answer) {
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

/// Fails unless an endpoint that `call` reaches turns away whoever presents nothing, something of
/// another kind, or garbage, the last without a read. `other` is a good token of the other family,
/// `token` one of the right family.
pub(crate) async fn assert_turns_strangers_away(
    world: &World,
    call: impl Fn() -> Call,
    token: &str,
    other: &str,
) {
    assert_unauthorized(&world.call(call()).await);
    for header in ["Basic YTpi", "Bearer", "Bearer ", token, ""] {
        let answer = world.call(call().header("authorization", header)).await;
        assert_unauthorized(&answer);
    }
    let last = if token.ends_with('0') { "1" } else { "0" };
    let misspelt = format!("{}{last}", &token[..token.len() - 1]);
    let cut = &token[..token.len() - 1];
    let long = format!("{token}{}", "0".repeat(4_000));
    for garbage in ["x", "polar_cst_", "polar_oat_0", &misspelt, cut, &long, other] {
        world.wire.forget();
        assert_invalid_token(&world.call(call().bearer(garbage)).await);
        assert_eq!(world.wire.operations(), [""; 0], "{garbage}");
    }
}
