//! The code: each way in which it may fail has its sentence, and what else opens its sign-in.

use futures_util::future::join_all;
use tests::{Browser, World};

use super::{
    ask, asked, assert_live, enter_newest_code, member, said, sign_in, signed_in, token, tries,
    wrong,
};

const FAULTS: [&str; 4] = ["code-wrong", "code-used-up", "code-gone", "code-malformed"];

/// Fails unless the page says this of the code, and nothing else.
#[track_caller]
fn assert_fault(shown: &tests::Shown, fault: &str) {
    assert_eq!(shown.status(), 422, "{}", shown.text());
    for other in FAULTS {
        assert_eq!(shown.says(other), other == fault, "{fault}, {other}: {}", shown.text());
    }
}

#[tokio::test]
async fn a_code_opens_a_session_once_and_leads_to_the_account() {
    let world = World::new().await;
    let mut browser = asked(&world, world.email()).await;
    let mut again = browser.clone();
    let code = world.newest_code().await;
    let shown = browser.post("authenticate", &[("code", &code)]).await;
    let shown = shown.expect_location("/acme/portal");
    assert!(shown.cookie("session.acme").unwrap().ends_with("SameSite=Lax; Max-Age=2592000"));
    assert!(browser.cookie("sign-in").is_none(), "what is done with is forgotten");
    assert_live(&world, &token(&browser), true).await;
    assert!(browser.follow().await.has("ada@example.com"));

    assert_fault(&again.post("authenticate", &[("code", &code)]).await, "code-gone");
    assert!(again.cookie("session").is_none());
    assert_eq!(world.items_of("SESSION#").len(), 1);
    assert!(world.items_of("SIGNIN#").is_empty());
}

#[tokio::test]
async fn a_wrong_code_is_told_with_the_tries_that_are_left() {
    let world = World::new().await;
    let mut browser = asked(&world, world.email()).await;
    let code = world.newest_code().await;
    let shown = browser.get("authenticate").await.expect(200);
    assert!(shown.says_of("code-tries-left", "count", 5), "{}", shown.text());
    assert!(shown.has("a•••@example.com"));
    for left in [4, 3, 2, 1] {
        let shown = browser.post("authenticate", &[("code", &wrong(&code))]).await;
        assert_fault(&shown, "code-wrong");
        assert!(shown.says_of("code-tries-left", "count", left), "{}", shown.text());
        assert_eq!(shown.field("code").as_deref(), Some(""), "the field of the link, and no other");
        let shown = browser.get("authenticate").await.expect(200);
        assert!(shown.says_of("code-tries-left", "count", left), "{}", shown.text());
        assert!(!shown.says("code-wrong"));
    }
    browser.post("authenticate", &[("code", &code)]).await.expect_location("/acme/portal");
}

#[tokio::test]
async fn used_up_digits_are_told_and_the_link_still_works() {
    let world = World::new().await;
    let mut browser = asked(&world, world.email()).await;
    let (code, link) = (world.newest_code().await, world.newest_link_code().await);
    for _ in 0..4 {
        browser.post("authenticate", &[("code", &wrong(&code))]).await.expect(422);
    }
    for digits in [&wrong(&code), &code, &wrong(&code)] {
        let shown = browser.post("authenticate", &[("code", digits)]).await;
        assert_fault(&shown, "code-used-up");
        assert!(shown.says("code-used-up-next"));
        assert!(!shown.html().contains("id=\"code\""), "there is nothing to type into");
    }
    let shown = browser.get("authenticate").await.expect(200);
    assert!(shown.says("code-used-up") && shown.says("code-resend"));
    assert!(world.items_of("SESSION#").is_empty());
    browser.post("authenticate", &[("code", &link)]).await.expect_location("/acme/portal");
    assert_live(&world, &token(&browser), true).await;
}

