//! `DELETE /v1/customer-portal/customer-sessions`, and the same with `/{id}`

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, World};

use crate::{
    begun::{ALL, Begun, NONE},
    contract::{assert_invalid_token, assert_not_found, assert_turns_strangers_away},
    team::{NOBODY, add, as_merchant, each, members, new_customer, new_team, spellings},
};

async fn end_others(world: &World, token: &str) -> Answer {
    world.call(Call::delete(PortalPaths::SESSIONS).bearer(token)).await
}

async fn end_one(world: &World, token: &str, id: &str) -> Answer {
    let path = format!("{}/{id}", PortalPaths::SESSIONS);
    world.call(Call::delete(&path).bearer(token)).await
}

async fn list(world: &World, token: &str) -> Value {
    let call = Call::get(&format!("{}?limit=100", PortalPaths::SESSIONS)).bearer(token);
    world.call(call).await.expect(200).json()
}

/// The id of the session whose token this is.
async fn id_of(world: &World, token: &str) -> String {
    let shown = list(world, token).await;
    let mut items = shown["items"].as_array().unwrap().iter();
    let current = items.find(|item| item["current"] == true).unwrap();
    current["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn ending_the_others_ends_all_that_began_before_and_spares_this_one() {
    let world = World::unlimited().await;
    let ada = world.seed.customers.individual.clone();
    let email = world.email();
    let (hers, others) = Begun::with_namesakes(&world, email, &ada.id).await;
    let body = json!({ "customer_id": ada.id });
    let token = world.call(world.session_for(&body)).await.expect(201).text("token");

    let answer = end_others(&world, &token).await.expect(204);
    assert!(answer.body.is_empty());
    assert_eq!(answer.header("content-type"), None);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    for begun in hers {
        assert_eq!(begun.leads_in(&world).await, NONE);
    }
    for begun in others {
        assert_eq!(begun.leads_in(&world).await, ALL);
    }
    world.introspect(&token).await.expect_status(200);
    assert_eq!(list(&world, &token).await["pagination"]["total_count"], 1);
}

#[tokio::test]
async fn a_member_s_end_of_all_others_leaves_its_team_alone() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.clone();
    let [grace, bob, mia] = &team.members[..] else { panic!("three members") };
    let hers = Begun::of(&world, &mia.email, &team.id, Some(&mia.id)).await;
    let others = [
        Begun::of(&world, &grace.email, &team.id, Some(&grace.id)).await,
        Begun::of(&world, &bob.email, &team.id, Some(&bob.id)).await,
    ];
    let token = world.sign_in(&mia.email).await;
    end_others(&world, &token).await.expect_status(204);
    assert_eq!(hers.leads_in(&world).await, NONE);
    for begun in others {
        assert_eq!(begun.leads_in(&world).await, ALL);
    }
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn what_begins_afterwards_is_as_good_as_ever() {
    let world = World::unlimited().await;
    let ada = world.seed.customers.individual.clone();
    let token = world.sign_in(world.email()).await;
    for _ in 0..2 {
        end_others(&world, &token).await.expect_status(204);
        let later = Begun::of(&world, world.email(), &ada.id, None).await;
        assert_eq!(later.leads_in(&world).await, ALL);
    }
    world.clock.advance(7_200);
    world.introspect(&token).await.expect_status(200);
    end_others(&world, &token).await.expect_status(204);
    assert_eq!(list(&world, &token).await["pagination"]["total_count"], 1);
}

#[tokio::test]
async fn of_two_that_end_each_other_at_once_one_is_left() {
    let world = World::new().await;
    let (one, two) = (world.sign_in(world.email()).await, world.sign_in(world.email()).await);
    let answers = tokio::join!(end_others(&world, &one), end_others(&world, &two));
    let mut live = Vec::new();
    for (token, answer) in [(&one, &answers.0), (&two, &answers.1)] {
        let is_live = world.introspect(token).await.status == 200;
        // Who is told that it is done is still there.
        assert_eq!(answer.status == 204, is_live, "{answer:?}");
        if !is_live {
            assert_invalid_token(answer);
        }
        live.push(is_live);
    }
    live.sort_unstable();
    assert_eq!(live, [false, true]);
}

#[tokio::test]
async fn one_session_ends_and_no_other() {
    let world = World::unlimited().await;
    let ada = world.seed.customers.individual.clone();
    let begun = Begun::of(&world, world.email(), &ada.id, None).await;
    let body = json!({ "customer_id": ada.id });
    let merchants = world.call(world.session_for(&body)).await.expect(201).text("token");
    let (token, other) = (world.sign_in(world.email()).await, world.sign_in(world.email()).await);
    for ended in [&other, &merchants] {
        let id = id_of(&world, ended).await;
        let answer = end_one(&world, &token, &id).await.expect(204);
        assert!(answer.body.is_empty());
        assert_invalid_token(&world.introspect(ended).await);
        assert!(!each(&list(&world, &token).await, "id").contains(&&*id));
        assert_not_found(&end_one(&world, &token, &id).await);
    }
    world.introspect(&token).await.expect_status(200);
    assert_eq!(begun.leads_in(&world).await, ALL);
}

#[tokio::test]
async fn the_current_session_may_end_itself() {
    let world = World::new().await;
    let (token, other) = (world.sign_in(world.email()).await, world.sign_in(world.email()).await);
    let id = id_of(&world, &token).await;
    end_one(&world, &token, &id).await.expect_status(204);
    assert_invalid_token(&world.introspect(&token).await);
    assert_invalid_token(&end_one(&world, &token, &id).await);
    assert_invalid_token(&end_others(&world, &token).await);
    world.introspect(&other).await.expect_status(200);
}

#[tokio::test]
async fn nobody_ends_what_is_not_their_own() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.clone();
    let [grace, bob, _] = &team.members[..] else { panic!("three members") };
    // Bob is a customer and in another team, too.
    let twin = new_customer(&world, json!({ "email": bob.email })).await;
    let other_team = new_team(&world, "team_2").await;
    let member = add(&world, &other_team, &json!({ "email": bob.email })).await;
    let mut foreign = vec![world.sign_in(&grace.email).await, world.sign_in(world.email()).await];
    for body in [
        json!({ "customer_id": twin }),
        json!({ "customer_id": other_team, "member_id": member["id"] }),
    ] {
        foreign.push(world.call(world.session_for(&body)).await.expect(201).text("token"));
    }
    let body = json!({ "customer_id": team.id, "member_id": bob.id });
    let token = world.call(world.session_for(&body)).await.expect(201).text("token");
    for other in &foreign {
        let id = id_of(&world, other).await;
        assert_not_found(&end_one(&world, &token, &id).await);
        world.introspect(other).await.expect_status(200);
    }
    let hash = world.items_of("SESSION#")[0]["sk"]["S"].as_str().unwrap().to_owned();
    for id in [NOBODY, "garbage", "%20", &team.id, &bob.id, &hash["SESSION#".len()..], &token] {
        assert_not_found(&end_one(&world, &token, id).await);
    }
    world.introspect(&token).await.expect_status(200);
    assert_eq!(world.items_of("SESSION#").len(), foreign.len() + 1);
}

