//! `GET /v1/customer-portal/customer-session/user`

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, TABLE, World};

use crate::contract::{
    PORTAL_USER_CUSTOMER, PORTAL_USER_MEMBER, assert_invalid_token, assert_not_found,
    assert_turns_strangers_away, assert_uncached_json, fixture, shape,
};

async fn user(world: &World, token: &str) -> Answer {
    world.call(Call::get(PortalPaths::USER).bearer(token)).await
}

/// Invokes `admin` for the demo organization and gives what it made.
async fn admin(world: &World, mut operation: Value) -> Value {
    operation["organization_id"] = world.seed.organization.id.clone().into();
    world.admin(operation).await.unwrap()
}

/// A session that the merchant opens for this customer or member.
async fn session_for(world: &World, body: Value) -> String {
    world.call(world.session_for(&body)).await.expect(201).text("token")
}

/// Changes an attribute of an item of this customer, as functions of later issues do.
fn set(world: &World, customer: &str, sk: &str, attribute: &str, value: &str) {
    let update = json!({
        "TableName": TABLE,
        "Key": { "pk": { "S": format!("CUSTOMER#{customer}") }, "sk": { "S": sk } },
        "UpdateExpression": "SET #attribute = :value",
        "ConditionExpression": "attribute_exists(pk)",
        "ExpressionAttributeNames": { "#attribute": attribute },
        "ExpressionAttributeValues": { ":value": { "S": value } },
    });
    let update = serde_json::from_value(update).unwrap();
    world.database.update_item(update).unwrap();
}

#[tokio::test]
async fn a_customer_is_shown_as_it_is_called() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let answer = user(&world, &token).await.expect(200);
    let expected = json!({
        "type": "customer", "name": "Ada", "email": "ada@example.com",
        "customer_id": world.seed.customers.individual.id, "member_id": null, "role": null,
    });
    assert_eq!(answer.json(), expected);
    assert_uncached_json(&answer);
}

#[tokio::test]
async fn a_member_is_shown_in_its_role() {
    let world = World::new().await;
    let team = &world.seed.customers.team;
    for (member, name) in team.members.iter().zip(["Grace", "Bob", "Mia"]) {
        let token = world.sign_in(&member.email).await;
        let expected = json!({
            "type": "member", "name": name, "email": member.email, "customer_id": team.id,
            "member_id": member.id, "role": member.role,
        });
        assert_eq!(user(&world, &token).await.expect(200).json(), expected);
    }
    let roles: Vec<_> = team.members.iter().map(|it| it.role.as_str()).collect();
    assert_eq!(roles, ["owner", "billing_manager", "member"]);
}

#[tokio::test]
async fn what_is_not_known_is_null_and_not_missing() {
    let world = World::new().await;
    let nameless = json!({ "operation": "create_customer", "email": "a@new.example.com" });
    let customer = admin(&world, nameless).await["id"].take();
    let token = session_for(&world, json!({ "customer_id": customer })).await;
    let body = user(&world, &token).await.expect(200).json();
    assert_eq!(body["name"], Value::Null);
    assert_eq!(shape(&body), shape(&fixture(PORTAL_USER_CUSTOMER)));

    let team = &world.seed.customers.team.id;
    let nameless = json!({
        "operation": "create_member", "customer_id": team, "email": "a@new.example.com", "role": "owner",
    });
    let member = admin(&world, nameless).await["id"].take();
    let body = json!({ "customer_id": team, "member_id": member });
    let token = session_for(&world, body).await;
    let body = user(&world, &token).await.expect(200).json();
    assert_eq!(body["name"], Value::Null);
    assert_eq!(shape(&body), shape(&fixture(PORTAL_USER_MEMBER)));
}

#[tokio::test]
async fn a_session_of_the_merchant_s_shows_the_same_as_the_customer_s_own() {
    let world = World::new().await;
    let own = world.sign_in(world.email()).await;
    let merchant_s = session_for(&world, json!({ "customer_id": world.individual() })).await;
    assert_eq!(user(&world, &own).await.json(), user(&world, &merchant_s).await.json());
}

