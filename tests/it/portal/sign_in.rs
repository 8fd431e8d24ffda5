//! The email: what is asked, what is refused, and that nothing tells whose it is.

use serde_json::json;
use tests::{Browser, Shown, WireCall, World, settings};

use super::{ask, asked, member, one_network, said, sign_in, signed_in, wrong};

/// A request's trace that must not depend on whose email it was: the status, where it leads, the
/// headers, the cookies, the page, and what went over the wire.
#[derive(Debug, PartialEq)]
struct Trace {
    status: u16,
    location: Option<String>,
    headers: Vec<(String, String)>,
    cookies: Vec<String>,
    page: String,
    wire: Vec<String>,
}

fn trace(world: &World, browser: &Browser<'_>, email: &str, shown: &Shown) -> Trace {
    let masked = format!("{}•••@{}", &email[..1], email.split_once('@').unwrap().1);
    let token = browser.cookie("form").unwrap_or("no token yet");
    let page = shown.html().replace(token, "TOKEN").replace(&masked, "EMAIL");
    let headers = shown.0.headers.iter().filter(|(name, _)| *name != "set-cookie");
    let value = |value: &str| value.replace(|c: char| c.is_ascii_digit(), "9");
    let mut headers: Vec<_> = headers
        .map(|(name, it)| (name.to_string(), value(it.to_str().unwrap())))
        .filter(|(name, _)| name != "apigw-requestid")
        .collect();
    headers.sort();
    // The value of a cookie is the visitor's own; its name and its life are not.
    let cookie = |it: &http::HeaderValue| {
        let (pair, attributes) = it.to_str().unwrap().split_once(';').unwrap();
        format!("{};{attributes}", pair.split_once('=').unwrap().0)
    };
    let mut wire: Vec<_> = world.wire.calls().iter().map(operation).collect();
    // Asking reads the login and spends the network's request side by side.
    wire.iter_mut().take(2).filter(|it| *it == "Query" || *it == "UpdateItem").for_each(|it| {
        "Query beside UpdateItem".clone_into(it);
    });
    world.wire.forget();
    Trace {
        status: shown.status(),
        location: shown.location(),
        headers,
        cookies: shown.0.headers.get_all("set-cookie").iter().map(cookie).collect(),
        page: page.replace(email, "EMAIL"),
        wire,
    }
}

/// An operation, and what it does where it does several things.
fn operation(call: &WireCall) -> String {
    let writes = call.request["TransactItems"].as_array().into_iter().flatten();
    let kinds: Vec<_> =
        writes.flat_map(|it| it.as_object().unwrap().keys()).map(String::as_str).collect();
    [&[call.operation.as_str()], kinds.as_slice()].concat().join(" ")
}

#[tokio::test]
async fn whose_an_email_is_shows_nowhere_before_the_code() {
    let world = World::unlimited().await;
    let emails = [
        world.email().to_owned(),
        "abe@example.com".to_owned(),
        world.seed.customers.shared_email.email.clone(),
        member(&world, 0),
        "nobody@nowhere.example".to_owned(),
    ];
    let mut traces: Vec<Vec<Trace>> = Vec::new();
    let code = "000000";
    for email in emails {
        world.clock.advance(900);
        Browser::of(&world, "acme").get("").await.expect(200);
        world.wire.forget();
        let mut browser = Browser::of(&world, "acme");
        let mut steps_of_one = Vec::new();
        let steps: [(&str, &[(&str, &str)]); 11] = [
            ("GET ", &[]),
            ("POST ", &[("email", &email)]),
            ("GET authenticate", &[]),
            ("POST resend", &[]),
            ("POST authenticate", &[("code", code)]),
            ("POST authenticate", &[("code", "x")]),
            ("POST authenticate", &[("code", code)]),
            ("POST authenticate", &[("code", code)]),
            ("POST authenticate", &[("code", code)]),
            ("POST authenticate", &[("code", code)]),
            ("POST authenticate", &[("code", code)]),
        ];
        for (step, fields) in steps {
            let (method, place) = step.split_once(' ').unwrap();
            let shown = match method {
                "GET" => browser.get(place).await,
                _ => browser.post(place, fields).await,
            };
            steps_of_one.push(trace(&world, &browser, &email, &shown));
        }
        world.clock.advance(30);
        let shown = browser.post("resend", &[]).await;
        steps_of_one.push(trace(&world, &browser, &email, &shown));
        traces.push(steps_of_one);
    }
    let statuses: Vec<_> = traces[0].iter().map(|it| it.status).collect();
    assert_eq!(statuses, [200, 303, 200, 429, 422, 422, 422, 422, 422, 422, 422, 303]);
    let begin = ["Query beside UpdateItem", "Query beside UpdateItem", "BatchGetItem"];
    assert_eq!(traces[0][1].wire[..3], begin);
    assert_eq!(traces[0][1].wire[3..], ["TransactWriteItems Update Put"]);
    let (first, others) = traces.split_first().unwrap();
    for other in others {
        for (first, other) in first.iter().zip(other) {
            assert_eq!(first, other);
        }
    }
}

