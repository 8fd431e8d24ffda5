//! `POST /v1/customer-sessions/`

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, World, settings};

use crate::contract::{
    CUSTOMER_SESSION, INSUFFICIENT_SCOPE, INVALID, assert_faults, assert_invalid_token,
    assert_malformed, assert_turns_strangers_away, assert_uncached_json, fixture, shape,
};

const NOBODY: &str = "00000000-0000-4000-8000-000000000999";

async fn open(world: &World, body: Value) -> Answer {
    world.call(world.session_for(&body)).await
}

/// Fails unless this is a 422 for the form of this field, whatever the table has.
#[track_caller]
fn assert_malformed_id(answer: &Answer, field: &str) {
    assert_faults(answer, &[(field, "value_error")]);
    let message = answer.json()["detail"][0]["msg"].take();
    assert!(!message.as_str().unwrap().contains("not exist"), "{message}");
}

/// The individual, by its id, and more.
fn individual(world: &World, extra: Value) -> Value {
    let mut body = json!({ "customer_id": world.seed.customers.individual.id });
    extend(&mut body, extra);
    body
}

fn extend(body: &mut Value, extra: Value) {
    let Value::Object(extra) = extra else { return };
    body.as_object_mut().unwrap().extend(extra);
}

/// Invokes `admin` for the demo organization and gives what it made.
async fn admin(world: &World, operation: &str, mut input: Value) -> Value {
    let organization = &world.seed.organization.id;
    extend(&mut input, json!({ "operation": operation, "organization_id": organization }));
    world.admin(input).await.unwrap()
}

async fn create_customer(world: &World, input: Value) -> String {
    let made = admin(world, "create_customer", input).await;
    made["id"].as_str().unwrap().to_owned()
}

async fn user(world: &World, token: &str) -> Value {
    let call = Call::get(PortalPaths::USER).bearer(token);
    world.call(call).await.expect(200).json()
}

#[tokio::test]
async fn a_session_has_exactly_the_contract_s_fields() {
    let world = World::new().await;
    let ada = json!({ "email": "ada@new.example.com", "external_id": "ext_1" });
    let customer = create_customer(&world, ada).await;
    let answer = open(&world, json!({ "customer_id": customer })).await.expect(201);
    assert_eq!(shape(&answer.json()), shape(&fixture(CUSTOMER_SESSION)));
    assert_uncached_json(&answer);
}

#[tokio::test]
async fn a_session_tells_whose_it_is_and_when_it_ends() {
    let world = World::new().await;
    let mut body = open(&world, individual(&world, json!({}))).await.expect(201).json();
    let individual = &world.seed.customers.individual;
    assert_eq!(body["created_at"], "2026-11-21T12:00:00Z");
    assert_eq!(body["expires_at"], "2026-11-21T13:00:00Z");
    assert_eq!(body["return_url"], Value::Null);
    assert_eq!(body["customer_id"], json!(individual.id));
    assert!(body["token"].as_str().unwrap().starts_with("polar_cst_"));

    let avatar = body["customer"]["avatar_url"].take();
    assert!(avatar.as_str().unwrap().starts_with("data:image/svg+xml,"));
    let expected = json!({
        "id": individual.id, "created_at": "2026-11-21T12:00:00Z", "modified_at": null, "metadata": {},
        "external_id": "user_ada", "email": "ada@example.com", "email_verified": false, "type": "individual",
        "name": "Ada", "billing_name": null, "billing_address": null, "tax_id": null,
        "organization_id": world.seed.organization.id, "deleted_at": null, "avatar_url": null,
        "first_user_event_at": null,
    });
    assert_eq!(body["customer"], expected);
}