#[tokio::test]
async fn an_expired_code_and_its_link_are_told_to_be_gone() {
    let world = World::new().await;
    let mut browser = asked(&world, world.email()).await;
    let (code, link) = (world.newest_code().await, world.newest_link_code().await);
    world.clock.advance_millis(899_999);
    let shown = browser.get("authenticate").await.expect(200);
    assert!(shown.says_of("code-good-for", "minutes", 1), "{}", shown.text());
    world.clock.advance_millis(1);
    for proof in [&code, &wrong(&code), &link] {
        let shown = browser.post("authenticate", &[("code", proof)]).await;
        assert_fault(&shown, "code-gone");
        assert!(shown.says("code-gone-next"));
    }
    assert!(browser.get("authenticate").await.expect(200).says("code-gone"));
    assert_eq!(world.items_of("SIGNIN#").len(), 1, "TTL lags, as it does by days");
    assert!(world.items_of("SESSION#").is_empty());
}

#[tokio::test]
async fn a_code_that_is_none_is_told_and_not_charged() {
    let world = World::new().await;
    let mut browser = asked(&world, world.email()).await;
    let long = "1".repeat(1_024);
    let longer = "1".repeat(1_025);
    for text in
        ["", "12345", "1234567", "abcdef", "12345a", "<b>", "ada@example.com", &long, &longer]
    {
        let shown = browser.post("authenticate", &[("code", text)]).await;
        assert_fault(&shown, "code-malformed");
        assert!(shown.says_of("code-tries-left", "count", 5), "{}", shown.text());
        assert!(!shown.html().contains("<b>"));
    }
    assert_fault(&browser.post("authenticate", &[]).await, "code-malformed");
    assert_eq!(tries(&world), ["0"]);
    enter_newest_code(&mut browser, &world).await.expect_location("/acme/portal");
}

#[test]
fn no_two_sentences_are_the_same() {
    let mut sentences = FAULTS.map(said).to_vec();
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), FAULTS.len());
}

#[tokio::test]
async fn a_code_is_good_for_the_minutes_that_the_page_says() {
    let world = World::new().await;
    let mut browser = asked(&world, world.email()).await;
    for (after, minutes) in [(0, 15), (1, 15), (59, 14), (780, 1)] {
        world.clock.advance(after);
        let shown = browser.get("authenticate").await.expect(200);
        assert!(shown.says_of("code-good-for", "minutes", minutes), "{}", shown.text());
        let code = wrong(&world.newest_code().await);
        let shown = browser.post("authenticate", &[("code", &code)]).await.expect(422);
        assert!(shown.says_of("code-good-for", "minutes", minutes), "{}", shown.text());
    }
}

#[tokio::test]
async fn a_code_is_read_as_people_type_it() {
    let world = World::unlimited().await;
    let shifted = |code: &str, zero: u32| -> String {
        code.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + zero).unwrap()).collect()
    };
    let wide = |code: &str| shifted(code, 0xff10);
    let arabic = |code: &str| shifted(code, 0x660);
    let spaced = |code: &str| format!(" {}-{} ", &code[..3], &code[3..]);
    let ways: [&dyn Fn(&str) -> String; 3] = [&wide, &arabic, &spaced];
    for typed in ways {
        let mut browser = asked(&world, world.email()).await;
        let code = typed(&world.newest_code().await);
        browser.post("authenticate", &[("code", &code)]).await.expect_location("/acme/portal");
    }
}

#[tokio::test]
async fn the_code_of_the_mail_before_works_after_another_was_asked_for() {
    let world = World::unlimited().await;
    let mut browser = asked(&world, world.email()).await;
    let first = world.newest_code().await;
    world.clock.advance(30);
    browser.post("resend", &[]).await.expect_location("/acme/portal/authenticate");
    let shown = browser.follow().await.expect(200);
    assert!(shown.says("notice-code-sent"));
    assert!(!browser.get("authenticate").await.says("notice-code-sent"), "it is said once");
    let second = world.newest_code().await;
    assert_eq!(world.mails().await.len(), 2);
    let neither = [wrong(&second), wrong(&wrong(&second))].into_iter().find(|it| *it != first);
    let shown = browser.post("authenticate", &[("code", &neither.unwrap())]).await;
    assert_fault(&shown, "code-wrong");
    assert_eq!(
        tries(&world),
        ["1", "1"],
        "each is charged, so that two are no twice as many tries"
    );
    browser.post("authenticate", &[("code", &first)]).await.expect_location("/acme/portal");
    assert_live(&world, &token(&browser), true).await;
    assert_eq!(tries(&world), ["2"], "the newest was tried before it, and is not used");
}

