//! Each customer but once: who is there already, who comes meanwhile, and who was deleted.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};
use tests::{Call, Verdict, World};

use super::{CUSTOMERS, import, import_into, list, members, people, read, statuses, team};
use crate::{consistency::assert_table_agrees, export::exported};

#[tokio::test]
async fn a_repeat_creates_nothing_and_changes_nothing() {
    let world = World::new().await;
    let mut rows = people(0, 50);
    rows.push(team("few", 3));
    rows.push(team("many", 60));
    let first = import(&world, &rows).await;
    assert_eq!(statuses(&first), vec!["created"; 52]);
    let before = world.items();
    world.clock.advance(60);
    for row in &mut rows {
        row["name"] = "Other".into();
    }
    let second = import(&world, &rows).await;
    assert_eq!(statuses(&second), vec!["exists"; 52]);
    let ids = |results: &[Value]| results.iter().map(|it| it["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&second), ids(&first));
    assert_eq!(world.items(), before);
}

#[tokio::test]
async fn who_is_there_already_stays_as_it_is() {
    let world = World::new().await;
    let before = world.items();
    let row = json!({ "external_id": "user_ada", "email": "other@example.com", "name": "Other" });
    let result = json!({ "status": "exists", "id": world.seed.customers.individual.id });
    assert_eq!(import(&world, &[row]).await, [result]);
    assert_eq!(world.items(), before);
}

#[tokio::test]
async fn of_two_rows_with_one_external_id_the_second_is_refused() {
    let world = World::new().await;
    let mut rows = people(0, 3);
    rows[2]["external_id"] = "user_0".into();
    let results = import(&world, &rows).await;
    assert_eq!(statuses(&results), ["created", "created", "refused"]);
    let fault = json!([{ "field": "external_id",
                         "message": "Another row of this call has this external id." }]);
    assert_eq!(results[2]["faults"], fault);
    assert_eq!(read(&world, "user_0").await["email"], "p0@example.com");
}

#[tokio::test]
async fn an_external_id_that_is_taken_meanwhile_holds_up_no_other_row() {
    let world = Arc::new(World::new().await);
    world.strike_operator(
        |_, call| call.operation == "TransactWriteItems",
        |world| async move {
            // On a stack of its own: one import within another is deep.
            tokio::spawn(async move { import(&world, &people(3, 2)).await }).await.unwrap();
        },
    );
    let results = import(&world, &people(0, 6)).await;
    let expected = ["created", "created", "created", "exists", "exists", "created"];
    assert_eq!(statuses(&results), expected);
    assert_eq!(results[3]["id"], read(&world, "user_3").await["id"]);
    assert_eq!(list(&world).await["pagination"]["total_count"], 4 + 6);
}

#[tokio::test]
async fn an_external_id_is_free_again_after_a_deletion_and_in_another_organization() {
    let world = World::new().await;
    let row = json!({ "external_id": "user_ada", "email": "ada@example.com" });
    let other = &world.seed.second_organization.id;
    let there = import_into(&world, other, std::slice::from_ref(&row)).await;
    assert_eq!(statuses(&there), ["created"]);
    assert_eq!(exported(&world, other).await.len(), 1 + 1);

    let delete = json!({
        "operation": "delete_customer", "organization_id": world.seed.organization.id,
        "customer_id": world.individual(),
    });
    world.admin(delete).await.unwrap();
    let again = import(&world, &[row]).await;
    assert_eq!(statuses(&again), ["created"]);
    assert_ne!(again[0]["id"], world.seed.customers.individual.id);
    assert_eq!(list(&world).await["pagination"]["total_count"], 4);
}

#[tokio::test]
async fn who_came_with_others_goes_alone_and_is_counted_out() {
    let world = World::new().await;
    import(&world, &people(0, 24)).await;
    for number in (0..24).rev() {
        let path = format!("{CUSTOMERS}external/user_{number}");
        let delete = Call::delete(&path).bearer(&world.seed.access_token);
        world.call(delete).await.expect_status(204);
        assert_eq!(list(&world).await["pagination"]["total_count"], 4 + number);
        assert_table_agrees(&world);
    }
}

#[tokio::test]
async fn a_member_that_was_removed_is_not_brought_back() {
    let world = World::new().await;
    let row = team("many", 60);
    let made = import(&world, std::slice::from_ref(&row)).await;
    let path = format!("{CUSTOMERS}external/many/members/42");
    world.call(Call::delete(&path).bearer(&world.seed.access_token)).await.expect_status(204);
    let again = import(&world, &[row]).await;
    assert_eq!(again, [json!({ "status": "exists", "id": made[0]["id"] })]);
    world.call(Call::get(&path).bearer(&world.seed.access_token)).await.expect_status(404);
    assert_eq!(members(&world, "many").await.len(), 59);
}

#[tokio::test]
async fn whom_a_deletion_that_was_cut_short_still_names_is_not_there() {
    let world = World::new().await;
    let row = team("many", 60);
    import(&world, std::slice::from_ref(&row)).await;
    let path = format!("{CUSTOMERS}external/many");
    let delete = || Call::delete(&path).bearer(&world.seed.access_token);
    let writes = AtomicUsize::new(0);
    world.wire.decide(move |_, call| {
        let is_write = call.operation == "TransactWriteItems";
        let is_later = is_write && writes.fetch_add(1, Ordering::Relaxed) > 0;
        if is_later { Verdict::LoseRequest } else { Verdict::Pass }
    });
    world.call(delete()).await.expect_status(503);
    world.wire.heal();
    let individual = json!({ "external_id": "many", "email": "many@example.com" });
    for row in [&row, &individual, &team("many", 0)] {
        let refused = import(&world, std::slice::from_ref(row)).await.remove(0);
        assert_eq!(refused["faults"][0]["field"], "external_id", "{refused}");
    }
    world.call(delete()).await.expect_status(204);
    assert_eq!(statuses(&import(&world, &[row]).await), ["created"]);
    assert_table_agrees(&world);
}
