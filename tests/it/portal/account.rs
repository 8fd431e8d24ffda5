//! The account: who is signed in, where, and how each of it is ended.

use std::fmt::Write;

use serde_json::{Value, json};
use shared::domain::{
    locale::Locale,
    token::{SessionToken, TokenHash},
};
use tests::{Browser, Shown, World, settings};

use super::{FIREFOX, asked, assert_live, for_ada, link, member, said, sign_in, signed_in, token};

const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 \
                      (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

/// A browser of this kind that is signed in with this email.
async fn with<'w>(world: &'w World, agent: &str, email: &str) -> Browser<'w> {
    let mut browser = Browser::of(world, "acme").with("user-agent", agent);
    sign_in(&mut browser, world, email).await;
    browser
}

fn hex(hash: &TokenHash) -> String {
    hash.as_bytes().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// The sessions that a page lists.
fn listed(shown: &Shown) -> Vec<String> {
    let html = shown.html();
    let list = html.split("<ul class=\"sessions\">").nth(1).unwrap().split("</ul>").next().unwrap();
    list.split("<li>").skip(1).map(str::to_owned).collect()
}

#[tokio::test]
async fn an_individual_sees_a_name_and_an_email() {
    let world = World::new().await;
    let shown = signed_in(&world, world.email()).await.get("").await.expect(200);
    assert!(shown.has("Ada") && shown.has("ada@example.com"), "{}", shown.text());
    assert!(!shown.says("account-team") && !shown.says("account-role"));
}

#[tokio::test]
async fn a_member_sees_its_team_and_what_it_is_there() {
    let world = World::new().await;
    let roles = ["role-owner", "role-billing-manager", "role-member"];
    for (number, (name, role)) in ["Grace", "Bob", "Mia"].into_iter().zip(roles).enumerate() {
        let email = member(&world, number);
        let shown = signed_in(&world, &email).await.get("").await.expect(200);
        for text in [name, &email, "Hopper & Co.", &said(role), &said("account-role")] {
            assert!(shown.has(text), "{text}: {}", shown.text());
        }
        for other in ["Grace", "Bob", "Mia"].into_iter().filter(|other| *other != name) {
            assert!(!shown.has(other), "{other}: {}", shown.text());
        }
    }
}

#[tokio::test]
async fn everybody_sees_their_own_sessions_and_which_is_this_one() {
    let world = World::new().await;
    let grace = member(&world, 0);
    let mut windows = with(&world, FIREFOX, &grace).await;
    world.clock.advance(60);
    let mut phone = with(&world, SAFARI, &grace).await;
    let mut bob = with(&world, "curl/8.5", &member(&world, 1)).await;
    let mut ada = signed_in(&world, world.email()).await;

    let shown = windows.get("").await;
    let [this, other] = &listed(&shown)[..] else { panic!("{}", shown.text()) };
    assert!(this.contains("Firefox on Windows") && this.contains(&said("session-now")), "{this}");
    assert!(!this.contains("<form"), "it is signed out above");
    assert!(other.contains("Safari on iPhone") && other.contains(&said("session-used-recently")));
    assert!(other.contains("aria-label=\"Sign out Safari on iPhone\""), "{other}");

    let shown = phone.get("").await;
    let [this, other] = &listed(&shown)[..] else { panic!("{}", shown.text()) };
    assert!(this.contains("Safari on iPhone") && this.contains(&said("session-now")));
    assert!(other.contains("Firefox on Windows") && !other.contains(&said("session-now")));

    let shown = bob.get("").await;
    let [this] = &listed(&shown)[..] else { panic!("{}", shown.text()) };
    assert!(this.contains(&said("session-unknown")), "{this}");
    assert!(!shown.says("sessions-end-others"), "there are none");
    assert_eq!(listed(&ada.get("").await).len(), 1);
}

#[tokio::test]
async fn a_session_is_listed_with_when_it_was_used_last() {
    let world = World::unlimited().await;
    let mut browser = signed_in(&world, world.email()).await;
    let _other = with(&world, FIREFOX, world.email()).await;
    for (after, text) in [
        (3_599, said("session-used-recently")),
        (1, "Active 1 hour ago".to_owned()),
        (82_799, "Active 23 hours ago".to_owned()),
        (1, "Active 1 day ago".to_owned()),
        (86_400, "Active 2 days ago".to_owned()),
    ] {
        world.clock.advance(after);
        let shown = browser.get("").await;
        assert!(listed(&shown)[1].contains(&text), "{text}: {}", shown.text());
        assert!(listed(&shown)[1].contains("datetime=\"2026-11-21T12:00:00Z\""));
        assert!(listed(&shown)[0].contains(&said("session-now")));
    }
}

#[tokio::test]
async fn a_merchant_s_own_session_is_listed_as_the_merchant_s() {
    let world = World::new().await;
    let answer = world.call(world.session_for(&for_ada(&world))).await.expect(201);
    let mut browser = signed_in(&world, world.email()).await;
    let shown = browser.get("").await;
    assert!(listed(&shown)[1].contains("Through Acme"), "{}", shown.text());
    let session = shown.field("session").unwrap();
    browser.post("sessions/end", &[("session", &session)]).await.expect_location("/acme/portal");
    assert_live(&world, &answer.text("token"), false).await;
}

#[tokio::test]
async fn what_has_ended_is_not_listed() {
    let world = World::unlimited().await;
    let mut idle = signed_in(&world, world.email()).await;
    idle.get("").await.expect(200);
    world.clock.advance(6 * 86_400);
    let mut ended = signed_in(&world, world.email()).await;
    let mut browser = signed_in(&world, world.email()).await;
    assert_eq!(listed(&browser.get("").await).len(), 3);
    ended.post("sign-out", &[]).await.expect(303);
    assert_eq!(listed(&browser.get("").await).len(), 2);
    world.clock.advance(86_400);
    assert_eq!(listed(&browser.get("").await).len(), 1);
    assert_eq!(world.items_of("SESSION#").len(), 2, "TTL lags, as it does by days");
    super::revoke(&world, &world.seed.customers.individual.id).await;
    let mut fresh = signed_in(&world, world.email()).await;
    assert_eq!(listed(&fresh.get("").await).len(), 1);
}

#[tokio::test]
async fn more_than_fifteen_sessions_are_counted() {
    let world = World::unlimited().await;
    let mut browser = signed_in(&world, world.email()).await;
    for (number, more) in [(15, None), (16, Some(1)), (20, Some(5))] {
        while world.items_of("SESSION#").len() < number {
            world.clock.advance(1);
            world.sign_in(world.email()).await;
        }
        let shown = browser.get("").await.expect(200);
        assert_eq!(listed(&shown).len(), 15);
        assert!(listed(&shown)[0].contains(&said("session-now")), "this one is always among them");
        match more {
            Some(more) => {
                assert!(shown.says_of("sessions-more", "count", more), "{}", shown.text());
            }
            None => assert!(!shown.has("more."), "{}", shown.text()),
        }
    }
}

#[tokio::test]
async fn a_page_with_everything_is_under_30_kb_in_every_language() {
    const LARGEST_LOGO: usize = 8 * 1024;
    let world = World::unlimited().await;
    let grace = super::member(&world, 0);
    let mut browser = with(&world, SAFARI, &grace).await;
    for _ in 0..20 {
        with(&world, SAFARI, &grace).await;
    }
    let script = browser.get("").await.html();
    let (_, script) = script.split_once("<script type=\"module\" src=\"").unwrap();
    let script = world.call(tests::Call::get(script.split('"').next().unwrap())).await.expect(200);
    for locale in Locale::ALL {
        let page = browser.get(&format!("?locale={}", locale.tag())).await.expect(200);
        assert_eq!(page.html().matches("<time ").count(), 15);
        let total = page.html().len() + script.body.len() + LARGEST_LOGO;
        assert!(total < 30_000, "{}: {total}", locale.tag());
    }
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let world = World::new().await;
    let other = signed_in(&world, world.email()).await;
    let mut browser = signed_in(&world, world.email()).await;
    let (this, that) = (token(&browser), token(&other));
    browser.post("sign-out", &[]).await.expect_location("/acme/portal");
    assert!(browser.cookie("session").is_none());
    let shown = browser.follow().await.expect(200);
    assert!(shown.says("notice-signed-out") && shown.says("sign-in-continue"), "{}", shown.text());
    assert!(!browser.get("").await.says("notice-signed-out"), "it is said once");
    assert_live(&world, &this, false).await;
    assert_live(&world, &that, true).await;
    browser.post("sign-out", &[]).await.expect_location("/acme/portal");
}

#[tokio::test]
async fn one_of_my_sessions_can_be_ended_and_nobody_else_s() {
    let world = World::new().await;
    let mut grace = signed_in(&world, &member(&world, 0)).await;
    let phone = with(&world, SAFARI, &member(&world, 0)).await;
    let bob = signed_in(&world, &member(&world, 1)).await;
    let ada = signed_in(&world, world.email()).await;
    // A session's id stands in the pages of its own principal.
    let id = |browser: &Browser<'_>| {
        let hash = SessionToken::parse(&token(browser)).unwrap().hash();
        let named = |item: &Value| item["sk"]["S"].as_str().unwrap().ends_with(&hex(&hash));
        let item = world.items_of("SESSION#").into_iter().find(named).unwrap();
        item["id"]["S"].as_str().unwrap().to_owned()
    };
    let garbage = "garbage".to_owned();
    for foreign in [id(&bob), id(&ada), garbage, "00000000-0000-4000-8000-000000000999".to_owned()]
    {
        grace.post("sessions/end", &[("session", &foreign)]).await.expect_location("/acme/portal");
    }
    grace.post("sessions/end", &[]).await.expect_location("/acme/portal");
    for browser in [&grace, &phone, &bob, &ada] {
        assert_live(&world, &token(browser), true).await;
    }
    let shown = grace.get("").await;
    let theirs = shown.values("session");
    assert_eq!(theirs, [id(&phone)]);
    grace.post("sessions/end", &[("session", &theirs[0])]).await.expect_location("/acme/portal");
    let shown = grace.follow().await.expect(200);
    assert!(shown.says("notice-session-ended") && listed(&shown).len() == 1, "{}", shown.text());
    assert_live(&world, &token(&phone), false).await;
    for browser in [&grace, &bob, &ada] {
        assert_live(&world, &token(browser), true).await;
    }
    // One's own is a sign-out.
    let (own, before) = (id(&grace), token(&grace));
    grace.post("sessions/end", &[("session", &own)]).await.expect_location("/acme/portal");
    assert!(grace.cookie("session").is_none());
    assert!(grace.follow().await.says("notice-signed-out"));
    assert_live(&world, &before, false).await;
}