#[tokio::test]
async fn a_changed_name_shows_in_the_next_answer() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let customer = world.individual().to_string();
    set(&world, &customer, "PRINCIPAL", "name", "Ada Lovelace");
    set(&world, &customer, "PRINCIPAL", "email", "Ada@Example.com");
    let body = user(&world, &token).await.expect(200).json();
    assert_eq!(body["name"], "Ada Lovelace");
    assert_eq!(body["email"], "Ada@Example.com");
}

#[tokio::test]
async fn a_changed_role_shows_in_the_next_answer() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let token = world.sign_in(&team.members[2].email).await;
    let principal = format!("PRINCIPAL#{}", team.members[2].id);
    set(&world, &team.id, &principal, "role", "billing_manager");
    let body = user(&world, &token).await.expect(200).json();
    assert_eq!(body["role"], "billing_manager");
}

#[tokio::test]
async fn who_presents_no_session_token_is_turned_away() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let call = || Call::get(PortalPaths::USER);
    assert_turns_strangers_away(&world, call, &token, &world.seed.access_token).await;
    user(&world, &token).await.expect_status(200);
}

#[tokio::test]
async fn a_session_ends_to_the_second_though_the_table_still_has_it() {
    let world = World::new().await;
    let token = session_for(&world, json!({ "customer_id": world.individual() })).await;
    world.clock.advance_millis(3_599_999);
    user(&world, &token).await.expect_status(200);
    world.clock.advance_millis(1);
    assert_invalid_token(&user(&world, &token).await);
    assert_eq!(world.items_of("SESSION#").len(), 1);
}

#[tokio::test]
async fn a_session_dies_with_what_it_stands_for() {
    for operation in [
        json!({ "operation": "delete_customer" }),
        json!({ "operation": "revoke_customer_sessions" }),
        json!({ "operation": "change_customer_email", "email": "ada@new.example.com" }),
    ] {
        let world = World::new().await;
        let tokens = [
            world.sign_in(world.email()).await,
            session_for(&world, json!({ "customer_id": world.individual() })).await,
        ];
        let mut operation = operation.clone();
        operation["customer_id"] = json!(world.individual());
        admin(&world, operation.clone()).await;
        for token in &tokens {
            assert_invalid_token(&user(&world, token).await);
        }
    }
}

#[tokio::test]
async fn a_removed_member_s_session_dies_and_its_team_s_others_live_on() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let removed = world.sign_in(&team.members[2].email).await;
    let other = world.sign_in(&team.members[1].email).await;
    let (customer, member) = (&team.id, &team.members[2].id);
    let operation =
        json!({ "operation": "delete_member", "customer_id": customer, "member_id": member });
    admin(&world, operation).await;
    assert_invalid_token(&user(&world, &removed).await);
    user(&world, &other).await.expect_status(200);
}

#[tokio::test]
async fn every_member_s_session_dies_with_the_team() {
    for operation in ["delete_customer", "revoke_customer_sessions"] {
        let world = World::new().await;
        let team = world.seed.customers.team.clone();
        let mut tokens = Vec::new();
        for member in &team.members {
            tokens.push(world.sign_in(&member.email).await);
        }
        admin(&world, json!({ "operation": operation, "customer_id": team.id })).await;
        for token in &tokens {
            assert_invalid_token(&user(&world, token).await);
        }
    }
}

#[tokio::test]
async fn both_spellings_of_the_path_answer() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let path = PortalPaths::USER;
    for path in [path.to_owned(), format!("{path}/")] {
        world.call(Call::get(&path).bearer(&token)).await.expect_status(200);
    }
    let beyond = Call::get(&format!("{path}/x")).bearer(&token);
    assert_not_found(&world.call(beyond).await);
}
