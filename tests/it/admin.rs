//! `admin`: what an operator does.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use admin::{AdminError, Operation};
use futures_util::future::join_all;
use lambda_http::lambda_runtime::Diagnostic;
use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, Verdict, World};

use crate::{
    consistency::assert_table_agrees,
    contract::assert_invalid_token,
    customers::{members, user},
};

const NOBODY: &str = "00000000-0000-4000-8000-000000000999";
/// A file that begins like a PNG, which is all that is looked at.
const PNG: &str = "data:image/png;base64,iVBORw0KGgo=";

/// An operation on something of the demo organization.
fn operation(world: &World, name: &str, mut input: Value) -> Value {
    input["operation"] = name.into();
    if input.get("organization_id").is_none() {
        input["organization_id"] = world.seed.organization.id.clone().into();
    }
    input
}

async fn done(world: &World, name: &str, input: Value) -> Value {
    let operation = operation(world, name, input);
    world.admin(operation).await.unwrap()
}

/// The name of the error that an operation ends in.
async fn refusal(world: &World, name: &str, input: Value) -> String {
    let before = world.items().len();
    let error = world.admin(operation(world, name, input)).await.unwrap_err();
    assert_eq!(world.items().len(), before, "nothing of it was done");
    let shown = format!("{error:?}");
    let name = shown.split('(').next();
    name.unwrap().to_owned()
}

/// Opens a session for the individual with this access token.
async fn open(world: &World, access_token: &Value) -> Answer {
    let call = world.session_for(&json!({ "customer_id": world.individual() }));
    world.call(call.bearer(access_token.as_str().unwrap())).await
}

/// The items that name this anywhere, by their sort keys.
fn mentions(world: &World, name: &str) -> Vec<String> {
    let items = world.items();
    let mut found: Vec<_> = items
        .iter()
        .filter(|item| item.to_string().contains(name))
        .map(|item| item["sk"]["S"].as_str().unwrap().to_owned())
        .collect();
    found.sort();
    found
}

#[tokio::test]
async fn an_organization_is_created_with_its_slug() {
    let world = World::new().await;
    let input = json!({ "operation": "create_organization", "name": "Initech", "slug": "initech" });
    let made = world.admin(input).await.unwrap();
    let expected = json!({
        "id": made["id"], "slug": "initech", "name": "Initech", "accent_color": "#2f5fd0",
        "has_logo": false, "return_origins": [],
    });
    assert_eq!(made, expected);
    let id = made["id"].as_str().unwrap();
    let mut expected: Vec<_> = (0..16).map(|number| format!("COUNT#{number:02}")).collect();
    expected.extend(["ORG".to_owned(), "SLUG".to_owned()]);
    assert_eq!(mentions(&world, id), expected);
    assert_table_agrees(&world);
}

#[tokio::test]
async fn an_organization_is_created_with_its_color() {
    let world = World::new().await;
    let input = json!({
        "operation": "create_organization", "name": "Initech", "slug": "initech",
        "accent_color": "#ABC",
    });
    let made = world.admin(input).await.unwrap();
    assert_eq!(made["accent_color"], "#aabbcc");
}

/// The demo organization, as an update of nothing shows it.
async fn acme(world: &World) -> Value {
    done(world, "update_organization", json!({})).await
}

