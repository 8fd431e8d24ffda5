//! Several accounts with one email: they are named after the code, and one of them is chosen, once.

use futures_util::future::join_all;
use serde_json::json;
use tests::{Browser, World, settings};

use super::{asked, assert_live, enter_newest_code, operate, revoke, token};

fn family(world: &World) -> (String, Vec<String>) {
    let shared = world.seed.customers.shared_email.clone();
    (shared.email, shared.customer_ids)
}

/// A browser that proved the shared email, on the page that lists the accounts.
async fn proven(world: &World) -> Browser<'_> {
    let mut browser = asked(world, &family(world).0).await;
    enter_newest_code(&mut browser, world).await.expect_location("/acme/portal/choose");
    browser.follow().await.expect(200);
    browser
}

/// Fails unless choosing leads back to the start, which says why, and the proof is forgotten.
async fn assert_gone(browser: &mut Browser<'_>, account: &str) {
    let mut other = browser.clone();
    other.get("choose").await.expect_location("/acme/portal");
    browser.post("choose", &[("account", account)]).await.expect_location("/acme/portal");
    assert!(browser.cookie("session").is_none() && browser.cookie("proof").is_none());
    for browser in [browser, &mut other] {
        assert!(browser.follow().await.expect(200).says("notice-sign-in-gone"));
    }
}

#[tokio::test]
async fn accounts_are_named_after_the_code_and_not_before() {
    let world = World::new().await;
    let (email, ids) = family(&world);
    let mut browser = asked(&world, &email).await;
    let before = [
        browser.get("").await.html(),
        browser.get("authenticate").await.html(),
        browser.post("authenticate", &[("code", "abc")]).await.html(),
    ];
    for html in before {
        for name in ["Sam", "Alex", ids[0].as_str(), ids[1].as_str()] {
            assert!(!html.contains(name), "{name}");
        }
    }
    enter_newest_code(&mut browser, &world).await.expect_location("/acme/portal/choose");
    assert!(browser.cookie("session").is_none() && browser.cookie("proof").is_some());
    let shown = browser.follow().await.expect(200);
    assert!(shown.says("choose-title") && shown.has("Sam") && shown.has("Alex"));
    let mut offered = shown.values("account");
    offered.sort();
    let mut expected = ids.clone();
    expected.sort();
    assert_eq!(offered, expected);
    assert!(world.items_of("SESSION#").is_empty());
}

#[tokio::test]
async fn the_account_that_was_chosen_is_opened() {
    for (place, name) in ["Sam", "Alex"].into_iter().enumerate() {
        let world = World::new().await;
        let chosen = &family(&world).1[place];
        let mut browser = proven(&world).await;
        let shown = browser.post("choose", &[("account", chosen)]).await;
        let shown = shown.expect_location("/acme/portal");
        assert!(shown.cookie("session.acme").unwrap().ends_with("Max-Age=2592000"));
        assert!(browser.cookie("proof").is_none());
        assert!(browser.follow().await.has(name));
        let user = tests::Call::get(tests::PortalPaths::USER).bearer(&token(&browser));
        assert_eq!(world.call(user).await.json()["customer_id"], json!(chosen));
        assert!(world.items_of("SIGNIN#").is_empty(), "it is used");
        assert!(browser.cookie("devices").is_some(), "the email is proven on this device");
    }
}

#[tokio::test]
async fn a_link_leads_to_the_choice_too() {
    let world = World::new().await;
    asked(&world, &family(&world).0).await;
    let link = world.newest_link_code().await;
    let mut other = Browser::of(&world, "acme");
    other.get("authenticate").await.expect(200);
    other.post("authenticate", &[("code", &link)]).await.expect_location("/acme/portal/choose");
    assert_eq!(other.follow().await.expect(200).values("account").len(), 2);
}

#[tokio::test]
async fn another_s_account_is_no_choice() {
    let world = World::new().await;
    let mut browser = proven(&world).await;
    let seed = &world.seed;
    let foreign = [
        seed.customers.individual.id.as_str(),
        &seed.customers.team.id,
        &seed.second_organization.customer_id,
        "00000000-0000-4000-8000-000000000999",
        "garbage",
        "",
    ];
    for account in foreign {
        let shown = browser.post("choose", &[("account", account)]).await;
        shown.expect_location("/acme/portal/choose");
        assert!(browser.cookie("session").is_none(), "{account}");
    }
    browser.post("choose", &[]).await.expect_location("/acme/portal/choose");
    assert!(world.items_of("SESSION#").is_empty());
    let account = &family(&world).1[0];
    browser.post("choose", &[("account", account)]).await.expect_location("/acme/portal");
}

