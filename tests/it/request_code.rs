//! `POST /v1/customer-portal/customer-session/request`

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, World, settings};

fn request(world: &World, extra: &Value) -> Call {
    let mut body = json!({ "email": world.email(), "organization_id": world.seed.organization.id });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    Call::post(PortalPaths::REQUEST).json(&body)
}

/// The answer without what no two answers share.
fn shape(answer: &Answer) -> (u16, Vec<String>, usize, Vec<String>) {
    let mut headers: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
    headers.sort();
    let fields = answer.json().as_object().unwrap().keys().cloned().collect();
    (answer.status, headers, answer.body.len(), fields)
}

#[tokio::test]
async fn known_and_unknown_answer_alike_and_cost_alike() {
    let world = World::new().await;
    let stranger = "00000000-0000-4000-8000-000000000999";
    let known = world.call(request(&world, &json!({}))).await;
    let known_operations = world.wire.operations();
    assert_eq!(known_operations.len(), 4, "{known_operations:?}");
    let others = [
        json!({ "email": "nobody@example.com" }),
        json!({ "organization_id": stranger }),
        json!({ "customer_id": stranger }),
        json!({ "email": world.seed.customers.team.members[0].email }),
        json!({ "customer_id": world.seed.second_organization.customer_id }),
    ];
    for other in others {
        world.wire.forget();
        let answer = world.call(request(&world, &other)).await;
        assert_eq!(shape(&answer), shape(&known), "{other}");
        let mut operations = world.wire.operations();
        let mut expected = known_operations.clone();
        operations.sort();
        expected.sort();
        assert_eq!(operations, expected, "{other}");
    }
}

#[tokio::test]
async fn only_somebody_s_email_gets_a_mail() {
    let world = World::new().await;
    let stranger = "00000000-0000-4000-8000-000000000999";
    world.call(request(&world, &json!({ "email": "nobody@example.com" }))).await.expect_status(202);
    world.call(request(&world, &json!({ "organization_id": stranger }))).await.expect_status(202);
    world.call(request(&world, &json!({ "customer_id": stranger }))).await.expect_status(202);
    assert!(world.mails().await.is_empty());
    world.call(request(&world, &json!({ "email": " ADA@Example.com " }))).await.expect_status(202);
    let mails = world.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "ada@example.com");
}

#[tokio::test]
async fn a_null_field_is_a_field_not_sent() {
    let world = World::new().await;
    world
        .call(request(&world, &json!({ "customer_id": null, "unknown": [] })))
        .await
        .expect_status(202);
    assert_eq!(world.mails().await.len(), 1);
}