#[tokio::test]
async fn only_somebody_s_email_gets_a_mail() {
    let world = World::new().await;
    asked(&world, "nobody@example.com").await;
    assert!(world.mails().await.is_empty());
    asked(&world, " ADA@Example.com ").await;
    let mails = world.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "ada@example.com");
    assert!(mails[0].text.as_ref().unwrap().contains("/acme/portal/authenticate#"));
}

#[tokio::test]
async fn an_email_of_another_organization_is_nobody_s() {
    let world = World::new().await;
    let mut browser = Browser::of(&world, "globex");
    ask(&mut browser, &member(&world, 0)).await;
    assert!(world.mails().await.is_empty());
}

#[tokio::test]
async fn an_email_is_filled_in_by_either_parameter() {
    let world = World::new().await;
    let mut browser = Browser::of(&world, "acme");
    for (query, email) in [
        ("", ""),
        ("?email=ada%40example.com", "ada@example.com"),
        ("?prefilled_email=%20ada%2Bb@example.com", "ada+b@example.com"),
        ("?prefilled_email=b@example.com&email=a@example.com", "a@example.com"),
        ("?Email=a@example.com", ""),
    ] {
        let shown = browser.get(query).await.expect(200);
        assert_eq!(shown.field("email").as_deref(), Some(email), "{query}");
    }
    assert!(world.items_of("SIGNIN#").is_empty());
}

#[tokio::test]
async fn what_is_filled_in_stays_text() {
    let world = World::new().await;
    let mut browser = Browser::of(&world, "acme");
    let hostile = [
        "\"><script>alert(1)</script>",
        "' onfocus=alert(1) x='",
        "\" autofocus onfocus=\"alert(1)",
        "</form><form action=https://evil.example>",
        "&quot;&#34;><b>",
        "{{ 7 * 7 }}",
        "a\u{202e}b\u{0}c",
    ];
    for text in hostile {
        for name in ["email", "prefilled_email"] {
            let query: String = url::form_urlencoded::Serializer::new("?".to_owned())
                .append_pair(name, text)
                .finish();
            let shown = browser.get(&query.replace("?&", "?")).await.expect(200);
            assert_eq!(shown.field("email").as_deref(), Some(text), "{query}");
            for (marker, count) in [("<script", 1), ("<form", 2), (" onfocus", 0), ("<b>", 0)] {
                let html = shown.html().replace(&escaped(text), "");
                assert_eq!(html.matches(marker).count(), count, "{text}");
            }
        }
    }
    for (length, kept) in [(254, true), (255, false), (1_024, false), (1_025, false)] {
        let long = "é".repeat(length);
        let query = format!("?email={}", "%C3%A9".repeat(length));
        let shown = browser.get(&query).await.expect(200);
        let expected = if kept { long } else { String::new() };
        assert_eq!(shown.field("email"), Some(expected), "{length}");
    }
}

