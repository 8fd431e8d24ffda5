//! What the table holds at any moment, whoever died in between: everything that leads to a customer
//! or a member leads to one that is there and says the same, everything of a deleted one is gone,
//! and the counts are exact.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shared::domain::email_address::EmailAddress;
use tests::{TABLE, World};

/// Fails unless what is derived in the table is what it is derived from.
#[track_caller]
pub(crate) fn assert_table_agrees(world: &World) {
    let items = world.items();
    let (expected, found) = (expected(&items), found(&items));
    let missing: Vec<_> = expected.difference(&found).collect();
    let left: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && left.is_empty(), "missing: {missing:#?}, left: {left:#?}");
}

/// What the customers that are not deleted, and their members, make necessary.
fn expected(items: &[Value]) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for item in items.iter().filter(|item| sort_key(item) == "ORG") {
        counts.insert(text(item, "pk"), 0);
    }
    let live =
        items.iter().filter(|it| sort_key(it) == "CUSTOMER" && it.get("deleted_at").is_none());
    for customer in live {
        let organization = text(customer, "organization_id");
        *counts.entry(format!("ORG#{organization}")).or_default() += 1;
        facts.extend(of_customer(customer, &organization));
        let members: Vec<_> = items
            .iter()
            .filter(|it| it["pk"] == customer["pk"] && sort_key(it).starts_with("MEMBER#"))
            .collect();
        facts.extend(members.iter().flat_map(|it| of_member(it, customer, &organization)));
        if is_team(customer) {
            let owners = members.iter().filter(|it| text(it, "role") == "owner").count();
            facts.insert(headcount(customer, &members.len().to_string(), &owners.to_string()));
            if owners == 0 && !members.is_empty() {
                facts.insert(format!("an owner of {}", text(customer, "customer_id")));
            }
        }
    }
    facts.extend(counts.into_iter().map(|(pk, count)| format!("{pk} counts {count}")));
    facts
}

fn of_customer(customer: &Value, organization: &str) -> Vec<String> {
    let id = text(customer, "customer_id");
    let mut facts = vec![
        acts(&format!("CUSTOMER#{id}"), "PRINCIPAL", customer),
        listed(&id, &format!("ORG#{organization}"), &age(customer), &canonical(customer)),
    ];
    if !is_team(customer) {
        let login = format!("LOGIN#{organization}#{}", canonical(customer));
        facts.push(leads(&login, &format!("CUSTOMER#{id}"), &id, ""));
    }
    if customer.get("external_id").is_some() {
        let external = format!("ORG#{organization}#EXTERNAL#{}", text(customer, "external_id"));
        facts.push(leads(&external, "EXTERNAL", &id, ""));
    }
    facts
}

fn of_member(member: &Value, team: &Value, organization: &str) -> Vec<String> {
    let (id, team) = (text(member, "member_id"), text(team, "customer_id"));
    let (pk, login) =
        (format!("CUSTOMER#{team}"), format!("LOGIN#{organization}#{}", canonical(member)));
    let mut facts = vec![
        format!("{pk} has {id}"),
        acts(&pk, &format!("PRINCIPAL#{id}"), member),
        leads(&login, &format!("MEMBER#{team}"), &team, &id),
    ];
    if member.get("external_id").is_some() {
        let external = format!("EXTERNAL_MEMBER#{}", text(member, "external_id"));
        facts.push(leads(&pk, &external, "", &id));
    }
    facts
}