#[tokio::test]
async fn wrong_codes_use_up_every_mail_s_digits_and_a_new_mail_s_are_fresh() {
    let world = World::unlimited().await;
    let mut browser = asked(&world, world.email()).await;
    let first = world.newest_code().await;
    world.clock.advance(30);
    browser.post("resend", &[]).await.expect(303);
    let second = world.newest_code().await;
    let neither = [wrong(&second), wrong(&wrong(&second))].into_iter().find(|it| *it != first);
    for _ in 0..5 {
        browser.post("authenticate", &[("code", neither.as_ref().unwrap())]).await.expect(422);
    }
    for code in [&first, &second] {
        assert_fault(&browser.post("authenticate", &[("code", code)]).await, "code-used-up");
    }
    assert_eq!(tries(&world), ["5", "5"]);
    world.clock.advance(60);
    browser.post("resend", &[]).await.expect(303);
    assert!(browser.follow().await.says_of("code-tries-left", "count", 5));
    enter_newest_code(&mut browser, &world).await.expect_location("/acme/portal");
}

#[tokio::test]
async fn of_four_mails_the_digits_of_three_work_and_the_links_of_all() {
    let world = World::unlimited().await;
    let mut browser = asked(&world, world.email()).await;
    let (first, link) = (world.newest_code().await, world.newest_link_code().await);
    let mut second = String::new();
    for wait in [30, 60, 120] {
        world.clock.advance(wait);
        browser.post("resend", &[]).await.expect(303);
        if second.is_empty() {
            second = world.newest_code().await;
        }
    }
    let mut other = browser.clone();
    assert_fault(&browser.post("authenticate", &[("code", &first)]).await, "code-wrong");
    assert_eq!(tries(&world), ["0", "1", "1", "1"]);
    browser.post("authenticate", &[("code", &second)]).await.expect_location("/acme/portal");
    other.post("authenticate", &[("code", &link)]).await.expect_location("/acme/portal");
}

#[tokio::test]
async fn another_code_can_be_asked_for_after_a_wait_that_doubles() {
    let world = World::unlimited().await;
    let mut browser = asked(&world, world.email()).await;
    for (sent, wait) in [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 900), (7, 30)] {
        for (at, left) in [(0, wait), (1, wait - 1), (wait - 2, 1)] {
            world.clock.advance(at);
            browser.get("authenticate").await.expect(200);
            world.wire.forget();
            let shown = browser.post("resend", &[]).await.expect(429);
            assert_eq!(shown.0.header("retry-after"), Some(left.to_string().as_str()));
            let seconds = u32::try_from(left).unwrap();
            let said = shown.says_of("code-resend-in", "seconds", seconds);
            assert!(said && !shown.html().contains("aria-invalid="), "{left}: {}", shown.text());
            assert!(shown.html().contains(&format!("data-wait=\"{left}\"")));
            assert_eq!(world.wire.operations(), ["GetItem"], "nothing is charged");
        }
        assert_eq!(world.mails().await.len(), sent);
        world.clock.advance(1);
        assert!(browser.get("authenticate").await.html().contains("data-wait=\"0\""));
        browser.post("resend", &[]).await.expect_location("/acme/portal/authenticate");
        assert_eq!(world.mails().await.len(), sent + 1);
    }
}

