//! What one organization gave opens nothing at another's portal, is not told from what there never
//! was, and is not used up there.

use shared::domain::{
    network::NetworkHash,
    principal::PrincipalId,
    sign_in_id::SignInId,
    token::{LinkToken, ProofToken, SessionToken},
};
use tests::World;

use super::{Browser, FAMILY, ada_s_link, html, is_live, plain, set_cookies, wrong};

const SECRET: [u8; 24] = [7; 24];

fn nobody_s_sign_in(world: &World) -> SignInId {
    let now = world.app("portal").now();
    SignInId::new(NetworkHash::from_bytes([7; 16]), now, [7; 10])
}

/// A browser at globex with this cookie of acme's, and one with what never was anything.
async fn both<'w>(world: &'w World, what: &str, acme_s: &str, made_up: &str) -> [Browser<'w>; 2] {
    let mut browser = Browser::new(world).at("globex");
    browser.get("").await.expect_status(200);
    [acme_s, made_up].map(|value| {
        let mut browser = browser.clone();
        browser.set_cookie(what, value);
        browser
    })
}

/// Fails unless both browsers get the same answer.
async fn assert_same_get(browsers: &[Browser<'_>; 2], place: &str) {
    let (mut one, mut other) = (browsers[0].clone(), browsers[1].clone());
    let answers = (one.get(place).await, other.get(place).await);
    assert_same(browsers, &answers, place);
}

async fn assert_same_post(browsers: &[Browser<'_>; 2], place: &str, fields: [&[(&str, &str)]; 2]) {
    let (mut one, mut other) = (browsers[0].clone(), browsers[1].clone());
    let answers = (one.post(place, fields[0]).await, other.post(place, fields[1]).await);
    assert_same(browsers, &answers, place);
}

#[track_caller]
fn assert_same(
    browsers: &[Browser<'_>; 2],
    (one, other): &(tests::Answer, tests::Answer),
    place: &str,
) {
    assert_eq!(one.status, other.status, "{place}");
    assert_eq!(one.header("location"), other.header("location"), "{place}");
    assert_eq!(set_cookies(one), set_cookies(other), "{place}");
    assert_eq!(plain(&browsers[0], one), plain(&browsers[1], other), "{place}");
}

#[tokio::test]
async fn a_session_of_another_organization_is_none() {
    let world = World::unlimited().await;
    let token = Browser::new(&world).sign_in(world.email()).await;
    let customer = world.individual();
    let made_up = SessionToken::mint(PrincipalId { customer, member: None }, SECRET);
    let browsers = both(&world, "session", &token, made_up.expose()).await;
    // Long enough for its use to be recorded.
    world.clock.advance(7_200);
    let before = world.items();
    assert_same_get(&browsers, "").await;
    for place in ["sign-out", "sessions/end", "sessions/end-others"] {
        assert_same_post(&browsers, place, [&[]; 2]).await;
    }
    assert_eq!(world.items(), before);
    assert!(is_live(&world, &token).await);
    // Nor is told of one that ended for not being used.
    world.clock.advance(8 * 24 * 60 * 60);
    assert_same_get(&browsers, "").await;
}

#[tokio::test]
async fn a_sign_in_of_another_organization_is_none() {
    let world = World::unlimited().await;
    let mut acme = Browser::new(&world);
    let code = acme.ask(world.email()).await;
    let link = world.newest_link_code().await;
    let cookie = acme.cookie("sign-in").unwrap().to_owned();
    let id = cookie.split("ids=").nth(1).unwrap().split('&').next().unwrap();
    let made_up = cookie.replace(id, &nobody_s_sign_in(&world).to_string());
    let browsers = both(&world, "sign-in", &cookie, &made_up).await;
    let before = world.items();
    assert_same_get(&browsers, "authenticate").await;
    for code in [&*code, &*wrong(&code)] {
        let fields: &[_] = &[("code", code)];
        assert_same_post(&browsers, "authenticate", [fields; 2]).await;
    }
    let stranger = both(&world, "notice", "x", "x").await;
    let garbled = format!("{}{}", &link[..link.len() - 4], "0000");
    for (forged, browsers) in
        [(&link, &browsers), (&link, &stranger), (&garbled, &browsers), (&garbled, &stranger)]
    {
        let nobody_s = made_up_link(&world, forged);
        let fields: [&[(&str, &str)]; 2] = [&[("code", forged)], &[("code", &nobody_s)]];
        assert_same_post(browsers, "authenticate", fields).await;
    }
    assert_eq!(world.items(), before, "no try is charged, nothing is used up");
    acme.post("authenticate", &[("code", &code)]).await.expect_status(303);
    assert!(acme.cookie("session").is_some());
}

/// The long code of a mail, of the same form as this one, for a sign-in that there never was.
fn made_up_link(world: &World, link: &str) -> String {
    // Kind and network fill the first blocks; the letters behind them are the sign-in's own.
    let id = nobody_s_sign_in(world).to_string();
    let text = format!("{}{}{}", &link[..22], &id[22..33], &link[33..]);
    assert_eq!(text.len(), link.len());
    text
}

#[tokio::test]
async fn a_proof_of_another_organization_is_none() {
    let world = World::unlimited().await;
    let mut acme = Browser::new(&world);
    let accounts = acme.prove().await;
    let proof = acme.cookie("proof").unwrap().to_owned();
    let made_up = ProofToken::mint(nobody_s_sign_in(&world), SECRET);
    let browsers = both(&world, "proof", &proof, made_up.expose()).await;
    let before = world.items();
    assert_same_get(&browsers, "choose").await;
    let fields: &[_] = &[("account", accounts[0].as_str())];
    assert_same_post(&browsers, "choose", [fields; 2]).await;
    assert_eq!(world.items(), before);
    acme.post("choose", &[("account", &accounts[0])]).await.expect_status(303);
    assert!(acme.cookie("session").is_some());
}

#[tokio::test]
async fn a_link_of_another_organization_is_none() {
    let world = World::unlimited().await;
    let link = ada_s_link(&world).await;
    let customer = world.individual();
    let made_up = LinkToken::mint(PrincipalId { customer, member: None }, SECRET);
    let made_up = made_up.expose();
    let browsers = both(&world, "arrival", &link, made_up).await;
    let before = world.items();
    let check = async || {
        assert_same_get(&browsers, "continue").await;
        for fields in [&[][..], &[("replace", "yes")]] {
            assert_same_post(&browsers, "continue", [fields; 2]).await;
        }
    };
    check().await;
    assert_eq!(world.items(), before);
    // And one that was used says no email there.
    let mut acme = Browser::open(&world).await;
    acme.arrive(&link).await.expect_status(200);
    acme.post("continue", &[]).await.expect_status(303);
    check().await;
    let mut globex = Browser::new(&world).at("globex");
    let answer = globex.get(&format!("?link={link}")).await.expect(303);
    assert_eq!(answer.header("location"), Some("/globex/portal/continue"));
    globex.get("continue").await.expect_status(303);
    assert!(!html(&globex.get("").await.expect(200)).contains("ada@example.com"));
}

#[tokio::test]
async fn a_device_of_another_organization_has_no_lane() {
    let world = World::new().await;
    let mut acme = Browser::new(&world);
    acme.sign_in(world.email()).await;
    acme.get("").await.expect_status(200);
    let devices = acme.cookie("devices").unwrap().to_owned();

    // Strangers have used up what anybody may ask for; a device of this very login still could.
    let globex = Browser::new(&world).at("globex");
    for (mut browser, email) in [(globex, world.email()), (Browser::new(&world), FAMILY)] {
        browser.get("").await.expect_status(200);
        for _ in 0..3 {
            browser.post("", &[("email", email)]).await.expect_status(303);
        }
        browser.set_cookie("devices", &devices);
        browser.post("", &[("email", email)]).await.expect_status(429);
    }
}

#[tokio::test]
async fn a_logo_of_another_organization_is_not_served() {
    let world = World::unlimited().await;
    let page = html(&Browser::new(&world).get("").await);
    let (_, rest) = page.split_once("/acme/portal/files/logo-").unwrap();
    let name = format!("logo-{}", rest.split('"').next().unwrap());
    let get = |slug: &str| tests::Call::get(&format!("/{slug}/portal/files/{name}"));
    world.call(get("acme")).await.expect_status(200);
    let globex = world.call(get("globex")).await.expect(404);
    let made_up = tests::Call::get("/globex/portal/files/logo-0123456789abcdef");
    let made_up = world.call(made_up).await.expect(404);
    assert_eq!(html(&globex), html(&made_up));
    world.call(get("nobody")).await.expect_status(404);
}

#[tokio::test]
async fn a_session_in_another_organization_s_cookie_signs_nobody_out() {
    let world = World::unlimited().await;
    let mut acme = Browser::new(&world);
    let token = acme.sign_in(world.email()).await;
    let mut globex = acme.clone().at("globex");
    assert!(globex.cookie("session").is_none());
    assert!(!html(&globex.get("").await.expect(200)).contains("sign-out"));
    globex.post("sign-out", &[]).await.expect_status(303);
    assert!(is_live(&world, &token).await);
    assert_eq!(globex.at("acme").cookie("session"), Some(&*token));
}
