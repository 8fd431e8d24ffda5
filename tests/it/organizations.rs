//! Organizations and their logos, as pages read them: two reads, and then a minute without any.

use serde_json::{Value, json};
use shared::{
    domain::{
        accent_color::AccentColor,
        logo::Logo,
        organization::{Organization, Slug},
    },
    store::{Store, StoreError},
};
use tests::{TABLE, World};

const PNG: &str = "data:image/png;base64,iVBORw0KGgo=";

/// The store of a function that has not asked for any organization yet.
fn store(world: &World) -> &'static Store {
    &world.app("send-mail").store
}

async fn by_slug(world: &World, slug: &str) -> Result<Option<Organization>, StoreError> {
    let slug = Slug::parse(slug).unwrap();
    store(world).organization_by_slug(&slug, world.app("send-mail").now()).await
}

async fn acme(world: &World) -> Organization {
    by_slug(world, "acme").await.unwrap().unwrap()
}

async fn update(world: &World, mut change: Value) {
    change["operation"] = "update_organization".into();
    change["organization_id"] = world.seed.organization.id.clone().into();
    world.admin(change).await.unwrap();
}

/// Writes the demo organization's item anew.
fn rewrite(world: &World, change: impl FnOnce(&mut Value)) {
    let mut items = world.items_of("ORG");
    items.retain(|item| item["slug"]["S"] == "acme");
    let mut item = items.remove(0);
    change(&mut item);
    let put = json!({ "TableName": TABLE, "Item": item });
    world.database.put_item(serde_json::from_value(put).unwrap()).unwrap();
}

#[tokio::test]
async fn an_organization_is_found_by_its_slug() {
    let world = World::new().await;
    let found = acme(&world).await;
    assert_eq!(found.id, world.organization());
    assert_eq!(found.slug.as_str(), "acme");
    assert_eq!(found.name.as_str(), "Acme");
    assert_eq!(found.accent_color.to_string(), "#ffd400");
    let globex = by_slug(&world, "globex").await.unwrap().unwrap();
    assert_eq!(globex.accent_color, AccentColor::default());
    assert_eq!(globex.logo, None);
    assert!(by_slug(&world, "initech").await.unwrap().is_none());
}

#[tokio::test]
async fn an_organization_is_remembered_for_a_minute_by_both_its_names() {
    let world = World::new().await;
    acme(&world).await;
    assert_eq!(world.wire.operations(), ["GetItem", "GetItem"]);
    let reads: f64 = world.wire.calls().iter().map(|call| call.reads).sum();
    assert!((reads - 1.0).abs() < f64::EPSILON, "as of a moment ago: {reads}");

    world.wire.forget();
    world.clock.advance_millis(59_999);
    acme(&world).await;
    let now = world.app("send-mail").now();
    store(&world).recent_organization(world.organization(), now).await.unwrap().unwrap();
    assert!(world.wire.calls().is_empty());

    world.clock.advance_millis(1);
    let now = world.app("send-mail").now();
    store(&world).recent_organization(world.organization(), now).await.unwrap().unwrap();
    assert_eq!(world.wire.operations(), ["GetItem"]);
    acme(&world).await;
    assert_eq!(world.wire.operations(), ["GetItem"], "what was read by id serves the slug");
}

#[tokio::test]
async fn a_slug_of_nobody_is_not_remembered() {
    let world = World::new().await;
    for reads in 1..=3 {
        assert!(by_slug(&world, "initech").await.unwrap().is_none());
        assert_eq!(world.wire.operations().len(), reads);
    }
    let create =
        json!({ "operation": "create_organization", "name": "Initech", "slug": "initech" });
    world.admin(create).await.unwrap();
    assert!(by_slug(&world, "initech").await.unwrap().is_some());
}

#[tokio::test]
async fn a_change_shows_after_a_minute_at_the_latest() {
    let world = World::new().await;
    acme(&world).await;
    update(&world, json!({ "name": "Acme & Sons" })).await;
    assert_eq!(acme(&world).await.name.as_str(), "Acme");
    world.clock.advance(60);
    assert_eq!(acme(&world).await.name.as_str(), "Acme & Sons");
}

#[tokio::test]
async fn an_item_from_before_organizations_had_a_color_and_a_logo_reads_as_the_default_and_none() {
    let world = World::new().await;
    rewrite(&world, |item| {
        let item = item.as_object_mut().unwrap();
        assert!(item.remove("accent_color").is_some() && item.remove("logo").is_some());
    });
    let found = acme(&world).await;
    assert_eq!(found.accent_color, AccentColor::default());
    assert_eq!(found.logo, None);
    update(&world, json!({ "accent_color": "#0a0" })).await;
    world.clock.advance(60);
    assert_eq!(acme(&world).await.accent_color.to_string(), "#00aa00");
}

#[tokio::test]
async fn an_item_that_nobody_could_have_written_is_an_error() {
    for (attribute, value) in [("accent_color", "red"), ("logo", "../../etc/passwd")] {
        let world = World::new().await;
        rewrite(&world, |item| item[attribute]["S"] = value.into());
        let found = by_slug(&world, "acme").await;
        assert!(
            matches!(found, Err(StoreError::Corrupt(name)) if name == attribute),
            "{attribute}"
        );
    }
}

#[tokio::test]
async fn a_logo_is_read_by_its_name_and_by_no_other() {
    let world = World::new().await;
    let old = acme(&world).await.logo.unwrap();
    world.wire.forget();
    let logo = store(&world).logo(world.organization(), &old).await.unwrap().unwrap();
    assert_eq!(world.wire.operations(), ["GetItem"]);
    assert_eq!(logo.hash(), old);
    assert!(logo.bytes.starts_with(b"<svg"));

    update(&world, json!({ "logo": PNG })).await;
    let new = Logo::parse(PNG).unwrap();
    let found = store(&world).logo(world.organization(), &new.hash()).await.unwrap();
    assert_eq!(found, Some(new));
    assert_eq!(store(&world).logo(world.organization(), &old).await.unwrap(), None);
}

#[tokio::test]
async fn a_logo_is_its_own_organization_s() {
    let world = World::new().await;
    let hash = acme(&world).await.logo.unwrap();
    let globex = world.seed.second_organization.id.parse().unwrap();
    assert_eq!(store(&world).logo(globex, &hash).await.unwrap(), None);
}
