//! Round trips and capacity: what each call costs, held so that nobody makes it dearer unawares.

use std::sync::Arc;

use serde_json::json;
use tests::{Call, PortalPaths, Verdict, World};
use tokio::sync::Barrier;

#[tokio::test]
async fn introspect_and_get_user_are_one_read() {
    let world = World::new().await;
    let member = &world.seed.customers.team.members[0].email;
    for email in [world.email(), member] {
        let token = world.sign_in(email).await;
        for path in [PortalPaths::INTROSPECT, PortalPaths::USER] {
            world.wire.forget();
            world.call(Call::get(path).bearer(&token)).await.expect_status(200);
            assert_eq!(world.wire.operations(), ["BatchGetItem"]);
        }
    }
}

#[tokio::test]
async fn request_code_is_three_round_trips() {
    let world = World::new().await;
    // The first two calls meet each other here, or wait until the SDK gives up.
    let together = Arc::new(Barrier::new(2));
    world.wire.plan(move |number, _| {
        let together = Arc::clone(&together);
        Box::pin(async move {
            if number < 2 {
                together.wait().await;
            }
            Verdict::Pass
        })
    });
    world.request_code(world.email()).await;
    let mut operations = world.wire.operations();
    operations[..2].sort();
    assert_eq!(operations, ["Query", "UpdateItem", "BatchGetItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn authenticate_is_two_round_trips_with_a_request_id_or_a_link_and_three_without() {
    let world = World::unlimited().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    world.wire.forget();
    world.authenticate(&code, &request_id).await.expect_status(200);
    assert_eq!(world.wire.operations(), ["UpdateItem", "TransactWriteItems"]);

    world.request_code(world.email()).await;
    let link = world.newest_link_code().await;
    world.wire.forget();
    world.authenticate_bare(&link, "192.0.2.1").await.expect_status(200);
    assert_eq!(world.wire.operations(), ["GetItem", "TransactWriteItems"]);

    let (_, code) = world.fresh_code(world.email()).await;
    world.wire.forget();
    world.authenticate_bare(&code, "192.0.2.1").await.expect_status(200);
    assert_eq!(world.wire.operations(), ["Query", "UpdateItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn create_session_is_two_round_trips_by_id_and_three_by_external_id() {
    let world = World::new().await;
    let individual = world.seed.customers.individual.clone();
    let team = world.seed.customers.team.clone();
    let by_id = [
        json!({ "customer_id": individual.id }),
        json!({ "customer_id": team.id, "member_id": team.members[0].id }),
    ];
    for body in by_id {
        world.wire.forget();
        world.call(world.session_for(&body)).await.expect_status(201);
        assert_eq!(world.wire.operations(), ["BatchGetItem", "TransactWriteItems"]);
    }
    let body = json!({ "external_customer_id": individual.external_id });
    world.wire.forget();
    world.call(world.session_for(&body)).await.expect_status(201);
    let operations = world.wire.operations();
    assert_eq!(operations, ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn a_whole_sign_in_takes_at_most_14_write_and_4_read_units() {
    let world = World::new().await;
    let member = world.seed.customers.team.members[0].email.clone();
    for email in [world.email().to_owned(), member] {
        world.wire.forget();
        world.sign_in(&email).await;
        let calls = world.wire.calls();
        let writes: f64 = calls.iter().map(|call| call.writes).sum();
        let reads: f64 = calls.iter().map(|call| call.reads).sum();
        assert!(calls.iter().any(|call| call.operation == "SendEmail"), "the mail is part of it");
        assert!(writes > 0.0 && reads > 0.0, "the figures are there");
        assert!(writes <= 14.0, "{email}: {writes} write units");
        assert!(reads <= 4.0, "{email}: {reads} read units");
    }
}

#[tokio::test]
async fn garbage_costs_no_call_at_all() {
    let world = World::new().await;
    world.authenticate("123456", "not a request id").await.expect_status(401);
    world.authenticate_bare("not a code", "192.0.2.1").await.expect_status(401);
    world.introspect("polar_cst_garbage").await.expect_status(401);
    let merchant =
        Call::post(PortalPaths::CUSTOMER_SESSIONS).json(&json!({})).bearer("polar_oat_0");
    world.call(merchant).await.expect_status(401);
    world.call(Call::get("/nothing/here")).await.expect_status(404);
    assert!(world.wire.calls().is_empty(), "{:?}", world.wire.operations());
}
