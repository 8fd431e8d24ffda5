//! Round trips: what each page costs, held so that nobody makes it dearer unawares.

use http::Method;
use serde_json::json;
use tests::{Browser, World};

use super::{ask, asked, enter_newest_code, for_ada, link, member, signed_in, wrong};

/// The operations since the last look, those at these places in any order.
fn operations(world: &World, together: std::ops::Range<usize>) -> Vec<String> {
    let mut operations = world.wire.operations();
    world.wire.forget();
    operations.get_mut(together).into_iter().for_each(<[String]>::sort);
    operations
}

#[tokio::test]
async fn the_first_page_reads_the_organization_and_then_nothing_for_a_minute() {
    let world = World::new().await;
    let mut browser = Browser::of(&world, "acme");
    browser.get("").await.expect(200);
    assert_eq!(operations(&world, 0..0), ["GetItem", "GetItem"]);
    world.clock.advance_millis(59_999);
    browser.get("").await.expect(200);
    Browser::of(&world, "acme").get("?email=a@example.com").await.expect(200);
    browser.get("authenticate").await.expect(200);
    browser.get("choose").await.expect(303);
    browser.get("continue").await.expect(303);
    browser.get("nothing").await.expect(404);
    browser.get("sign-out").await.expect(405);
    browser.post("", &[("email", "x")]).await.expect(422);
    assert_eq!(operations(&world, 0..0), [""; 0]);
    world.clock.advance_millis(1);
    browser.get("").await.expect(200);
    assert_eq!(operations(&world, 0..0), ["GetItem", "GetItem"]);
    browser.get("/initech/portal").await.expect(404);
    assert_eq!(operations(&world, 0..0), ["GetItem"]);
}