/// The text as it stands in an attribute: with no character that ends one.
fn escaped(text: &str) -> String {
    let reference = |c: char| format!("&#{};", u32::from(c));
    text.chars().map(|c| if "\"'<>&".contains(c) { reference(c) } else { c.to_string() }).collect()
}

#[tokio::test]
async fn what_is_no_email_is_told_and_kept_in_the_field() {
    let world = World::new().await;
    let mut browser = Browser::of(&world, "acme");
    browser.get("").await.expect(200);
    world.wire.forget();
    let long_name = format!("{}@example.com", "a".repeat(65));
    let long_in_bytes = format!("{}@example.com", "é".repeat(33));
    let (invalid, long) = ("sign-in-email-invalid", "sign-in-email-too-long");
    let cases = [
        ("", invalid),
        ("ada", invalid),
        ("ada@", invalid),
        ("@example.com", invalid),
        ("a b@example.com", invalid),
        ("ada@example.com, bob@example.com", invalid),
        ("\"><b>@example.com", invalid),
        ("ada@localhost", invalid),
        (&long_name, long),
        (&long_in_bytes, long),
    ];
    for (email, sentence) in cases {
        let shown = browser.post("", &[("email", email)]).await.expect(422);
        assert!(shown.says(sentence), "{email}: {}", shown.text());
        assert_eq!(shown.field("email").as_deref(), Some(email));
        assert_eq!(shown.values("email").len(), 1);
        assert!(shown.html().contains("aria-invalid=\"true\""));
        assert!(browser.cookie("sign-in").is_none());
    }
    // The field takes 254 characters, so this was never typed into it.
    let endless = format!("{}@example.com", "a".repeat(300));
    let shown = browser.post("", &[("email", &endless)]).await.expect(422);
    assert!(shown.says(long));
    assert_eq!(shown.field("email").as_deref(), Some(""));
    let shown = browser.post("", &[]).await.expect(422);
    assert!(shown.says(invalid));
    assert!(world.wire.calls().is_empty(), "{:?}", world.wire.operations());
    assert_ne!(said(invalid), said(long));
}

#[tokio::test]
async fn over_the_limit_of_an_address_everybody_is_told_to_wait_alike() {
    let world = one_network().await;
    let mut pages = Vec::new();
    for email in [world.email(), "abe@example.com"] {
        for _ in 0..3 {
            asked(&world, email).await;
        }
        let mails = world.mails().await.len();
        world.clock.advance_millis(i64::try_from(pages.len()).unwrap());
        let mut browser = Browser::of(&world, "acme");
        browser.get("").await.expect(200);
        let shown = browser.post("", &[("email", email)]).await.expect(429);
        assert_eq!(shown.0.header("retry-after"), Some("900"));
        assert!(shown.says_of("wait-minutes", "minutes", 15), "{}", shown.text());
        assert!(!shown.says("sign-in-enter-code"), "this browser has none");
        assert_eq!(shown.field("email").as_deref(), Some(email));
        assert!(browser.cookie("sign-in").is_none());
        assert_eq!(world.mails().await.len(), mails);
        pages.push(trace(&world, &browser, email, &shown).page);
    }
    assert_eq!(pages[0], pages[1]);
    world.clock.advance(900);
    let mut browser = Browser::of(&world, "acme");
    browser.get("").await.expect(200);
    browser
        .post("", &[("email", world.email())])
        .await
        .expect_location("/acme/portal/authenticate");
}