#[tokio::test]
async fn the_first_code_stays_good_where_the_email_is_entered_again() {
    let world = World::new().await;
    let mut browser = asked(&world, world.email()).await;
    let first = world.newest_code().await;
    super::ask(&mut browser, world.email()).await;
    world.newest_code().await;
    browser.post("authenticate", &[("code", &first)]).await.expect_location("/acme/portal");

    // Another email's is another sign-in.
    let mut browser = asked(&world, &member(&world, 0)).await;
    let first = world.newest_code().await;
    super::ask(&mut browser, &member(&world, 1)).await;
    if world.newest_code().await != first {
        browser.post("authenticate", &[("code", &first)]).await.expect(422);
    }
}

#[tokio::test]
async fn another_code_is_a_mail_like_any_other_to_the_limits() {
    let world = World::new().await;
    for email in [world.email(), "nobody@example.com"] {
        let mut browser = asked(&world, email).await;
        for wait in [30, 60] {
            world.clock.advance(wait);
            browser.post("resend", &[]).await.expect(303);
        }
        world.clock.advance(120);
        let shown = browser.post("resend", &[]).await.expect(429);
        assert_eq!(shown.0.header("retry-after"), Some("690"));
        assert!(shown.says_of("wait-minutes", "minutes", 12), "{}", shown.text());
        assert!(shown.says_of("code-tries-left", "count", 5), "the last one is still good");
        world.clock.advance(690);
    }
}

#[tokio::test]
async fn who_asked_for_no_code_is_sent_none_and_no_digits_are_taken() {
    let world = World::new().await;
    asked(&world, world.email()).await;
    let (code, link) = (world.newest_code().await, world.newest_link_code().await);
    let mut other = Browser::of(&world, "acme");
    assert!(other.get("authenticate").await.expect(200).says("code-elsewhere"));
    world.wire.forget();
    for text in [code.as_str(), "123456", "abc", ""] {
        let shown = other.post("authenticate", &[("code", text)]).await.expect(422);
        assert!(shown.says("code-gone"), "{}", shown.text());
    }
    other.post("resend", &[]).await.expect_location("/acme/portal");
    assert!(world.wire.calls().is_empty(), "{:?}", world.wire.operations());
    other.post("authenticate", &[("code", &link)]).await.expect_location("/acme/portal");
}

#[tokio::test]
async fn bare_codes_of_the_api_find_theirs_behind_forty_of_the_page() {
    let world = World::unlimited().await;
    let (_, code) = world.fresh_code(world.email()).await;
    let mut browser = Browser::of(&world, "acme");
    browser.get("").await.expect(200);
    let mut page_codes = Vec::new();
    for number in 0..40 {
        world.clock.advance_millis(1);
        browser.post("", &[("email", &member(&world, number % 3))]).await.expect(303);
        page_codes.push(world.newest_code().await);
    }
    let another = page_codes.iter().find(|it| **it != code).unwrap();
    world.authenticate_bare(another, "192.0.2.1").await.expect_status(401);
    assert_eq!(tries(&world)[0], "1", "it was tried on the API's, as a bare code may be");
    world.authenticate_bare(&code, "192.0.2.1").await.expect_status(200);
    let charged = tries(&world).into_iter().filter(|it| it != "0").count();
    assert_eq!(charged, 0, "none of the page's was tried");
}

#[tokio::test]
async fn the_link_of_a_mail_that_the_api_sent_works_on_the_page() {
    let world = World::new().await;
    let request_id = world.request_code(world.email()).await;
    let (code, link) = (world.newest_code().await, world.newest_link_code().await);
    let mut browser = Browser::of(&world, "acme");
    browser.get("authenticate").await.expect(200);
    browser.post("authenticate", &[("code", &link)]).await.expect_location("/acme/portal");
    assert!(browser.follow().await.has("ada@example.com"));
    world.authenticate(&code, &request_id).await.expect_status(401);
}