/// The demo organization's own item, and its logo's, if there is one.
fn items_of_acme(world: &World) -> (Value, Option<Value>) {
    let pk = format!("ORG#{}", world.seed.organization.id);
    let of_acme = |sk: &str| {
        let items = world.items();
        items.into_iter().find(|item| item["pk"]["S"] == pk && item["sk"]["S"] == sk)
    };
    (of_acme("ORG").unwrap(), of_acme("LOGO"))
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_nothing_else() {
    let world = World::new().await;
    let mut expected = acme(&world).await;
    for (input, field, value) in [
        (json!({ "name": " Acme & Sons " }), "name", json!("Acme & Sons")),
        (json!({ "accent_color": "#0A0" }), "accent_color", json!("#00aa00")),
        (json!({ "remove_logo": true }), "has_logo", json!(false)),
        (json!({ "remove_logo": true }), "has_logo", json!(false)),
        (json!({ "logo": PNG }), "has_logo", json!(true)),
        (
            json!({ "return_origins": ["https://shop.example.com/", "http://localhost:3000"] }),
            "return_origins",
            json!(["https://shop.example.com", "http://localhost:3000"]),
        ),
        (json!({ "return_origins": [] }), "return_origins", json!([])),
    ] {
        let shown = input.to_string();
        expected[field] = value;
        assert_eq!(done(&world, "update_organization", input).await, expected, "{shown}");
        assert_eq!(acme(&world).await, expected, "{shown}");
    }
    let all = json!({
        "name": "Acme", "accent_color": "#123456", "remove_logo": true,
        "return_origins": ["https://shop.example.com"],
    });
    let changed = done(&world, "update_organization", all).await;
    let id = &world.seed.organization.id;
    let expected = json!({
        "id": id, "slug": "acme", "name": "Acme", "accent_color": "#123456", "has_logo": false,
        "return_origins": ["https://shop.example.com"],
    });
    assert_eq!(changed, expected);
}

#[tokio::test]
async fn what_an_update_does_not_name_stays() {
    let world = World::new().await;
    let before = world.items();
    let nulls = json!({
        "name": null, "accent_color": null, "logo": null, "remove_logo": null,
        "return_origins": null,
    });
    for input in [json!({}), nulls, json!({ "remove_logo": false })] {
        let shown = done(&world, "update_organization", input).await;
        let id = &world.seed.organization.id;
        let expected = json!({
            "id": id, "slug": "acme", "name": "Acme", "accent_color": "#ffd400", "has_logo": true,
            "return_origins": [],
        });
        assert_eq!(shown, expected);
    }
    assert_eq!(world.items(), before);
}

#[tokio::test]
async fn a_logo_is_an_item_beside_its_organization_s() {
    let world = World::new().await;
    done(&world, "update_organization", json!({ "logo": PNG })).await;
    let (organization, logo) = items_of_acme(&world);
    let logo = logo.unwrap();
    assert_eq!(logo["media_type"]["S"], "image/png");
    assert_eq!(logo["logo"]["B"], "iVBORw0KGgo=");
    assert_eq!(organization["logo"]["S"], "4c4b6a3be1314ab8");

    done(&world, "update_organization", json!({ "remove_logo": true })).await;
    let (organization, logo) = items_of_acme(&world);
    assert_eq!(logo, None);
    assert_eq!(organization.get("logo"), None);
}

#[tokio::test]
async fn the_largest_logo_fits_an_item() {
    let world = World::new().await;
    // 8 KiB: the signature, and zeros in base64.
    let zeros = "A".repeat((8 * 1024 - 9) / 3 * 4);
    let input = json!({ "logo": format!("data:image/png;base64,iVBORw0KGgoA{zeros}AA==") });
    let shown = done(&world, "update_organization", input).await;
    assert_eq!(shown["has_logo"], true);
}

#[tokio::test]
async fn an_update_s_form_is_checked() {
    let world = World::new().await;
    let before = world.items();
    let active = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIG9ubG9hZD0iYSgpIi8+";
    let large = format!("data:image/png;base64,iVBORw0KGgoA{}", "A".repeat(22_000));
    for (input, error) in [
        (json!({ "name": " " }), "InvalidName"),
        (json!({ "name": "x".repeat(65) }), "InvalidName"),
        (json!({ "accent_color": "" }), "InvalidColor"),
        (json!({ "accent_color": "yellow" }), "InvalidColor"),
        (json!({ "logo": "" }), "InvalidLogo"),
        (json!({ "logo": "https://example.com/logo.png" }), "InvalidLogo"),
        (json!({ "logo": "data:image/jpeg;base64,iVBORw0KGgo=" }), "InvalidLogo"),
        (json!({ "logo": active }), "InvalidLogo"),
        (json!({ "logo": large }), "InvalidLogo"),
        (json!({ "logo": PNG, "remove_logo": true }), "AmbiguousLogo"),
        (json!({ "return_origins": ["https://shop.example.com/a"] }), "InvalidOrigin"),
        (json!({ "name": "Initech", "accent_color": "red" }), "InvalidColor"),
        (json!({ "organization_id": NOBODY }), "NoSuchOrganization"),
        (json!({ "organization_id": NOBODY, "name": "Initech" }), "NoSuchOrganization"),
        (json!({ "organization_id": NOBODY, "logo": PNG }), "NoSuchOrganization"),
        (json!({ "organization_id": NOBODY, "remove_logo": true }), "NoSuchOrganization"),
    ] {
        let shown = input.to_string();
        assert_eq!(refusal(&world, "update_organization", input).await, error, "{shown}");
    }
    assert_eq!(world.items(), before);
}

#[tokio::test]
async fn a_slug_is_claimed_by_one_of_those_who_want_it_at_once() {
    let world = World::new().await;
    let claims = (0..8).map(|number| {
        let name = format!("Initech {number}");
        let input = json!({ "operation": "create_organization", "name": name, "slug": "initech" });
        world.admin(input)
    });
    let claims = join_all(claims).await;
    let claimed = claims.iter().filter(|claim| claim.is_ok()).count();
    let taken = |claim: &&Result<_, _>| matches!(claim, Err(AdminError::SlugTaken));
    assert_eq!((claimed, claims.iter().filter(taken).count()), (1, 7));
    let organizations = world.items_of("ORG");
    assert_eq!(organizations.len(), 2 + 1);
}

#[tokio::test]
async fn an_organization_s_form_is_checked() {
    let world = World::new().await;
    let origins = |origin: &str| json!({ "return_origins": [origin] });
    for (extra, error) in [
        (json!({ "slug": "acme" }), "SlugTaken"),
        (json!({ "slug": "Initech" }), "InvalidSlug"),
        (json!({ "slug": "v1" }), "InvalidSlug"),
        (json!({ "slug": "" }), "InvalidSlug"),
        (json!({ "name": " " }), "InvalidName"),
        (json!({ "name": "a\r\nBcc: b@example.com" }), "InvalidName"),
        (json!({ "name": "x".repeat(65) }), "InvalidName"),
        (json!({ "accent_color": "2f5fd0" }), "InvalidColor"),
        (origins("shop.example.com"), "InvalidOrigin"),
        (origins("https://shop.example.com/a"), "InvalidOrigin"),
        (origins("https://shop.example.com/?a"), "InvalidOrigin"),
        (origins("javascript:alert(1)"), "InvalidOrigin"),
        (origins("ftp://shop.example.com"), "InvalidOrigin"),
        (origins("https://shop.example.com/#a"), "InvalidOrigin"),
        (origins("https://a@shop.example.com"), "InvalidOrigin"),
        (origins("*"), "InvalidOrigin"),
    ] {
        let mut input =
            json!({ "operation": "create_organization", "name": "Initech", "slug": "initech" });
        input.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let before = world.items().len();
        let refused = world.admin(input).await.unwrap_err();
        let name = format!("{refused:?}");
        assert_eq!(name.split('(').next(), Some(error), "{extra}");
        assert_eq!(world.items().len(), before);
    }
}

#[tokio::test]
async fn an_access_token_is_shown_once_and_listed_without_itself() {
    let world = World::new().await;
    let input = json!({ "scopes": ["members:read", "customers:read"], "name": "CI", "expires_in_seconds": 60 });
    let minted = done(&world, "mint_access_token", input).await;
    assert_eq!(minted["expires_at"], "2026-11-21T12:01:00Z");
    let token = minted["token"].as_str().unwrap();
    assert!(token.starts_with("polar_oat_"));

    let listed = done(&world, "list_access_tokens", json!({})).await;
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 5 + 1 + 1);
    let own = items.iter().find(|item| item["id"] == minted["id"]);
    let expected = json!({
        "id": minted["id"], "name": "CI", "scopes": ["customers:read", "members:read"],
        "created_at": "2026-11-21T12:00:00Z", "expires_at": "2026-11-21T12:01:00Z",
    });
    assert_eq!(own, Some(&expected));
    assert!(!listed.to_string().contains("polar_oat_"));
    for item in items {
        assert_eq!(item.as_object().unwrap().len(), 5, "{item}");
    }
}

