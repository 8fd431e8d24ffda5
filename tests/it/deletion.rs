//! Deletions that meet: the later one takes nothing that a successor has claimed in between, and
//! one that was cut short is finished by the next.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tests::{Call, PortalPaths, Verdict, WireCall, World};

use crate::consistency::assert_table_agrees;

fn with(world: &World, operation: &str, fields: &Value) -> Value {
    let mut input = json!({
        "operation": operation, "organization_id": world.seed.organization.id,
    });
    input.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    input
}

/// Does `first` while these operations strike before its transaction.
async fn while_others_strike(world: &Arc<World>, first: Value, others: Vec<Value>) {
    world.strike_operator(
        |_, call| call.operation == "TransactWriteItems",
        |world| async move {
            for other in others {
                world.admin(other).await.unwrap();
            }
        },
    );
    // Done or not there any more: either is true of a deletion that came second.
    let _either = world.admin(first).await;
}

#[tokio::test]
async fn a_member_s_second_deletion_spares_its_successor() {
    let world = Arc::new(World::new().await);
    let (team, member) = (&world.seed.customers.team, &world.seed.customers.team.members[2]);
    let delete =
        with(&world, "delete_member", &json!({ "customer_id": team.id, "member_id": member.id }));
    let again = json!({ "customer_id": team.id, "email": member.email });
    let create = with(&world, "create_member", &again);
    while_others_strike(&world, delete.clone(), vec![delete, create]).await;
    world.sign_in(&member.email).await;
}

#[tokio::test]
async fn a_customer_s_second_deletion_spares_its_successor() {
    let world = Arc::new(World::new().await);
    let individual = &world.seed.customers.individual;
    let delete = with(&world, "delete_customer", &json!({ "customer_id": individual.id }));
    let again = json!({ "email": individual.email, "external_id": individual.external_id });
    let create = with(&world, "create_customer", &again);
    while_others_strike(&world, delete.clone(), vec![delete, create]).await;
    world.sign_in(&individual.email).await;
    let session = json!({ "external_customer_id": individual.external_id });
    world.call(world.session_for(&session)).await.expect_status(201);
}

/// The items that name this anywhere.
fn mentions(world: &World, name: &str) -> Vec<Value> {
    let mut items = world.items();
    items.retain(|item| item.to_string().contains(name));
    items
}

/// Fails unless a customer's tombstone is all that is left of it, and gives that.
#[track_caller]
fn assert_buried(world: &World, id: &str) -> Value {
    let left = mentions(world, id);
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0]["sk"]["S"], "CUSTOMER");
    assert!(left[0]["deleted_at"]["N"].is_string(), "{left:?}");
    assert_table_agrees(world);
    left[0].clone()
}

#[tokio::test]
async fn a_deletion_that_meets_a_change_of_email_leaves_neither_behind() {
    let world = Arc::new(World::new().await);
    let individual = &world.seed.customers.individual;
    let id = json!({ "customer_id": individual.id });
    let delete = with(&world, "delete_customer", &id);
    let mut change = with(&world, "change_customer_email", &id);
    change["email"] = "new@example.com".into();
    while_others_strike(&world, delete, vec![change]).await;
    let tombstone = assert_buried(&world, &individual.id);
    assert_eq!(tombstone["email"]["S"], "new@example.com", "it is what it was at last");
    assert_eq!(mentions(&world, "new@example.com"), [tombstone], "and nothing leads there");
}

#[tokio::test]
async fn a_deletion_that_meets_a_change_of_its_team_takes_that_along() {
    for (leaves, joins) in [(false, true), (true, false), (true, true)] {
        let world = Arc::new(World::new().await);
        let team = &world.seed.customers.team;
        let mia = json!({ "customer_id": team.id, "member_id": team.members[2].id });
        let new = json!({ "customer_id": team.id, "email": "joan@example.com" });
        let leave = leaves.then(|| with(&world, "delete_member", &mia));
        let join = joins.then(|| with(&world, "create_member", &new));
        let delete = with(&world, "delete_customer", &json!({ "customer_id": team.id }));
        while_others_strike(&world, delete, leave.into_iter().chain(join).collect()).await;
        assert_buried(&world, &team.id);
        for email in [&team.members[2].email, "joan@example.com"] {
            assert!(mentions(&world, email).is_empty(), "{email}");
        }
    }
}