#[tokio::test]
async fn without_a_proof_there_is_no_choice() {
    let world = World::new().await;
    let (email, ids) = family(&world);
    let proof = proven(&world).await.cookie("proof").unwrap().to_owned();
    let last = if proof.ends_with('0') { "1" } else { "0" };
    let misspelt = format!("{}{last}", &proof[..proof.len() - 1]);
    for proof in [None, Some(""), Some("garbage"), Some(misspelt.as_str())] {
        let mut browser = Browser::of(&world, "acme");
        browser.get("").await.expect(200);
        if let Some(proof) = proof {
            browser.set_cookie("proof", proof);
        }
        world.wire.forget();
        assert_gone(&mut browser, &ids[0]).await;
        assert!(world.wire.calls().is_empty(), "{:?}", world.wire.operations());
    }
    // Nor with the proof of another sign-in whose code was not right yet.
    let mut browser = asked(&world, &email).await;
    let pending = world.items_of("SIGNIN#").len();
    assert_gone(&mut browser, &ids[0]).await;
    assert_eq!(world.items_of("SIGNIN#").len(), pending);
    assert!(world.items_of("SESSION#").is_empty());
}

#[tokio::test]
async fn a_proof_is_not_good_at_another_organization() {
    let world = World::new().await;
    let browser = proven(&world).await;
    let mut there = browser.clone().at("globex");
    there.set_cookie("proof", browser.cookie("proof").unwrap());
    there.get("choose").await.expect_location("/globex/portal");
    there.set_cookie("proof", browser.cookie("proof").unwrap());
    let account = &family(&world).1[0];
    there.post("choose", &[("account", account)]).await.expect_location("/globex/portal");
    assert!(world.items_of("SESSION#").is_empty());
}

#[tokio::test]
async fn a_proof_is_good_once() {
    let world = World::new().await;
    let ids = family(&world).1;
    let mut browser = proven(&world).await;
    let mut again = browser.clone();
    browser.post("choose", &[("account", &ids[0])]).await.expect_location("/acme/portal");
    assert_gone(&mut again, &ids[1]).await;
    assert_eq!(world.items_of("SESSION#").len(), 1);
}

#[tokio::test]
async fn a_proof_ends_when_a_code_of_its_moment_would() {
    for (after_millis, good) in [(599_999, true), (600_000, false)] {
        let world = World::with(settings([("LATCHKEY_CODE_TTL_SECONDS", "600")])).await;
        let account = &family(&world).1[0];
        let mut browser = asked(&world, &family(&world).0).await;
        world.clock.advance(599);
        let shown = enter_newest_code(&mut browser, &world).await;
        assert!(shown.cookie("proof.acme").unwrap().ends_with("Max-Age=600"));
        browser.follow().await.expect(200);
        world.clock.advance_millis(after_millis);
        if good {
            browser.post("choose", &[("account", account)]).await.expect_location("/acme/portal");
            assert_live(&world, &token(&browser), true).await;
        } else {
            assert_gone(&mut browser, account).await;
            assert!(world.items_of("SESSION#").is_empty());
        }
    }
}

#[tokio::test]
async fn an_account_whose_generation_was_raised_is_no_choice_any_more() {
    let world = World::new().await;
    let ids = family(&world).1;
    let mut browser = proven(&world).await;
    revoke(&world, &ids[0]).await;
    let shown = browser.get("choose").await.expect(200);
    assert_eq!(shown.values("account"), [ids[1].as_str()]);
    browser.post("choose", &[("account", &ids[0])]).await.expect_location("/acme/portal/choose");
    assert!(world.items_of("SESSION#").is_empty());
    revoke(&world, &ids[1]).await;
    assert_gone(&mut browser, &ids[1]).await;
    assert!(world.items_of("SESSION#").is_empty());
}

#[tokio::test]
async fn no_choice_outlives_a_revocation_at_any_point() {
    for at in 0..3 {
        let world = std::sync::Arc::new(World::new().await);
        let chosen = family(&world).1[0].clone();
        let mut browser = proven(&world).await;
        let customer = chosen.clone();
        world.strike(
            move |number, _| number == at,
            |world| async move {
                revoke(&world, &customer).await;
            },
        );
        let shown = browser.post("choose", &[("account", &chosen)]).await.expect(303);
        world.wire.heal();
        assert_eq!(
            world.wire.operations().last().map(String::as_str) == Some("TransactWriteItems"),
            at == 2
        );
        let back = if at == 2 { "/acme/portal" } else { "/acme/portal/choose" };
        assert_eq!(shown.location().as_deref(), Some(back), "before call {at}");
        assert!(browser.cookie("session").is_none(), "before call {at}");
        assert!(world.items_of("SESSION#").is_empty(), "before call {at}");
    }
}