#[tokio::test]
async fn an_organization_lists_its_own_access_tokens_only() {
    let world = World::new().await;
    let own = done(&world, "list_access_tokens", json!({})).await;
    let foreign = json!({ "organization_id": world.seed.second_organization.id });
    let foreign = done(&world, "list_access_tokens", foreign).await;
    assert_eq!(own["items"].as_array().unwrap().len(), 5 + 1);
    assert_eq!(foreign["items"].as_array().unwrap().len(), 1);
    let nobody = json!({ "organization_id": NOBODY });
    let nobody = done(&world, "list_access_tokens", nobody).await;
    assert_eq!(nobody, json!({ "items": [] }));
}

#[tokio::test]
async fn an_access_token_is_good_until_its_time_runs_out() {
    let world = World::new().await;
    let scopes = json!(["customer_sessions:write"]);
    let input = json!({ "scopes": scopes, "expires_in_seconds": 60 });
    let short = done(&world, "mint_access_token", input).await["token"].take();
    let endless = done(&world, "mint_access_token", json!({ "scopes": scopes })).await;
    assert_eq!(endless["expires_at"], Value::Null);
    world.clock.advance_millis(59_999);
    open(&world, &short).await.expect_status(201);
    world.clock.advance_millis(1);
    assert_invalid_token(&open(&world, &short).await);
    world.clock.advance(10 * 365 * 86_400);
    open(&world, &endless["token"]).await.expect_status(201);
}

#[tokio::test]
async fn a_revoked_access_token_is_dead_at_once_and_no_other_is() {
    let world = World::new().await;
    let input = json!({ "scopes": ["customer_sessions:write"] });
    let first = done(&world, "mint_access_token", input.clone()).await;
    let second = done(&world, "mint_access_token", input).await;
    open(&world, &first["token"]).await.expect_status(201);

    let revoke = json!({ "access_token_id": first["id"] });
    let answer = done(&world, "revoke_access_token", revoke.clone()).await;
    assert_eq!(answer, json!({}));
    assert_invalid_token(&open(&world, &first["token"]).await);
    open(&world, &second["token"]).await.expect_status(201);
    assert_eq!(refusal(&world, "revoke_access_token", revoke).await, "NoSuchAccessToken");
}

