//! What a row may be, and what becomes of it.

use admin::AdminError;
use serde_json::{Value, json};
use tests::{World, logged};

use super::{NOBODY, import, list, members, people, read, statuses, team};
use crate::export::exported;

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
    let value = "A value of metadata is a number, a boolean or a text of at most 500 characters.";
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
                    "metadata": { "a": {}, "b": null }, "created_at": "yesterday" }),
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
                ("metadata.a", value),
                ("metadata.b", value),
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
async fn a_row_with_very_many_or_long_faults_is_told_their_beginning() {
    let world = World::new().await;
    let row = json!({ "external_id": "a", "type": "team", "members": vec![1; 9_000] });
    let refused = import(&world, &[row]).await.remove(0);
    let faults = refused["faults"].as_array().unwrap();
    assert_eq!(faults.len(), 21);
    assert_eq!(
        faults[20],
        json!({ "field": "", "message": "There is more that is wrong with it: 8980 faults." })
    );
    let row = json!({ "external_id": "a", "email": "a@example.com", "metadata": { "k".repeat(9_000): 1 } });
    let refused = import(&world, &[row]).await.remove(0);
    let start = format!("metadata.{}", "k".repeat(40));
    assert_eq!(refused["faults"][0]["field"], start, "and no more of such a key");
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
