//! Teams: their owners and members, and large ones, which take several transactions.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Call, Verdict, WireCall, World};

use super::{CUSTOMERS, die_at, import, list, members, statuses, team};
use crate::consistency::assert_table_agrees;

#[tokio::test]
async fn a_team_comes_with_an_owner_and_its_members() {
    let world = World::new().await;
    let own = |owner: Value, members: Value| {
        json!({ "type": "team", "email": "team@example.com", "name": "Team",
                "owner": owner, "members": members })
    };
    let a = || json!({ "email": "a@example.com", "name": "A", "external_id": "1" });
    let b = || json!({ "email": "b@example.com", "role": "billing_manager" });
    let owning = |mut person: Value| {
        person["role"] = "owner".into();
        person
    };
    let cases: Vec<(Value, Vec<(&str, &str)>)> = vec![
        (json!({ "type": "team" }), vec![]),
        (own(Value::Null, Value::Null), vec![("team@example.com", "owner")]),
        (own(Value::Null, json!([])), vec![]),
        (own(a(), Value::Null), vec![("a@example.com", "owner")]),
        (own(b(), json!([a()])), vec![("b@example.com", "owner"), ("a@example.com", "member")]),
        (
            own(Value::Null, json!([b(), a()])),
            vec![("b@example.com", "owner"), ("a@example.com", "member")],
        ),
        (
            own(Value::Null, json!([b(), owning(a())])),
            vec![("b@example.com", "billing_manager"), ("a@example.com", "owner")],
        ),
        (
            own(a(), json!([owning(b())])),
            vec![("a@example.com", "owner"), ("b@example.com", "owner")],
        ),
    ];
    for (number, (mut row, roster)) in cases.into_iter().enumerate() {
        let external_id = format!("team_{number}");
        row["external_id"] = external_id.clone().into();
        assert_eq!(statuses(&import(&world, &[row]).await), ["created"], "{external_id}");
        let found = members(&world, &external_id).await;
        let found: Vec<_> = found.iter().map(|(email, role)| (&**email, &**role)).collect();
        assert_eq!(found, roster, "{external_id}");
    }
    let call = Call::get(&format!("{CUSTOMERS}external/team_3/members/1"));
    let member = world.call(call.bearer(&world.seed.access_token)).await.expect(200).json();
    assert_eq!((&member["name"], &member["email"]), (&json!("A"), &json!("a@example.com")));
}

#[tokio::test]
async fn an_imported_member_signs_in() {
    let world = World::new().await;
    import(&world, &[team("many", 60)]).await;
    for number in [0, 30, 59] {
        let token = world.sign_in(&format!("many-{number}@team.example.com")).await;
        world.introspect(&token).await.expect_status(200);
    }
}

