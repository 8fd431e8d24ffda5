//! Deletions that meet: the later one takes nothing that a successor has claimed in between, and
//! one that was cut short is finished by the next.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Verdict, World};

fn with(world: &World, operation: &str, fields: &Value) -> Value {
    let mut input = json!({
        "operation": operation, "organization_id": world.seed.organization.id,
    });
    input.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    input
}

/// Does `first` while these operations strike before its transaction.
async fn while_others_strike(world: &Arc<World>, first: Value, others: Vec<Value>) {
    let striker = Arc::clone(world);
    let others = Arc::new(tokio::sync::Mutex::new(others));
    world.wire.plan_operator(move |_, call| {
        let (world, others) = (Arc::clone(&striker), Arc::clone(&others));
        Box::pin(async move {
            if call.operation == "TransactWriteItems" {
                let others = std::mem::take(&mut *others.lock().await);
                if !others.is_empty() {
                    world.wire.heal();
                }
                for other in others {
                    world.admin(other).await.unwrap();
                }
            }
            Verdict::Pass
        })
    });
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

#[tokio::test]
async fn a_deletion_that_meets_a_change_of_email_leaves_neither_behind() {
    let world = Arc::new(World::new().await);
    let id = json!({ "customer_id": world.seed.customers.individual.id });
    let delete = with(&world, "delete_customer", &id);
    let mut change = with(&world, "change_customer_email", &id);
    change["email"] = "new@example.com".into();
    while_others_strike(&world, delete, vec![change]).await;
    let table = serde_json::to_string(&world.items()).unwrap();
    assert!(!table.contains(&world.seed.customers.individual.id));
    assert!(!table.contains("new@example.com"));
}

#[tokio::test]
async fn a_deletion_that_was_cut_short_is_finished_by_the_next() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let delete = with(&world, "delete_customer", &json!({ "customer_id": team.id }));
    world.wire.plan_operator(|number, _| {
        Box::pin(async move { if number < 4 { Verdict::Pass } else { Verdict::LoseRequest } })
    });
    world.admin(delete.clone()).await.unwrap_err();
    world.wire.heal();
    assert!(!world.items_of("PRINCIPAL#").is_empty(), "members are left");
    world.request_code(&team.members[0].email).await;
    assert!(world.mails().await.is_empty(), "and yet nobody can sign in as one");
    world.admin(delete.clone()).await.unwrap();
    let table = serde_json::to_string(&world.items()).unwrap();
    assert!(!table.contains(&team.id));
    world.admin(delete).await.unwrap_err();
}
