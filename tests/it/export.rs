//! `export_customers`: every customer with its members, once, in the shape that an import takes.

use std::collections::BTreeSet;

use admin::AdminError;
use serde_json::{Value, json};
use tests::{Call, World};

use crate::import::{import_into, people, team};

/// One page.
async fn page(world: &World, organization: &str, after: &Value) -> Value {
    let input = json!({
        "operation": "export_customers", "organization_id": organization, "after": after,
    });
    world.admin(input).await.unwrap()
}

/// All pages, as they are.
async fn pages(world: &World, organization: &str) -> Vec<Value> {
    let mut pages = vec![page(world, organization, &Value::Null).await];
    loop {
        let next = &pages.last().unwrap()["next"];
        if next.is_null() {
            return pages;
        }
        let next = page(world, organization, &next.clone()).await;
        pages.push(next);
    }
}

/// A customer and its members without what is random, and whose they are.
pub(crate) fn anonymous(mut customer: Value) -> Value {
    customer["id"].take();
    customer["organization_id"].take();
    let members = customer.get_mut("members").and_then(Value::as_array_mut);
    for member in members.into_iter().flatten() {
        member["id"].take();
        member["customer_id"].take();
    }
    customer
}

/// All customers; a team that is on several pages once, with all of its members.
pub(crate) async fn exported(world: &World, organization: &str) -> Vec<Value> {
    let mut customers: Vec<Value> = Vec::new();
    for page in pages(world, organization).await {
        for mut item in page["items"].as_array().unwrap().clone() {
            match customers.last_mut() {
                Some(last) if last["id"] == item["id"] => {
                    let more = std::mem::take(item["members"].as_array_mut().unwrap());
                    last["members"].as_array_mut().unwrap().extend(more);
                }
                _ => customers.push(item),
            }
        }
    }
    customers
}

#[tokio::test]
async fn an_export_shows_each_customer_as_its_endpoint_does_with_its_members() {
    let world = World::new().await;
    world.clock.advance(1);
    let organization = &world.seed.organization.id;
    let newer = json!({
        "external_id": "newer", "email": "n@example.com", "metadata": { "a": 1.5, "b": false },
    });
    import_into(&world, organization, &[newer]).await;
    let customers = exported(&world, organization).await;
    assert_eq!(customers.len(), 4 + 1);
    assert_eq!(customers[4]["external_id"], "newer", "the newest comes last");
    for mut customer in customers {
        let members = customer.as_object_mut().unwrap().remove("members");
        let id = customer["id"].as_str().unwrap();
        let own = Call::get(&format!("/v1/customers/{id}"));
        let own = world.call(own.bearer(&world.seed.access_token)).await.expect(200).json();
        assert_eq!(customer, own);
        let list = Call::get(&format!("/v1/customers/{id}/members?limit=100"));
        let list = world.call(list.bearer(&world.seed.access_token)).await.expect(200).json();
        let mut list = list["items"].as_array().unwrap().clone();
        list.reverse();
        assert_eq!(members, (own["type"] == "team").then(|| list.into()));
    }
}

