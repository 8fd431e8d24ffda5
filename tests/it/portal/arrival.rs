//! Arrival by a merchant's link: a look at it redeems nothing, and one click redeems it once.

use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};
use tests::{Browser, World, settings};

use super::{assert_live, for_ada, link, member, operate, revoke, signed_in, token};

/// A browser that followed this link to the page that asks to go on.
async fn arrived<'w>(world: &'w World, link: &str) -> Browser<'w> {
    let mut browser = Browser::of(world, "acme");
    arrive(&mut browser, link).await;
    browser
}

async fn arrive(browser: &mut Browser<'_>, link: &str) {
    browser.get(link).await.expect_location("/acme/portal/continue");
    browser.follow().await.expect(200);
}

/// How many sessions there are, and how many links were used.
fn used(world: &World) -> (usize, usize) {
    let links = world.items_of("LINK#");
    let used = links.iter().filter(|item| item["used_at"] != Value::Null).count();
    (world.items_of("SESSION#").len(), used)
}

#[tokio::test]
async fn looking_at_a_link_redeems_nothing_however_often() {
    let world = World::new().await;
    let link = link(&world, &for_ada(&world)).await;
    let mut browser = Browser::of(&world, "acme");
    let before = world.items();
    for _ in 0..3 {
        let shown = browser.get(&link).await.expect_location("/acme/portal/continue");
        assert!(shown.cookie("arrival.acme").unwrap().contains("HttpOnly"));
        for _ in 0..3 {
            let shown = browser.get("continue").await.expect(200);
            assert!(shown.has("ada@example.com"), "{}", shown.text());
            let secret = link.split_once('=').unwrap().1;
            assert!(!shown.html().contains(secret), "the secret is out of sight");
        }
        let head = browser.call(Method::HEAD, &link);
        browser.send(head).await.expect(303);
        let head = browser.call(Method::HEAD, "continue");
        browser.send(head).await.expect(200);
    }
    assert_eq!(world.items(), before);
    browser.get("continue").await.expect(200);
    browser.post("continue", &[]).await.expect_location("/acme/portal");
    assert!(browser.follow().await.has("ada@example.com"));
    assert_eq!(used(&world), (2, 1), "the merchant's own session is the other");
}

#[tokio::test]
async fn a_link_opens_one_session_and_then_says_that_it_is_used() {
    let world = World::new().await;
    let link = link(&world, &for_ada(&world)).await;
    let mut browser = arrived(&world, &link).await;
    let mut again = browser.clone();
    browser.post("continue", &[]).await.expect_location("/acme/portal");
    assert!(browser.cookie("arrival").is_none());
    assert_live(&world, &token(&browser), true).await;

    let shown = again.post("continue", &[]).await.expect(200);
    assert!(shown.says("notice-link-spent"), "{}", shown.text());
    assert_eq!(shown.field("email").as_deref(), Some("ada@example.com"));
    assert!(again.cookie("session").is_none() && again.cookie("arrival").is_none());

    // Whoever follows it again somewhere else is told too.
    let mut elsewhere = arrived(&world, &link).await;
    assert!(elsewhere.cookie("arrival").is_none());
    // And whoever is signed in by it stays so.
    browser.get(&link).await.expect_location("/acme/portal/continue");
    browser.get("continue").await.expect_location("/acme/portal");
    let shown = browser.follow().await.expect(200);
    assert!(shown.says("notice-link-spent") && shown.says("account-title"), "{}", shown.text());
    elsewhere.get("continue").await.expect_location("/acme/portal");
    assert_eq!(used(&world), (2, 1));
}

#[tokio::test]
async fn fifty_parallel_clicks_open_one_session() {
    let world = World::new().await;
    let link = link(&world, &for_ada(&world)).await;
    let browser = arrived(&world, &link).await;
    let clicks = (0..50).map(|_| {
        let mut browser = browser.clone();
        async move {
            let shown = browser.post("continue", &[]).await;
            let refused = shown.says("notice-link-spent") || shown.says("problem-busy");
            assert!(shown.status() == 303 || refused, "{}", shown.text());
            browser.cookie("session").is_some()
        }
    });
    let opened = join_all(clicks).await.into_iter().filter(|it| *it).count();
    assert_eq!(opened, 1);
    assert_eq!(used(&world), (2, 1));
}