#[tokio::test]
async fn a_link_is_not_good_at_another_organization_and_is_not_used_up_there() {
    let world = World::new().await;
    let mut here = asked(&world, world.email()).await;
    let link = world.newest_link_code().await;
    let mut there = Browser::of(&world, "globex");
    ask(&mut there, world.email()).await;
    let before = world.items();
    let shown = there.post("authenticate", &[("code", &link)]).await;
    assert_fault(&shown, "code-gone");
    assert!(there.cookie("session").is_none());
    assert_eq!(world.items(), before, "nothing is written");

    // Nor are its digits, where somebody moves the cookie: they are tried, and open nothing.
    there.set_cookie("sign-in", here.cookie("sign-in").unwrap());
    let code = world.mails().await[1].text.clone().unwrap();
    let code = code.trim_end().rsplit_once('#').unwrap().1.to_owned();
    let shown = there.post("authenticate", &[("code", &code)]).await;
    assert_fault(&shown, "code-gone");
    assert!(there.cookie("session").is_none());
    assert!(world.items_of("SESSION#").is_empty());
    here.post("authenticate", &[("code", &link)]).await.expect_location("/acme/portal");
    assert!(here.follow().await.has("Ada"));
}

#[tokio::test]
async fn a_link_that_is_not_quite_right_is_refused() {
    let world = World::new().await;
    let mut browser = asked(&world, world.email()).await;
    let link = world.newest_link_code().await;
    for place in [0, link.len() / 2, link.len() - 1] {
        let mut changed = link.clone().into_bytes();
        changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(changed).unwrap();
        browser.post("authenticate", &[("code", &changed)]).await.expect(422);
        assert!(browser.cookie("session").is_none());
    }
    assert!(world.items_of("SESSION#").is_empty());
    browser.post("authenticate", &[("code", &link)]).await.expect(303);
}

#[tokio::test]
async fn a_session_that_is_replaced_is_ended() {
    let world = World::new().await;
    let mut browser = signed_in(&world, world.email()).await;
    let first = token(&browser);
    sign_in(&mut browser, &world, &member(&world, 0)).await;
    assert_live(&world, &first, false).await;
    let second = token(&browser);
    assert_live(&world, &second, true).await;
    // The same account again is a session of its own too.
    sign_in(&mut browser, &world, &member(&world, 0)).await;
    assert_live(&world, &second, false).await;
    assert_live(&world, &token(&browser), true).await;
    assert_eq!(world.items_of("SESSION#").len(), 1);
}

#[tokio::test]
async fn a_failed_try_ends_no_session() {
    let world = World::new().await;
    let mut browser = signed_in(&world, world.email()).await;
    ask(&mut browser, &member(&world, 0)).await;
    let code = world.newest_code().await;
    browser.post("authenticate", &[("code", &wrong(&code))]).await.expect(422);
    assert_live(&world, &token(&browser), true).await;
    assert!(browser.get("authenticate").await.says("link-replaces"));
}

#[tokio::test]
async fn fifty_parallel_right_codes_give_one_session() {
    let world = World::new().await;
    let browser = asked(&world, world.email()).await;
    let (code, link) = (world.newest_code().await, world.newest_link_code().await);
    let entered = (0..50).map(|number| {
        let mut browser = browser.clone();
        let code = if number % 2 == 0 { code.clone() } else { link.clone() };
        async move { browser.post("authenticate", &[("code", &code)]).await }
    });
    let shown = join_all(entered).await;
    assert_eq!(shown.iter().filter(|it| it.status() == 303).count(), 1);
    assert!(shown.iter().all(|it| [303, 422, 503].contains(&it.status())));
    assert_eq!(shown.iter().filter(|it| it.cookie("session").is_some()).count(), 1);
    assert_eq!(world.items_of("SESSION#").len(), 1);
}

#[tokio::test]
async fn parallel_guesses_never_get_more_tries() {
    let world = World::new().await;
    let browser = asked(&world, world.email()).await;
    let code = wrong(&world.newest_code().await);
    let guesses = (0..40).map(|_| {
        let (mut browser, code) = (browser.clone(), code.clone());
        async move { browser.post("authenticate", &[("code", &code)]).await }
    });
    assert!(join_all(guesses).await.iter().all(|it| it.status() == 422));
    assert_eq!(tries(&world), ["5"]);
}