#[tokio::test]
async fn several_customers_with_one_email_are_asked_about() {
    let world = World::new().await;
    let shared = world.seed.customers.shared_email.clone();
    let answer = world.call(world.code_request(&shared.email)).await.expect(409);
    let body = answer.json();
    assert_eq!(body["error"], "customer_selection_required");
    let mut named: Vec<_> = body["customers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["id"].as_str().unwrap().to_owned(), it["name"].as_str().unwrap().to_owned()))
        .collect();
    named.sort();
    let mut expected = vec![
        (shared.customer_ids[0].clone(), "Sam".to_owned()),
        (shared.customer_ids[1].clone(), "Alex".to_owned()),
    ];
    expected.sort();
    assert_eq!(named, expected);
    assert!(world.mails().await.is_empty());

    let chosen = &shared.customer_ids[1];
    let choice = json!({ "email": shared.email, "customer_id": chosen });
    let request_id = world.call(request(&world, &choice)).await.expect(202).text("request_id");
    let code = world.newest_code().await;
    let token = world.authenticate(&code, &request_id).await.expect(200).text("token");
    let user = world.call(Call::get(PortalPaths::USER).bearer(&token)).await.json();
    assert_eq!(user["customer_id"], json!(chosen));
}

#[tokio::test]
async fn one_email_in_two_organizations_is_two_customers() {
    let world = World::new().await;
    let other = json!({ "organization_id": world.seed.second_organization.id });
    let request_id = world.call(request(&world, &other)).await.expect(202).text("request_id");
    let code = world.newest_code().await;
    let token = world.authenticate(&code, &request_id).await.expect(200).text("token");
    let user = world.call(Call::get(PortalPaths::USER).bearer(&token)).await.json();
    assert_eq!(user["customer_id"], json!(world.seed.second_organization.customer_id));
}

#[tokio::test]
async fn an_address_gets_three_mails_in_a_quarter_hour_and_seven_in_a_day() {
    let world = World::new().await;
    for email in ["ada@example.com", "nobody@example.com"] {
        for _ in 0..3 {
            world.call(world.code_request(email)).await.expect_status(202);
        }
        world.clock.advance(100);
        let answer = world.call(world.code_request(email)).await.expect(429);
        assert_eq!(answer.header("retry-after"), Some("800"));
        assert_eq!(answer.json()["error"], "TooManyRequests");
        world.clock.advance(800);
    }
    for _ in 0..3 {
        world.call(world.code_request("ada@example.com")).await.expect_status(202);
    }
    world.clock.advance(900);
    world.call(world.code_request("ada@example.com")).await.expect_status(202);
    world.clock.advance(900);
    let answer = world.call(world.code_request("ada@example.com")).await.expect(429);
    let midnight = 12 * 3600 - 4 * 900;
    assert_eq!(answer.header("retry-after"), Some(midnight.to_string().as_str()));
    world.clock.advance(midnight);
    world.call(world.code_request("ada@example.com")).await.expect_status(202);
}

#[tokio::test]
async fn an_exhausted_address_costs_no_write_of_its_own() {
    let world = World::new().await;
    for _ in 0..3 {
        world.request_code("ada@example.com").await;
    }
    let before = world.items_of("SIGNIN#").len();
    world.wire.forget();
    world.call(world.code_request("ada@example.com")).await.expect_status(429);
    let operations = world.wire.operations();
    assert!(!operations.contains(&"TransactWriteItems".to_owned()), "{operations:?}");
    assert_eq!(world.items_of("SIGNIN#").len(), before);
}

#[tokio::test]
async fn addresses_are_counted_per_organization() {
    let world = World::new().await;
    for _ in 0..3 {
        world.request_code("ada@example.com").await;
    }
    world.call(world.code_request("ada@example.com")).await.expect_status(429);
    let other = json!({ "organization_id": world.seed.second_organization.id });
    world.call(request(&world, &other)).await.expect_status(202);
}

#[tokio::test]
async fn a_network_asks_twenty_times_in_a_quarter_hour() {
    let world = World::new().await;
    let from = |number: i32, address: &str| {
        world.code_request(&format!("nobody{number}@example.com")).from(address)
    };
    for number in 0..20 {
        world.call(from(number, "2001:db8:0:1::1")).await.expect_status(202);
    }
    let answer = world.call(from(20, "2001:db8:0:1:ffff::2")).await.expect(429);
    assert_eq!(answer.header("retry-after"), Some("900"));
    world.call(from(20, "2001:db8:0:2::1")).await.expect_status(202);
    world.clock.advance(900);
    world.call(from(21, "2001:db8:0:1::1")).await.expect_status(202);
}

#[tokio::test]
async fn a_network_s_day_is_over_at_midnight() {
    let limit = settings([("LATCHKEY_NETWORK_REQUESTS_PER_DAY", "2")]);
    let world = World::with(limit).await;
    for number in 0..2 {
        world.request_code(&format!("nobody{number}@example.com")).await;
    }
    let answer = world.call(world.code_request("nobody@example.com")).await.expect(429);
    assert_eq!(answer.header("retry-after"), Some("43200"));
    world.clock.advance(43_200);
    world.request_code("nobody@example.com").await;
}

#[tokio::test]
async fn limits_hold_when_everybody_asks_at_once() {
    let world = World::new().await;
    let calls = (0..20).map(|_| world.call(world.code_request("ada@example.com")));
    let answers = futures_util::future::join_all(calls).await;
    let accepted = answers.iter().filter(|answer| answer.status == 202).count();
    let refused = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((accepted, refused), (3, 17));
    assert_eq!(world.mails().await.len(), 3);
}

#[tokio::test]
async fn a_merchant_s_token_is_counted_apart_and_redeemed_with_its_request_id_only() {
    let world = World::new().await;
    for _ in 0..3 {
        world.request_code("ada@example.com").await;
    }
    let token = world.seed.access_token.clone();
    let call = || world.code_request("ada@example.com").bearer(&token);
    let request_id = world.call(call()).await.expect(202).text("request_id");
    let code = world.newest_code().await;
    let bare = world.authenticate_bare(&code, "192.0.2.1").await;
    assert_eq!(bare.status, 401, "it was not begun from this network");
    world.authenticate(&code, &request_id).await.expect_status(200);
    world.call(call()).await.expect_status(202);
    world.call(call()).await.expect_status(202);
    world.call(call()).await.expect_status(429);
}

#[tokio::test]
async fn a_merchant_s_requests_leave_the_network_s_alone() {
    let limit = settings([("LATCHKEY_NETWORK_REQUESTS_PER_QUARTER_HOUR", "1")]);
    let world = World::with(limit).await;
    let token = world.seed.access_token.clone();
    for email in ["a@example.com", "b@example.com"] {
        world.call(world.code_request(email).bearer(&token)).await.expect_status(202);
    }
    world.call(world.code_request("c@example.com")).await.expect_status(202);
    world.call(world.code_request("d@example.com")).await.expect_status(429);
}

#[tokio::test]
async fn a_merchant_asks_for_its_own_customers_only() {
    let world = World::new().await;
    let foreign = world.seed.second_organization.access_token.clone();
    let answer = world.call(request(&world, &json!({})).bearer(&foreign)).await.expect(422);
    assert_eq!(answer.json()["detail"][0]["loc"], json!(["body", "organization_id"]));
    let scoped = world.seed.scoped_tokens["customers:read"].clone();
    let answer = world.call(request(&world, &json!({})).bearer(&scoped)).await.expect(403);
    assert_eq!(answer.json()["error"], "insufficient_scope");
    let answer = world.call(request(&world, &json!({})).bearer("polar_oat_x")).await.expect(401);
    assert_eq!(answer.json()["error"], "invalid_token");
    let basic = request(&world, &json!({})).header("authorization", "Basic YTpi");
    assert_eq!(world.call(basic).await.expect(401).json()["error"], "Unauthorized");
    assert!(world.mails().await.is_empty());
}

#[tokio::test]
async fn every_fault_of_a_body_is_listed() {
    let world = World::new().await;
    let faults = |answer: Answer| -> Vec<Value> {
        let body = answer.expect(422).json();
        assert_eq!(body["error"], "RequestValidationError");
        body["detail"].as_array().unwrap().clone()
    };
    let body = json!({ "email": "ada", "organization_id": "x", "customer_id": 7 });
    let found = faults(world.call(Call::post(PortalPaths::REQUEST).json(&body)).await);
    let places: Vec<_> = found.iter().map(|fault| fault["loc"].clone()).collect();
    let expected = ["email", "organization_id", "customer_id"].map(|it| json!(["body", it]));
    assert_eq!(places, expected);
    assert_eq!(found[0]["type"], "value_error");
    assert_eq!(found[0]["input"], "ada");
    assert_eq!(found[2]["input"], 7);

    let found = faults(world.call(Call::post(PortalPaths::REQUEST).json(&json!({}))).await);
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|fault| fault["type"] == "missing"));

    for body in ["", "{", "[]", "null", "\"a\"", "{\"email\":}", "\u{feff}{}"] {
        let call = Call::post(PortalPaths::REQUEST).body(body);
        let found = faults(world.call(call).await);
        assert_eq!(found[0]["loc"], json!(["body"]), "{body:?}");
    }
    let deep = "[".repeat(10_000);
    faults(world.call(Call::post(PortalPaths::REQUEST).body(deep)).await);
    let invalid = vec![b'{', b'"', 0xff, b'"'];
    faults(world.call(Call::post(PortalPaths::REQUEST).body(invalid)).await);
    assert!(world.items_of("SIGNIN#").is_empty(), "bad input leaves nothing behind");
    assert!(world.items_of("BUDGET#").is_empty(), "bad input leaves nothing behind");
}