#[tokio::test]
async fn a_team_and_its_metadata_are_told_as_they_are() {
    let world = World::new().await;
    let metadata = json!({ "plan": "pro", "seats": 5, "trial": false });
    let team = json!({ "type": "team", "metadata": metadata });
    let team = create_customer(&world, team).await;
    let member = json!({ "customer_id": team, "email": "mia@new.example.com" });
    let member = admin(&world, "create_member", member).await;
    let body = json!({ "customer_id": team, "member_id": member["id"] });
    let customer = open(&world, body).await.expect(201).json()["customer"].take();
    assert_eq!(customer["type"], "team");
    assert_eq!(customer["email"], Value::Null);
    assert_eq!(customer["metadata"], metadata);
}

#[tokio::test]
async fn a_customer_goes_by_any_of_its_names() {
    let world = World::new().await;
    let ada = &world.seed.customers.individual;
    for body in [
        json!({ "customer_id": ada.id }),
        json!({ "external_customer_id": ada.external_id }),
        json!({ "customer_external_id": ada.external_id }),
    ] {
        let answer = open(&world, body.clone()).await.expect(201);
        assert_eq!(answer.text("customer_id"), ada.id, "{body}");
        let user = user(&world, &answer.text("token")).await;
        assert_eq!(user["customer_id"], json!(ada.id), "{body}");
    }
}

#[tokio::test]
async fn a_member_goes_by_any_of_its_names() {
    let world = World::new().await;
    let team = json!({ "type": "team", "external_id": "team_1" });
    let team = create_customer(&world, team).await;
    let member =
        json!({ "customer_id": team, "email": "m@new.example.com", "external_id": "member_1" });
    let member = admin(&world, "create_member", member).await["id"].take();
    for body in [
        json!({ "customer_id": team, "member_id": member }),
        json!({ "customer_id": team, "external_member_id": "member_1" }),
        json!({ "external_customer_id": "team_1", "member_id": member }),
        json!({ "external_customer_id": "team_1", "external_member_id": "member_1" }),
    ] {
        let token = open(&world, body.clone()).await.expect(201).text("token");
        assert_eq!(user(&world, &token).await["member_id"], member, "{body}");
    }
}

#[tokio::test]
async fn a_null_field_is_a_field_not_sent() {
    let world = World::new().await;
    let nulls = json!({
        "external_customer_id": null, "customer_external_id": null, "member_id": null,
        "external_member_id": null, "return_url": null,
    });
    let answer = open(&world, individual(&world, nulls)).await.expect(201);
    assert_eq!(answer.json()["return_url"], Value::Null);

    let external = world.seed.customers.individual.external_id.clone();
    let body = json!({ "customer_id": null, "external_customer_id": external });
    open(&world, body).await.expect_status(201);
}

#[tokio::test]
async fn a_field_that_nobody_knows_is_no_fault() {
    let world = World::new().await;
    let unknown = json!({ "email": 7, "metadata": { "a": [{}] }, "": null });
    open(&world, individual(&world, unknown)).await.expect_status(201);
}

#[tokio::test]
async fn two_names_for_one_thing_are_refused() {
    let world = World::new().await;
    let ada = world.seed.customers.individual.clone();
    let team = world.seed.customers.team.clone();
    let bodies = [
        (
            json!({ "customer_id": ada.id, "external_customer_id": ada.external_id }),
            "external_customer_id",
        ),
        (
            json!({ "customer_id": ada.id, "customer_external_id": ada.external_id }),
            "customer_external_id",
        ),
        (
            json!({ "external_customer_id": ada.external_id, "customer_external_id": ada.external_id }),
            "customer_external_id",
        ),
        (
            json!({ "customer_id": team.id, "member_id": team.members[0].id, "external_member_id": "m" }),
            "external_member_id",
        ),
    ];
    for (body, field) in bodies {
        assert_faults(&open(&world, body).await, &[(field, "value_error")]);
    }
    assert!(world.items_of("SESSION#").is_empty());
}

#[tokio::test]
async fn no_name_at_all_is_refused() {
    let world = World::new().await;
    for body in [json!({}), json!({ "customer_id": null })] {
        assert_faults(&open(&world, body).await, &[("customer_id", "missing")]);
    }
}

