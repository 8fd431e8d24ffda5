//! `Idempotency-Key` on `POST /v1/customer-sessions/`: asked again, answered alike, done once.

use serde_json::{Value, json};
use tests::{Answer, Call, Verdict, World};

const DAY: i64 = 24 * 60 * 60;

fn body(world: &World) -> Value {
    json!({ "customer_id": world.seed.customers.individual.id })
}

fn keyed(world: &World, key: &str, body: &Value) -> Call {
    world.session_for(body).header("idempotency-key", key)
}

async fn create(world: &World, key: &str) -> Answer {
    world.call(keyed(world, key, &body(world))).await.expect(201)
}

/// The only fault of an answer.
fn fault(answer: &Answer) -> Value {
    assert_eq!(answer.json()["error"], "RequestValidationError");
    let faults = answer.json()["detail"].as_array().unwrap().clone();
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults[0].clone()
}

#[tokio::test]
async fn the_same_key_and_body_are_answered_alike_and_open_one_session() {
    let world = World::new().await;
    let first = create(&world, "order-1").await;
    world.clock.advance(60);
    let again = create(&world, "order-1").await;
    assert_eq!(first.body, again.body);
    assert_eq!(world.items_of("SESSION#").len(), 1);
    assert_eq!(world.items_of("LINK#").len(), 1);
    world.introspect(&again.text("token")).await.expect_status(200);
    let other = create(&world, "order-2").await;
    assert_ne!(first.text("token"), other.text("token"));
    assert_ne!(first.text("customer_portal_url"), other.text("customer_portal_url"));
    let without = world.call(world.session_for(&body(&world))).await.expect(201);
    assert_ne!(first.text("token"), without.text("token"));
}