#[tokio::test]
async fn what_has_ended_already_is_not_found() {
    let world = World::unlimited().await;
    let email = world.seed.customers.team.members[2].email.clone();
    let idle = world.sign_in(&email).await;
    let idle = id_of(&world, &idle).await;
    world.clock.advance(6 * 86_400);
    let (token, other) = (world.sign_in(&email).await, world.sign_in(&email).await);
    let revoked = id_of(&world, &other).await;
    end_others(&world, &token).await.expect_status(204);
    world.clock.advance(86_400);
    for id in [idle, revoked] {
        assert_not_found(&end_one(&world, &token, &id).await);
    }
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn a_session_that_is_over_ends_nothing() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.clone();
    let mia = &team.members[2];
    let path = format!("{}/{}", members(&team.id), mia.id);
    let changed = |body: Value| Call::patch(&path).json(&body);
    let revoke = format!("{}?customer_id={}", PortalPaths::CUSTOMER_SESSIONS, team.id);
    for (strike, email) in [
        (Call::delete(&revoke), &*mia.email),
        (changed(json!({ "email": "new@example.com" })), &*mia.email),
        (Call::delete(&path), "new@example.com"),
    ] {
        let token = world.sign_in(email).await;
        let id = id_of(&world, &token).await;
        assert!(as_merchant(&world, strike).await.status < 300);
        let before = world.items();
        assert_invalid_token(&end_others(&world, &token).await);
        assert_invalid_token(&end_one(&world, &token, &id).await);
        assert_eq!(world.items(), before);
    }
}

#[tokio::test]
async fn who_presents_no_session_token_is_turned_away() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let id = id_of(&world, &token).await;
    for path in [String::new(), format!("/{id}"), "/garbage".to_owned()] {
        let call = || Call::delete(&format!("{}{path}", PortalPaths::SESSIONS));
        assert_turns_strangers_away(&world, call, &token, &world.seed.access_token).await;
    }
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn both_spellings_of_each_path_answer() {
    let world = World::unlimited().await;
    let token = world.sign_in(world.email()).await;
    for path in spellings(PortalPaths::SESSIONS) {
        let other = world.sign_in(world.email()).await;
        world.call(Call::delete(&path).bearer(&token)).await.expect_status(204);
        assert_invalid_token(&world.introspect(&other).await);
    }
    let this = id_of(&world, &token).await;
    for slash in ["", "/"] {
        let other = world.sign_in(world.email()).await;
        let id = id_of(&world, &other).await;
        assert_not_found(&end_one(&world, &token, &format!("{id}/x")).await);
        end_one(&world, &token, &format!("{id}{slash}")).await.expect_status(204);
        assert_invalid_token(&world.introspect(&other).await);
    }
    assert_eq!(each(&list(&world, &token).await, "id"), [this]);
}
