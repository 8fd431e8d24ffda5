//! `import_customers`: rows become customers, once each, whatever happens in between.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use admin::AdminError;
use futures_util::future::join;
use serde_json::{Value, json};
use shared::{
    domain::{
        customer::{Customer, CustomerType, Headcount},
        email_address::EmailAddress,
        external_id::ExternalId,
        id::CustomerId,
        metadata::Metadata,
    },
    rng::Rng,
    store::{Imported, Newcomer},
};
use tests::{Call, Verdict, World, logged};
use tokio::sync::Notify;

use crate::{consistency::assert_table_agrees, export::exported};

const NOBODY: &str = "00000000-0000-4000-8000-000000000999";
const CUSTOMERS: &str = "/v1/customers/";

pub(crate) async fn import_into(world: &World, organization: &str, rows: &[Value]) -> Vec<Value> {
    let input = json!({
        "operation": "import_customers", "organization_id": organization, "customers": rows,
    });
    let mut done = world.admin(input).await.unwrap();
    serde_json::from_value(done["results"].take()).unwrap()
}

async fn import(world: &World, rows: &[Value]) -> Vec<Value> {
    import_into(world, &world.seed.organization.id, rows).await
}

fn statuses(results: &[Value]) -> Vec<&str> {
    results.iter().map(|result| result["status"].as_str().unwrap()).collect()
}

/// Rows of individuals, `count` of them from this number on.
pub(crate) fn people(from: usize, count: usize) -> Vec<Value> {
    let one = |number| json!({ "external_id": format!("user_{number}"), "email": format!("p{number}@example.com") });
    (from..from + count).map(one).collect()
}

/// A row of a team whose first member owns it.
pub(crate) fn team(name: &str, members: usize) -> Value {
    let member = |number: usize| {
        json!({
            "email": format!("{name}-{number}@team.example.com"), "name": format!("Number {number}"),
            "external_id": format!("{number}"), "role": if number == 0 { "owner" } else { "member" },
        })
    };
    let members: Vec<_> = (0..members).map(member).collect();
    json!({ "external_id": name, "type": "team", "members": members })
}

/// The customer of this external id, as the merchant reads it.
async fn read(world: &World, external_id: &str) -> Value {
    let call = Call::get(&format!("{CUSTOMERS}external/{external_id}"));
    world.call(call.bearer(&world.seed.access_token)).await.expect(200).json()
}

/// The list of the merchant's customers.
async fn list(world: &World) -> Value {
    world.call(Call::get(CUSTOMERS).bearer(&world.seed.access_token)).await.expect(200).json()
}

/// The members of the team of this external id: email and role, the oldest first.
async fn members(world: &World, external_id: &str) -> Vec<(String, String)> {
    let path = format!("{CUSTOMERS}external/{external_id}/members?limit=100");
    let list =
        world.call(Call::get(&path).bearer(&world.seed.access_token)).await.expect(200).json();
    let items = list["items"].as_array().unwrap().iter().rev();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items.map(|it| (text(&it["email"]), text(&it["role"]))).collect()
}

/// All that is in the table of the demo organization's customers, without what is random: what an
/// export shows, what is counted, and how many items there are of each kind.
async fn state(world: &World) -> Value {
    let mut customers = exported(world, &world.seed.organization.id).await;
    for customer in &mut customers {
        customer["id"].take();
        customer["organization_id"].take();
        let members = customer.get_mut("members").and_then(Value::as_array_mut);
        for member in members.into_iter().flatten() {
            member["id"].take();
            member["customer_id"].take();
        }
        let members = customer.get_mut("members").and_then(Value::as_array_mut);
        if let Some(members) = members {
            members.sort_by_key(ToString::to_string);
        }
    }
    customers.sort_by_key(ToString::to_string);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for item in world.items() {
        assert_eq!(item.get("importing"), None, "no team waits for members");
        let kind = item["sk"]["S"].as_str().unwrap().split('#').next().unwrap().to_owned();
        *kinds.entry(kind).or_default() += 1;
    }
    json!([customers, list(world).await["pagination"], kinds])
}