#[tokio::test]
async fn what_a_body_asks_for_is_compared_and_not_how_it_is_written() {
    let world = World::new().await;
    let id = &world.seed.customers.individual.id;
    let first = create(&world, "k").await;
    for text in [
        format!("{{ \"unknown\": 1,\n \"customer_id\": \"{id}\" }}"),
        format!(r#"{{"customer_id":"{}","member_id":null,"return_url":null}}"#, id.to_uppercase()),
    ] {
        let call = world.session_for(&json!({})).header("idempotency-key", "k").body(text);
        assert_eq!(world.call(call).await.expect(201).body, first.body);
    }
    let external = &world.seed.customers.individual.external_id;
    for other in [
        json!({ "customer_id": id, "return_url": "https://shop.example.com/" }),
        json!({ "customer_id": id, "locale": "de" }),
        json!({ "external_customer_id": external }),
        json!({ "customer_id": world.seed.customers.shared_email.customer_ids[0] }),
    ] {
        let answer = world.call(keyed(&world, "k", &other)).await.expect(422);
        assert_eq!(fault(&answer)["loc"], json!(["header", "Idempotency-Key"]), "{other}");
    }
    assert_eq!(world.items_of("SESSION#").len(), 1);
    let team = &world.seed.customers.team;
    let member =
        |place: usize| json!({ "customer_id": team.id, "member_id": team.members[place].id });
    world.call(keyed(&world, "team", &member(0))).await.expect_status(201);
    world.call(keyed(&world, "team", &member(1))).await.expect_status(422);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let world = World::new().await;
    let first = create(&world, "k").await;
    world.clock.advance(DAY - 1);
    assert_eq!(create(&world, "k").await.body, first.body);
    world.clock.advance(1);
    let next_day = create(&world, "k").await;
    assert_ne!(next_day.text("token"), first.text("token"));
    world.introspect(&next_day.text("token")).await.expect_status(200);
    let other = json!({ "customer_id": world.seed.customers.individual.id, "locale": "de" });
    world.call(keyed(&world, "k", &other)).await.expect_status(422);
}

#[tokio::test]
async fn a_key_is_good_for_the_access_token_it_came_with() {
    let world = World::new().await;
    let first = create(&world, "k").await;
    let second_token = &world.seed.scoped_tokens["customer_sessions:write"];
    let call = keyed(&world, "k", &body(&world)).bearer(second_token);
    assert_ne!(world.call(call).await.expect(201).text("token"), first.text("token"));
    let globex = &world.seed.second_organization;
    let theirs = json!({ "customer_id": globex.customer_id });
    let call = keyed(&world, "k", &theirs).bearer(&globex.access_token);
    world.call(call).await.expect_status(201);
}

#[tokio::test]
async fn a_lost_answer_costs_no_second_session() {
    let world = World::new().await;
    world.wire.decide(|_, call| match call.operation.as_str() {
        "TransactWriteItems" => Verdict::LoseAnswer,
        _ => Verdict::Pass,
    });
    world.call(keyed(&world, "k", &body(&world))).await.expect_status(503);
    world.wire.heal();
    let token = create(&world, "k").await.text("token");
    world.introspect(&token).await.expect_status(200);
    assert_eq!(world.items_of("SESSION#").len(), 1);
}

#[tokio::test]
async fn many_at_once_open_one_session() {
    let world = World::new().await;
    let calls = (0..20).map(|_| create(&world, "k"));
    let answers = futures_util::future::join_all(calls).await;
    for answer in &answers {
        assert_eq!(answer.body, answers[0].body);
    }
    assert_eq!(world.items_of("SESSION#").len(), 1);
}

#[tokio::test]
async fn a_refused_call_uses_no_key_up() {
    let world = World::new().await;
    let nobody = json!({ "customer_id": "00000000-0000-4000-8000-000000000999" });
    world.call(keyed(&world, "k", &nobody)).await.expect_status(422);
    create(&world, "k").await;
}

#[tokio::test]
async fn a_malformed_key_is_told_with_the_faults_of_the_body() {
    let world = World::new().await;
    for key in ["", "two words", &"k".repeat(256)] {
        let answer = world.call(keyed(&world, key, &body(&world))).await.expect(422);
        assert_eq!(fault(&answer)["loc"], json!(["header", "Idempotency-Key"]), "{key:?}");
    }
    let answer = world.call(keyed(&world, "two words", &json!({ "customer_id": 1 }))).await;
    let faults = answer.expect(422).json()["detail"].clone();
    assert_eq!(faults[0]["loc"], json!(["body", "customer_id"]));
    assert_eq!(faults[1]["loc"], json!(["header", "Idempotency-Key"]));
    world.call(keyed(&world, "", &body(&world)).bearer("polar_oat_0")).await.expect_status(401);
}

#[tokio::test]
async fn neither_the_key_nor_a_secret_is_stored() {
    let world = World::new().await;
    let answer = create(&world, "a-key-that-tells-something").await;
    let url = answer.text("customer_portal_url");
    let (_, link) = url.split_once("link=").unwrap();
    let stored = serde_json::to_string(&world.items()).unwrap() + &world.stream_records();
    for secret in [answer.text("token").as_str(), link, "a-key-that-tells-something"] {
        assert!(!stored.contains(secret));
    }
}

#[tokio::test]
async fn a_repeat_shows_the_customer_as_it_is_and_brings_no_revoked_session_back() {
    let world = World::new().await;
    let first = create(&world, "k").await;
    let revoke = json!({
        "operation": "revoke_customer_sessions", "organization_id": world.seed.organization.id,
        "customer_id": world.seed.customers.individual.id,
    });
    world.admin(revoke).await.unwrap();
    let again = create(&world, "k").await;
    assert_eq!(again.text("token"), first.text("token"));
    world.introspect(&again.text("token")).await.expect_status(401);
}

#[tokio::test]
async fn a_key_costs_no_round_trip_more() {
    let world = World::new().await;
    world.wire.forget();
    create(&world, "k").await;
    assert_eq!(world.wire.operations(), ["BatchGetItem", "TransactWriteItems"]);
    world.wire.forget();
    create(&world, "k").await;
    assert_eq!(world.wire.operations(), ["BatchGetItem"], "a repeat writes nothing");
}

#[tokio::test]
async fn a_locale_goes_with_the_link_where_the_portal_speaks_it() {
    let world = World::new().await;
    for (tag, in_link) in [
        ("de", "&locale=de"),
        ("pt_BR", "&locale=pt-BR"),
        ("de-AT", "&locale=de"),
        ("cy", ""),
        ("zh-Hant", ""),
    ] {
        let mut body = body(&world);
        body["locale"] = tag.into();
        let url =
            world.call(world.session_for(&body)).await.expect(201).text("customer_portal_url");
        assert_eq!(
            url.split_once("&locale").map_or(String::new(), |(_, tag)| format!("&locale{tag}")),
            in_link
        );
        let path = url.strip_prefix("https://portal.example.com").unwrap();
        world.call(Call::get(path)).await.expect_status(303);
    }
    for tag in ["", "d", "deutsch, bitte", "de/AT", &"de-".repeat(30)] {
        let mut body = body(&world);
        body["locale"] = tag.into();
        body["return_url"] = "nowhere".into();
        let faults =
            world.call(world.session_for(&body)).await.expect(422).json()["detail"].clone();
        let mut places: Vec<_> =
            faults.as_array().unwrap().iter().map(|it| it["loc"][1].clone()).collect();
        places.sort_by_key(Value::to_string);
        assert_eq!(places, ["locale", "return_url"], "{tag:?}");
    }
}
