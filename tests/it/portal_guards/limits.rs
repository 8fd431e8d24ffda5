//! The page's limits are the API's: who uses both gets no more than who uses one.

use tests::{World, settings};

use super::{Browser, GRACE, ada_s_link};

#[tokio::test]
async fn an_address_has_its_mails_once_whatever_the_door() {
    for page_first in [true, false] {
        let world = World::new().await;
        let mut browser = Browser::open(&world).await;
        let ada = world.email();
        for number in 0..3 {
            if (number % 2 == 0) == page_first {
                browser.post("", &[("email", ada)]).await.expect_status(303);
            } else {
                world.call(world.code_request(ada)).await.expect_status(202);
            }
        }
        let before = world.items_of("SIGNIN#").len();
        browser.post("", &[("email", ada)]).await.expect_status(429);
        world.clock.advance(60);
        browser.post("resend", &[]).await.expect_status(429);
        world.call(world.code_request(ada)).await.expect_status(429);
        // A browser without cookies is no other person, and no address of another case.
        let mut other = Browser::open(&world).await;
        other.post("", &[("email", "ADA@Example.COM")]).await.expect_status(429);
        assert_eq!(world.items_of("SIGNIN#").len(), before);
        assert_eq!(world.mails().await.len(), 3);
    }
}

#[tokio::test]
async fn a_network_has_its_requests_once_whatever_the_door() {
    let world = World::with(settings([("LATCHKEY_NETWORK_REQUESTS_PER_QUARTER_HOUR", "4")])).await;
    let mut browser = Browser::open(&world).await;
    for number in 0..2 {
        let email = format!("nobody{number}@example.com");
        browser.post("", &[("email", &email)]).await.expect_status(303);
        world.call(world.code_request(&email)).await.expect_status(202);
    }
    for email in [GRACE, "nobody0@example.com", "nobody9@example.com"] {
        browser.post("", &[("email", email)]).await.expect_status(429);
        world.call(world.code_request(email)).await.expect_status(429);
    }
    // At another organization's portal it is the same network.
    let mut globex = browser.clone().at("globex");
    globex.post("", &[("email", world.email())]).await.expect_status(429);
    // No header says otherwise.
    for header in ["x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip"] {
        let form = browser.form("", &[("email", GRACE)]).header(header, "203.0.113.9");
        browser.clone().send(form).await.expect_status(429);
    }
    let mut elsewhere = browser.clone().from("203.0.113.9");
    elsewhere.post("", &[("email", GRACE)]).await.expect_status(303);
}

#[tokio::test]
async fn a_made_up_device_has_no_lane() {
    let requests = "LATCHKEY_NETWORK_REQUESTS_PER_QUARTER_HOUR";
    let world = World::with(settings([(requests, "1000")])).await;
    let mut owner = Browser::new(&world);
    owner.sign_in(world.email()).await;
    owner.get("").await.expect_status(200);
    let proof = owner.cookie("devices").unwrap().to_owned();

    let mut stranger = Browser::open(&world).await;
    for _ in 0..2 {
        stranger.post("", &[("email", world.email())]).await.expect_status(303);
    }
    for number in 0..proof.len() {
        let mut made_up = proof.clone();
        let other = if &proof[number..=number] == "0" { "1" } else { "0" };
        made_up.replace_range(number..=number, other);
        stranger.set_cookie("devices", &made_up);
        stranger.post("", &[("email", world.email())]).await.expect_status(429);
    }
    // The owner still can, three times, and no more.
    for _ in 0..3 {
        owner.post("", &[("email", world.email())]).await.expect_status(303);
    }
    owner.post("", &[("email", world.email())]).await.expect_status(429);
    // Nor is one proof more if it is shown four times.
    owner.set_cookie("devices", &[proof.as_str(); 4].join("."));
    owner.post("", &[("email", world.email())]).await.expect_status(429);
    // Public three, device three: the first sign-in is one of the public ones.
    assert_eq!(world.mails().await.len(), 6);
    // And half a year later it is nothing.
    world.clock.advance(181 * 24 * 60 * 60);
    owner.set_cookie("devices", &proof);
    let mut stranger = Browser::open(&world).await;
    for _ in 0..3 {
        stranger.post("", &[("email", world.email())]).await.expect_status(303);
    }
    owner.post("", &[("email", world.email())]).await.expect_status(429);
}

/// Another code can be asked for after a while; whoever rewrites the cookie that says so has the
/// address's budget against them.
#[tokio::test]
async fn a_rewritten_wait_mails_no_more() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    browser.ask(world.email()).await;
    browser.post("resend", &[]).await.expect_status(429);
    let cookie = browser.cookie("sign-in").unwrap().to_owned();
    for sent in 0..6 {
        let eager = cookie.replace("sent=1", "sent=0");
        browser.set_cookie("sign-in", &eager);
        world.clock.advance(31);
        let expected = if sent < 2 { 303 } else { 429 };
        browser.post("resend", &[]).await.expect_status(expected);
    }
    assert_eq!(world.mails().await.len(), 3);
}

/// A merchant's link signs in without a code; it is no way to more mails.
#[tokio::test]
async fn no_page_but_two_sends_mail() {
    let world = World::new().await;
    let mut browser = Browser::open(&world).await;
    browser.arrive(&ada_s_link(&world).await).await.expect_status(200);
    browser.post("continue", &[]).await.expect_status(303);
    for place in portal::PAGES.map(|(place, _)| place) {
        if place.is_empty() || place == "resend" {
            continue;
        }
        browser.clone().post(place, &[("email", GRACE)]).await;
        browser.clone().get(place).await;
    }
    assert_eq!(world.mails().await.len(), 0);
    assert_eq!(world.items_of("SIGNIN#").len(), 0);
}