#[tokio::test]
async fn a_row_becomes_a_customer_like_any_other() {
    let world = World::new().await;
    let row = json!({
        "external_id": "joan_1", "email": " Joan@Example.com ", "name": "Joan",
        "metadata": { "plan": "pro", "seats": 5, "trial": true },
        "created_at": "2019-03-01T12:00:00.5+01:00",
        // Of an export, and of no use.
        "id": NOBODY, "organization_id": NOBODY, "avatar_url": "x", "email_verified": true,
    });
    let results = import(&world, &[row]).await;
    assert_eq!(statuses(&results), ["created"]);
    let customer = read(&world, "joan_1").await;
    let expected = json!({
        "id": results[0]["id"], "created_at": "2019-03-01T11:00:00.5Z", "modified_at": null,
        "metadata": { "plan": "pro", "seats": 5, "trial": true }, "external_id": "joan_1",
        "email": "Joan@Example.com", "email_verified": false, "type": "individual", "name": "Joan",
        "organization_id": world.seed.organization.id,
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&customer[field], value, "{field}");
    }
    let list = list(&world).await;
    assert_eq!(list["pagination"]["total_count"], 4 + 1);
    assert_eq!(list["items"][4]["external_id"], "joan_1", "it is the oldest");
    let token = world.sign_in("joan@EXAMPLE.com").await;
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn what_is_null_is_not_there() {
    let world = World::new().await;
    let row = json!({
        "external_id": "joan_1", "email": "joan@example.com", "name": null, "type": null,
        "metadata": null, "created_at": null, "owner": null, "members": null,
    });
    assert_eq!(statuses(&import(&world, &[row]).await), ["created"]);
    let customer = read(&world, "joan_1").await;
    assert_eq!(customer["created_at"], "2026-11-21T12:00:00Z");
    assert_eq!((&customer["type"], &customer["metadata"]), (&json!("individual"), &json!({})));
}

#[tokio::test]
async fn good_rows_are_taken_and_bad_ones_told() {
    let world = World::new().await;
    let mut rows = people(0, 200);
    for (number, row) in rows.iter_mut().enumerate() {
        match number % 10 {
            3 => row["email"] = "nobody".into(),
            7 => *row = json!([number]),
            9 => *row = team(&format!("team_{number}"), 2),
            _ => {}
        }
    }
    let results = import(&world, &rows).await;
    for (number, result) in results.iter().enumerate() {
        let expected = if matches!(number % 10, 3 | 7) { "refused" } else { "created" };
        assert_eq!(result["status"], expected, "{number}: {result}");
    }
    let list = list(&world).await;
    assert_eq!(list["pagination"]["total_count"], 4 + 160);
    assert_eq!(exported(&world, &world.seed.organization.id).await.len(), 4 + 160);
    assert_eq!(members(&world, "team_19").await.len(), 2);
}

#[tokio::test]
async fn every_fault_of_a_row_is_told_where_it_is() {
    let world = World::new().await;
    let before = world.items();
    let required = "This field is required.";
    let email = "This is not a valid email address. It should look like name@example.com.";
    let only_teams = "Only a customer of type team has members.";
    let metadata = "Metadata has at most 50 keys of 40 characters, and numbers, booleans and texts of 500, in 32 KiB.";
    let time = "This must be a time from 1970 on, with its offset, such as 2024-05-31T12:00:00Z.";
    let namesake = "The team has a member with this email already.";
    let same_id = "The team has a member with this external id already.";
    let ada = json!({ "email": "ada@example.com" });
    let of_team = |extra: Value| {
        let mut row = json!({ "external_id": "a", "type": "team" });
        row.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        row
    };
    let cases: Vec<(Value, Vec<(&str, &str)>)> = vec![
        (json!("a"), vec![("", "This must be a JSON object.")]),
        (json!({}), vec![("external_id", required), ("email", required)]),
        (
            json!({ "external_id": "a/b", "email": "a", "name": "", "type": "individual",
                    "metadata": { "a": {} }, "created_at": "yesterday" }),
            vec![
                (
                    "external_id",
                    "An external id has 1 to 255 bytes, no slash, no question mark and no control characters, and is not . or ..",
                ),
                ("email", email),
                (
                    "name",
                    "A name has 1 to 256 bytes and no line breaks or other control characters.",
                ),
                ("metadata", metadata),
                ("created_at", time),
            ],
        ),
        (
            json!({ "external_id": 1, "email": ["a"], "name": {}, "metadata": "a", "created_at": 5 }),
            vec![
                ("external_id", "This must be a string."),
                ("email", "This must be a string."),
                ("name", "This must be a string."),
                ("metadata", "This must be an object."),
                ("created_at", "This must be a string."),
            ],
        ),
        (
            json!({ "external_id": "a", "email": "a@example.com", "created_at": "2026-11-21T12:00:00.001Z" }),
            vec![("created_at", "This is in the future.")],
        ),
        (
            json!({ "external_id": "a", "type": "crowd" }),
            vec![("type", "This must be individual or team.")],
        ),
        (
            json!({ "external_id": "a", "email": "a@example.com", "owner": ada, "members": [] }),
            vec![("owner", only_teams), ("members", only_teams)],
        ),
        (
            of_team(json!({ "owner": "ada", "members": {} })),
            vec![("owner", "This must be an object."), ("members", "This must be a list.")],
        ),
        (
            of_team(json!({ "owner": {}, "members": [ada, 5, { "email": "x", "role": "king" }] })),
            vec![
                ("owner.email", required),
                ("members[1]", "This must be an object."),
                ("members[2].email", email),
                ("members[2].role", "This must be owner, billing_manager or member."),
            ],
        ),
        (
            of_team(json!({ "owner": ada, "members": [{ "email": "ADA@example.com" }] })),
            vec![("members[0].email", namesake)],
        ),
        (
            of_team(json!({ "members": [
                { "email": "a@example.com", "external_id": "1" },
                { "email": "b@example.com", "external_id": "1" },
                { "email": "a@example.com", "external_id": "2" },
            ] })),
            vec![("members[1].external_id", same_id), ("members[2].email", namesake)],
        ),
        (
            of_team(json!({ "members": vec![json!({}); 10_001] })),
            vec![("members", "This list has at most 10000 entries.")],
        ),
    ];
    for (row, faults) in cases {
        let shown: String = row.to_string().chars().take(200).collect();
        let faults =
            faults.iter().map(|(field, message)| json!({ "field": field, "message": message }));
        let expected = json!({ "status": "refused", "faults": faults.collect::<Vec<_>>() });
        assert_eq!(import(&world, &[row]).await, [expected], "{shown}");
    }
    assert_eq!(world.items(), before);
}

#[tokio::test]
async fn an_import_is_of_an_organization_and_of_two_hundred_rows() {
    let world = World::new().await;
    let input = |organization: &str, rows: &[Value]| json!({ "operation": "import_customers", "organization_id": organization, "customers": rows });
    let before = world.items();
    let nobody = world.admin(input(NOBODY, &people(0, 1))).await;
    assert!(matches!(nobody, Err(AdminError::NoSuchOrganization)), "{nobody:?}");
    let more = world.admin(input(&world.seed.organization.id, &people(0, 201))).await;
    assert!(matches!(more, Err(AdminError::TooManyRows)), "{more:?}");
    assert_eq!(import(&world, &[]).await, Vec::<Value>::new());
    assert_eq!(world.items(), before);
}

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
async fn a_row_with_very_many_faults_is_told_the_first_of_them() {
    let world = World::new().await;
    let row = json!({ "external_id": "a", "type": "team", "members": vec![1; 9_000] });
    let refused = import(&world, &[row]).await.remove(0);
    let faults = refused["faults"].as_array().unwrap();
    assert_eq!(faults.len(), 21);
    assert_eq!(
        faults[20],
        json!({ "field": "", "message": "There is more that is wrong with it: 8980 faults." })
    );
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
    for at in 0..undisturbed.wire.calls().len() {
        let world = cut_short().await;
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

/// Imports, and dies before the call of this number.
async fn die_at(world: &World, at: usize, rows: Vec<Value>) {
    let died = Arc::new(Notify::new());
    let dying = Arc::clone(&died);
    world.wire.plan_operator(move |number, _| {
        let dying = Arc::clone(&dying);
        Box::pin(async move {
            if number == at {
                dying.notify_one();
                std::future::pending::<()>().await;
            }
            Verdict::Pass
        })
    });
    tokio::select! {
        _ = import(world, &rows) => panic!("there is no call {at}"),
        () = died.notified() => {}
    }
    world.wire.heal();
}

/// Rows of every kind, in several transactions.
fn mixed() -> Vec<Value> {
    let mut rows = people(0, 30);
    rows.insert(10, team("few", 3));
    rows.insert(20, team("many", 60));
    rows.push(json!({ "external_id": "user_ada", "email": "other@example.com" }));
    rows.push(json!({ "external_id": "faulty" }));
    rows
}

#[tokio::test]
async fn a_repeat_ends_alike_wherever_the_first_try_died() {
    let undisturbed = World::new().await;
    undisturbed.wire.forget();
    import(&undisturbed, &mixed()).await;
    let calls = undisturbed.wire.calls().len();
    assert!(calls >= 6, "{calls} calls");
    let expected = state(&undisturbed).await;
    for at in 0..calls {
        let world = World::new().await;
        die_at(&world, at, mixed()).await;
        let results = import(&world, &mixed()).await;
        assert!(!statuses(&results).contains(&"postponed"), "{at}");
        assert_eq!(state(&world).await, expected, "died at {at}");
    }
}

#[tokio::test]
async fn whatever_a_call_meets_the_import_goes_on() {
    let undisturbed = World::new().await;
    undisturbed.wire.forget();
    let results = import(&undisturbed, &mixed()).await;
    let (calls, told) = (undisturbed.wire.calls().len(), statuses(&results));
    let expected = state(&undisturbed).await;
    let throttled = Verdict::Refuse(400, "ThrottlingException");
    for verdict in [Verdict::LoseAnswer, throttled] {
        for at in 0..calls {
            let world = World::new().await;
            let meet = verdict.clone();
            // Four times over, which is more than the SDK alone bears with.
            world.wire.plan_operator(move |number, _| {
                let meet =
                    if (at..at + 4).contains(&number) { meet.clone() } else { Verdict::Pass };
                Box::pin(async move { meet })
            });
            let results = import(&world, &mixed()).await;
            world.wire.heal();
            assert_eq!(statuses(&results), told, "{verdict:?} at {at}");
            assert_eq!(state(&world).await, expected, "{verdict:?} at {at}");
        }
    }
}

fn newcomer(world: &World, number: usize) -> Newcomer {
    let customer = Customer {
        id: CustomerId::from_random(Rng.bytes().unwrap()),
        created_at: world.app("admin").now(),
        modified_at: None,
        metadata: Metadata::default(),
        external_id: Some(ExternalId::parse(&format!("user_{number}")).unwrap()),
        email: Some(EmailAddress::parse("a@example.com").unwrap()),
        kind: CustomerType::Individual,
        name: None,
        organization: world.organization(),
        headcount: Headcount::default(),
    };
    Newcomer { customer, members: Vec::new() }
}

#[tokio::test]
async fn what_a_busy_table_leaves_no_time_for_is_postponed() {
    let world = World::new().await;
    let newcomers: Vec<_> = (0..60).map(|number| newcomer(&world, number)).collect();
    let store = &world.app("admin").store;
    for passing in [0, 1, 2] {
        world.wire.plan_operator(move |number, _| {
            Box::pin(async move {
                if number < passing {
                    return Verdict::Pass;
                }
                if number == passing {
                    // From here on the clock goes on by what is waited.
                    tokio::time::pause();
                }
                Verdict::Refuse(400, "ThrottlingException")
            })
        });
        let time = Duration::from_secs(5);
        let imported = store.import_customers(world.organization(), &newcomers, time).await;
        tokio::time::resume();
        world.wire.heal();
        let imported = imported.unwrap().unwrap();
        let done = imported.iter().filter(|it| matches!(it, Imported::Created(_))).count();
        assert_eq!(done, if passing == 2 { 24 } else { 0 }, "after {passing} calls");
        let rest = imported.iter().filter(|it| **it == Imported::Postponed).count();
        assert_eq!(done + rest, 60);
        assert_eq!(list(&world).await["pagination"]["total_count"], 4 + done);
    }
}

#[tokio::test]
async fn a_table_that_refuses_ends_the_import() {
    let world = World::new().await;
    world
        .wire
        .plan_operator(|_, _| Box::pin(async { Verdict::Refuse(400, "AccessDeniedException") }));
    let input = json!({
        "operation": "import_customers", "organization_id": world.seed.organization.id,
        "customers": people(0, 1),
    });
    let refused = world.admin(input).await;
    assert!(matches!(refused, Err(AdminError::Store(_))), "{refused:?}");
}

#[tokio::test]
async fn imports_of_the_same_rows_at_once_create_each_customer_once() {
    let undisturbed = World::new().await;
    import(&undisturbed, &mixed()).await;
    let expected = state(&undisturbed).await;
    for _ in 0..5 {
        let world = World::new().await;
        let (one, other) = join(import(&world, &mixed()), import(&world, &mixed())).await;
        for ((row, one), other) in mixed().iter().zip(&one).zip(&other) {
            let told = (one["status"].as_str().unwrap(), other["status"].as_str().unwrap());
            let sound = match told {
                ("created", "created") => row["external_id"] == "many",
                ("created" | "exists", "exists") | ("exists", "created") => true,
                told => told == ("refused", "refused"),
            };
            // Whoever adds a large team's last members has created it, and both may have.
            assert!(sound, "{row}: {told:?}");
            assert_eq!(one["id"], other["id"]);
        }
        assert_eq!(state(&world).await, expected);
    }
}

#[tokio::test]
async fn an_external_id_that_is_taken_meanwhile_holds_up_no_other_row() {
    let world = Arc::new(World::new().await);
    let striker = Arc::clone(&world);
    world.wire.plan_operator(move |_, call| {
        let world = Arc::clone(&striker);
        Box::pin(async move {
            if call.operation == "TransactWriteItems" {
                world.wire.heal();
                // On a stack of its own: one import within another is deep.
                tokio::spawn(async move { import(&world, &people(3, 2)).await }).await.unwrap();
            }
            Verdict::Pass
        })
    });
    let results = import(&world, &people(0, 6)).await;
    let expected = ["created", "created", "created", "exists", "exists", "created"];
    assert_eq!(statuses(&results), expected);
    assert_eq!(results[3]["id"], read(&world, "user_3").await["id"]);
    assert_eq!(list(&world).await["pagination"]["total_count"], 4 + 6);
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
async fn a_team_that_is_deleted_while_it_is_imported_stays_deleted() {
    let world = Arc::new(World::new().await);
    let striker = Arc::clone(&world);
    world.wire.plan_operator(move |number, call| {
        let world = Arc::clone(&striker);
        Box::pin(async move {
            if call.operation == "TransactWriteItems" && number == 2 {
                world.wire.heal();
                let path = format!("{CUSTOMERS}external/many");
                let call = Call::delete(&path).bearer(&world.seed.access_token);
                world.call(call).await.expect_status(204);
            }
            Verdict::Pass
        })
    });
    let results = import(&world, &[team("many", 60)]).await;
    assert_eq!(results[0]["faults"][0]["field"], "external_id", "{results:?}");
    let left: Vec<_> =
        world.items().into_iter().filter(|it| it["external_id"]["S"] == "many").collect();
    assert_eq!(left.len(), 1, "its tombstone: {left:?}");
    assert_eq!(list(&world).await["pagination"]["total_count"], 4);
}

#[tokio::test]
async fn two_hundred_customers_take_eleven_calls_and_eleven_write_units_each() {
    let world = World::new().await;
    world.wire.forget();
    import(&world, &people(0, 200)).await;
    let operations = world.wire.operations();
    let reads = operations.iter().filter(|it| *it == "BatchGetItem").count();
    let writes = operations.iter().filter(|it| *it == "TransactWriteItems").count();
    assert_eq!((reads, writes, operations.len()), (2, 9, 11));
    let units: f64 = world.wire.calls().iter().map(|call| call.writes).sum();
    assert!(units > 0.0 && units / 200.0 <= 11.0, "{} write units each", units / 200.0);
    world.wire.forget();
    import(&world, &people(0, 200)).await;
    assert_eq!(world.wire.operations(), ["BatchGetItem"; 4], "a repeat only reads");
}

#[tokio::test]
async fn the_log_names_nobody_who_is_imported() {
    let world = World::new().await;
    let row = json!({ "external_id": "seen-nowhere", "email": "seen-nowhere@example.com" });
    import(&world, &[row.clone(), json!({ "external_id": "seen-nowhere" }), row]).await;
    assert!(!logged().contains("seen-nowhere"));
}