#[tokio::test]
async fn a_customer_is_created_with_all_it_is_found_by() {
    let world = World::new().await;
    let metadata = json!({ "plan": "pro", "seats": 5, "trial": true });
    let input = json!({
        "email": " Joan@Example.com ", "name": "Joan", "external_id": "joan_1", "metadata": metadata,
    });
    let made = done(&world, "create_customer", input).await;
    let told = (&made["type"], &made["email"], &made["external_id"], &made["metadata"]);
    let expected = (&json!("individual"), &json!("Joan@Example.com"), &json!("joan_1"), &metadata);
    assert_eq!(told, expected);
    let id = made["id"].as_str().unwrap();
    let login = format!("CUSTOMER#{id}");
    let expected = ["CUSTOMER", &login, "EXTERNAL", "PRINCIPAL"];
    assert_eq!(mentions(&world, id), expected);
    let token = world.sign_in("joan@EXAMPLE.com").await;
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn a_team_is_owned_by_who_has_its_email() {
    let world = World::new().await;
    let input = json!({
        "type": "team", "email": "Joan@Example.com", "name": "Joan", "external_id": "joan_1",
    });
    let team = done(&world, "create_customer", input).await;
    assert_table_agrees(&world);
    let members = members(&world, team["id"].as_str().unwrap()).await;
    let expected = json!({
        "id": members[0]["id"], "created_at": team["created_at"], "modified_at": null,
        "customer_id": team["id"], "email": "Joan@Example.com", "name": "Joan",
        "external_id": null, "role": "owner",
    });
    assert_eq!(members, [expected]);
    let token = world.sign_in("joan@example.com").await;
    assert_eq!(user(&world, &token).await["member_id"], members[0]["id"]);
}

#[tokio::test]
async fn a_team_without_an_email_is_owned_by_its_first_member() {
    let world = World::new().await;
    let team = done(&world, "create_customer", json!({ "type": "team", "name": "Joan" })).await;
    let team = team["id"].as_str().unwrap();
    assert_eq!(members(&world, team).await, [] as [Value; 0]);
    for (email, role) in [("a@example.com", "owner"), ("b@example.com", "member")] {
        let input = json!({ "customer_id": team, "email": email });
        assert_eq!(done(&world, "create_member", input).await["role"], role);
    }
    assert_table_agrees(&world);
}

#[tokio::test]
async fn a_customer_s_form_is_checked() {
    let world = World::new().await;
    let email = "joan@example.com";
    let many: serde_json::Map<_, _> = (0..51).map(|it| (it.to_string(), json!(1))).collect();
    for (input, error) in [
        (json!({}), "EmailMissing"),
        (json!({ "type": "individual", "email": null }), "EmailMissing"),
        (json!({ "email": email, "metadata": { "a": {} } }), "InvalidMetadata"),
        (json!({ "email": email, "metadata": { "a": [] } }), "InvalidMetadata"),
        (json!({ "email": email, "metadata": { "a": null } }), "InvalidMetadata"),
        (json!({ "email": email, "metadata": many }), "InvalidMetadata"),
        (json!({ "email": email, "metadata": { "": 1 } }), "InvalidMetadata"),
        (json!({ "email": email, "metadata": { "x".repeat(41): 1 } }), "InvalidMetadata"),
        (json!({ "email": email, "metadata": { "a": "é".repeat(501) } }), "InvalidMetadata"),
        (json!({ "email": email, "external_id": "user_ada" }), "ExternalIdTaken"),
        (json!({ "email": email, "organization_id": NOBODY }), "NoSuchOrganization"),
    ] {
        let shown = input.to_string();
        assert_eq!(refusal(&world, "create_customer", input).await, error, "{shown}");
    }
}

#[tokio::test]
async fn an_external_id_is_one_customer_s_in_each_organization() {
    let world = World::new().await;
    let creations = (0..8).map(|number| {
        let email = format!("joan{number}@example.com");
        let input = json!({ "email": email, "external_id": "joan_1" });
        world.admin(operation(&world, "create_customer", input))
    });
    let creations = join_all(creations).await;
    let taken = |it: &&Result<_, _>| matches!(it, Err(AdminError::ExternalIdTaken));
    let created = creations.iter().filter(|it| it.is_ok()).count();
    assert_eq!((created, creations.iter().filter(taken).count()), (1, 7));
    let logins = world.items().iter().filter(|it| it["pk"].to_string().contains("joan")).count();
    assert_eq!(logins, 2, "its external id and its login, and nothing of the others'");

    let elsewhere = json!({
        "email": "joan@example.com", "external_id": "joan_1",
        "organization_id": world.seed.second_organization.id,
    });
    done(&world, "create_customer", elsewhere).await;
}

#[tokio::test]
async fn a_changed_email_signs_in_and_the_old_one_does_not() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    world.clock.advance(5);
    let input = json!({ "customer_id": world.individual(), "email": "ada@new.example.com" });
    assert_eq!(done(&world, "change_customer_email", input).await, json!({}));

    assert_invalid_token(&world.introspect(&token).await);
    world.authenticate(&code, &request_id).await.expect_status(401);
    let mails = world.mails().await.len();
    world.request_code(world.email()).await;
    assert_eq!(world.mails().await.len(), mails, "the old address gets no mail");
    let token = world.sign_in("ada@new.example.com").await;
    world.introspect(&token).await.expect_status(200);

    let body = json!({ "customer_id": world.individual() });
    let customer = world.call(world.session_for(&body)).await.expect(201).json()["customer"].take();
    assert_eq!(customer["email"], "ada@new.example.com");
    assert_eq!(customer["modified_at"], "2026-11-21T12:00:05Z");
}

