//! `GET /v1/customer-portal/customer-session/introspect`

use serde_json::json;
use tests::{Call, PortalPaths, World, settings};

#[tokio::test]
async fn tells_when_the_session_ends_and_where_it_leads_back() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let body = world.introspect(&token).await.expect(200).json();
    assert_eq!(body, json!({ "expires_at": "2026-11-28T12:00:00Z", "return_url": null }));

    let session = json!({
        "customer_id": world.seed.customers.individual.id, "return_url": "https://shop.example.com",
    });
    let token = world.call(world.session_for(&session)).await.expect(201).text("token");
    let body = world.introspect(&token).await.expect(200).json();
    let expected =
        json!({ "expires_at": "2026-11-21T13:00:00Z", "return_url": "https://shop.example.com/" });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_session_ends_to_the_second_though_the_table_still_has_it() {
    let life = || settings([("LATCHKEY_SESSION_TTL_SECONDS", "1000")]);
    for (after_millis, status) in [(999_999, 200), (1_000_000, 401)] {
        let world = World::with(life()).await;
        let token = world.sign_in(world.email()).await;
        world.clock.advance_millis(after_millis);
        assert_eq!(world.items_of("SESSION#").len(), 1);
        world.introspect(&token).await.expect_status(status);
    }
}

#[tokio::test]
async fn a_session_lives_on_while_it_is_used_and_dies_idle() {
    let world = World::with(settings([("LATCHKEY_SESSION_IDLE_SECONDS", "400")])).await;
    let token = world.sign_in(world.email()).await;
    for _ in 0..3 {
        world.clock.advance(399);
        world.introspect(&token).await.expect_status(200);
    }
    world.clock.advance(400);
    world.introspect(&token).await.expect_status(401);
}

#[tokio::test]
async fn use_is_written_back_now_and_then_and_not_every_time() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    world.wire.forget();
    world.introspect(&token).await.expect_status(200);
    world.clock.advance(3_599);
    world.introspect(&token).await.expect_status(200);
    assert_eq!(world.wire.operations(), ["BatchGetItem", "BatchGetItem"]);
    world.clock.advance(1);
    let body = world.introspect(&token).await.expect(200).json();
    assert_eq!(body["expires_at"], "2026-11-28T13:00:00Z");
    assert_eq!(world.wire.operations().last().unwrap(), "UpdateItem");
}

#[tokio::test]
async fn writing_a_use_back_never_brings_a_session_back() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    world.clock.advance(7_200);
    let database = world.database.clone();
    let session = world.items_of("SESSION#").remove(0);
    let key = json!({ "pk": session["pk"], "sk": session["sk"] });
    world.wire.decide(move |_, call| {
        if call.operation == "UpdateItem" {
            let delete = json!({ "TableName": tests::TABLE, "Key": key });
            database.delete_item(serde_json::from_value(delete).unwrap()).unwrap();
        }
        tests::Verdict::Pass
    });
    world.introspect(&token).await;
    world.wire.heal();
    assert!(world.items_of("SESSION#").is_empty());
    world.introspect(&token).await.expect_status(401);
}

#[tokio::test]
async fn what_opens_nothing_is_told_so() {
    let world = World::new().await;
    let answer = world.call(Call::get(PortalPaths::INTROSPECT)).await.expect(401);
    assert_eq!(answer.json()["error"], "Unauthorized");
    let basic = Call::get(PortalPaths::INTROSPECT).header("authorization", "Basic YTpi");
    assert_eq!(world.call(basic).await.expect(401).json()["error"], "Unauthorized");
    let merchant = world.seed.access_token.clone();
    let token = world.sign_in(world.email()).await;
    let changed = format!("{}0", &token[..token.len() - 1]);
    for bad in ["x", "polar_cst_x", merchant.as_str(), changed.as_str()] {
        world.wire.forget();
        let answer = world.introspect(bad).await.expect(401);
        let challenge = r#"Bearer error="invalid_token""#;
        assert_eq!(answer.header("www-authenticate"), Some(challenge));
        assert_eq!(answer.json()["error"], "invalid_token");
        assert!(answer.json()["error_description"].is_string());
        assert!(world.wire.calls().is_empty(), "garbage costs no read");
    }
    let lower =
        Call::get(PortalPaths::INTROSPECT).header("authorization", &format!("bearer  {token}"));
    world.call(lower).await.expect_status(200);
}

#[tokio::test]
async fn both_spellings_of_the_path_answer() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    for path in [PortalPaths::INTROSPECT.to_owned(), format!("{}/", PortalPaths::INTROSPECT)] {
        world.call(Call::get(&path).bearer(&token)).await.expect_status(200);
    }
    let beyond = format!("{}/x", PortalPaths::INTROSPECT);
    let answer = world.call(Call::get(&beyond).bearer(&token)).await.expect(404);
    assert_eq!(answer.json(), json!({ "error": "ResourceNotFound", "detail": "Not found" }));
}