#[tokio::test]
async fn only_json_of_at_most_64_kib_is_read() {
    let world = World::new().await;
    let body =
        || json!({ "email": "a@example.com", "organization_id": world.seed.organization.id });
    for media_type in [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/merge-patch+json",
    ] {
        let call =
            Call::post(PortalPaths::REQUEST).json(&body()).header("content-type", media_type);
        let status = world.call(call).await.status;
        assert!(status == 202 || status == 429, "{media_type}: {status}");
    }
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "", "json"] {
        let call =
            Call::post(PortalPaths::REQUEST).json(&body()).header("content-type", media_type);
        let answer = world.call(call).await.expect(415);
        assert_eq!(answer.json()["error"], "UnsupportedMediaType");
    }
    let untyped = Call::post(PortalPaths::REQUEST).body(body().to_string()).from("192.0.2.2");
    assert_ne!(world.call(untyped).await.status, 415);
    let fill = |length: usize| {
        let text = json!({ "email": "b@example.com", "organization_id": world.seed.organization.id, "x": "" });
        let filler = "x".repeat(length - text.to_string().len());
        let mut text = text;
        text["x"] = filler.into();
        Call::post(PortalPaths::REQUEST).json(&text)
    };
    world.call(fill(64 * 1024)).await.expect_status(202);
    let answer = world.call(fill(64 * 1024 + 1)).await.expect(413);
    assert_eq!(answer.json()["error"], "PayloadTooLarge");
}

