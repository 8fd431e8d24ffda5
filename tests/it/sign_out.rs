//! `DELETE /v1/customer-portal/customer-session`

use futures_util::future::join_all;
use serde_json::json;
use tests::{Answer, Call, PortalPaths, World};

use crate::contract::{assert_invalid_token, assert_not_found, assert_turns_strangers_away};

async fn sign_out(world: &World, token: &str) -> Answer {
    world.call(Call::delete(PortalPaths::SESSION).bearer(token)).await
}

#[tokio::test]
async fn a_session_ends_at_once_and_there_is_nothing_to_say() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let answer = sign_out(&world, &token).await.expect(204);
    assert!(answer.body.is_empty());
    assert_eq!(answer.header("content-type"), None);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_invalid_token(&world.introspect(&token).await);
    let user = Call::get(PortalPaths::USER).bearer(&token);
    assert_invalid_token(&world.call(user).await);
    assert!(world.items_of("SESSION#").is_empty());
}

#[tokio::test]
async fn a_session_that_the_merchant_opened_ends_just_so() {
    let world = World::new().await;
    let body = json!({ "customer_id": world.individual() });
    let token = world.call(world.session_for(&body)).await.expect(201).text("token");
    sign_out(&world, &token).await.expect_status(204);
    assert_invalid_token(&world.introspect(&token).await);
}

#[tokio::test]
async fn a_member_s_session_ends_just_so() {
    let world = World::new().await;
    let email = world.seed.customers.team.members[0].email.clone();
    let token = world.sign_in(&email).await;
    sign_out(&world, &token).await.expect_status(204);
    assert_invalid_token(&world.introspect(&token).await);
}

#[tokio::test]
async fn the_customer_s_other_sessions_live_on() {
    let world = World::new().await;
    let (first, second) = (world.sign_in(world.email()).await, world.sign_in(world.email()).await);
    sign_out(&world, &first).await.expect_status(204);
    assert_invalid_token(&world.introspect(&first).await);
    world.introspect(&second).await.expect_status(200);
}

#[tokio::test]
async fn signing_out_twice_is_signing_out_once() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    sign_out(&world, &token).await.expect_status(204);
    assert_invalid_token(&sign_out(&world, &token).await);
}

#[tokio::test]
async fn signing_out_many_times_at_once_hurts_nobody() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let answers = join_all((0..10).map(|_| sign_out(&world, &token))).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    assert!(statuses.contains(&204), "{statuses:?}");
    assert!(statuses.iter().all(|it| [204, 401].contains(it)), "{statuses:?}");
    world.introspect(&token).await.expect_status(401);
}

#[tokio::test]
async fn a_new_sign_in_is_a_new_session() {
    let world = World::new().await;
    let old = world.sign_in(world.email()).await;
    sign_out(&world, &old).await.expect_status(204);
    let new = world.sign_in(world.email()).await;
    world.introspect(&new).await.expect_status(200);
    world.introspect(&old).await.expect_status(401);
}

#[tokio::test]
async fn a_session_that_has_expired_cannot_be_signed_out_of() {
    let world = World::new().await;
    for (seconds, status) in [(7 * 86_400 - 1, 204), (7 * 86_400, 401)] {
        let token = world.sign_in(world.email()).await;
        world.clock.advance(seconds);
        sign_out(&world, &token).await.expect_status(status);
    }
}

#[tokio::test]
async fn a_session_that_was_revoked_cannot_be_signed_out_of() {
    for operation in ["revoke_customer_sessions", "delete_customer"] {
        let world = World::new().await;
        let token = world.sign_in(world.email()).await;
        let revoke = json!({
            "operation": operation, "organization_id": world.organization(),
            "customer_id": world.individual(),
        });
        world.admin(revoke).await.unwrap();
        assert_invalid_token(&sign_out(&world, &token).await);
    }
}

#[tokio::test]
async fn who_presents_no_session_token_is_turned_away() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let call = || Call::delete(PortalPaths::SESSION);
    assert_turns_strangers_away(&world, call, &token, &world.seed.access_token).await;
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn both_spellings_of_the_path_answer() {
    let world = World::new().await;
    let path = PortalPaths::SESSION;
    for path in [path.to_owned(), format!("{path}/")] {
        let token = world.sign_in(world.email()).await;
        world.call(Call::delete(&path).bearer(&token)).await.expect_status(204);
    }
    let token = world.sign_in(world.email()).await;
    let beyond = Call::delete(&format!("{path}/x")).bearer(&token);
    assert_not_found(&world.call(beyond).await);
    world.introspect(&token).await.expect_status(200);
}