#[tokio::test]
async fn an_email_changed_by_many_at_once_ends_as_one_of_theirs() {
    let world = World::new().await;
    let changes = (0..3).map(|number| {
        let email = format!("ada{number}@new.example.com");
        let input = json!({ "customer_id": world.individual(), "email": email });
        world.admin(operation(&world, "change_customer_email", input))
    });
    assert!(join_all(changes).await.iter().all(Result::is_ok));
    let logins = world.items_of(&format!("CUSTOMER#{}", world.individual()));
    assert_eq!(logins.len(), 1);
    let items = world.items();
    let principal = items.iter().find(|item| {
        item["sk"]["S"] == "PRINCIPAL" && item["customer_id"]["S"] == world.individual().to_string()
    });
    let email = principal.unwrap()["email"]["S"].as_str().unwrap();
    assert!(logins[0]["pk"]["S"].as_str().unwrap().ends_with(email));
}

#[tokio::test]
async fn an_email_spelt_anew_is_the_same_login() {
    let world = World::new().await;
    let input = json!({ "customer_id": world.individual(), "email": "ADA@example.com" });
    done(&world, "change_customer_email", input).await;
    let token = world.sign_in("ada@example.com").await;
    let user = Call::get(PortalPaths::USER).bearer(&token);
    assert_eq!(world.call(user).await.text("email"), "ADA@example.com");
}

#[tokio::test]
async fn a_revocation_ends_what_began_before_it_and_nothing_else() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    let input = json!({ "customer_id": world.individual() });
    assert_eq!(done(&world, "revoke_customer_sessions", input).await, json!({}));
    assert_invalid_token(&world.introspect(&token).await);
    world.authenticate(&code, &request_id).await.expect_status(401);
    let token = world.sign_in(world.email()).await;
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn a_member_is_created_with_all_it_is_found_by() {
    let world = World::new().await;
    let team = &world.seed.customers.team.id;
    let input = json!({
        "customer_id": team, "email": "Joan@Example.com", "name": "Joan", "external_id": "joan_1",
    });
    let made = done(&world, "create_member", input).await;
    let id = made["id"].as_str().unwrap();
    let expected = json!({
        "id": id, "created_at": "2026-11-21T12:00:00Z", "modified_at": null, "customer_id": team,
        "email": "Joan@Example.com", "name": "Joan", "external_id": "joan_1", "role": "member",
    });
    assert_eq!(made, expected);
    let mut keys = [
        "EXTERNAL_MEMBER#joan_1".to_owned(),
        format!("MEMBER#{id}"),
        format!("MEMBER#{team}"),
        format!("PRINCIPAL#{id}"),
    ];
    keys.sort();
    assert_eq!(mentions(&world, id), keys);
    let token = world.sign_in("joan@example.com").await;
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn a_member_s_team_email_and_external_id_are_checked() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let taken =
        json!({ "customer_id": team.id, "email": "joan@example.com", "external_id": "joan_1" });
    done(&world, "create_member", taken).await;
    let grace = team.members[0].email.to_uppercase();
    let new = "new@example.com";
    for (input, error) in [
        (json!({ "customer_id": team.id, "email": grace }), "EmailTaken"),
        (
            json!({ "customer_id": team.id, "email": new, "external_id": "joan_1" }),
            "ExternalIdTaken",
        ),
        (json!({ "customer_id": NOBODY, "email": new }), "NoSuchTeam"),
        (json!({ "customer_id": world.individual(), "email": new }), "NoSuchTeam"),
        (
            json!({
                "customer_id": team.id, "email": new,
                "organization_id": world.seed.second_organization.id,
            }),
            "NoSuchTeam",
        ),
    ] {
        let shown = input.to_string();
        assert_eq!(refusal(&world, "create_member", input).await, error, "{shown}");
    }
}

#[tokio::test]
async fn an_email_is_one_member_s_in_each_team_though_many_join_at_once() {
    let world = World::new().await;
    let team = &world.seed.customers.team.id;
    let join = |team: &str| {
        let input = json!({ "customer_id": team, "email": "joan@example.com" });
        world.admin(operation(&world, "create_member", input))
    };
    let joined = join_all((0..8).map(|_| join(team))).await;
    let taken = |it: &&Result<_, _>| matches!(it, Err(AdminError::EmailTaken));
    let created = joined.iter().filter(|it| it.is_ok()).count();
    assert_eq!((created, joined.iter().filter(taken).count()), (1, 7));

    let other = done(&world, "create_customer", json!({ "type": "team" })).await;
    let other = other["id"].as_str().unwrap().to_owned();
    assert!(join(&other).await.is_ok(), "another team has members of its own");
    world.call(world.code_request("joan@example.com")).await.expect_status(409);
}