#[tokio::test]
async fn whoever_has_a_code_already_is_led_to_where_it_is_entered() {
    let world = World::new().await;
    for email in [world.email(), "nobody@example.com"] {
        let mut browser = asked(&world, email).await;
        for _ in 0..2 {
            browser.post("", &[("email", email)]).await.expect(303);
        }
        let shown = browser.post("", &[("email", email)]).await.expect(429);
        assert!(shown.says("sign-in-enter-code"));
        assert!(shown.html().contains("href=\"/acme/portal/authenticate\""));
        assert!(browser.cookie("sign-in").is_some(), "what it has it keeps");
        for _ in 0..3 {
            asked(&world, "other@example.com").await;
        }
        let shown = browser.post("", &[("email", "other@example.com")]).await.expect(429);
        assert!(!shown.says("sign-in-enter-code"), "that code is another email's");
        world.clock.advance(900);
    }
}

#[tokio::test]
async fn over_the_limit_of_a_day_the_wait_is_in_hours() {
    let world = World::with(settings([("LATCHKEY_MAILS_PER_QUARTER_HOUR", "100")])).await;
    for _ in 0..7 {
        asked(&world, world.email()).await;
    }
    let mut browser = Browser::of(&world, "acme");
    browser.get("").await.expect(200);
    let shown = browser.post("", &[("email", world.email())]).await.expect(429);
    assert_eq!(shown.0.header("retry-after"), Some("43200"), "it is noon");
    assert!(shown.says_of("wait-hours", "hours", 12), "{}", shown.text());
}

#[tokio::test]
async fn over_the_limit_of_a_network_everybody_is_told_to_wait_alike() {
    let limit = settings([("LATCHKEY_NETWORK_REQUESTS_PER_QUARTER_HOUR", "2")]);
    let world = World::with(limit).await;
    asked(&world, "bob@example.com").await;
    asked(&world, "bea@example.com").await;
    let mut pages = Vec::new();
    for email in [world.email(), "abe@example.com"] {
        world.clock.advance(60);
        let mut browser = Browser::of(&world, "acme");
        browser.get("").await.expect(200);
        let shown = browser.post("", &[("email", email)]).await.expect(429);
        let left = if pages.is_empty() { 840 } else { 780 };
        assert_eq!(shown.0.header("retry-after"), Some(left.to_string().as_str()));
        assert!(shown.says_of("wait-minutes", "minutes", left / 60), "{}", shown.text());
        let page = trace(&world, &browser, email, &shown).page;
        pages.push(page.replace("14 minutes", "").replace("13 minutes", ""));
    }
    assert_eq!(pages[0], pages[1]);
    let mut elsewhere = Browser::of(&world, "acme").from("198.51.100.7");
    ask(&mut elsewhere, world.email()).await;
}

#[tokio::test]
async fn the_last_ninety_seconds_are_told_in_seconds() {
    let world = World::new().await;
    for _ in 0..3 {
        asked(&world, world.email()).await;
    }
    for (at, message, name, left) in [
        (809, "wait-minutes", "minutes", 2),
        (810, "wait-seconds", "seconds", 90),
        (899, "wait-seconds", "seconds", 1),
    ] {
        world.clock.advance(at - (world.clock.millis() / 1_000) % 900);
        let mut browser = Browser::of(&world, "acme");
        browser.get("").await.expect(200);
        let shown = browser.post("", &[("email", world.email())]).await.expect(429);
        assert!(shown.says_of(message, name, left), "{at}: {}", shown.text());
    }
}

#[tokio::test]
async fn an_organization_that_there_is_not_has_no_portal() {
    let world = World::new().await;
    for slug in ["initech", "ACME", "acme.", "v2", "a b"] {
        let base = format!("/{}/portal", slug.replace(' ', "%20"));
        for place in ["", "/authenticate", "/choose", "/continue", "/nothing"] {
            let mut browser = Browser::of(&world, "acme");
            let shown = browser.get(&format!("{base}{place}")).await.expect(404);
            assert!(shown.says("problem-not-found"), "{base}{place}: {}", shown.text());
            assert_eq!(shown.0.header("content-type"), Some("text/html; charset=utf-8"));
        }
        let mut browser = Browser::of(&world, "acme");
        browser.get("").await.expect(200);
        let shown = browser.post(&base, &[("email", world.email())]).await.expect(404);
        assert!(shown.says("problem-not-found"));
    }
    assert!(world.items_of("SIGNIN#").is_empty());
}