#[tokio::test]
async fn pages_meet_without_a_gap_and_without_doubles() {
    let world = World::new().await;
    let organization = &world.seed.organization.id;
    for from in (0..1100).step_by(200) {
        import_into(&world, organization, &people(from, 200.min(1100 - from))).await;
    }
    let pages = pages(&world, organization).await;
    let sizes: Vec<_> = pages.iter().map(|page| page["items"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [200, 200, 200, 200, 200, 104]);
    let customers = exported(&world, organization).await;
    let ids: BTreeSet<_> = customers.iter().map(|it| it["id"].to_string()).collect();
    assert_eq!((customers.len(), ids.len()), (1104, 1104));
}

#[tokio::test]
async fn an_organization_without_customers_is_an_empty_page() {
    let world = World::new().await;
    let input = json!({ "operation": "create_organization", "name": "Initech", "slug": "initech" });
    let organization = world.admin(input).await.unwrap()["id"].take();
    let page = page(&world, organization.as_str().unwrap(), &Value::Null).await;
    assert_eq!(page, json!({ "items": [], "next": null }));
}

#[tokio::test]
async fn an_organization_that_does_not_exist_is_not_an_empty_export() {
    let world = World::new().await;
    let nobody = "00000000-0000-4000-8000-000000000999";
    let input = json!({ "operation": "export_customers", "organization_id": nobody });
    assert!(matches!(world.admin(input).await, Err(AdminError::NoSuchOrganization)));
}

#[tokio::test]
async fn a_large_team_goes_on_on_the_next_page() {
    let world = World::new().await;
    let organization = &world.seed.second_organization.id;
    let rows = [team("many", 400), team("few", 2)];
    import_into(&world, organization, &rows).await;
    let pages = pages(&world, organization).await;
    let members = |item: &Value| item["members"].as_array().map_or(0, Vec::len);
    let most = pages.iter().flat_map(|page| page["items"].as_array().unwrap()).map(members).max();
    assert_eq!(most, Some(200));
    let customers = exported(&world, organization).await;
    let many = customers.iter().find(|it| it["external_id"] == "many").unwrap();
    let emails: Vec<_> =
        many["members"].as_array().unwrap().iter().map(|it| &it["email"]).collect();
    let expected: Vec<_> =
        (0..400).map(|it| json!(format!("many-{it}@team.example.com"))).collect();
    assert_eq!(emails, expected.iter().collect::<Vec<_>>());
    assert_eq!(customers.len(), 1 + 2);
}

#[tokio::test]
async fn a_team_that_is_deleted_between_two_pages_is_left_at_that() {
    let world = World::new().await;
    let organization = &world.seed.second_organization.id;
    world.clock.advance(1);
    import_into(&world, organization, &[team("many", 250)]).await;
    world.clock.advance(1);
    import_into(&world, organization, &people(0, 1)).await;
    let first = page(&world, organization, &Value::Null).await;
    let cut = first["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(cut["external_id"], "many");
    let delete = json!({
        "operation": "delete_customer", "organization_id": organization, "customer_id": cut["id"],
    });
    world.admin(delete).await.unwrap();
    let rest = page(&world, organization, &first["next"]).await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert_eq!(rest["items"][0]["external_id"], "user_0");
}

#[tokio::test]
async fn a_page_of_the_largest_customers_fits_an_answer_of_lambda() {
    let world = World::new().await;
    let organization = &world.seed.second_organization.id;
    let note = "\u{1f600}".repeat(500);
    let metadata: serde_json::Map<_, _> =
        (0..16).map(|key| (key.to_string(), note.clone().into())).collect();
    let mut rows = people(0, 190);
    for row in &mut rows {
        row["metadata"] = metadata.clone().into();
    }
    for part in rows.chunks(95) {
        import_into(&world, organization, part).await;
    }
    let pages = pages(&world, organization).await;
    for page in &pages {
        assert!(page.to_string().len() < 6_000_000);
    }
    let count: usize = pages.iter().map(|page| page["items"].as_array().unwrap().len()).sum();
    assert_eq!(count, 1 + 190);
}

#[tokio::test]
async fn what_is_deleted_is_not_exported() {
    let world = World::new().await;
    let delete = json!({
        "operation": "delete_customer", "organization_id": world.seed.organization.id,
        "customer_id": world.individual(),
    });
    world.admin(delete).await.unwrap();
    let customers = exported(&world, &world.seed.organization.id).await;
    assert_eq!(customers.len(), 3);
    assert!(customers.iter().all(|it| it["external_id"].is_null()));
}

#[tokio::test]
async fn a_place_is_of_its_own_organization_and_of_an_export() {
    let world = World::new().await;
    let own = &world.seed.organization.id;
    let team = &world.seed.customers.team.id;
    for place in [format!("0.{team}"), format!("0.{team}.{}", world.individual())] {
        let foreign = page(&world, &world.seed.second_organization.id, &place.into()).await;
        assert_eq!(foreign["items"].as_array().unwrap().len(), 1, "its own customer");
        assert_ne!(foreign["items"][0]["id"], **team);
    }
    for place in ["", "1", "1.2", "a.b.c", &format!("x.{team}"), &format!("1.{team}."), "ü"] {
        let input = json!({
            "operation": "export_customers", "organization_id": own, "after": place,
        });
        let refused = world.admin(input).await;
        assert!(matches!(refused, Err(AdminError::InvalidCursor)), "{place}: {refused:?}");
    }
}

#[tokio::test]
async fn what_is_exported_is_imported_elsewhere_as_it_was() {
    let world = World::new().await;
    let (from, to) = (&world.seed.organization.id, &world.seed.second_organization.id);
    let mut rows = people(0, 20);
    for (number, row) in rows.iter_mut().enumerate() {
        row["created_at"] = format!("2020-01-{:02}T00:00:00.123Z", number + 1).into();
        row["metadata"] = json!({ "n": number, "f": 0.5, "t": true, "s": "Größe" });
        row["name"] = "Ada".into();
    }
    rows.extend([
        team("few", 3),
        team("many", 60),
        json!({ "external_id": "none", "type": "team" }),
    ]);
    rows.push(json!({ "external_id": "own", "type": "team", "email": "own@example.com" }));
    import_into(&world, from, &rows).await;
    world.clock.advance(3600);
    let first: Vec<_> = exported(&world, from).await;
    let first: Vec<_> = first.into_iter().filter(|it| !it["external_id"].is_null()).collect();
    assert_eq!(first.len(), 1 + 24);
    let results = import_into(&world, to, &first).await;
    assert!(results.iter().all(|it| it["status"] == "created"), "{results:?}");
    let second: Vec<_> = exported(&world, to).await;
    let second = second.into_iter().filter(|it| !it["external_id"].is_null());
    let sorted = |customers: Vec<Value>| {
        let mut customers: Vec<_> = customers.into_iter().map(anonymous).collect();
        customers.sort_by_key(|it| it["external_id"].to_string());
        customers
    };
    assert_eq!(sorted(second.collect()), sorted(first));
}