#[tokio::test]
async fn ending_the_others_ends_all_that_began_before_in_one_write() {
    let world = World::unlimited().await;
    let other = signed_in(&world, world.email()).await;
    let mut browser = signed_in(&world, world.email()).await;
    let mut asking = asked(&world, world.email()).await;
    let (code, mail) = (world.newest_code().await, world.newest_link_code().await);
    let merchants = world.call(world.session_for(&for_ada(&world))).await.expect(201).text("token");
    let link = link(&world, &for_ada(&world)).await;
    let mut arriving = Browser::of(&world, "acme");
    arriving.get(&link).await.expect(303);
    arriving.follow().await.expect(200);
    let grace = signed_in(&world, &member(&world, 0)).await;

    browser.get("").await.expect(200);
    world.wire.forget();
    browser.post("sessions/end-others", &[]).await.expect_location("/acme/portal");
    assert_eq!(world.wire.operations(), ["BatchGetItem", "TransactWriteItems"]);
    let shown = browser.follow().await.expect(200);
    assert!(shown.says("notice-others-ended") && listed(&shown).len() == 1, "{}", shown.text());
    assert_live(&world, &token(&browser), true).await;
    assert_live(&world, &token(&other), false).await;
    assert_live(&world, &merchants, false).await;
    for proof in [&code, &mail] {
        let shown = asking.post("authenticate", &[("code", proof)]).await.expect(422);
        assert!(shown.says("code-gone"), "{}", shown.text());
    }
    arriving.post("continue", &[]).await.expect_location("/acme/portal");
    assert!(arriving.cookie("session").is_none());
    assert_live(&world, &token(&grace), true).await;

    // What begins afterwards is as good as ever, and so is another time.
    let later = signed_in(&world, world.email()).await;
    assert_live(&world, &token(&later), true).await;
    browser.post("sessions/end-others", &[]).await.expect_location("/acme/portal");
    assert_live(&world, &token(&later), false).await;
    assert_live(&world, &token(&browser), true).await;
    world.clock.advance(7_200);
    browser.get("").await.expect(200);
    assert_live(&world, &token(&browser), true).await;
}