#[tokio::test]
async fn a_link_that_has_expired_says_so_for_a_day() {
    for (after_millis, status) in
        [(899_999, "open"), (900_000, "spent"), (87_299_999, "spent"), (87_300_000, "unknown")]
    {
        let world = World::new().await;
        let link = link(&world, &for_ada(&world)).await;
        let mut early = arrived(&world, &link).await;
        world.clock.advance_millis(after_millis);
        let shown = early.post("continue", &[]).await;
        match status {
            "open" => {
                shown.expect_location("/acme/portal");
                assert_eq!(used(&world), (2, 1));
                continue;
            }
            "spent" => {
                let shown = shown.expect(200);
                assert!(shown.says("notice-link-spent"), "{}", shown.text());
                assert_eq!(shown.field("email").as_deref(), Some("ada@example.com"));
            }
            _ => {
                shown.expect_location("/acme/portal");
                let shown = early.follow().await.expect(200);
                assert!(shown.says("notice-link-spent"), "{}", shown.text());
                assert_eq!(shown.field("email").as_deref(), Some(""));
            }
        }
        assert!(early.cookie("session").is_none() && early.cookie("arrival").is_none());
        assert_eq!(used(&world), (1, 0));
    }
}

#[tokio::test]
async fn a_link_for_another_account_asks_first() {
    let world = World::new().await;
    let grace = member(&world, 0);
    let mut browser = signed_in(&world, &grace).await;
    let before = token(&browser);
    let link = link(&world, &for_ada(&world)).await;
    browser.get(&link).await.expect_location("/acme/portal/continue");
    let shown = browser.follow().await.expect(200);
    assert!(shown.says("arrival-replace-title"), "{}", shown.text());
    // By email and not by name, which its owner may have chosen to mislead.
    assert!(shown.has(&grace) && shown.has("ada@example.com"));
    assert!(!shown.has("Grace") && !shown.has("Ada "));
    assert_eq!(shown.values("replace").len() + shown.values("stay").len(), 2);
    assert!(!shown.html().contains("id=\"arrival\""), "no script goes on by itself");

    // A form without an answer is none, and `?` in the address is none either.
    for place in ["continue", "continue?replace=yes"] {
        let shown = browser.post(place, &[]).await.expect(200);
        assert!(shown.says("arrival-replace-title"));
        assert_eq!(used(&world), (2, 0));
        assert_live(&world, &before, true).await;
    }
    let mut stays = browser.clone();
    stays.post("continue", &[("stay", "yes")]).await.expect_location("/acme/portal");
    assert!(stays.follow().await.has(&grace));
    assert!(stays.cookie("arrival").is_none());
    assert_eq!(used(&world), (2, 0));
    assert_live(&world, &before, true).await;

    let shown = browser.post("continue", &[("replace", "yes")]).await;
    shown.expect_location("/acme/portal");
    assert!(browser.follow().await.has("ada@example.com"));
    assert_eq!(used(&world), (2, 1));
    assert_live(&world, &before, false).await;
    assert_live(&world, &token(&browser), true).await;
}

#[tokio::test]
async fn another_member_of_the_same_team_is_another_account() {
    let world = World::new().await;
    let team = &world.seed.customers.team;
    let mut browser = signed_in(&world, &member(&world, 0)).await;
    let body = json!({ "customer_id": team.id, "member_id": team.members[1].id });
    arrive(&mut browser, &link(&world, &body).await).await;
    let shown = browser.post("continue", &[]).await.expect(200);
    assert!(shown.says("arrival-replace-title"), "{}", shown.text());
    assert_eq!(used(&world), (2, 0));
}

#[tokio::test]
async fn a_link_for_the_same_account_goes_on() {
    let world = World::new().await;
    let mut browser = signed_in(&world, world.email()).await;
    let before = token(&browser);
    let link = link(&world, &for_ada(&world)).await;
    browser.get(&link).await.expect_location("/acme/portal/continue");
    let shown = browser.follow().await.expect(200);
    assert!(shown.says("arrival-title") && !shown.says("arrival-replace-title"));
    assert!(shown.html().contains("id=\"arrival\""));
    browser.post("continue", &[]).await.expect_location("/acme/portal");
    assert_eq!(token(&browser), before, "the session of a code lasts longer, and stays");
    assert_live(&world, &before, true).await;
    assert_eq!(used(&world).1, 1);
    browser.get(&link).await.expect_location("/acme/portal/continue");
    browser.get("continue").await.expect_location("/acme/portal");
    assert!(browser.follow().await.says("notice-link-spent"));
}

