//! Forms that another site sends in a visitor's name.

use serde_json::json;
use tests::{Call, World};

use super::{Browser, FORM, ada_s_link, html, set_cookies};

/// Every page that takes a form. A new one needs a row in [`ready`].
const PLACES: [&str; 8] = [
    "",
    "authenticate",
    "resend",
    "choose",
    "continue",
    "sign-out",
    "sessions/end",
    "sessions/end-others",
];

/// A browser for which the page's form, with these fields, does something.
async fn ready<'w>(world: &'w World, place: &str) -> (Browser<'w>, Vec<(&'static str, String)>) {
    let mut browser = Browser::open(world).await;
    let ada = world.email();
    let fields = match place {
        "authenticate" => vec![("code", browser.ask(ada).await)],
        "resend" => {
            browser.ask(ada).await;
            world.clock.advance(31);
            Vec::new()
        }
        "choose" => vec![("account", browser.prove().await.remove(0))],
        "continue" => {
            browser.arrive(&ada_s_link(world).await).await.expect_status(200);
            Vec::new()
        }
        "sign-out" => {
            browser.sign_in(ada).await;
            Vec::new()
        }
        "sessions/end" | "sessions/end-others" => {
            Browser::new(world).sign_in(ada).await;
            browser.sign_in(ada).await;
            vec![("session", browser.other_sessions().await.remove(0))]
        }
        _ => {
            assert_eq!(place, "", "this page needs a row");
            vec![("email", ada.to_owned())]
        }
    };
    (browser, fields)
}

fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Fails unless a call is refused with this status and nothing comes of it.
async fn assert_refused(browser: &Browser<'_>, call: Call, status: u16, tried: &str) {
    let world = browser.world();
    let before = world.items();
    let tried = format!("{tried}: {call:?}");
    let answer = browser.clone().send(call).await;
    assert_eq!(answer.status, status, "{tried}");
    // Not even a form token, which would take the place of the one that open pages have.
    assert_eq!(set_cookies(&answer), [], "{tried}");
    assert!(!html(&answer).contains("form_token"), "{tried}");
    assert_eq!(world.items(), before, "{tried}");
}

#[test]
fn every_page_that_takes_a_form_has_its_row() {
    let takes_forms = portal::PAGES.iter().filter(|(_, methods)| methods.contains(&"POST"));
    let mut places: Vec<_> = takes_forms.map(|(place, _)| *place).collect();
    let mut rows = PLACES.to_vec();
    places.sort_unstable();
    rows.sort_unstable();
    assert_eq!(rows, places);
}

#[tokio::test]
async fn a_form_of_our_own_page_is_taken() {
    for place in PLACES {
        let world = World::unlimited().await;
        let (mut browser, fields) = ready(&world, place).await;
        let before = world.items();
        browser.post(place, &borrowed(&fields)).await.expect_status(303);
        assert_ne!(world.items(), before, "{place}");
    }
}

#[tokio::test]
async fn without_this_browser_s_token_it_is_refused() {
    for place in PLACES {
        let world = World::unlimited().await;
        let (browser, fields) = ready(&world, place).await;
        let stranger = Browser::open(&world).await.form_token();
        let own = browser.form_token();
        let other_case = own.to_uppercase();
        let wrong = [
            ("none", None),
            ("empty", Some("")),
            ("short", Some(&own[..31])),
            ("long", Some(&*format!("{own}0"))),
            ("a stranger's", Some(&*stranger)),
            ("zeros", Some("00000000000000000000000000000000")),
        ];
        for (what, token) in wrong {
            let mut fields = borrowed(&fields);
            fields.extend(token.map(|token| ("form_token", token)));
            let call = browser.bare_form(place, &fields).header("sec-fetch-site", "same-origin");
            assert_refused(&browser, call, 403, what).await;
        }
        if other_case != own {
            let mut fields = borrowed(&fields);
            fields.push(("form_token", &other_case));
            let call = browser.bare_form(place, &fields).header("sec-fetch-site", "same-origin");
            assert_refused(&browser, call, 403, "another case").await;
        }
        // The first of two counts, so the right one cannot be added to a wrong one.
        let mut twice = vec![("form_token", &*stranger)];
        twice.extend(borrowed(&fields));
        let call = browser.form(place, &twice);
        assert_refused(&browser, call, 403, "two").await;
    }
}