#[tokio::test]
async fn a_member_s_end_of_all_others_leaves_its_team_alone() {
    let world = World::unlimited().await;
    let mut grace = signed_in(&world, &member(&world, 0)).await;
    let phone = with(&world, SAFARI, &member(&world, 0)).await;
    let bob = signed_in(&world, &member(&world, 1)).await;
    let mut mia = asked(&world, &member(&world, 2)).await;
    let code = world.newest_code().await;
    let team = &world.seed.customers.team;
    let of =
        |number: usize| json!({ "customer_id": team.id, "member_id": team.members[number].id });
    let (hers, his) = (link(&world, &of(0)).await, link(&world, &of(1)).await);
    grace.post("sessions/end-others", &[]).await.expect_location("/acme/portal");
    assert_live(&world, &token(&grace), true).await;
    assert_live(&world, &token(&phone), false).await;
    assert_live(&world, &token(&bob), true).await;
    mia.post("authenticate", &[("code", &code)]).await.expect_location("/acme/portal");
    for (link, good) in [(hers, false), (his, true)] {
        let mut browser = Browser::of(&world, "acme");
        browser.get("").await.expect(200);
        browser.get(&link).await.expect(303);
        browser.get("continue").await;
        browser.post("continue", &[]).await.expect_location("/acme/portal");
        assert_eq!(browser.cookie("session").is_some(), good);
    }
    assert_eq!(listed(&grace.get("").await).len(), 1);
}