#[tokio::test]
async fn an_unknown_customer_and_a_foreign_one_are_the_same_fault() {
    let world = World::new().await;
    let globex = &world.seed.second_organization;
    let foreign = json!({
        "operation": "create_customer", "organization_id": globex.id, "email": "b@example.com",
        "external_id": "globex_1",
    });
    world.admin(foreign).await.unwrap();
    for (field, name) in [
        ("customer_id", NOBODY),
        ("customer_id", &globex.customer_id),
        ("external_customer_id", "nobody"),
        ("external_customer_id", "globex_1"),
        ("customer_external_id", "nobody"),
        ("customer_external_id", "globex_1"),
    ] {
        let answer = open(&world, json!({ field: name })).await.expect(422);
        let mut expected = fixture(INVALID);
        expected["detail"][0]["loc"][1] = field.into();
        expected["detail"][0]["input"] = name.into();
        assert_eq!(answer.json(), expected);
    }
    assert!(world.items_of("SESSION#").is_empty());
}

#[tokio::test]
async fn an_unknown_member_is_a_fault_of_the_field_sent() {
    let world = World::new().await;
    let seeded = &world.seed.customers;
    let members = seeded.team.members.clone();
    let other_team = create_customer(&world, json!({ "type": "team" })).await;
    let elsewhere =
        json!({ "customer_id": other_team, "email": "m@new.example.com", "external_id": "m_1" });
    let elsewhere = admin(&world, "create_member", elsewhere).await["id"].take();
    for (customer, field, name) in [
        (&seeded.team.id, "member_id", json!(NOBODY)),
        (&seeded.team.id, "member_id", elsewhere),
        (&seeded.team.id, "member_id", json!(seeded.team.id)),
        (&seeded.team.id, "external_member_id", json!("nobody")),
        (&seeded.team.id, "external_member_id", json!("m_1")),
        (&seeded.individual.id, "member_id", json!(members[0].id)),
        (&seeded.individual.id, "external_member_id", json!("m_1")),
    ] {
        let answer = open(&world, json!({ "customer_id": customer, field: name })).await;
        assert_faults(&answer, &[(field, "value_error")]);
        assert_eq!(answer.json()["detail"][0]["input"], name);
    }
}

#[tokio::test]
async fn a_team_needs_a_member() {
    let world = World::new().await;
    let team = json!({ "customer_id": world.seed.customers.team.id });
    assert_faults(&open(&world, team).await, &[("member_id", "missing")]);
}

#[tokio::test]
async fn a_deleted_customer_or_member_gets_no_session() {
    let world = World::new().await;
    let (team, ada) = (world.seed.customers.team.clone(), world.individual());
    let member = json!({ "customer_id": team.id, "member_id": team.members[2].id });
    admin(&world, "delete_member", member.clone()).await;
    admin(&world, "delete_customer", json!({ "customer_id": ada })).await;
    assert_faults(&open(&world, member).await, &[("member_id", "value_error")]);
    let external = world.seed.customers.individual.external_id.clone();
    for (field, name) in [("customer_id", ada.to_string()), ("external_customer_id", external)] {
        let answer = open(&world, json!({ field: name })).await;
        assert_faults(&answer, &[(field, "value_error")]);
    }
}

#[tokio::test]
async fn a_return_url_is_any_web_address() {
    let world = World::new().await;
    for (sent, kept) in [
        ("https://shop.example.com", "https://shop.example.com/"),
        ("HTTPS://Shop.Example.com:443/a?b=c#d", "https://shop.example.com/a?b=c#d"),
        ("http://localhost:3000/back", "http://localhost:3000/back"),
    ] {
        let body = individual(&world, json!({ "return_url": sent }));
        let answer = open(&world, body).await.expect(201);
        assert_eq!(answer.text("return_url"), kept);
        let session = world.introspect(&answer.text("token")).await;
        assert_eq!(session.text("return_url"), kept);
    }
}