#[tokio::test]
async fn what_a_removed_member_had_is_free_again() {
    let world = World::new().await;
    let team = &world.seed.customers.team.id;
    let joan = json!({ "customer_id": team, "email": "joan@example.com", "external_id": "joan_1" });
    let made = done(&world, "create_member", joan.clone()).await;
    let id = made["id"].as_str().unwrap();
    let token = world.sign_in("joan@example.com").await;
    let (request_id, code) = world.fresh_code("joan@example.com").await;

    let removal = json!({ "customer_id": team, "member_id": id });
    assert_eq!(done(&world, "delete_member", removal.clone()).await, json!({}));
    assert_invalid_token(&world.introspect(&token).await);
    world.authenticate(&code, &request_id).await.expect_status(401);
    assert_eq!(refusal(&world, "delete_member", removal).await, "NoSuchMember");
    for left in world.items().iter().filter(|item| item.to_string().contains(id)) {
        assert!(left["expires_at"]["N"].is_string(), "{left}");
    }

    let again = done(&world, "create_member", joan).await;
    assert_ne!(again["id"], made["id"]);
    assert_invalid_token(&world.introspect(&token).await);
    let token = world.sign_in("joan@example.com").await;
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn what_a_deleted_customer_had_is_free_again() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let input = json!({ "customer_id": world.individual() });
    assert_eq!(done(&world, "delete_customer", input.clone()).await, json!({}));
    assert_invalid_token(&world.introspect(&token).await);
    assert_eq!(refusal(&world, "delete_customer", input).await, "NoSuchCustomer");
    let mails = world.mails().await.len();
    world.request_code(world.email()).await;
    assert_eq!(world.mails().await.len(), mails, "nobody is left to mail");

    let external = &world.seed.customers.individual.external_id;
    let again = json!({ "email": world.email(), "external_id": external });
    let again = done(&world, "create_customer", again).await;
    assert_invalid_token(&world.introspect(&token).await);
    let body = json!({ "external_customer_id": external });
    let opened = world.call(world.session_for(&body)).await.expect(201);
    assert_eq!(opened.json()["customer_id"], again["id"]);
    let token = world.sign_in(world.email()).await;
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn of_a_deleted_customer_only_its_tombstone_and_what_ttl_sweeps_is_left() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let with_names = json!({ "type": "team", "email": "t@example.com", "external_id": "team_1" });
    let named = done(&world, "create_customer", with_names).await;
    let named = named["id"].as_str().unwrap().to_owned();
    let member = json!({ "customer_id": named, "email": "m@example.com", "external_id": "m_1" });
    let member = done(&world, "create_member", member).await["id"].take();
    for email in [world.email(), "m@example.com", &team.members[0].email] {
        world.sign_in(email).await;
        world.request_code(email).await;
    }
    for body in [
        json!({ "customer_id": world.individual() }),
        json!({ "customer_id": named, "member_id": member }),
        json!({ "customer_id": team.id, "member_id": team.members[0].id }),
    ] {
        world.call(world.session_for(&body)).await.expect_status(201);
    }
    for id in [world.individual().to_string(), named, team.id] {
        let before = mentions(&world, &id);
        let had = |kind: &str| before.iter().any(|sk| sk.starts_with(kind));
        assert!(had("SESSION#") && had("LINK#") && had("PRINCIPAL"), "{before:?}");
        let customer = item(&world, &id);
        world.clock.advance(1);
        done(&world, "delete_customer", json!({ "customer_id": id })).await;

        let mut tombstone = item(&world, &id);
        assert_only_ttl_sweeps(&world, &id, &["LINK", "SESSION", "SIGNIN"]);
        for time in ["deleted_at", "modified_at"] {
            assert_eq!(tombstone[time]["N"], world.clock.millis().to_string());
        }
        let mut expected = customer;
        for it in [&mut tombstone, &mut expected] {
            let it = it.as_object_mut().unwrap();
            for no_more in
                ["deleted_at", "modified_at", "directory", "directory_age", "directory_email"]
            {
                it.remove(no_more);
            }
        }
        assert_eq!(tombstone, expected, "it keeps what the merchant wrote");
        assert_table_agrees(&world);

        let anonymize = json!({ "customer_id": id, "anonymize": true });
        done(&world, "delete_customer", anonymize.clone()).await;
        assert_only_ttl_sweeps(&world, &id, &["SIGNIN"]);
        for field in ["email", "name", "external_id"] {
            assert_eq!(item(&world, &id).get(field), None);
        }
        assert_table_agrees(&world);
        assert_eq!(refusal(&world, "delete_customer", anonymize).await, "NoSuchCustomer");
    }
}