#[tokio::test]
async fn what_a_browser_keeps_of_a_sign_in_survives_and_whatever_else_stands_there_is_harmless() {
    let world = World::unlimited().await;
    let mut browser = Browser::of(&world, "acme");
    for email in ["ada+b=c&d@example.com", "ädà%41;@exämple.com", "'a`{|}~!#$%&*?^_/@example.com"]
    {
        browser.get("").await.expect(200);
        let status = browser.post("", &[("email", email)]).await.status();
        if status == 303 {
            let masked = format!(
                "{}•••@{}",
                email.chars().next().unwrap(),
                email.rsplit_once('@').unwrap().1
            );
            assert!(browser.follow().await.expect(200).has(&masked), "{email}");
            world.clock.advance(30);
            browser.post("resend", &[]).await.expect_location("/acme/portal/authenticate");
            assert!(browser.follow().await.has(&masked), "{email}");
        } else {
            assert_eq!((status, email.contains(';')), (422, true), "{email}");
        }
    }

    ask(&mut browser, world.email()).await;
    let kept = browser.cookie("sign-in").unwrap().to_owned();
    let id = kept.split("ids=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let many = vec![id.as_str(); 1_000].join(".");
    let with = |ids: &str, sent: &str| format!("email=ada%40example.com&ids={ids}&sent={sent}");
    let hostile = [
        String::new(),
        "garbage".to_owned(),
        "email=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&ids=&sent=1".to_owned(),
        "email=%22%3E%3Cb%3E%40example.com&ids=&sent=1".to_owned(),
        with("", "1"),
        with("...", "1"),
        with("x.y.z", "1"),
        with(&"0".repeat(44), "1"),
        with(&id, "-1"),
        with(&id, "4294967296"),
        with(&id, "4294967295"),
        with(&id, "0"),
        with(&id, "NaN"),
        with(&many, "2"),
        format!("{kept}&{kept}"),
        "%ff%00=%".to_owned(),
    ];
    for cookie in hostile {
        let mut browser = browser.clone();
        browser.set_cookie("sign-in", &cookie);
        for (place, fields) in [
            ("authenticate", vec![("code", "abc")]),
            ("resend", vec![]),
            ("", vec![("email", "x")]),
        ] {
            let shown = browser.post(place, &fields).await;
            assert!([303, 422, 429].contains(&shown.status()), "{cookie}: {}", shown.text());
            browser.set_cookie("sign-in", &cookie);
        }
        let shown = browser.get("authenticate").await.expect(200);
        assert!(!shown.html().contains("<script>") && !shown.html().contains("<b>"), "{cookie}");
        world.wire.forget();
        let status = browser.post("authenticate", &[("code", "000000")]).await.status();
        assert!([303, 422].contains(&status), "{cookie}");
        assert!(world.wire.calls().len() <= 3, "{cookie}: {:?}", world.wire.operations());
    }
    let longest = with(&id, "4294967295");
    browser.set_cookie("sign-in", &longest);
    let shown = browser.post("resend", &[]).await.expect(429);
    assert_eq!(shown.0.header("retry-after"), Some("900"), "no wait is longer");
}

#[tokio::test]
async fn where_mail_is_read_on_the_web_is_a_click_away() {
    let world = World::unlimited().await;
    for (email, gmail, outlook) in [
        ("ada@gmail.com", true, false),
        ("ada@GOOGLEMAIL.com", true, false),
        ("ada@hotmail.com", false, true),
        ("ada@example.com", true, true),
        ("ada@gmail.com.example", true, true),
    ] {
        let mut browser = asked(&world, email).await;
        let html = browser.get("authenticate").await.html();
        assert_eq!(html.contains("https://mail.google.com/"), gmail, "{email}");
        assert_eq!(html.contains("https://outlook.live.com/"), outlook, "{email}");
    }
}