/// What there is of it.
fn found(items: &[Value]) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for item in items {
        let (pk, sk) = (text(item, "pk"), sort_key(item));
        let kind = sk.split('#').next().unwrap();
        match kind {
            "COUNT" => {
                let count: i64 = number(item, "customers").parse().unwrap();
                *counts.entry(pk.trim_end_matches("#COUNT").to_owned()).or_default() += count;
            }
            "PRINCIPAL" => drop(facts.insert(acts(&pk, &sk, item))),
            "CUSTOMER" if pk.starts_with("CUSTOMER#") => facts.extend(of_itself(item)),
            "MEMBER" if pk.starts_with("CUSTOMER#") => {
                facts.insert(format!("{pk} has {}", text(item, "member_id")));
            }
            "CUSTOMER" | "MEMBER" | "EXTERNAL" | "EXTERNAL_MEMBER" => {
                let (customer, member) = (text(item, "customer_id"), text(item, "member_id"));
                facts.insert(leads(&pk, &sk, &customer, &member));
            }
            "ORG" | "LOGO" | "TOKEN" | "SLUG" => {}
            // Everything else ends by itself.
            _ => assert!(item["expires_at"]["N"].is_string(), "{item}"),
        }
    }
    facts.extend(counts.into_iter().map(|(pk, count)| format!("{pk} counts {count}")));
    facts
}

/// What a customer's own item repeats: where it stands in the lists, and how many members it has.
fn of_itself(customer: &Value) -> Vec<String> {
    let mut facts = Vec::new();
    if ["directory", "directory_age", "directory_email"].iter().any(|it| customer.get(it).is_some())
    {
        let id = text(customer, "customer_id");
        let (age, email) = (text(customer, "directory_age"), text(customer, "directory_email"));
        let email = email.strip_suffix(&format!("#{age}")).unwrap_or(&email);
        facts.push(listed(&id, &text(customer, "directory"), &age, email));
    }
    let is_counted = customer.get("members").or_else(|| customer.get("owners")).is_some();
    if is_counted && customer.get("deleted_at").is_none() {
        facts.push(headcount(customer, &number(customer, "members"), &number(customer, "owners")));
    }
    facts
}

fn acts(pk: &str, sk: &str, who: &Value) -> String {
    let [email, name, role] = ["email", "name", "role"].map(|field| text(who, field));
    format!("{pk} {sk} is a {} {role} {email:?} {name:?}", text(who, "customer_type"))
}

fn leads(pk: &str, sk: &str, customer: &str, member: &str) -> String {
    format!("{pk} {sk} leads to {customer} {member}")
}

fn listed(customer: &str, directory: &str, age: &str, email: &str) -> String {
    format!("{directory} lists {customer} by {age:?} and {email:?}")
}

/// Where a customer stands among others by age.
fn age(customer: &Value) -> String {
    let created_at: i64 = number(customer, "created_at").parse().unwrap();
    format!("{created_at:015}#{}", text(customer, "customer_id"))
}

fn headcount(team: &Value, members: &str, owners: &str) -> String {
    format!("{} has {members} members, {owners} own it", text(team, "customer_id"))
}

fn is_team(customer: &Value) -> bool {
    text(customer, "customer_type") == "team"
}

/// The email by which people are found, empty where there is none.
fn canonical(who: &Value) -> String {
    EmailAddress::parse(&text(who, "email")).map(|it| it.canonical()).unwrap_or_default()
}

fn sort_key(item: &Value) -> String {
    text(item, "sk")
}

/// A text of an item, empty where there is none of the name.
fn text(item: &Value, name: &str) -> String {
    item[name]["S"].as_str().unwrap_or_default().to_owned()
}

fn number(item: &Value, name: &str) -> String {
    item[name]["N"].as_str().unwrap_or_default().to_owned()
}

fn is_consistent(world: &World) -> bool {
    let items = world.items();
    expected(&items) == found(&items)
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
        let counts_nothing = kind == "COUNT" && number(&item, "customers") == "0";
        if !derived.contains(&kind.as_str()) || counts_nothing {
            continue;
        }
        remove(&world, &item);
        assert!(!is_consistent(&world), "without {item}");
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
        assert!(!is_consistent(&world), "{kind} with another {field}");
        write(&world, item);
    }
    let items = world.items();
    let team = items.iter().find(|it| it.get("owners").is_some()).unwrap();
    for field in ["members", "owners"] {
        let mut other = team.clone();
        other[field] = json!({ "N": "9" });
        write(&world, &other);
        assert!(!is_consistent(&world), "{field}");
        write(&world, team);
    }
    assert_table_agrees(&world);
}