#[tokio::test]
async fn a_link_for_the_same_account_leads_back_where_it_says() {
    let world = World::new().await;
    let mut browser = signed_in(&world, world.email()).await;
    for (return_url, shown) in [
        (json!("https://shop.example.com/a"), "https://shop.example.com/a"),
        (json!(null), "https://shop.example.com/a"),
        (json!("https://shop.example.com/b"), "https://shop.example.com/b"),
    ] {
        let mut body = for_ada(&world);
        body["return_url"] = return_url;
        let link = link(&world, &body).await;
        browser.get(&link).await.expect_location("/acme/portal/continue");
        browser.follow().await.expect(200);
        browser.post("continue", &[]).await.expect_location("/acme/portal");
        assert!(browser.follow().await.html().contains(&format!("href=\"{shown}\"")));
    }
}

#[tokio::test]
async fn a_link_for_the_same_account_takes_the_place_of_a_session_that_ends_sooner() {
    let world = World::new().await;
    let first = link(&world, &for_ada(&world)).await;
    let mut browser = arrived(&world, &first).await;
    browser.post("continue", &[]).await.expect_location("/acme/portal");
    let before = token(&browser);
    world.clock.advance(60);
    let second = link(&world, &for_ada(&world)).await;
    arrive(&mut browser, &second).await;
    browser.post("continue", &[]).await.expect_location("/acme/portal");
    assert_live(&world, &before, false).await;
    assert_live(&world, &token(&browser), true).await;
}

#[tokio::test]
async fn another_organization_s_link_is_no_link_here() {
    let world = World::new().await;
    let globex = &world.seed.second_organization;
    let call = world.session_for(&json!({ "customer_id": globex.customer_id }));
    let answer = world.call(call.bearer(&globex.access_token)).await.expect(201);
    let url = answer.text("customer_portal_url");
    let theirs = url.strip_prefix("https://portal.example.com").unwrap().to_owned();
    let moved = theirs.replace("/globex/", "/acme/");
    let mut browser = Browser::of(&world, "acme");
    let before = world.items();
    browser.get(&moved).await.expect_location("/acme/portal/continue");
    browser.get("continue").await.expect_location("/acme/portal");
    let shown = browser.follow().await.expect(200);
    assert!(shown.says("notice-link-spent"), "{}", shown.text());
    assert_eq!(shown.field("email").as_deref(), Some(""), "it tells nothing of whose it is");
    assert!(!shown.html().contains("Globex"));
    // Nor does the form redeem it, however it comes to be sent.
    browser.get(&moved).await.expect(303);
    browser.post("continue", &[("replace", "yes")]).await.expect_location("/acme/portal");
    assert!(browser.cookie("session").is_none());
    assert_eq!(world.items(), before);

    let mut there = Browser::of(&world, "globex");
    there.get(&theirs).await.expect(303);
    there.follow().await.expect(200);
    there.post("continue", &[]).await.expect_location("/globex/portal");
    assert!(there.follow().await.has("Ada at Globex"));
}

#[tokio::test]
async fn what_is_no_link_costs_nothing_and_is_told() {
    let world = World::new().await;
    let link = link(&world, &for_ada(&world)).await;
    let last = if link.ends_with('0') { "1" } else { "0" };
    let misspelt = format!("{}{last}", &link[..link.len() - 1]);
    let session = format!("/acme/portal?link={}", world.sign_in(world.email()).await);
    let endless = format!("/acme/portal?link={}", "0".repeat(1_025));
    let mut browser = Browser::of(&world, "acme");
    browser.get("").await.expect(200);
    world.wire.forget();
    for wrong in [
        "/acme/portal?link=",
        "/acme/portal?link=abc",
        "/acme/portal?link=%00%ff",
        &misspelt,
        &session,
    ] {
        browser.get(wrong).await.expect_location("/acme/portal");
        assert!(browser.cookie("arrival").is_none(), "{wrong}");
        let shown = browser.follow().await.expect(200);
        assert!(shown.says("notice-link-spent"), "{wrong}: {}", shown.text());
        assert!(!browser.get("").await.says("notice-link-spent"), "it is said once");
    }
    browser.get(&endless).await.expect(200);
    browser.set_cookie("arrival", "garbage");
    browser.get("continue").await.expect_location("/acme/portal");
    assert!(browser.follow().await.says("notice-link-spent"));
    browser.get("continue").await.expect_location("/acme/portal");
    assert!(!browser.follow().await.says("notice-link-spent"), "there was none");
    browser.post("continue", &[]).await.expect_location("/acme/portal");
    assert!(world.wire.calls().is_empty(), "{:?}", world.wire.operations());
}