#[tokio::test]
async fn a_return_url_is_nothing_else() {
    let world = World::new().await;
    let long = format!("https://shop.example.com/{}", "a".repeat(2_048));
    for sent in [
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "/account",
        "account",
        "//shop.example.com",
        "https://",
        "https://shop.example.com@evil.example",
        "ftp://shop.example.com",
        &long,
    ] {
        let answer = open(&world, individual(&world, json!({ "return_url": sent }))).await;
        assert_faults(&answer, &[("return_url", "value_error")]);
    }
    assert!(world.items_of("SESSION#").is_empty());
}

#[tokio::test]
async fn an_organization_s_list_bounds_its_return_urls() {
    let world = World::new().await;
    let listed = ["https://Shop.example.com:443/", "http://localhost:3000"];
    let initech = json!({
        "operation": "create_organization", "name": "Initech", "slug": "initech", "return_origins": listed,
    });
    let initech = world.admin(initech).await.unwrap()["id"].take();
    let token = json!({
        "operation": "mint_access_token", "organization_id": initech, "scopes": ["customer_sessions:write"],
    });
    let token = world.admin(token).await.unwrap()["token"].take();
    let customer = json!({
        "operation": "create_customer", "organization_id": initech, "email": "a@example.com",
    });
    let customer = world.admin(customer).await.unwrap()["id"].take();
    let open = async |return_url: Value| {
        let body = json!({ "customer_id": customer, "return_url": return_url });
        let call = Call::post(PortalPaths::CUSTOMER_SESSIONS).json(&body);
        world.call(call.bearer(token.as_str().unwrap())).await
    };
    for allowed in
        [json!("https://shop.example.com/orders?x#y"), json!("http://localhost:3000"), json!(null)]
    {
        open(allowed).await.expect_status(201);
    }
    for refused in [
        "https://evil.example",
        "http://shop.example.com",
        "https://shop.example.com:8443",
        "https://shop.example.com.evil.example",
        "https://a.shop.example.com",
        "http://localhost",
    ] {
        let answer = open(json!(refused)).await;
        assert_faults(&answer, &[("return_url", "value_error")]);
    }
}

#[tokio::test]
async fn every_fault_is_listed_at_once() {
    let world = World::new().await;
    let body = json!({ "customer_id": "x", "member_id": 7, "return_url": "javascript:alert(1)" });
    let answer = open(&world, body).await;
    assert_faults(
        &answer,
        &[
            ("customer_id", "value_error"),
            ("member_id", "string_type"),
            ("return_url", "value_error"),
        ],
    );
    let faults = answer.json()["detail"].take();
    assert_eq!([&faults[0]["input"], &faults[1]["input"]], [&json!("x"), &json!(7)]);
    assert_eq!(faults[2]["input"], "javascript:alert(1)");

    let body = json!({ "external_customer_id": "a/b", "external_member_id": "", "return_url": [] });
    assert_faults(
        &open(&world, body).await,
        &[
            ("external_customer_id", "value_error"),
            ("external_member_id", "value_error"),
            ("return_url", "string_type"),
        ],
    );
    let neither = json!({ "return_url": "/account" });
    assert_faults(
        &open(&world, neither).await,
        &[("customer_id", "missing"), ("return_url", "value_error")],
    );
}

#[tokio::test]
async fn faults_that_only_the_table_knows_are_listed_together_too() {
    let world = World::new().await;
    let listed = json!({
        "operation": "create_organization", "name": "Initech", "slug": "initech",
        "return_origins": ["https://shop.example.com"],
    });
    let initech = world.admin(listed).await.unwrap()["id"].take();
    let token = json!({
        "operation": "mint_access_token", "organization_id": initech, "scopes": ["customer_sessions:write"],
    });
    let token = world.admin(token).await.unwrap()["token"].take();
    for return_url in ["https://evil.example", "javascript:alert(1)"] {
        let body = json!({ "customer_id": NOBODY, "return_url": return_url });
        let call = Call::post(PortalPaths::CUSTOMER_SESSIONS).json(&body);
        let answer = world.call(call.bearer(token.as_str().unwrap())).await;
        assert_faults(&answer, &[("customer_id", "value_error"), ("return_url", "value_error")]);
    }
}