#[tokio::test]
async fn of_two_that_end_each_other_one_is_left() {
    let world = World::new().await;
    let mut one = signed_in(&world, world.email()).await;
    let mut two = signed_in(&world, world.email()).await;
    let (first, second) = (token(&one), token(&two));
    let both =
        tokio::join!(one.post("sessions/end-others", &[]), two.post("sessions/end-others", &[]));
    assert_eq!((both.0.status(), both.1.status()), (303, 303));
    let live = |token: String| {
        let world = &world;
        async move { world.introspect(&token).await.status == 200 }
    };
    assert_eq!(usize::from(live(first).await) + usize::from(live(second).await), 1);
    // And its cookie is the one whose next page is the account.
    let accounts = [one.get("").await, two.get("").await].map(|it| it.says("account-title"));
    assert_eq!(accounts.into_iter().filter(|it| *it).count(), 1);
}

#[tokio::test]
async fn a_session_of_another_organization_is_nobody_s_here() {
    let world = World::new().await;
    let browser = signed_in(&world, world.email()).await;
    let session = token(&browser);
    let mut there = Browser::of(&world, "globex");
    for place in ["sign-out", "sessions/end", "sessions/end-others"] {
        there.get("").await.expect(200);
        there.set_cookie("session", &session);
        there.post(place, &[]).await.expect_location("/globex/portal");
    }
    there.set_cookie("session", &session);
    let shown = there.get("").await.expect(200);
    assert!(shown.says("sign-in-ended") && !shown.has("ada@example.com"), "{}", shown.text());
    assert!(there.cookie("session").is_none(), "its cookie is cleared");
    assert_live(&world, &session, true).await;
}

