//! What the table holds at any moment, whoever died in between, and that nothing of it can differ
//! unnoticed.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{TABLE, World, consistency};

/// Fails unless what is derived in the table is what it is derived from.
#[track_caller]
pub(crate) fn assert_table_agrees(world: &World) {
    assert_eq!(consistency(world), [""; 0]);
}

fn sort_key(item: &Value) -> &str {
    item["sk"]["S"].as_str().unwrap()
}

fn write(world: &World, item: &Value) {
    let put = json!({ "TableName": TABLE, "Item": item });
    world.database.put_item(serde_json::from_value(put).unwrap()).unwrap();
}

fn remove(world: &World, item: &Value) {
    let key = json!({ "pk": item["pk"], "sk": item["sk"] });
    let delete = json!({ "TableName": TABLE, "Key": key });
    world.database.delete_item(serde_json::from_value(delete).unwrap()).unwrap();
}

/// A world with everything that there is of customers and members.
async fn furnished() -> World {
    let world = World::new().await;
    let organization = &world.seed.organization.id;
    for input in [
        json!({ "operation": "create_customer", "type": "team", "email": "t@example.com", "external_id": "t" }),
        json!({
            "operation": "create_member", "customer_id": world.seed.customers.team.id,
            "email": "joan@example.com", "external_id": "joan",
        }),
    ] {
        let mut input = input;
        input["organization_id"] = organization.as_str().into();
        world.admin(input).await.unwrap();
    }
    world
}

#[tokio::test]
async fn nothing_of_a_customer_can_be_missing_or_left_unnoticed() {
    let world = furnished().await;
    assert_table_agrees(&world);
    let derived = ["COUNT", "PRINCIPAL", "CUSTOMER", "MEMBER", "EXTERNAL", "EXTERNAL_MEMBER"];
    let mut kinds = BTreeSet::new();
    for item in world.items() {
        let kind = sort_key(&item).split('#').next().unwrap().to_owned();
        let counts_nothing = kind == "COUNT" && item["customers"]["N"] == "0";
        if !derived.contains(&kind.as_str()) || counts_nothing {
            continue;
        }
        remove(&world, &item);
        assert!(!consistency(&world).is_empty(), "without {item}");
        write(&world, &item);
        kinds.insert(kind);
    }
    assert_eq!(kinds, derived.map(str::to_owned).into());
    assert_table_agrees(&world);
}

#[tokio::test]
async fn nothing_of_a_customer_can_say_another_thing_unnoticed() {
    let world = furnished().await;
    for (kind, field, value) in [
        ("PRINCIPAL", "email", json!({ "S": "other@example.com" })),
        ("PRINCIPAL", "name", json!({ "S": "Other" })),
        ("PRINCIPAL", "customer_type", json!({ "S": "other" })),
        ("PRINCIPAL#", "email", json!({ "S": "other@example.com" })),
        ("PRINCIPAL#", "role", json!({ "S": "other" })),
        ("CUSTOMER", "directory_email", json!({ "S": "other@example.com" })),
        ("CUSTOMER", "directory", json!({ "S": "ORG#other" })),
        ("CUSTOMER", "directory_age", json!({ "S": "other" })),
        ("CUSTOMER", "created_at", json!({ "N": "7" })),
        ("CUSTOMER", "deleted_at", json!({ "N": "1" })),
        ("CUSTOMER", "external_id", json!({ "S": "other" })),
        ("MEMBER#", "email", json!({ "S": "other@example.com" })),
        ("MEMBER#", "external_id", json!({ "S": "other" })),
        ("COUNT#", "customers", json!({ "N": "7" })),
        ("EXTERNAL", "customer_id", json!({ "S": "other" })),
        ("EXTERNAL_MEMBER#", "member_id", json!({ "S": "other" })),
    ] {
        let is_of_kind = |it: &&Value| match kind.strip_suffix('#') {
            Some(_) => sort_key(it).starts_with(kind),
            None => sort_key(it) == kind,
        };
        let items = world.items();
        let item = items.iter().find(is_of_kind).unwrap();
        let mut other = item.clone();
        other[field] = value;
        write(&world, &other);
        assert!(!consistency(&world).is_empty(), "{kind} with another {field}");
        write(&world, item);
    }
    let items = world.items();
    let team = items.iter().find(|it| it.get("owners").is_some()).unwrap();
    for field in ["members", "owners"] {
        let mut other = team.clone();
        other[field] = json!({ "N": "9" });
        write(&world, &other);
        assert!(!consistency(&world).is_empty(), "{field}");
        write(&world, team);
    }
    world.sign_in(world.email()).await;
    let session = world.items_of("SESSION#").remove(0);
    let mut endless = session.clone();
    endless.as_object_mut().unwrap().remove("expires_at");
    write(&world, &endless);
    assert!(!consistency(&world).is_empty(), "without an end");
    write(&world, &session);
    assert_table_agrees(&world);
}