#[tokio::test]
async fn who_presents_no_access_token_is_turned_away() {
    let world = World::new().await;
    let customer = world.sign_in(world.email()).await;
    let body = individual(&world, json!({}));
    let call = || Call::post(PortalPaths::CUSTOMER_SESSIONS).json(&body);
    assert_turns_strangers_away(&world, call, &world.seed.access_token, &customer).await;
    assert_eq!(world.items_of("SESSION#").len(), 1, "the customer's own and no other");
}

#[tokio::test]
async fn an_access_token_opens_nothing_once_it_has_expired() {
    let world = World::new().await;
    let input = json!({ "scopes": ["customer_sessions:write"], "expires_in_seconds": 60 });
    let token = admin(&world, "mint_access_token", input).await["token"].take();
    let call = || world.session_for(&individual(&world, json!({}))).bearer(token.as_str().unwrap());
    world.clock.advance_millis(59_999);
    world.call(call()).await.expect_status(201);
    world.clock.advance_millis(1);
    assert_invalid_token(&world.call(call()).await);
}

#[tokio::test]
async fn an_access_token_opens_nothing_once_it_is_revoked() {
    let world = World::new().await;
    let input = json!({ "scopes": ["customer_sessions:write"] });
    let minted = admin(&world, "mint_access_token", input).await;
    let call = || {
        world.session_for(&individual(&world, json!({}))).bearer(minted["token"].as_str().unwrap())
    };
    world.call(call()).await.expect_status(201);
    let revoke = json!({ "access_token_id": minted["id"] });
    admin(&world, "revoke_access_token", revoke).await;
    assert_invalid_token(&world.call(call()).await);
}

#[tokio::test]
async fn only_the_one_scope_lets_in() {
    let world = World::new().await;
    for (scope, token) in &world.seed.scoped_tokens {
        let call = world.session_for(&individual(&world, json!({})));
        let answer = world.call(call.bearer(token)).await;
        if scope == "customer_sessions:write" {
            answer.expect_status(201);
            continue;
        }
        assert_eq!(answer.expect(403).json(), fixture(INSUFFICIENT_SCOPE), "{scope}");
    }
    assert_eq!(world.seed.scoped_tokens.len(), 5);
    assert_eq!(world.items_of("SESSION#").len(), 1);
}

#[tokio::test]
async fn who_may_not_call_at_all_learns_that_before_the_body_is_judged() {
    let world = World::new().await;
    let input = json!({ "scopes": ["customer_sessions:write"] });
    let minted = admin(&world, "mint_access_token", input).await;
    let revoke = json!({ "access_token_id": minted["id"] });
    admin(&world, "revoke_access_token", revoke).await;
    let revoked = minted["token"].as_str().unwrap();
    let under_scoped = &world.seed.scoped_tokens["customers:read"];

    let call = || Call::post(PortalPaths::CUSTOMER_SESSIONS);
    let too_large = "x".repeat(64 * 1024 + 1);
    for bad in [
        call().body("{"),
        call().json(&json!({})),
        call().json(&json!({ "customer_id": NOBODY })),
        call().body(too_large),
        call().body("{}").header("content-type", "text/plain"),
    ] {
        for garbage in ["x", revoked] {
            assert_invalid_token(&world.call(bad.clone().bearer(garbage)).await);
        }
        world.call(bad.clone().bearer(under_scoped)).await.expect_status(403);
        world.call(bad).await.expect_status(401);
    }
}

#[tokio::test]
async fn both_spellings_of_the_path_answer() {
    let world = World::new().await;
    for path in ["/v1/customer-sessions", "/v1/customer-sessions/"] {
        let call = Call::post(path).json(&individual(&world, json!({})));
        world.call(call.bearer(&world.seed.access_token)).await.expect_status(201);
    }
}