#[tokio::test]
async fn a_link_does_not_outlive_a_revocation() {
    let world = World::new().await;
    let link = link(&world, &for_ada(&world)).await;
    let mut browser = arrived(&world, &link).await;
    revoke(&world, &world.seed.customers.individual.id).await;
    browser.post("continue", &[]).await.expect_location("/acme/portal");
    let shown = browser.follow().await.expect(200);
    assert!(shown.says("notice-link-spent"), "{}", shown.text());
    assert_eq!(used(&world), (1, 0));
}

#[tokio::test]
async fn the_way_back_is_shown_while_it_is_on_the_list() {
    let world = World::new().await;
    let mut body = for_ada(&world);
    body["return_url"] = json!("https://shop.example.com/account?a=1&b=%22");
    let mut browser = arrived(&world, &link(&world, &body).await).await;
    browser.post("continue", &[]).await.expect(303);
    let html = browser.follow().await.expect(200).html();
    let way_back = "href=\"https://shop.example.com/account?a=1&#38;b=%22\"";
    assert!(html.contains(way_back), "{html}");
    assert!(html.contains("rel=\"noreferrer\""));
    let origins = [
        (json!(["https://other.example.com", "http://shop.example.com"]), false),
        (json!(["https://other.example.com", "https://shop.example.com"]), true),
        (json!(["https://shop.example.com.evil.example", "https://shop.example.com:8443"]), false),
        (json!([]), true),
    ];
    let mut before = true;
    for (list, shown) in origins {
        operate(&world, "update_organization", json!({ "return_origins": list })).await;
        world.clock.advance(59);
        assert_eq!(
            browser.get("").await.html().contains(way_back),
            before,
            "{list}: as of a minute ago"
        );
        world.clock.advance(1);
        assert_eq!(browser.get("").await.html().contains(way_back), shown, "{list}");
        before = shown;
    }
    // A session that began with a code leads nowhere.
    let by_code = signed_in(&world, world.email()).await.get("").await;
    assert!(by_code.says("account-title") && !by_code.has("Back to Acme"));
}

#[tokio::test]
async fn a_session_from_a_link_lasts_as_long_as_a_merchant_s() {
    let world = World::new().await;
    let mut browser = arrived(&world, &link(&world, &for_ada(&world)).await).await;
    let shown = browser.post("continue", &[]).await.expect(303);
    assert!(shown.cookie("session.acme").unwrap().ends_with("Max-Age=3600"));
    world.clock.advance_millis(3_599_999);
    assert!(browser.get("").await.says("account-title"));
    world.clock.advance_millis(1);
    let shown = browser.get("").await.expect(200);
    assert!(shown.says("sign-in-ended"), "{}", shown.text());
    assert!(browser.cookie("session").is_none(), "the cookie is cleared");

    let world = World::with(settings([("LATCHKEY_MERCHANT_SESSION_TTL_SECONDS", "7200")])).await;
    let mut browser = arrived(&world, &link(&world, &for_ada(&world)).await).await;
    let shown = browser.post("continue", &[]).await.expect(303);
    assert!(shown.cookie("session.acme").unwrap().ends_with("Max-Age=7200"));
    world.clock.advance(7_199);
    assert_live(&world, &token(&browser), true).await;
}

#[tokio::test]
async fn a_session_from_a_link_is_not_the_merchant_s_own() {
    let world = World::new().await;
    let answer = world.call(world.session_for(&for_ada(&world))).await.expect(201);
    let url = answer.text("customer_portal_url");
    let link = url.strip_prefix("https://portal.example.com").unwrap();
    let mut browser = arrived(&world, link).await;
    browser.post("continue", &[]).await.expect(303);
    let own = answer.text("token");
    assert_ne!(own, token(&browser));
    browser.follow().await.expect(200);
    browser.post("sign-out", &[]).await.expect(303);
    assert_live(&world, &own, true).await;
}