/// Fails unless there is exactly this of a customer beside its tombstone, all of which ends by
/// itself.
#[track_caller]
fn assert_only_ttl_sweeps(world: &World, id: &str, expected: &[&str]) {
    let mut kinds = BTreeSet::new();
    let items = world.items();
    for item in items.iter().filter(|item| item.to_string().contains(id)) {
        let sk = item["sk"]["S"].as_str().unwrap();
        if sk != "CUSTOMER" {
            assert!(item["expires_at"]["N"].is_string(), "{item}");
            kinds.insert(sk.split('#').next().unwrap());
        }
    }
    assert_eq!(kinds, expected.iter().copied().collect());
}

/// A customer's own item.
fn item(world: &World, id: &str) -> Value {
    let items = world.items_of("CUSTOMER");
    items.into_iter().find(|it| it["pk"]["S"] == format!("CUSTOMER#{id}")).unwrap()
}

/// Fails unless a customer's tombstone is all that is left of it, as it was before.
#[track_caller]
fn assert_buried(world: &World, id: &str, before: &Value) {
    assert_eq!(mentions(world, id), ["CUSTOMER"]);
    let tombstone = item(world, id);
    assert!(tombstone["deleted_at"]["N"].is_string());
    for field in ["email", "name", "external_id", "members", "owners"] {
        assert_eq!(tombstone.get(field), before.get(field), "{field}");
    }
    assert_table_agrees(world);
}

/// Does an operation, and another one right before the first transaction of the first.
async fn interrupted(world: &World, operation: Value, by: Value) -> Result<Value, AdminError> {
    let admin = world.app("admin");
    let begun = Arc::new(AtomicBool::new(false));
    let begins = Arc::clone(&begun);
    world.wire.plan_operator(move |_, call| {
        let is_transaction = call.operation == "TransactWriteItems";
        let is_first = is_transaction && !begins.swap(true, Ordering::SeqCst);
        let by = serde_json::from_value(by.clone()).unwrap();
        Box::pin(async move {
            if is_first {
                admin::handle(admin, by).await.unwrap();
            }
            Verdict::Pass
        })
    });
    let done = world.admin(operation).await;
    world.wire.heal();
    assert!(begun.load(Ordering::SeqCst), "the other one came in between");
    done
}

#[tokio::test]
async fn an_email_changed_while_its_customer_is_deleted_brings_nothing_back() {
    let world = World::new().await;
    let before = item(&world, &world.individual().to_string());
    let ada = json!({ "customer_id": world.individual() });
    let delete = operation(&world, "delete_customer", ada);
    let change = json!({ "customer_id": world.individual(), "email": "ada@new.example.com" });
    let change = operation(&world, "change_customer_email", change);
    let refused = interrupted(&world, change, delete).await;
    assert!(matches!(refused, Err(AdminError::NoSuchCustomer)), "{refused:?}");
    assert_buried(&world, &world.individual().to_string(), &before);
    assert_eq!(mentions(&world, "ada@new.example.com"), [""; 0]);
}

#[tokio::test]
async fn nobody_joins_a_team_that_is_deleted_meanwhile() {
    let world = World::new().await;
    let team = world.seed.customers.team.id.clone();
    let before = item(&world, &team);
    let delete = operation(&world, "delete_customer", json!({ "customer_id": team }));
    let join = json!({ "customer_id": team, "email": "joan@example.com" });
    let join = operation(&world, "create_member", join);
    let refused = interrupted(&world, join, delete).await;
    assert!(matches!(refused, Err(AdminError::NoSuchTeam)), "{refused:?}");
    assert_buried(&world, &team, &before);
    assert_eq!(mentions(&world, "joan@example.com"), [""; 0]);
}

#[tokio::test]
async fn what_is_another_organization_s_is_not_found() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let token = world.sign_in(world.email()).await;
    let input = json!({ "scopes": ["customer_sessions:write"] });
    let minted = done(&world, "mint_access_token", input).await;
    for stranger in [world.seed.second_organization.id.as_str(), NOBODY] {
        let ada = json!({ "customer_id": world.individual(), "organization_id": stranger });
        let mut email = ada.clone();
        email["email"] = "ada@new.example.com".into();
        let member = json!({
            "customer_id": team.id, "member_id": team.members[0].id, "organization_id": stranger,
        });
        let access = json!({ "access_token_id": minted["id"], "organization_id": stranger });
        for (name, input, error) in [
            ("change_customer_email", email, "NoSuchCustomer"),
            ("delete_customer", ada.clone(), "NoSuchCustomer"),
            ("revoke_customer_sessions", ada, "NoSuchCustomer"),
            ("delete_member", member, "NoSuchMember"),
            ("revoke_access_token", access, "NoSuchAccessToken"),
        ] {
            assert_eq!(refusal(&world, name, input).await, error, "{name}");
        }
    }
    world.introspect(&token).await.expect_status(200);
    open(&world, &minted["token"]).await.expect_status(201);
    world.sign_in(&team.members[0].email).await;
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let nobody = json!({ "customer_id": NOBODY });
    for (name, input, error) in [
        (
            "change_customer_email",
            json!({ "customer_id": NOBODY, "email": "a@example.com" }),
            "NoSuchCustomer",
        ),
        ("delete_customer", nobody.clone(), "NoSuchCustomer"),
        ("revoke_customer_sessions", nobody, "NoSuchCustomer"),
        ("delete_member", json!({ "customer_id": team.id, "member_id": NOBODY }), "NoSuchMember"),
        (
            "delete_member",
            json!({ "customer_id": world.individual(), "member_id": team.members[0].id }),
            "NoSuchMember",
        ),
        ("revoke_access_token", json!({ "access_token_id": NOBODY }), "NoSuchAccessToken"),
        (
            "mint_access_token",
            json!({ "scopes": ["members:read"], "organization_id": NOBODY }),
            "NoSuchOrganization",
        ),
        ("mint_access_token", json!({ "scopes": [] }), "NoScopes"),
    ] {
        assert_eq!(refusal(&world, name, input).await, error, "{name}");
    }
}