#[tokio::test]
async fn a_session_works_at_once_wherever_a_customer_s_own_does() {
    let world = World::new().await;
    let body = individual(&world, json!({ "return_url": "https://shop.example.com/" }));
    let token = open(&world, body).await.expect(201).text("token");
    let expected =
        json!({ "expires_at": "2026-11-21T13:00:00Z", "return_url": "https://shop.example.com/" });
    assert_eq!(world.introspect(&token).await.expect(200).json(), expected);
    assert_eq!(user(&world, &token).await["email"], "ada@example.com");
    world.call(Call::delete(PortalPaths::SESSION).bearer(&token)).await.expect_status(204);
    world.introspect(&token).await.expect_status(401);
}

#[tokio::test]
async fn a_session_ends_after_an_hour_to_the_second() {
    let world = World::new().await;
    let token = open(&world, individual(&world, json!({}))).await.expect(201).text("token");
    world.clock.advance_millis(3_599_999);
    world.introspect(&token).await.expect_status(200);
    world.clock.advance_millis(1);
    assert_invalid_token(&world.introspect(&token).await);
    assert_eq!(world.items_of("SESSION#").len(), 1, "the table still has it");
}

#[tokio::test]
async fn use_never_carries_a_session_beyond_its_hour() {
    let world = World::with(settings([("LATCHKEY_SESSION_IDLE_SECONDS", "1200")])).await;
    let token = open(&world, individual(&world, json!({}))).await.expect(201).text("token");
    for _ in 0..3 {
        world.clock.advance(1_199);
        world.introspect(&token).await.expect_status(200);
    }
    world.clock.advance(3);
    world.introspect(&token).await.expect_status(401);
}

#[tokio::test]
async fn each_call_opens_a_session_of_its_own() {
    let world = World::new().await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let answer = open(&world, individual(&world, json!({}))).await;
        tokens.push(answer.expect(201).text("token"));
    }
    assert_ne!(tokens[0], tokens[1]);
    for token in &tokens {
        world.introspect(token).await.expect_status(200);
    }
}

#[tokio::test]
async fn the_portal_s_url_carries_a_link_and_never_the_token() {
    let world = World::new().await;
    let first = open(&world, individual(&world, json!({}))).await.expect(201);
    let second = open(&world, individual(&world, json!({}))).await.expect(201);
    let link = |answer: &Answer| {
        let url = answer.text("customer_portal_url");
        let link = url.strip_prefix("https://portal.example.com/acme/portal?link=");
        link.unwrap().to_owned()
    };
    assert_ne!(link(&first), link(&second));

    let token = first.text("token");
    let secret = token.strip_prefix("polar_cst_").unwrap();
    assert!(!first.text("customer_portal_url").contains(secret));
    assert!(link(&first).bytes().all(|it| it.is_ascii_alphanumeric()), "it needs no escaping");
    for pretended in [link(&first), format!("polar_cst_{}", link(&first))] {
        assert_invalid_token(&world.introspect(&pretended).await);
    }
}

#[tokio::test]
async fn the_portal_s_link_is_good_for_a_quarter_hour() {
    let world = World::new().await;
    open(&world, individual(&world, json!({}))).await.expect_status(201);
    let links = world.items_of("LINK#");
    assert_eq!(links.len(), 1);
    let end = world.clock.millis() / 1000 + 900;
    assert_eq!(links[0]["ends_at"]["N"], end.to_string());
}

#[tokio::test]
async fn what_is_no_json_object_is_refused_as_a_whole() {
    let world = World::new().await;
    let deep = [
        "[".repeat(10_000),
        format!("{{\"customer_id\":{}1{}}}", "[".repeat(500), "]".repeat(500)),
    ];
    let bodies = ["", "{", "[]", "null", "7", "\"a\"", "{\"a\":}", "\u{feff}{}", "{} {}"];
    for body in bodies.into_iter().chain(deep.iter().map(String::as_str)) {
        let call = world.session_for(&json!({})).body(body.to_owned());
        assert_malformed(&world.call(call).await);
    }
    let not_utf8 = world.session_for(&json!({})).body(vec![b'{', b'"', 0xff, b'"']);
    assert_malformed(&world.call(not_utf8).await);
}