/// Asks for a code in a fresh browser until the public mails to this email are used up.
async fn use_up(world: &World, slug: &str, email: &str) {
    loop {
        let mut stranger = Browser::of(world, slug).from("203.0.113.66");
        stranger.get("").await.expect(200);
        match stranger.post("", &[("email", email)]).await.status() {
            303 => {}
            status => return assert_eq!(status, 429),
        }
    }
}

/// What becomes of asking for this email.
async fn status_of_asking(browser: &mut Browser<'_>, email: &str) -> u16 {
    browser.get("").await.expect(200);
    browser.post("", &[("email", email)]).await.status()
}

#[tokio::test]
async fn who_signed_in_before_has_mails_of_its_own() {
    let world = one_network().await;
    let mut mine = signed_in(&world, world.email()).await;
    assert!(mine.cookie("devices").is_some());
    mine.post("sign-out", &[]).await.expect(303);
    mine.follow().await.expect(200);
    assert!(mine.cookie("devices").is_some(), "it survives");
    use_up(&world, "acme", world.email()).await;
    let before = world.mails().await.len();

    let mut other = Browser::of(&world, "acme");
    assert_eq!(status_of_asking(&mut other, world.email()).await, 429);
    for _ in 0..3 {
        assert_eq!(status_of_asking(&mut mine, world.email()).await, 303);
    }
    assert_eq!(world.mails().await.len(), before + 3);
    assert_eq!(status_of_asking(&mut mine, world.email()).await, 429);

    world.clock.advance(900);
    use_up(&world, "acme", world.email()).await;
    sign_in(&mut mine, &world, world.email()).await;
}

#[tokio::test]
async fn a_browser_s_own_mails_do_not_count_against_everybody_s() {
    let world = one_network().await;
    let mut mine = signed_in(&world, world.email()).await;
    mine.post("sign-out", &[]).await.expect(303);
    for _ in 0..3 {
        assert_eq!(status_of_asking(&mut mine, world.email()).await, 303);
    }
    assert_eq!(status_of_asking(&mut mine, world.email()).await, 429);
    asked(&world, world.email()).await;
    asked(&world, world.email()).await;
    let mut other = Browser::of(&world, "acme");
    assert_eq!(status_of_asking(&mut other, world.email()).await, 429, "one of three was mine");
}

#[tokio::test]
async fn a_device_proof_is_for_one_email_at_one_organization() {
    let world = one_network().await;
    let mut mine = signed_in(&world, world.email()).await;
    mine.post("sign-out", &[]).await.expect(303);
    let grace = member(&world, 0);
    for email in [&grace, "nobody@example.com"] {
        use_up(&world, "acme", email).await;
        assert_eq!(status_of_asking(&mut mine, email).await, 429, "{email}");
    }
    // Ada is a customer of both.
    use_up(&world, "globex", world.email()).await;
    let proof = mine.cookie("devices").unwrap().to_owned();
    let mut there = mine.clone().at("globex");
    there.set_cookie("devices", &proof);
    assert_eq!(status_of_asking(&mut there, world.email()).await, 429);
    use_up(&world, "acme", world.email()).await;
    assert_eq!(status_of_asking(&mut mine, world.email()).await, 303, "here it is good");
}

