//! The cookie of a sign-in under way is the visitor's to change: what can be won by it.

use serde_json::Value;
use tests::{PortalPaths, World};

use super::{Browser, FAMILY, GRACE, html, set_cookies, wrong};

/// The ids in the cookie of a sign-in under way.
fn ids(browser: &Browser<'_>) -> String {
    let cookie = browser.cookie("sign-in").unwrap();
    cookie.split("ids=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

fn pending(email: &str, ids: &[&str]) -> String {
    format!("email={}&ids={}&sent=1", email.replace('@', "%40"), ids.join("."))
}

/// Tries that have been charged to each sign-in.
fn tries(world: &World) -> Vec<u64> {
    let tries = |item: &Value| item["tries"]["N"].as_str().unwrap().parse().unwrap();
    world.items_of("SIGNIN#").iter().map(tries).collect()
}

#[tokio::test]
async fn a_sign_in_named_thrice_has_no_more_tries() {
    let world = World::unlimited().await;
    let mut browser = Browser::new(&world);
    let code = browser.ask(world.email()).await;
    let id = ids(&browser);
    browser.set_cookie("sign-in", &pending(world.email(), &[&id, &id, &id]));
    for _ in 0..6 {
        browser.post("authenticate", &[("code", &wrong(&code))]).await.expect_status(422);
    }
    assert_eq!(tries(&world), [5]);
    browser.post("authenticate", &[("code", &code)]).await.expect_status(422);
    assert_eq!(browser.cookie("session"), None);
}

#[tokio::test]
async fn no_more_than_three_sign_ins_are_tried_at_once() {
    let world = World::unlimited().await;
    let mut browser = Browser::new(&world);
    let mut all = Vec::new();
    for _ in 0..5 {
        browser.ask(world.email()).await;
        all.push(ids(&browser));
    }
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    browser.set_cookie("sign-in", &pending(world.email(), &all));
    browser.post("authenticate", &[("code", "000000")]).await.expect_status(422);
    assert_eq!(tries(&world).into_iter().sum::<u64>(), 3);
}

/// Cookies, browsers and doors: five tries are five tries.
#[tokio::test]
async fn tries_are_the_sign_in_s_and_not_the_browser_s() {
    let world = World::unlimited().await;
    let request_id = world.request_code(world.email()).await;
    let code = world.newest_code().await;
    let mut bare = Browser::open(&world).await;
    // Begun through the API, tried on the page, from wherever.
    for from in ["192.0.2.1", "198.51.100.1", "203.0.113.1"] {
        let mut browser = Browser::open(&world).await.from(from);
        browser.set_cookie("sign-in", &pending(world.email(), &[&request_id]));
        browser.post("authenticate", &[("code", &wrong(&code))]).await.expect_status(422);
    }
    world.authenticate(&wrong(&code), &request_id).await.expect_status(401);
    world.authenticate_bare(&wrong(&code), "192.0.2.1").await.expect_status(401);
    assert_eq!(tries(&world), [5]);
    bare.set_cookie("sign-in", &pending(world.email(), &[&request_id]));
    bare.post("authenticate", &[("code", &code)]).await.expect_status(422);
    world.authenticate(&code, &request_id).await.expect_status(401);
    assert_eq!(world.items_of("SESSION#").len(), 0);
}

/// Without the cookie, digits are compared with nothing, wherever they come from.
#[tokio::test]
async fn digits_without_the_cookie_are_no_code() {
    let world = World::unlimited().await;
    let code = Browser::new(&world).ask(world.email()).await;
    let mut neighbour = Browser::open(&world).await;
    for cookie in [None, Some("email=ada%40example.com&ids=&sent=1"), Some("ids=x&email=a&sent=1")]
    {
        if let Some(cookie) = cookie {
            neighbour.set_cookie("sign-in", cookie);
        }
        neighbour.post("authenticate", &[("code", &code)]).await.expect_status(422);
        assert_eq!(neighbour.cookie("session"), None);
    }
    world.authenticate_bare(&code, "192.0.2.1").await.expect_status(401);
    assert_eq!(tries(&world), [0], "no try is charged to what is not named");
}

/// What the cookie says of the email is what its own page says, and opens nothing.
#[tokio::test]
async fn the_cookie_s_email_decides_nothing() {
    let world = World::unlimited().await;
    let mut browser = Browser::new(&world);
    let code = browser.ask(world.email()).await;
    let id = ids(&browser);
    browser.set_cookie("sign-in", &pending(GRACE, &[&id]));
    browser.post("authenticate", &[("code", &code)]).await.expect_status(303);
    let page = html(&browser.get("").await.expect(200));
    assert!(page.contains("ada@example.com") && !page.contains(GRACE));
}

/// A proof is of the very sign-in that was proven, and of one use.
#[tokio::test]
async fn a_proof_opens_one_session_once() {
    let world = World::unlimited().await;
    let mut browser = Browser::new(&world);
    let accounts = browser.prove().await;
    let before = browser.clone();
    for what in ["sign-in", "arrival", "session"] {
        let mut other = before.clone();
        let proof = other.cookie("proof").unwrap().to_owned();
        other.forget_cookie("proof");
        other.set_cookie(what, &proof);
        other.post("choose", &[("account", &accounts[0])]).await.expect_status(303);
        assert!(other.cookie("session").is_none_or(|it| it == proof), "{what}");
    }
    assert_eq!(world.items_of("SESSION#").len(), 0);
    browser.post("choose", &[("account", &accounts[0])]).await.expect_status(303);
    assert!(browser.cookie("session").is_some());
    for account in &accounts {
        let mut again = before.clone();
        again.post("choose", &[("account", account)]).await.expect_status(303);
        assert_eq!(again.cookie("session"), None);
    }
    assert_eq!(world.items_of("SESSION#").len(), 1);
}

/// Nor do ten that come at once open more than one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_that_is_used_ten_times_at_once_opens_one_session() {
    let world = World::unlimited().await;
    let mut family = Browser::new(&world);
    let accounts = family.prove().await;
    let mut arrived = Browser::open(&world).await;
    arrived.arrive(&super::ada_s_link(&world).await).await.expect_status(200);
    for (browser, place, fields) in
        [(family, "choose", &[("account", &*accounts[0])][..]), (arrived, "continue", &[])]
    {
        let before = world.items_of("SESSION#").len();
        let calls = (0..10).map(|_| world.call(browser.form(place, fields)));
        let answers = futures_util::future::join_all(calls).await;
        let opened = answers.iter().flat_map(set_cookies);
        let opened = opened.filter(|it| it.name.contains("session") && !it.ends).count();
        assert_eq!((opened, world.items_of("SESSION#").len()), (1, before + 1), "{place}");
    }
}

/// The code of a choice is used up by the proof, for every door.
#[tokio::test]
async fn a_proven_code_is_used_up() {
    let world = World::unlimited().await;
    let mut browser = Browser::new(&world);
    let code = browser.ask(FAMILY).await;
    let link = world.newest_link_code().await;
    let id = ids(&browser);
    let mut thief = browser.clone();
    browser.post("authenticate", &[("code", &code)]).await.expect_status(303);
    for code in [&code, &link] {
        thief.post("authenticate", &[("code", code)]).await.expect_status(422);
        world.authenticate(code, &id).await.expect_status(401);
    }
    assert_eq!((thief.cookie("proof"), thief.cookie("session")), (None, None));
}

/// A token of one kind is none of another, in whichever cookie it is put.
#[tokio::test]
async fn a_secret_of_one_kind_is_none_of_another() {
    let world = World::unlimited().await;
    let mut ada = Browser::new(&world);
    let code = ada.ask(world.email()).await;
    let link = world.newest_link_code().await;
    let portal_link = super::ada_s_link(&world).await;
    let mut family = Browser::new(&world);
    let accounts = family.prove().await;
    let proof = family.cookie("proof").unwrap().to_owned();
    let access = world.seed.access_token.clone();
    let before = world.items();
    for secret in [&code, &link, &portal_link, &proof, &access] {
        for what in ["session", "proof", "arrival", "devices", "form"] {
            let own = (what == "proof" && *secret == proof)
                || (what == "arrival" && *secret == portal_link);
            if own {
                continue;
            }
            let mut browser = Browser::open(&world).await;
            browser.set_cookie(what, secret);
            for (place, fields) in
                [("choose", [("account", &*accounts[0])]), ("continue", [("replace", "yes")])]
            {
                browser.clone().post(place, &fields).await;
                browser.clone().get(place).await;
            }
            let page = html(&browser.get("").await.expect(200));
            assert!(!page.contains("/acme/portal/sign-out"), "{what}");
        }
    }
    // A portal link or a proof is no code, and a code of a mail no portal link.
    let mut browser = Browser::open(&world).await;
    browser.set_cookie("sign-in", &pending(world.email(), &[&ids(&ada)]));
    for secret in [&portal_link, &proof, &access] {
        browser.post("authenticate", &[("code", secret)]).await.expect_status(422);
    }
    browser.arrive(&link).await.expect_status(303);
    assert_eq!(world.items(), before);
    world.introspect(&proof).await.expect_status(401);
    let call = tests::Call::get(PortalPaths::USER).bearer(&portal_link);
    world.call(call).await.expect_status(401);
}

/// A form token that the visitor did not get from us is one that a neighbour may have set.
#[tokio::test]
async fn a_form_token_says_nothing_of_who_is_signed_in() {
    let world = World::unlimited().await;
    let mut browser = Browser::new(&world);
    browser.sign_in(world.email()).await;
    let mut stranger = Browser::open(&world).await;
    stranger.set_cookie("form", &browser.form_token());
    let page = html(&stranger.get("").await.expect(200));
    assert!(!page.contains("/acme/portal/sign-out") && !page.contains("ada@"));
    stranger.post("sessions/end-others", &[]).await.expect_status(303);
    assert_eq!(world.items_of("SESSION#").len(), 1);
}