#[tokio::test]
async fn without_the_cookie_it_is_refused() {
    for place in PLACES {
        let world = World::unlimited().await;
        let (browser, fields) = ready(&world, place).await;
        let form = browser.form(place, &borrowed(&fields));
        for cookie in [None, Some(""), Some("x"), Some("00000000000000000000000000000000")] {
            let mut other = browser.clone();
            other.forget_cookie("form");
            if let Some(cookie) = cookie {
                other.set_cookie("form", cookie);
            }
            let call = form.clone().header("cookie", &other.cookies());
            let before = world.items();
            let answer = browser.clone().send(call).await;
            assert_eq!(answer.status, 403, "{place} {cookie:?}");
            assert_eq!(set_cookies(&answer), [], "{place} {cookie:?}");
            assert_eq!(world.items(), before, "{place} {cookie:?}");
        }
    }
}

#[tokio::test]
async fn from_another_site_it_is_refused_even_with_the_token() {
    for place in PLACES {
        let world = World::unlimited().await;
        let (browser, fields) = ready(&world, place).await;
        let form = || {
            let (fields, token) = (borrowed(&fields), browser.form_token());
            let fields: Vec<_> = fields.into_iter().chain([("form_token", &*token)]).collect();
            browser.bare_form(place, &fields)
        };
        for site in ["cross-site", "same-site", "none", "", "Same-Origin", "same-origin,cross-site"]
        {
            for origin in [None, Some("https://portal.example.com"), Some("null")] {
                let call = form().header("sec-fetch-site", site);
                let call = match origin {
                    Some(origin) => call.header("origin", origin),
                    None => call,
                };
                assert_refused(&browser, call, 403, site).await;
            }
        }
        for origin in [
            "https://evil.example",
            "https://globex.example.com",
            "https://portal.example.com.evil.example",
            "https://evil.example://portal.example.com",
            "https://portal.example.com:8443",
            "portal.example.com",
            "",
            "https://",
            "NULL",
        ] {
            assert_refused(&browser, form().header("origin", origin), 403, origin).await;
        }
        assert_refused(&browser, form(), 403, "neither header").await;
        // What a browser without Sec-Fetch-Site sends from our own page.
        let ours = form().header("origin", "null");
        browser.clone().send(ours).await.expect_status(303);
    }
}

#[tokio::test]
async fn only_a_form_is_read() {
    for place in PLACES {
        let world = World::unlimited().await;
        let (browser, fields) = ready(&world, place).await;
        let form = browser.form(place, &borrowed(&fields));
        for media_type in [
            "text/plain",
            "application/json",
            "multipart/form-data; boundary=x",
            "text/plain; application/x-www-form-urlencoded",
            "application/x-www-form-urlencodedx",
            "",
        ] {
            let call = form.clone().header("content-type", media_type);
            assert_refused(&browser, call, 415, media_type).await;
        }
        let token = browser.form_token();
        let body = json!({ "form_token": token, "email": world.email() }).to_string();
        let call = form.clone().header("content-type", "application/json").body(body);
        assert_refused(&browser, call, 415, "json").await;
    }
}

#[tokio::test]
async fn a_form_has_64_kib_and_not_one_byte_more() {
    let world = World::unlimited().await;
    for place in PLACES {
        let (browser, _) = ready(&world, place).await;
        let token = browser.form_token();
        let mut body = format!("form_token={token}&x=");
        body.push_str(&"x".repeat(64 * 1024 + 1 - body.len()));
        let call = browser.form(place, &[]).header("content-type", FORM).body(body.clone());
        assert_refused(&browser, call, 413, place).await;
        body.pop();
        let call = browser.form(place, &[]).header("content-type", FORM).body(body);
        let status = browser.clone().send(call).await.status;
        assert!([303, 422, 429].contains(&status), "{place}: {status}");
    }
}