#[tokio::test]
async fn files_cost_nothing_but_a_logo_its_read() {
    let world = World::new().await;
    let mut browser = Browser::of(&world, "acme");
    let html = browser.get("").await.html();
    operations(&world, 0..0);
    let address = |attribute: &str| {
        html.split(&format!("{attribute}=\"/"))
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let script = html.split("src=\"").find(|it| it.contains(".js\"")).unwrap();
    let script = script.split('"').next().unwrap();
    for _ in 0..2 {
        let call = browser.call(Method::GET, script);
        let file = world.call(call).await.expect(200);
        assert_eq!(file.header("cache-control"), Some("public, max-age=31536000, immutable"));
    }
    assert_eq!(operations(&world, 0..0), [""; 0]);
    let logo = address("img src");
    let call = browser.call(Method::GET, &format!("/{logo}"));
    world.call(call).await.expect_status(200);
    assert_eq!(operations(&world, 0..0), ["GetItem"]);
}

#[tokio::test]
async fn the_account_is_two_reads() {
    let world = World::new().await;
    for email in [world.email().to_owned(), member(&world, 0)] {
        let mut browser = signed_in(&world, &email).await;
        operations(&world, 0..0);
        browser.get("").await.expect(200);
        assert_eq!(operations(&world, 0..0), ["BatchGetItem", "Query"], "{email}");
        world.clock.advance(3_600);
        browser.get("").await.expect(200);
        let cold = ["BatchGetItem", "GetItem", "GetItem", "Query", "UpdateItem"];
        let mut found = operations(&world, 0..3);
        found[3..].sort();
        assert_eq!(found, cold, "after an hour the organization is read and the use is written");
        world.clock.advance(60);
        browser.get("").await.expect(200);
        assert_eq!(operations(&world, 0..3), ["BatchGetItem", "GetItem", "GetItem", "Query"]);
    }
}

#[tokio::test]
async fn signing_in_with_a_code() {
    let world = World::unlimited().await;
    let mut browser = Browser::of(&world, "acme");
    browser.get("").await.expect(200);
    for email in [world.email(), "nobody@example.com"] {
        world.clock.advance(60);
        browser.get("").await.expect(200);
        operations(&world, 0..0);
        browser.post("", &[("email", email)]).await.expect(303);
        let asking = ["Query", "UpdateItem", "BatchGetItem", "TransactWriteItems"];
        assert_eq!(operations(&world, 0..2), asking);
        browser.get("authenticate").await.expect(200);
        assert_eq!(operations(&world, 0..0), ["GetItem"]);
        browser.post("authenticate", &[("code", "x")]).await.expect(422);
        assert_eq!(operations(&world, 0..0), ["GetItem"]);
        browser.post("authenticate", &[("code", "000000")]).await.expect(422);
        assert_eq!(operations(&world, 0..0), ["UpdateItem"]);
        world.clock.advance(30);
        browser.post("resend", &[]).await.expect(303);
        assert_eq!(operations(&world, 0..2), asking);
        browser.post("authenticate", &[("code", "000000")]).await.expect(422);
        assert_eq!(operations(&world, 0..0), ["UpdateItem", "UpdateItem"], "each is charged");
    }
    world.clock.advance(900);
    let mut browser = asked(&world, world.email()).await;
    let code = world.newest_code().await;
    operations(&world, 0..0);
    browser.post("authenticate", &[("code", &wrong(&code))]).await.expect(422);
    assert_eq!(operations(&world, 0..0), ["UpdateItem"]);
    browser.post("authenticate", &[("code", &code)]).await.expect(303);
    assert_eq!(operations(&world, 0..0), ["UpdateItem", "TransactWriteItems"]);

    let mut other = asked(&world, world.email()).await;
    let link = world.newest_link_code().await;
    operations(&world, 0..0);
    other.post("authenticate", &[("code", &link)]).await.expect(303);
    assert_eq!(operations(&world, 0..0), ["GetItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn taking_the_place_of_a_session_ends_it() {
    let world = World::unlimited().await;
    let mut browser = signed_in(&world, world.email()).await;
    ask(&mut browser, world.email()).await;
    world.deliver().await;
    let code = world.newest_code().await;
    operations(&world, 0..0);
    browser.post("authenticate", &[("code", &code)]).await.expect(303);
    let expected = ["BatchGetItem", "UpdateItem", "TransactWriteItems", "DeleteItem"];
    assert_eq!(operations(&world, 0..0), expected);
}

#[tokio::test]
async fn choosing_an_account() {
    let world = World::new().await;
    let mut browser = asked(&world, &world.seed.customers.shared_email.email).await;
    world.deliver().await;
    operations(&world, 0..0);
    enter_newest_code(&mut browser, &world).await.expect(303);
    assert_eq!(operations(&world, 0..0), ["UpdateItem", "UpdateItem"]);
    browser.follow().await.expect(200);
    assert_eq!(operations(&world, 0..0), ["GetItem", "BatchGetItem"]);
    browser.post("choose", &[("account", "x")]).await.expect(303);
    assert_eq!(operations(&world, 0..0), ["GetItem", "BatchGetItem"]);
    let account = world.seed.customers.shared_email.customer_ids[0].clone();
    browser.post("choose", &[("account", &account)]).await.expect(303);
    assert_eq!(operations(&world, 0..0), ["GetItem", "BatchGetItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn arriving_by_a_link() {
    let world = World::new().await;
    let team = &world.seed.customers.team;
    let of_a_member = json!({ "customer_id": team.id, "member_id": team.members[0].id });
    Browser::of(&world, "acme").get("").await.expect(200);
    for body in [for_ada(&world), of_a_member] {
        let link = link(&world, &body).await;
        let mut browser = Browser::of(&world, "acme");
        operations(&world, 0..0);
        browser.get(&link).await.expect(303);
        assert_eq!(operations(&world, 0..0), [""; 0]);
        browser.follow().await.expect(200);
        assert_eq!(operations(&world, 0..0), ["BatchGetItem"]);
        browser.post("continue", &[]).await.expect(303);
        assert_eq!(operations(&world, 0..0), ["BatchGetItem", "TransactWriteItems"]);
    }
}

#[tokio::test]
async fn ending_sessions() {
    let world = World::unlimited().await;
    let mut browser = signed_in(&world, world.email()).await;
    let _other = signed_in(&world, world.email()).await;
    let session = browser.get("").await.field("session").unwrap();
    operations(&world, 0..0);
    browser.post("sessions/end-others", &[]).await.expect(303);
    assert_eq!(operations(&world, 0..0), ["BatchGetItem", "TransactWriteItems"]);
    browser.post("sessions/end", &[("session", &session)]).await.expect(303);
    assert_eq!(operations(&world, 0..0), ["BatchGetItem", "Query"], "it has ended already");
    let _other = signed_in(&world, world.email()).await;
    let session = browser.get("").await.field("session").unwrap();
    operations(&world, 0..0);
    browser.post("sessions/end", &[("session", &session)]).await.expect(303);
    assert_eq!(operations(&world, 0..0), ["BatchGetItem", "Query", "DeleteItem"]);
    browser.post("sign-out", &[]).await.expect(303);
    assert_eq!(operations(&world, 0..0), ["BatchGetItem", "DeleteItem"]);
}