#[tokio::test]
async fn a_member_s_time_and_place_in_the_row_are_kept() {
    let world = World::new().await;
    let mut row = team("many", 40);
    row["created_at"] = "2020-01-01T00:00:00Z".into();
    row["members"][7]["created_at"] = "2019-01-01T00:00:00Z".into();
    row["members"][7]["role"] = "owner".into();
    import(&world, &[row]).await;
    let numbers: Vec<_> =
        members(&world, "many").await.into_iter().map(|(email, _)| email).collect();
    let expected = [7].into_iter().chain((0..40).filter(|it| *it != 7));
    let expected: Vec<_> = expected.map(|it| format!("many-{it}@team.example.com")).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn a_large_team_is_counted_and_has_an_owner_from_the_beginning() {
    let world = World::new().await;
    let mut row = team("many", 120);
    row["members"][0]["role"] = "member".into();
    row["members"][119]["role"] = "owner".into();
    // Only the first of its transactions gets through.
    die_at(&world, 2, vec![row.clone()]).await;
    let item = world.items_of("CUSTOMER").into_iter().find(|it| it["external_id"]["S"] == "many");
    let item = item.unwrap();
    assert_eq!((&item["members"]["N"], &item["owners"]["N"]), (&json!("24"), &json!("1")));
    assert_eq!(item["importing"], json!({ "BOOL": true }));
    assert_eq!(statuses(&import(&world, &[row]).await), ["created"], "now it does");
    let item = world.items_of("CUSTOMER").into_iter().find(|it| it["external_id"]["S"] == "many");
    let item = item.unwrap();
    assert_eq!((&item["members"]["N"], &item["owners"]["N"]), (&json!("120"), &json!("1")));
    assert_eq!(item.get("importing"), None);
}

#[tokio::test]
async fn a_large_team_goes_on_where_it_was_cut_short() {
    let world = World::new().await;
    let row = team("many", 120);
    die_at(&world, 3, vec![row.clone()]).await;
    world.wire.forget();
    assert_eq!(statuses(&import(&world, &[row]).await), ["created"]);
    let writes = world.wire.calls().into_iter().filter(|it| it.operation == "TransactWriteItems");
    assert_eq!(writes.count(), 3, "what is there already is not written again");
    assert_table_agrees(&world);
}

#[tokio::test]
async fn a_member_whose_external_id_is_another_s_by_now_is_told() {
    let world = World::new().await;
    let mut row = team("many", 60);
    die_at(&world, 2, vec![row.clone()]).await;
    // The fifth is there by now, with the email that was mended since.
    row["members"][5]["email"] = "mended@team.example.com".into();
    let refused = import(&world, std::slice::from_ref(&row)).await.remove(0);
    let faults = refused["faults"].as_array().unwrap();
    assert_eq!((faults.len(), &faults[0]["field"]), (1, &json!("members")), "{refused}");
    assert!(faults[0]["message"].as_str().unwrap().ends_with(" 5"), "{refused}");
    assert_eq!(members(&world, "many").await.len(), 60, "the others are there");
    assert_table_agrees(&world);
    assert_eq!(statuses(&import(&world, &[row]).await), ["exists"]);
}

#[tokio::test]
async fn a_member_who_is_left_out_is_told_whatever_answer_is_lost() {
    let mut row = team("many", 60);
    let cut_short = async || {
        let world = World::new().await;
        die_at(&world, 2, vec![team("many", 60)]).await;
        world.wire.forget();
        world
    };
    row["members"][5]["email"] = "mended@team.example.com".into();
    let undisturbed = cut_short().await;
    let told = import(&undisturbed, std::slice::from_ref(&row)).await;
    assert_eq!(statuses(&told), ["refused"]);
    let calls = undisturbed.wire.calls().len();
    assert!(calls >= 5, "{calls} calls");
    for at in 0..calls {
        let world = cut_short().await;
        // Four times over, which is more than the SDK alone bears with.
        world.wire.plan_operator(move |number, _| {
            let is_lost = (at..at + 4).contains(&number);
            let verdict = if is_lost { Verdict::LoseAnswer } else { Verdict::Pass };
            Box::pin(async move { verdict })
        });
        let results = import(&world, std::slice::from_ref(&row)).await;
        world.wire.heal();
        assert_eq!(statuses(&results), statuses(&told), "the answer to call {at}");
        assert_eq!(results[0]["faults"], told[0]["faults"], "the answer to call {at}");
        assert_eq!(members(&world, "many").await.len(), 60);
    }
}

#[tokio::test]
async fn a_team_that_is_deleted_while_it_is_imported_stays_deleted() {
    let world = Arc::new(World::new().await);
    let comes_late =
        |number, call: &WireCall| number == 2 && call.operation == "TransactWriteItems";
    world.strike_operator(comes_late, |world| async move {
        let path = format!("{CUSTOMERS}external/many");
        let call = Call::delete(&path).bearer(&world.seed.access_token);
        world.call(call).await.expect_status(204);
    });
    let results = import(&world, &[team("many", 60)]).await;
    assert_eq!(results[0]["faults"][0]["field"], "external_id", "{results:?}");
    let left: Vec<_> =
        world.items().into_iter().filter(|it| it["external_id"]["S"] == "many").collect();
    assert_eq!(left.len(), 1, "its tombstone: {left:?}");
    assert_eq!(list(&world).await["pagination"]["total_count"], 4);
}
