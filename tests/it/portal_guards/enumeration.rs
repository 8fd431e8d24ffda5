//! Whether a page tells who has an account.

use shared::domain::{id::CustomerId, principal::PrincipalId, token::LinkToken};
use tests::{Answer, World};

use super::{Browser, GRACE, ada_s_link, html, is_live, plain, set_cookies};

/// Emails that are masked alike: one is a customer's, the other is nobody's.
const EMAILS: [&str; 2] = ["ada@example.com", "abe@example.com"];

/// Status, headers, cookies with their values' lengths, and the page.
type Told = (u16, Vec<(String, String)>, Vec<(String, usize)>, String);

/// What an answer tells, but for what differs from call to call.
fn told(browser: &Browser<'_>, answer: &Answer) -> Told {
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| *name != "set-cookie" && *name != "apigw-requestid");
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let cookies = set_cookies(answer).into_iter().map(|it| (it.name, it.value.len())).collect();
    (answer.status, headers.collect(), cookies, plain(browser, answer))
}

#[tokio::test]
async fn a_known_email_and_an_unknown_one_get_the_same_answers() {
    let world = World::new().await;
    let walk = async |email: &'static str| {
        let mut browser = Browser::open(&world).await;
        let mut answers = Vec::new();
        let mut keep = |browser: &Browser<'_>, answer: &Answer| {
            let (status, headers, cookies, page) = told(browser, answer);
            answers.push((status, headers, cookies, page.replace(email, "EMAIL")));
        };
        for (place, fields, seconds) in [
            ("", &[("email", email)][..], 0),
            ("resend", &[], 0),
            ("resend", &[], 30),
            ("authenticate", &[("code", "x")], 0),
            ("authenticate", &[("code", "000000")], 0),
            ("authenticate", &[("code", "000000")], 0),
            ("authenticate", &[("code", "000000")], 0),
            ("authenticate", &[("code", "000000")], 0),
            ("authenticate", &[("code", "000000")], 0),
            ("authenticate", &[("code", "000000")], 0),
            ("", &[("email", email)], 0),
            ("", &[("email", email)], 0),
            ("resend", &[], 60),
        ] {
            world.clock.advance(seconds);
            let answer = browser.post(place, fields).await;
            keep(&browser, &answer);
            let answer = browser.get("authenticate").await;
            keep(&browser, &answer);
        }
        // Back to the beginning of a quarter hour for the next.
        let into = (world.clock.millis() / 1_000) % 900;
        world.clock.advance(900 - into);
        answers
    };
    // The codes are drawn by lot; that 000000 is right is one in a million.
    let (known, unknown) = (walk(EMAILS[0]).await, walk(EMAILS[1]).await);
    assert_eq!(known.len(), unknown.len());
    for (step, (known, unknown)) in known.iter().zip(&unknown).enumerate() {
        assert_eq!(known, unknown, "step {step}");
    }
    let statuses: Vec<_> = known.iter().map(|it| it.0).collect();
    assert!(statuses.contains(&429) && statuses.contains(&303) && statuses.contains(&422));
}

#[tokio::test]
async fn a_known_email_costs_what_an_unknown_one_does() {
    let world = World::new().await;
    let mut operations = Vec::new();
    for email in EMAILS {
        let mut browser = Browser::open(&world).await;
        world.wire.forget();
        browser.post("", &[("email", email)]).await.expect_status(303);
        browser.get("authenticate").await.expect_status(200);
        browser.post("authenticate", &[("code", "000000")]).await.expect_status(422);
        let mut made = world.wire.operations();
        made.sort();
        operations.push(made);
    }
    assert_eq!(operations[0], operations[1]);
}

/// Only who has the link's secret may see whose it was.
#[tokio::test]
async fn a_guessed_link_says_no_more_than_garbage() {
    let world = World::unlimited().await;
    let link = ada_s_link(&world).await;
    let mut ada = Browser::open(&world).await;
    ada.arrive(&link).await.expect_status(200);
    ada.post("continue", &[]).await.expect_status(303);

    let mut told_of = Vec::new();
    let nobody = CustomerId::from_bytes([9; 16]);
    for customer in [world.individual(), nobody] {
        let forged = LinkToken::mint(PrincipalId { customer, member: None }, [0; 24]);
        let mut browser = Browser::open(&world).await;
        for place in [format!("?link={}", forged.expose()), "continue".to_owned(), String::new()] {
            let answer = browser.get(&place).await;
            assert!(!html(&answer).contains("@example.com\""), "{place}");
            let (status, headers, cookies, page) = told(&browser, &answer);
            told_of.push((status, headers, cookies, page));
        }
    }
    let (known, unknown) = told_of.split_at(3);
    assert_eq!(known, unknown);

    // One letter of the secret is another, and the checksum right: still nothing.
    let garbage = Browser::open(&world).await.get("?link=x").await.expect(303);
    assert_eq!(garbage.header("location"), Some("/acme/portal"));

    // The holder of the real one sees the email, wherever it is opened.
    let mut holder = Browser::open(&world).await;
    let page = html(&holder.arrive(&link).await.expect(200));
    assert!(page.contains(r#"value="ada@example.com""#));
}

#[tokio::test]
async fn a_stranger_s_session_is_not_ended_and_not_told_of() {
    let world = World::unlimited().await;
    let mut grace = Browser::new(&world);
    let token = grace.sign_in(GRACE).await;
    let mut mia = Browser::new(&world);
    let teammate = mia.sign_in("mia@team.example.com").await;
    let ids = world.items_of("SESSION#");
    let ids: Vec<_> = ids.iter().map(|it| it["id"]["S"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 2);

    let mut bob = Browser::new(&world);
    let own = bob.sign_in("bob@team.example.com").await;
    let mut answers = Vec::new();
    let nothing = ["00000000-0000-4000-8000-000000000000", "x", "", "' OR 1=1", &own];
    for id in ids.iter().map(String::as_str).chain(nothing) {
        let answer = bob.clone().post("sessions/end", &[("session", id)]).await;
        answers.push((answer.status, set_cookies(&answer), html(&answer)));
        assert!(is_live(&world, &token).await && is_live(&world, &teammate).await, "{id}");
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    bob.post("sessions/end-others", &[]).await.expect_status(303);
    assert!(is_live(&world, &token).await && is_live(&world, &teammate).await);
    assert!(bob.other_sessions().await.is_empty());
}

/// The choice is between accounts of the email that was proven.
#[tokio::test]
async fn no_other_account_can_be_chosen() {
    let world = World::unlimited().await;
    let mut family = Browser::new(&world);
    family.prove().await;
    for account in [
        world.seed.customers.individual.id.as_str(),
        &world.seed.customers.team.id,
        &world.seed.second_organization.customer_id,
        "00000000-0000-4000-8000-000000000000",
        "",
    ] {
        let before = world.items();
        let answer = family.post("choose", &[("account", account)]).await.expect(303);
        assert_eq!(answer.header("location"), Some("/acme/portal/choose"), "{account}");
        assert_eq!(set_cookies(&answer), []);
        assert_eq!(world.items(), before);
    }
}