/// The subject of the mail that a call with this query and this `Accept-Language` leads to.
async fn subject(world: &World, query: &str, accept_language: &str) -> String {
    let body = json!({ "email": world.email(), "organization_id": world.seed.organization.id });
    let call = Call::post(&format!("{}{query}", PortalPaths::REQUEST)).json(&body);
    let call = call.header("accept-language", accept_language);
    world.call(call).await.expect_status(202);
    world.mails().await.remove(0).subject
}

#[tokio::test]
async fn the_mail_is_in_the_language_that_the_browser_prefers() {
    let world = World::unlimited().await;
    for (accept_language, expected) in [
        ("de", "Anmelden bei Acme"),
        ("en;q=0.3, pl;q=0.8, de;q=0.5", "Logowanie do Acme"),
        ("pt-BR,pt;q=0.9,en;q=0.8", "Entrar em Acme"),
        ("pt-AO", "Iniciar sessão em Acme"),
        ("zh-CN,zh;q=0.9", "登录 Acme"),
        ("zh-TW,ja;q=0.9", "Acmeへのログイン"),
    ] {
        assert_eq!(subject(&world, "", accept_language).await, expected, "{accept_language}");
    }
}

#[tokio::test]
async fn the_language_in_the_query_counts_before_the_browser_s() {
    let world = World::unlimited().await;
    for (query, expected) in [
        ("?locale=fr", "Connexion à Acme"),
        ("?locale=pt_BR", "Entrar em Acme"),
        ("?x=1&locale=zh%2DHans&locale=fr", "登录 Acme"),
        ("?locale=xx&locale=it", "Accesso a Acme"),
    ] {
        assert_eq!(subject(&world, query, "de").await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_language_that_is_none_of_ours_is_passed_over() {
    let world = World::unlimited().await;
    for query in ["", "?", "?locale", "?locale=", "?locale=xx", "?locale=zh-TW", "?locale=%ff"] {
        assert_eq!(subject(&world, query, "de").await, "Anmelden bei Acme", "{query}");
        assert_eq!(subject(&world, query, "xx, zh-TW;q=0.5").await, "Sign in to Acme", "{query}");
    }
    let endless = "de;q=0.1,".repeat(10_000);
    assert_eq!(subject(&world, "", &endless).await, "Anmelden bei Acme");
    assert_eq!(subject(&world, "", "").await, "Sign in to Acme");
    world.request_code(world.email()).await;
    assert_eq!(world.mails().await[0].subject, "Sign in to Acme", "without a header");
}