#[tokio::test]
async fn a_browser_keeps_a_proof_for_each_login_of_a_household() {
    let world = one_network().await;
    let mut ours = Browser::of(&world, "acme");
    let emails =
        [world.email().to_owned(), member(&world, 0), member(&world, 1), member(&world, 2)];
    for email in &emails {
        sign_in(&mut ours, &world, email).await;
    }
    for email in &emails {
        use_up(&world, "acme", email).await;
        assert_eq!(status_of_asking(&mut ours, email).await, 303, "{email}");
    }
    // A fifth takes the place of the one that is oldest.
    operate_new_customer(&world, "zoe@example.com").await;
    sign_in(&mut ours, &world, "zoe@example.com").await;
    use_up(&world, "acme", "zoe@example.com").await;
    assert_eq!(status_of_asking(&mut ours, "zoe@example.com").await, 303);
    assert_eq!(status_of_asking(&mut ours, &emails[0]).await, 429);
}

async fn operate_new_customer(world: &World, email: &str) {
    super::operate(world, "create_customer", json!({ "email": email, "name": "Zoe" })).await;
}

#[tokio::test]
async fn a_merchant_s_word_is_no_proof_of_an_email() {
    let world = one_network().await;
    let mut mine = Browser::of(&world, "acme");
    let link = super::link(&world, &super::for_ada(&world)).await;
    mine.get(&link).await.expect_location("/acme/portal/continue");
    mine.follow().await.expect(200);
    mine.post("continue", &[]).await.expect_location("/acme/portal");
    assert!(mine.follow().await.expect(200).says("account-title"));
    assert!(mine.cookie("devices").is_none());
    use_up(&world, "acme", world.email()).await;
    assert_eq!(status_of_asking(&mut mine, world.email()).await, 429);
}

#[tokio::test]
async fn no_device_proof_is_issued_for_an_email_that_changed() {
    let world = one_network().await;
    let mut mine = signed_in(&world, world.email()).await;
    let change = json!({
        "customer_id": world.seed.customers.individual.id, "email": "new@example.com",
    });
    super::operate(&world, "change_customer_email", change).await;
    let shown = mine.get("").await.expect(200);
    assert!(shown.says("sign-in-ended"), "{}", shown.text());
    assert!(shown.cookie("devices").is_none());
    use_up(&world, "acme", "new@example.com").await;
    assert_eq!(status_of_asking(&mut mine, "new@example.com").await, 429);
    world.clock.advance(900);
    sign_in(&mut mine, &world, "new@example.com").await;
    use_up(&world, "acme", "new@example.com").await;
    assert_eq!(status_of_asking(&mut mine, "new@example.com").await, 303);
}

#[tokio::test]
async fn a_device_proof_ends_after_180_days_unless_the_account_is_visited() {
    const DAY: i64 = 24 * 60 * 60;
    let world = one_network().await;
    let mut mine = signed_in(&world, world.email()).await;
    mine.post("sign-out", &[]).await.expect(303);
    mine.follow().await.expect(200);
    world.clock.advance(30 * DAY - 1);
    let mut visited = mine.clone();
    sign_in(&mut visited, &world, world.email()).await;
    assert_eq!(visited.cookie("devices"), mine.cookie("devices"), "it is young");
    world.clock.advance(1);
    visited.get("").await.expect(200);
    assert_ne!(visited.cookie("devices"), mine.cookie("devices"), "it is renewed");

    world.clock.advance(150 * DAY - 1);
    use_up(&world, "acme", world.email()).await;
    assert_eq!(status_of_asking(&mut mine, world.email()).await, 303, "its last second");
    world.clock.advance(1);
    use_up(&world, "acme", world.email()).await;
    assert_eq!(status_of_asking(&mut mine, world.email()).await, 429);
    assert_eq!(status_of_asking(&mut visited, world.email()).await, 303, "the renewed one");
}

#[tokio::test]
async fn a_code_that_was_asked_for_on_the_page_is_no_call_of_the_api() {
    let world = World::new().await;
    asked(&world, world.email()).await;
    let code = world.newest_code().await;
    world.authenticate_bare(&code, "192.0.2.1").await.expect_status(401);
    world.authenticate_bare(&wrong(&code), "192.0.2.1").await.expect_status(401);
    assert_eq!(super::tries(&world), ["0"], "it is not even tried");
}