#[tokio::test]
async fn a_session_that_was_not_used_says_for_how_long_and_its_cookie_is_cleared() {
    for (idle, message, name, number) in [
        ("1800", "sign-in-unused-minutes", "minutes", 30),
        ("7200", "sign-in-unused-hours", "hours", 2),
        ("604800", "sign-in-unused-days", "days", 7),
    ] {
        let world = World::with(settings([("LATCHKEY_SESSION_IDLE_SECONDS", idle)])).await;
        let mut browser = signed_in(&world, world.email()).await;
        let mut acting = browser.clone();
        let idle: i64 = idle.parse().unwrap();
        world.clock.advance(idle - 1);
        assert!(browser.clone().get("authenticate").await.says("link-replaces"), "a last second");
        world.clock.advance(1);
        let shown = browser.get("").await.expect(200);
        assert!(shown.says_of(message, name, number), "{}", shown.text());
        assert!(browser.cookie("session").is_none());
        assert!(!browser.get("").await.says_of(message, name, number), "it is said once");
        // Whatever it would do is not done.
        for place in ["sessions/end", "sessions/end-others"] {
            acting.post(place, &[]).await.expect_location("/acme/portal");
        }
        let shown = acting.follow().await.expect(200);
        assert!(shown.says_of(message, name, number), "{}", shown.text());
    }
}

#[tokio::test]
async fn a_session_that_ended_otherwise_says_that_it_did() {
    let world = World::unlimited().await;
    let mut over = signed_in(&world, world.email()).await;
    for _ in 0..4 {
        world.clock.advance(6 * 86_400);
        assert!(over.get("").await.says("account-title"));
    }
    world.clock.advance(6 * 86_400);
    let shown = over.get("").await.expect(200);
    assert!(shown.says("sign-in-ended"), "its thirty days are over: {}", shown.text());
    assert!(over.cookie("session").is_none());

    let mut revoked = signed_in(&world, world.email()).await;
    super::revoke(&world, &world.seed.customers.individual.id).await;
    // Also when its idle time is up, it was not that.
    world.clock.advance(8 * 86_400);
    assert!(revoked.get("").await.says("sign-in-ended"));

    for garbage in ["", "garbage", "polar_cst_0"] {
        let mut browser = Browser::of(&world, "acme");
        browser.set_cookie("session", garbage);
        let shown = browser.get("").await.expect(200);
        assert!(shown.says("sign-in-ended"), "{garbage}");
        assert!(browser.cookie("session").is_none());
    }
}

#[tokio::test]
async fn a_visit_counts_as_use_and_is_written_back_every_hour() {
    let world = World::new().await;
    let mut browser = signed_in(&world, world.email()).await;
    let used = || {
        let item = world.items_of("SESSION#").remove(0);
        let number = |name: &str| item[name]["N"].as_str().unwrap().parse::<i64>().unwrap();
        (number("last_used_at"), number("expires_at"))
    };
    let begun = used();
    world.clock.advance(3_599);
    browser.get("").await.expect(200);
    assert_eq!(used(), begun);
    world.clock.advance(1);
    browser.get("").await.expect(200);
    assert_eq!(used(), (begun.0 + 3_600_000, begun.1 + 3_600));
    // So whoever comes once a week stays signed in.
    for _ in 0..4 {
        world.clock.advance(6 * 86_400);
        assert!(browser.get("").await.says("account-title"));
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_ends_nothing() {
    let world = World::new().await;
    let other = signed_in(&world, world.email()).await;
    let mut browser = Browser::of(&world, "acme");
    browser.get("").await.expect(200);
    world.wire.forget();
    for place in ["sign-out", "sessions/end", "sessions/end-others"] {
        browser.post(place, &[]).await.expect_location("/acme/portal");
    }
    assert!(world.wire.calls().is_empty(), "{:?}", world.wire.operations());
    assert_live(&world, &token(&other), true).await;
}

#[tokio::test]
async fn what_only_a_form_does_no_look_does() {
    let world = World::new().await;
    let mut browser = signed_in(&world, world.email()).await;
    for place in ["sign-out", "sessions/end", "sessions/end-others", "resend"] {
        let shown = browser.get(place).await.expect(405);
        assert_eq!(shown.0.header("allow"), Some("POST"));
        assert!(shown.says("problem-request"), "{}", shown.text());
    }
    for place in ["nothing", "sessions", "files/nothing", "authenticate/x"] {
        assert!(browser.get(place).await.expect(404).says("problem-not-found"), "{place}");
    }
    assert!(browser.get("").await.says("account-title"));
}
