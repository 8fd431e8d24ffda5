//! Signing a visitor in to the attacker's own account, so that they do there what is not theirs.

use tests::{Call, World};

use super::{Browser, ada_s_link, grace_s_link, html, is_live, set_cookies};

/// Where the attacker's page says it is: every browser sends one of these, or neither.
const FROM_ELSEWHERE: [&[(&str, &str)]; 5] = [
    &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
    &[("sec-fetch-site", "same-site"), ("origin", "https://shop.example.com")],
    &[("origin", "https://evil.example")],
    // A sandboxed frame in a browser that knows no Sec-Fetch-Site.
    &[("origin", "null")],
    &[],
];

/// Fails unless the attacker's form, posted in the victim's browser, signs nobody in. The victim's
/// cookies go along, as they would in a browser that does not know `SameSite`.
async fn assert_signs_nobody_in(
    victim: &Browser<'_>,
    attacker: &Browser<'_>,
    place: &str,
    fields: &[(&str, &str)],
) {
    let before = victim.world().items();
    let token = attacker.form_token();
    let with_token: Vec<_> = fields.iter().copied().chain([("form_token", &*token)]).collect();
    for headers in FROM_ELSEWHERE {
        for fields in [fields, &with_token] {
            let forged = |browser: &Browser<'_>| {
                let form = browser.bare_form(place, fields);
                headers.iter().fold(form, |form: Call, (name, value)| match *name {
                    "origin" => form.header("origin", value),
                    _ => form.header("sec-fetch-site", value),
                })
            };
            // With the victim's cookies, and without any.
            let mut empty = victim.clone();
            empty.forget_cookies();
            for browser in [victim.clone(), empty] {
                let answer = browser.clone().send(forged(&browser)).await;
                assert_eq!(answer.status, 403, "{place} {headers:?}");
                assert_eq!(set_cookies(&answer), [], "{place} {headers:?}");
            }
        }
    }
    assert_eq!(victim.world().items(), before, "{place}");
}

#[tokio::test]
async fn an_attacker_s_code_link_or_proof_signs_no_victim_in() {
    let world = World::unlimited().await;
    let victim = Browser::open(&world).await;

    let mut attacker = Browser::new(&world);
    let code = attacker.ask(world.email()).await;
    let link = world.newest_link_code().await;
    for code in [code.as_str(), link.as_str()] {
        assert_signs_nobody_in(&victim, &attacker, "authenticate", &[("code", code)]).await;
    }
    // Nor where the victim has a sign-in of its own under way.
    let mut busy = Browser::open(&world).await;
    busy.ask("mia@team.example.com").await;
    assert_signs_nobody_in(&busy, &attacker, "authenticate", &[("code", &link)]).await;

    let mut attacker = Browser::new(&world);
    let accounts = attacker.prove().await;
    let proof = attacker.cookie("proof").unwrap().to_owned();
    let fields = [("account", &*accounts[0]), ("proof", &*proof)];
    assert_signs_nobody_in(&victim, &attacker, "choose", &fields).await;

    let mut attacker = Browser::new(&world);
    let link = ada_s_link(&world).await;
    attacker.arrive(&link).await.expect_status(200);
    let fields = [("link", &*link), ("arrival", &*link), ("replace", "yes")];
    assert_signs_nobody_in(&victim, &attacker, "continue", &fields).await;
}

#[tokio::test]
async fn an_attacker_s_arrival_link_does_not_replace_a_live_session() {
    let world = World::unlimited().await;
    let mut victim = Browser::new(&world);
    let token = victim.sign_in(world.email()).await;
    let link = grace_s_link(&world).await;

    // The page asks, and has nothing that the script would send by itself.
    let asked = html(&victim.arrive(&link).await.expect(200));
    assert!(asked.contains(r#"name="replace""#) && !asked.contains(r#"id="arrival""#));
    assert!(asked.contains("ada@example.com") && asked.contains("grace@team.example.com"));

    // Whatever does not say so is no agreement.
    for fields in [&[][..], &[("continue", "yes")], &[("Replace", "yes")]] {
        let answer = victim.post("continue", fields).await.expect(200);
        assert!(html(&answer).contains(r#"name="replace""#));
        assert_eq!(victim.cookie("session"), Some(&*token));
    }
    assert!(is_live(&world, &token).await);

    // Whoever stays has forgotten the link.
    victim.post("continue", &[("stay", "yes"), ("replace", "yes")]).await.expect_status(303);
    assert_eq!((victim.cookie("arrival"), victim.cookie("session")), (None, Some(&*token)));
    assert!(is_live(&world, &token).await);

    // The link is still there for whose it is.
    let mut grace = Browser::open(&world).await;
    let asked = html(&grace.arrive(&link).await.expect(200));
    assert!(asked.contains(r#"id="arrival""#));
    grace.post("continue", &[]).await.expect_status(303);
    assert!(grace.cookie("session").is_some());
}

#[tokio::test]
async fn whoever_agrees_leaves_no_session_behind() {
    let world = World::unlimited().await;
    let mut browser = Browser::new(&world);
    let token = browser.sign_in(world.email()).await;
    browser.arrive(&grace_s_link(&world).await).await.expect_status(200);
    browser.post("continue", &[("replace", "yes")]).await.expect_status(303);
    assert_ne!(browser.cookie("session"), Some(&*token));
    assert!(!is_live(&world, &token).await);
}

/// The session may have begun after the page was shown that did not ask.
#[tokio::test]
async fn it_is_asked_when_the_link_is_used_not_when_it_is_shown() {
    let world = World::unlimited().await;
    let mut victim = Browser::open(&world).await;
    let link = grace_s_link(&world).await;
    assert!(html(&victim.arrive(&link).await.expect(200)).contains(r#"id="arrival""#));
    let arrival = victim.cookie("arrival").unwrap().to_owned();
    let token = victim.sign_in(world.email()).await;
    victim.set_cookie("arrival", &arrival);
    let answer = victim.post("continue", &[]).await.expect(200);
    assert!(html(&answer).contains(r#"name="replace""#));
    assert!(is_live(&world, &token).await);
}

/// A GET, which any site can have a browser send, signs nobody in, out or over.
#[tokio::test]
async fn no_get_changes_who_is_signed_in() {
    let world = World::unlimited().await;
    let mut victim = Browser::new(&world);
    let token = victim.sign_in(world.email()).await;
    let (mail, link) = {
        let mut attacker = Browser::new(&world);
        attacker.ask("grace@team.example.com").await;
        (world.newest_link_code().await, grace_s_link(&world).await)
    };
    let before = world.items();
    for place in [
        format!("?link={link}"),
        format!("?code={mail}"),
        format!("authenticate?code={mail}"),
        format!("authenticate?link={link}"),
        "continue?replace=yes".to_owned(),
        "choose".to_owned(),
        "?sign-out=1".to_owned(),
    ] {
        let answer = victim.get(&place).await;
        assert!([200, 303].contains(&answer.status), "{place}");
        assert_eq!(victim.cookie("session"), Some(&*token), "{place}");
    }
    assert_eq!(world.items(), before);
}