#[tokio::test]
async fn a_field_of_another_type_is_named() {
    let world = World::new().await;
    for field in [
        "customer_id",
        "external_customer_id",
        "customer_external_id",
        "member_id",
        "external_member_id",
        "return_url",
    ] {
        for value in [json!(7), json!(1e300), json!(true), json!([]), json!({ "a": null })] {
            let mut body = individual(&world, json!({}));
            body[field] = value.clone();
            let answer = open(&world, body).await;
            assert_faults(&answer, &[(field, "string_type")]);
            assert_eq!(answer.json()["detail"][0]["input"], value);
        }
    }
}

#[tokio::test]
async fn an_id_of_impossible_form_is_a_fault_of_its_field() {
    let world = World::new().await;
    for (field, value) in [
        ("customer_id", ""),
        ("customer_id", "x"),
        ("customer_id", "00000000-0000-4000-8000-00000000099"),
        ("external_customer_id", ""),
        ("external_customer_id", "a/b"),
        ("external_customer_id", "a\u{0}b"),
        ("external_customer_id", "a\nb"),
        ("customer_external_id", "a/b"),
    ] {
        let answer = open(&world, json!({ field: value })).await;
        assert_malformed_id(&answer, field);
    }
    for (field, value) in [("member_id", "x"), ("external_member_id", "a/b")] {
        let answer = open(&world, individual(&world, json!({ field: value }))).await;
        assert_malformed_id(&answer, field);
    }
}

#[tokio::test]
async fn an_external_id_has_255_bytes_and_not_one_more() {
    let world = World::new().await;
    for longest in ["x".repeat(255), format!("{}x", "é".repeat(127)), "🙂".to_owned()] {
        let customer = json!({ "email": "long@example.com", "external_id": longest });
        let id = create_customer(&world, customer).await;
        let answer = open(&world, json!({ "external_customer_id": longest })).await;
        assert_eq!(answer.expect(201).text("customer_id"), id);
    }
    for too_long in ["x".repeat(256), "é".repeat(128)] {
        for field in ["external_customer_id", "customer_external_id"] {
            let answer = open(&world, json!({ field: too_long })).await;
            assert_malformed_id(&answer, field);
        }
        let answer =
            open(&world, individual(&world, json!({ "external_member_id": too_long }))).await;
        assert_malformed_id(&answer, "external_member_id");
    }
}

#[tokio::test]
async fn only_json_is_read_and_what_says_nothing_is_taken_for_it() {
    let world = World::new().await;
    let body = individual(&world, json!({}));
    for media_type in [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/merge-patch+json",
    ] {
        let call = world.session_for(&body).header("content-type", media_type);
        world.call(call).await.expect_status(201);
    }
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "", "json"] {
        let call = world.session_for(&body).header("content-type", media_type);
        let answer = world.call(call).await.expect(415);
        assert_eq!(answer.json()["error"], "UnsupportedMediaType");
        assert!(answer.json()["detail"].is_string());
    }
    let untyped = Call::post(PortalPaths::CUSTOMER_SESSIONS)
        .body(body.to_string())
        .bearer(&world.seed.access_token);
    world.call(untyped).await.expect_status(201);
}

#[tokio::test]
async fn a_body_has_64_kib_and_not_one_byte_more() {
    let world = World::new().await;
    let filled = |length: usize| {
        let body = individual(&world, json!({ "x": "" }));
        let filler = "x".repeat(length - body.to_string().len());
        world.session_for(&individual(&world, json!({ "x": filler })))
    };
    world.call(filled(64 * 1024)).await.expect_status(201);
    let answer = world.call(filled(64 * 1024 + 1)).await.expect(413);
    assert_eq!(answer.json()["error"], "PayloadTooLarge");
    assert!(answer.json()["detail"].is_string());
}