/// Deletes the team over HTTP while this call strikes before the transaction.
async fn delete_team_while(world: &Arc<World>, strike: Call) {
    world.strike(
        |_, call| call.operation == "TransactWriteItems",
        |world| async move {
            world.call(strike).await.expect_status(200);
        },
    );
    let path = format!("{}/{}", PortalPaths::CUSTOMERS, world.seed.customers.team.id);
    let delete = Call::delete(&format!("{path}?anonymize=true"));
    world.call(delete.bearer(&world.seed.access_token)).await.expect_status(204);
}

#[tokio::test]
async fn a_deletion_that_meets_a_member_s_new_email_erases_that_too() {
    let world = Arc::new(World::new().await);
    let team = world.seed.customers.team.clone();
    let path = format!("{}/{}/members/{}", PortalPaths::CUSTOMERS, team.id, team.members[2].id);
    let change = Call::patch(&path).json(&json!({ "email": "new@example.com" }));
    delete_team_while(&world, change.bearer(&world.seed.access_token)).await;
    assert_buried(&world, &team.id);
    assert!(mentions(&world, "new@example.com").is_empty());
    assert!(mentions(&world, &team.members[2].email).is_empty());
}

/// A team of so many members that a deletion does not fit into one transaction.
async fn large_team(world: &World) -> (String, Vec<String>) {
    let team = world.seed.customers.team.clone();
    let mut emails: Vec<_> = team.members.into_iter().map(|member| member.email).collect();
    for number in 0..60 {
        let email = format!("m{number}@team.example.com");
        let member = json!({ "customer_id": team.id, "email": email });
        world.admin(with(world, "create_member", &member)).await.unwrap();
        emails.push(email);
    }
    (team.id, emails)
}

/// Nothing goes through behind the first transaction, of a hundred writes.
fn behind_the_first_transaction() -> impl Fn(usize, WireCall) -> BoxFuture<'static, Verdict> {
    let is_over = AtomicBool::new(false);
    move |_, call| {
        let is_transaction = call.operation == "TransactWriteItems";
        let was_over = is_over.fetch_or(is_transaction, Ordering::SeqCst);
        let verdict = if was_over { Verdict::LoseRequest } else { Verdict::Pass };
        Box::pin(async move { verdict })
    }
}

#[tokio::test]
async fn a_deletion_that_was_cut_short_is_finished_by_the_next() {
    let world = World::new().await;
    let (team, emails) = large_team(&world).await;
    let delete = with(&world, "delete_customer", &json!({ "customer_id": team }));
    world.wire.plan_operator(behind_the_first_transaction());
    world.admin(delete.clone()).await.unwrap_err();
    world.wire.heal();
    let has_login = |email: &&String| mentions(&world, &format!("#{email}")).len() == 1;
    let left: Vec<_> = emails.iter().filter(has_login).collect();
    assert!(!left.is_empty() && left.len() < emails.len(), "some members are left: {left:?}");
    for email in left.iter().take(3) {
        world.request_code(email).await;
    }
    assert!(world.mails().await.is_empty(), "and yet nobody can sign in as one");
    world.admin(delete.clone()).await.unwrap();
    assert_buried(&world, &team);
    world.admin(delete).await.unwrap_err();
}

#[tokio::test]
async fn a_deletion_cut_short_is_a_503_and_the_same_call_goes_on() {
    let world = World::new().await;
    let (team, emails) = large_team(&world).await;
    let session = world.sign_in(&emails[60]).await;
    let path = format!("{}/{team}?anonymize=true", PortalPaths::CUSTOMERS);
    let delete = || Call::delete(&path).bearer(&world.seed.access_token);
    world.wire.plan(behind_the_first_transaction());
    world.call(delete()).await.expect_status(503);
    world.wire.heal();
    world.introspect(&session).await.expect_status(401);
    world.call(delete()).await.expect_status(204);
    let tombstone = assert_buried(&world, &team);
    for field in ["email", "name", "external_id"] {
        assert!(tombstone.get(field).is_none(), "{tombstone}");
    }
    for email in &emails[1..] {
        let is_count = |it: &Value| it["sk"]["S"].as_str().unwrap().starts_with("BUDGET#");
        assert!(mentions(&world, email).iter().all(is_count), "{email}");
    }
    world.call(delete()).await.expect_status(404);
}