#[tokio::test]
async fn neither_code_nor_link_works_once_the_email_is_proven() {
    let world = World::new().await;
    let mut browser = asked(&world, &family(&world).0).await;
    let mut other = browser.clone();
    let (code, link) = (world.newest_code().await, world.newest_link_code().await);
    browser.post("authenticate", &[("code", &code)]).await.expect_location("/acme/portal/choose");
    for proof in [&code, &link] {
        let shown = other.post("authenticate", &[("code", proof)]).await.expect(422);
        assert!(shown.says("code-gone"), "{}", shown.text());
        assert!(other.cookie("proof").is_none());
    }
    assert!(other.get("authenticate").await.says("code-gone"));
    world.authenticate_bare(&link, "192.0.2.1").await.expect_status(401);
    let account = &family(&world).1[0];
    browser.post("choose", &[("account", account)]).await.expect_location("/acme/portal");
}

#[tokio::test]
async fn the_api_opens_nothing_where_there_is_a_choice_and_uses_nothing_up() {
    let world = World::new().await;
    let mut browser = asked(&world, &family(&world).0).await;
    let link = world.newest_link_code().await;
    world.authenticate_bare(&link, "192.0.2.1").await.expect_status(401);
    browser.post("authenticate", &[("code", &link)]).await.expect_location("/acme/portal/choose");
}

#[tokio::test]
async fn fifty_parallel_right_codes_give_one_proof() {
    let world = World::new().await;
    let browser = asked(&world, &family(&world).0).await;
    let (code, link) = (world.newest_code().await, world.newest_link_code().await);
    let entered = (0..50).map(|number| {
        let mut browser = browser.clone();
        let code = if number % 2 == 0 { code.clone() } else { link.clone() };
        async move { (browser.post("authenticate", &[("code", &code)]).await, browser) }
    });
    let (proofs, refused): (Vec<_>, Vec<_>) =
        join_all(entered).await.into_iter().partition(|(shown, _)| shown.status() == 303);
    assert!(refused.iter().all(|(shown, _)| [422, 503].contains(&shown.status())));
    let [(_, browser)] = proofs.as_slice() else { panic!("{} proofs", proofs.len()) };
    let account = &family(&world).1[0];
    let choose = &[("account", account.as_str())];
    browser.clone().post("choose", choose).await.expect_location("/acme/portal");
}

#[tokio::test]
async fn fifty_parallel_choices_give_one_session() {
    let world = World::new().await;
    let ids = family(&world).1;
    let browser = proven(&world).await;
    let chosen = (0..50).map(|number| {
        let (mut browser, account) = (browser.clone(), ids[number % 2].clone());
        async move {
            let shown = browser.post("choose", &[("account", &account)]).await;
            assert!([303, 503].contains(&shown.status()), "{}", shown.text());
            browser.cookie("session").is_some()
        }
    });
    let opened = join_all(chosen).await.into_iter().filter(|it| *it).count();
    assert_eq!(opened, 1);
    assert_eq!(world.items_of("SESSION#").len(), 1);
}

#[tokio::test]
async fn one_account_that_is_left_over_can_be_chosen() {
    let world = World::new().await;
    let ids = family(&world).1;
    let mut browser = asked(&world, &family(&world).0).await;
    world.deliver().await;
    operate(&world, "delete_customer", json!({ "customer_id": ids[0] })).await;
    enter_newest_code(&mut browser, &world).await.expect_location("/acme/portal/choose");
    let shown = browser.follow().await.expect(200);
    assert_eq!(shown.values("account"), [ids[1].as_str()]);
    browser.post("choose", &[("account", &ids[1])]).await.expect_location("/acme/portal");
    assert!(browser.follow().await.has("Alex"));
}

#[tokio::test]
async fn a_team_and_a_customer_of_the_same_email_are_told_apart() {
    let world = World::new().await;
    let team = world.seed.customers.team.id.clone();
    let input =
        json!({ "customer_id": team, "email": world.email(), "name": "Ada", "role": "member" });
    operate(&world, "create_member", input).await;
    let mut browser = asked(&world, world.email()).await;
    enter_newest_code(&mut browser, &world).await.expect_location("/acme/portal/choose");
    let shown = browser.follow().await.expect(200);
    assert!(shown.has("Hopper & Co.") && shown.says("role-member"), "{}", shown.text());
    browser.post("choose", &[("account", &team)]).await.expect_location("/acme/portal");
    let shown = browser.follow().await;
    assert!(shown.has("Hopper & Co.") && shown.says("account-team"), "{}", shown.text());
}

#[tokio::test]
async fn a_choice_replaces_the_session_before() {
    let world = World::new().await;
    let mut browser = super::signed_in(&world, world.email()).await;
    let before = token(&browser);
    super::ask(&mut browser, &family(&world).0).await;
    enter_newest_code(&mut browser, &world).await.expect(303);
    browser.follow().await.expect(200);
    assert_live(&world, &before, true).await;
    let account = &family(&world).1[0];
    browser.post("choose", &[("account", account)]).await.expect_location("/acme/portal");
    assert_live(&world, &before, false).await;
    assert_live(&world, &token(&browser), true).await;
}