#[tokio::test]
async fn a_table_that_does_not_answer_is_told_to_the_operator() {
    let world = World::new().await;
    world
        .wire
        .plan_operator(|_, _| Box::pin(async { Verdict::Refuse(400, "AccessDeniedException") }));
    let input = json!({ "email": "joan@example.com" });
    let create = operation(&world, "create_customer", input);
    let error = world.admin(create).await.unwrap_err();
    assert!(matches!(error, AdminError::Store(_)), "{error:?}");
    let told = Diagnostic::from(error);
    assert_eq!(told.error_type, "AdminError");
    assert!(told.error_message.starts_with("The table did not"));
}

#[test]
fn an_operation_is_read_only_if_every_word_of_it_is_known() {
    let id = NOBODY;
    let known = [
        json!({ "operation": "create_organization", "name": "A", "slug": "a" }),
        json!({ "operation": "update_organization", "organization_id": id }),
        json!({ "operation": "mint_access_token", "organization_id": id, "scopes": ["members:read"] }),
        json!({ "operation": "list_access_tokens", "organization_id": id }),
        json!({ "operation": "revoke_access_token", "organization_id": id, "access_token_id": id }),
        json!({ "operation": "create_customer", "organization_id": id, "email": "a@example.com" }),
        json!({ "operation": "change_customer_email", "organization_id": id, "customer_id": id, "email": "a@example.com" }),
        json!({ "operation": "delete_customer", "organization_id": id, "customer_id": id }),
        json!({ "operation": "revoke_customer_sessions", "organization_id": id, "customer_id": id }),
        json!({ "operation": "create_member", "organization_id": id, "customer_id": id, "email": "a@example.com" }),
        json!({ "operation": "delete_member", "organization_id": id, "customer_id": id, "member_id": id }),
    ];
    for operation in known {
        let read = |it: &Value| serde_json::from_value::<Operation>(it.clone());
        assert!(read(&operation).is_ok(), "{operation}");
        let mut longer = operation.clone();
        longer["expires_in_secnods"] = 60.into();
        assert!(read(&longer).is_err(), "an unknown field: {longer}");
        let optional = operation["operation"] == "create_customer";
        for field in operation.as_object().unwrap().keys() {
            if optional && field == "email" {
                continue;
            }
            let mut shorter = operation.clone();
            shorter.as_object_mut().unwrap().remove(field);
            assert!(read(&shorter).is_err(), "without {field}: {operation}");
        }
    }
}

#[test]
fn an_operation_s_values_are_checked_as_they_are_read() {
    let id = NOBODY;
    let customer = |field: &str, value: Value| json!({ "operation": "create_customer", "organization_id": id, field: value });
    for operation in [
        json!({ "operation": "drop_table" }),
        json!({ "operation": "CreateOrganization", "name": "A", "slug": "a" }),
        json!({ "operation": "list_access_tokens", "organization_id": "acme" }),
        json!({ "operation": "mint_access_token", "organization_id": id, "scopes": ["everything"] }),
        json!({ "operation": "mint_access_token", "organization_id": id, "scopes": ["members:read"], "expires_in_seconds": -1 }),
        json!({ "operation": "update_organization", "organization_id": id, "slug": "initech" }),
        json!({ "operation": "update_organization", "organization_id": id, "remove_logo": "yes" }),
        json!({ "operation": "update_organization", "organization_id": id, "return_origins": "https://shop.example.com" }),
        customer("email", json!("ada")),
        customer("email", json!("")),
        customer("external_id", json!("a/b")),
        customer("external_id", json!("x".repeat(256))),
        customer("name", json!("")),
        customer("name", json!("x".repeat(257))),
        customer("name", json!("a\nb")),
        customer("type", json!("company")),
        customer("metadata", json!([])),
        json!({ "operation": "create_member", "organization_id": id, "customer_id": id, "email": "a@example.com", "role": "admin" }),
        json!({}),
        json!([]),
        json!("create_organization"),
    ] {
        let read = serde_json::from_value::<Operation>(operation.clone());
        assert!(read.is_err(), "{operation}");
    }
}
