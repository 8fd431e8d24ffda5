//! `DELETE /v1/customer-sessions`

use std::sync::Arc;

use serde_json::json;
use tests::{Answer, Call, PortalPaths, World};

use crate::{
    begun::{ALL, Begun, NONE},
    contract::{assert_faults_of, assert_not_found},
    team::{
        NOBODY, add, as_merchant, assert_takes_only, delete_customer, new_customer,
        new_foreign_team, new_team, spellings, struck,
    },
};

fn call(query: &str) -> Call {
    Call::delete(&format!("{}?{query}", PortalPaths::CUSTOMER_SESSIONS))
}

async fn revoke(world: &World, query: &str) -> Answer {
    as_merchant(world, call(query)).await
}

#[tokio::test]
async fn all_that_a_customer_began_ends_by_each_of_its_names() {
    for by in ["customer_id", "external_customer_id", "customer_external_id"] {
        let world = World::unlimited().await;
        let (ada, email) = (world.seed.customers.individual.clone(), world.email());
        let (hers, others) = Begun::with_namesakes(&world, email, &ada.id).await;
        let name = if by == "customer_id" { &ada.id } else { &ada.external_id };
        let answer = revoke(&world, &format!("{by}={name}")).await.expect(204);
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("content-type"), None);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        for begun in hers {
            assert_eq!(begun.leads_in(&world).await, NONE, "{by}");
        }
        for begun in others {
            assert_eq!(begun.leads_in(&world).await, ALL, "{by}");
        }
        let later = Begun::of(&world, email, &ada.id, None).await;
        assert_eq!(later.leads_in(&world).await, ALL, "{by}");
    }
}

#[tokio::test]
async fn all_that_a_team_s_members_began_ends() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.clone();
    let other_team = new_team(&world, "team_2").await;
    let twin = add(&world, &other_team, &json!({ "email": team.members[0].email })).await;
    let mut theirs = Vec::new();
    for member in &team.members {
        theirs.push(Begun::of(&world, &member.email, &team.id, Some(&member.id)).await);
    }
    let twin_s = twin["id"].as_str().unwrap();
    let other = Begun::of(&world, &team.members[0].email, &other_team, Some(twin_s)).await;
    revoke(&world, &format!("customer_id={}", team.id)).await.expect_status(204);
    for begun in theirs {
        assert_eq!(begun.leads_in(&world).await, NONE);
    }
    assert_eq!(other.leads_in(&world).await, ALL);
    for member in &team.members {
        let later = Begun::of(&world, &member.email, &team.id, Some(&member.id)).await;
        assert_eq!(later.leads_in(&world).await, ALL);
    }
}

#[tokio::test]
async fn who_has_begun_nothing_can_be_revoked_and_twice_is_once() {
    let world = World::new().await;
    let query = format!("external_customer_id={}", world.seed.customers.individual.external_id);
    for _ in 0..2 {
        revoke(&world, &query).await.expect_status(204);
    }
    let token = world.sign_in(world.email()).await;
    world.introspect(&token).await.expect_status(200);
    let empty = new_team(&world, "team_1").await;
    revoke(&world, &format!("customer_id={empty}")).await.expect_status(204);
}

#[tokio::test]
async fn no_sign_in_outlives_a_revocation_at_any_point_of_its_exchange() {
    for at in 0..2 {
        let world = Arc::new(World::new().await);
        let (request_id, code) = world.fresh_code(world.email()).await;
        let exchange = Call::post(PortalPaths::AUTHENTICATE)
            .json(&json!({ "code": code, "request_id": request_id }));
        let strike = call(&format!("customer_id={}", world.individual()));
        struck(&world, at, strike, exchange).await.expect_status(401);
        assert!(world.items_of("SESSION#").is_empty());
    }
}

#[tokio::test]
async fn both_spellings_of_the_path_answer() {
    let world = World::unlimited().await;
    let path = PortalPaths::CUSTOMER_SESSIONS.trim_end_matches('/');
    for path in spellings(path) {
        let token = world.sign_in(world.email()).await;
        let call = Call::delete(&format!("{path}?customer_id={}", world.individual()));
        as_merchant(&world, call).await.expect_status(204);
        world.introspect(&token).await.expect_status(401);
    }
    let beyond = format!("{path}/x?customer_id={}", world.individual());
    let beyond = Call::delete(&beyond);
    assert_not_found(&as_merchant(&world, beyond).await);
}

#[tokio::test]
async fn a_query_names_exactly_one_customer() {
    let world = World::new().await;
    let ada = world.seed.customers.individual.clone();
    let token = world.sign_in(world.email()).await;
    for (query, field, fault) in [
        (String::new(), "customer_id", "missing"),
        ("email=ada@example.com".to_owned(), "customer_id", "missing"),
        ("customer_id=".to_owned(), "customer_id", "value_error"),
        ("customer_id=garbage".to_owned(), "customer_id", "value_error"),
        ("external_customer_id=a%2Fb".to_owned(), "external_customer_id", "value_error"),
        (
            format!("customer_id={}&external_customer_id={}", ada.id, ada.external_id),
            "external_customer_id",
            "value_error",
        ),
        (
            format!("customer_id={}&customer_external_id={}", ada.id, ada.external_id),
            "customer_external_id",
            "value_error",
        ),
    ] {
        assert_faults_of("query", &revoke(&world, &query).await, &[(field, fault)]);
    }
    // A body is no query.
    let body = Call::delete(PortalPaths::CUSTOMER_SESSIONS).json(&json!({ "customer_id": ada.id }));
    assert_faults_of("query", &as_merchant(&world, body).await, &[("customer_id", "missing")]);
    let two = revoke(&world, "customer_id=x&external_customer_id=a%2Fb").await;
    let expected = ["customer_id", "external_customer_id"].map(|field| (field, "value_error"));
    assert_faults_of("query", &two, &expected);
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn an_unknown_customer_and_a_foreign_one_are_not_found() {
    let world = World::new().await;
    let globex = world.seed.second_organization.clone();
    let foreign = new_foreign_team(&world, "globex_team").await;
    let theirs = world.session_for(&json!({ "customer_id": globex.customer_id }));
    let theirs = world.call(theirs.bearer(&globex.access_token)).await.expect(201).text("token");
    let gone =
        new_customer(&world, json!({ "email": "gone@example.com", "external_id": "gone" })).await;
    delete_customer(&world, &gone).await;
    for query in [
        format!("customer_id={NOBODY}"),
        format!("customer_id={}", globex.customer_id),
        format!("customer_id={foreign}"),
        format!("customer_id={gone}"),
        "external_customer_id=nobody".to_owned(),
        "external_customer_id=globex_team".to_owned(),
        "customer_external_id=globex_team".to_owned(),
        "external_customer_id=gone".to_owned(),
    ] {
        assert_not_found(&revoke(&world, &query).await);
    }
    world.introspect(&theirs).await.expect_status(200);
}

#[tokio::test]
async fn who_may_not_revoke_learns_nothing_else() {
    let world = World::unlimited().await;
    for query in [format!("customer_id={NOBODY}"), "customer_id=x".to_owned(), String::new()] {
        assert_takes_only(&world, "customer_sessions:write", &|| call(&query)).await;
    }
    let token = world.sign_in(world.email()).await;
    let query = format!("customer_id={}", world.individual());
    for (scope, other) in &world.seed.scoped_tokens {
        if scope != "customer_sessions:write" {
            world.call(call(&query).bearer(other)).await.expect_status(403);
        }
    }
    world.introspect(&token).await.expect_status(200);
}
