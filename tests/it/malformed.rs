//! Malformed anything gets the contract's 4xx, never a 500 and never a panic. What is tried is
//! drawn from a fixed sequence, so that a failure comes back.

use http::Method;
use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, World};

/// A fixed sequence of numbers that look random (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| u8::try_from(self.below(256)).unwrap()).collect()
    }
}

fn text(dice: &mut Dice, world: &World) -> String {
    let known = [
        world.email().to_owned(),
        world.seed.organization.id.clone(),
        world.seed.customers.individual.id.clone(),
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
        format!("{}@example.com", "a".repeat(65)),
        format!("a@{}.com", "é".repeat(80)),
    ];
    dice.one_of(&known).clone()
}

fn value(dice: &mut Dice, world: &World, depth: usize) -> Value {
    match dice.below(if depth > 3 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => json!(dice.below(2) == 0),
        2 => json!(1e300),
        3 => json!(-7),
        4 | 5 => text(dice, world).into(),
        6 => (0..dice.below(4)).map(|_| value(dice, world, depth + 1)).collect(),
        _ => object(dice, world, depth + 1),
    }
}

fn object(dice: &mut Dice, world: &World, depth: usize) -> Value {
    let fields = [
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
        "",
        "__proto__",
    ];
    let mut object = serde_json::Map::new();
    for _ in 0..dice.below(6) {
        let field = *dice.one_of(&fields);
        object.insert(field.to_owned(), value(dice, world, depth));
    }
    Value::Object(object)
}

fn call(dice: &mut Dice, world: &World) -> Call {
    let paths = [
        PortalPaths::REQUEST,
        PortalPaths::AUTHENTICATE,
        PortalPaths::INTROSPECT,
        PortalPaths::USER,
        PortalPaths::SESSION,
        PortalPaths::CUSTOMER_SESSIONS,
    ];
    let tails = ["", "", "", "/", "//", "/x", "?a=b&a=c&%zz", "/%2e%2e/", "/%ff", "/%00"];
    let methods =
        [Method::GET, Method::POST, Method::POST, Method::POST, Method::DELETE, Method::PUT];
    let (path, tail) = (*dice.one_of(&paths), *dice.one_of(&tails));
    let path = format!("{}{tail}", path.trim_end_matches('/'));
    let mut call = Call::new(dice.one_of(&methods).clone(), &path);
    call = match dice.below(5) {
        0 => call,
        1 => call.bearer(&world.seed.access_token),
        2 => call.bearer(&text(dice, world).replace(|c: char| !c.is_ascii_graphic(), "")),
        3 => {
            let header: &&str = dice.one_of(&["", "Bearer", "Basic x", "bearer ", "\t"]);
            call.header("authorization", header)
        }
        _ => call.header("authorization", "Bearer Bearer polar_oat_x, Bearer y"),
    };
    call = match dice.below(6) {
        0 => call.header("content-type", "text/html"),
        1 => call.header("content-type", "application/json; charset=\"utf-16\""),
        _ => call,
    };
    let number = dice.below(250);
    call = call.from(&format!("198.51.100.{number}"));
    match dice.below(6) {
        0 => call,
        1 => {
            let length = dice.below(200);
            call.body(dice.bytes(length))
        }
        2 => call.body(value(dice, world, 0).to_string()),
        3 => {
            let mut cut = object(dice, world, 0).to_string().into_bytes();
            cut.truncate(dice.below(cut.len() + 1));
            call.body(cut)
        }
        _ => call.body(object(dice, world, 0).to_string()),
    }
}

fn assert_contract(answer: &Answer, tried: &str) {
    let known = [200, 201, 202, 204, 401, 403, 404, 405, 409, 413, 415, 422, 429];
    assert!(known.contains(&answer.status), "{tried}: {} {:?}", answer.status, answer.body);
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

#[tokio::test]
async fn malformed_anything_gets_the_contract_s_answer() {
    let world = World::unlimited().await;
    let mut dice = Dice(0x5eed);
    let mut statuses = std::collections::BTreeSet::new();
    for _ in 0..3_000 {
        let call = call(&mut dice, &world);
        let tried = format!("{call:?}");
        let answer = world.call(call).await;
        assert_contract(&answer, &tried);
        statuses.insert(answer.status);
    }
    for status in [401, 404, 405, 415, 422] {
        assert!(statuses.contains(&status), "the dice reach {status}: {statuses:?}");
    }
}
