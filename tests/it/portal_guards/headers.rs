//! Embedding, and what else headers hold off: on every answer, whatever it is.

use http::Method;
use sha2::{Digest, Sha256};
use tests::{Answer, Call, Verdict, World};

use super::{Browser, FAMILY, ada_s_link, grace_s_link, html, set_cookies, wrong};

/// What every answer has, with this value exactly.
const ALWAYS: [(&str, &str); 6] = [
    ("strict-transport-security", "max-age=63072000"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// What an answer may have beside these and its own.
const ALLOWED: [&str; 5] =
    ["apigw-requestid", "set-cookie", "retry-after", "allow", "content-language"];

/// Fails unless an answer of the page keeps what every answer promises.
#[track_caller]
pub(super) fn assert_guarded(answer: &Answer, slug: &str) {
    for (name, value) in ALWAYS {
        assert_eq!(answer.header(name), Some(value), "{name} of {}", answer.status);
        assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{name}");
    }
    let own = if answer.status == 303 {
        assert_redirect(answer, slug);
        "location"
    } else {
        assert_html(answer, slug);
        "content-type"
    };
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{}", answer.status);
    for name in answer.headers.keys().map(http::HeaderName::as_str) {
        let expected = ALWAYS.iter().any(|(it, _)| *it == name)
            || ALLOWED.contains(&name)
            || own == name
            || ["cache-control", "content-security-policy"].contains(&name);
        assert!(expected, "{name} was not expected");
    }
    assert_cookies(answer, slug);
}

#[track_caller]
fn assert_redirect(answer: &Answer, slug: &str) {
    let location = answer.header("location").unwrap();
    let pages = ["", "/authenticate", "/choose", "/continue"];
    let pages = pages.map(|page| format!("/{slug}/portal{page}"));
    assert!(pages.iter().any(|page| page == location), "leads to {location}");
    assert!(answer.body.is_empty());
    let policy = answer.header("content-security-policy");
    assert_eq!(policy, Some("default-src 'none'; frame-ancestors 'none'"));
}

#[track_caller]
fn assert_html(answer: &Answer, slug: &str) {
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    let page = html(answer);
    let (_, rest) = page.split_once("<style>").unwrap();
    let (style, rest) = rest.split_once("</style>").unwrap();
    assert!(!rest.contains("<style") && !page.contains(" style="), "one style element only");
    let hash = aws_smithy_types::base64::encode(Sha256::digest(style));
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'sha256-{hash}'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    assert_eq!(answer.header("content-security-policy"), Some(policy.as_str()));

    let file = format!(r#"<script type="module" src="/{slug}/portal/files/portal-"#);
    let scripts = page.matches("<script").count();
    assert_eq!(scripts, page.matches(&file).count(), "scripts are files of ours");
    assert!(scripts <= 1);
    for forbidden in ["<iframe", "<object", "<embed", "<base", "href=\"javascript:", "http-equiv"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    for action in page.split(r#" action=""#).skip(1) {
        let action = action.split('"').next().unwrap();
        let ours = action == "/" || action.split('/').nth(2) == Some("portal");
        assert!(action.starts_with('/') && !action.starts_with("//") && ours, "{action}");
    }
}

#[track_caller]
fn assert_cookies(answer: &Answer, slug: &str) {
    for cookie in set_cookies(answer) {
        let whole_host = ["__Host-latchkey-form", "__Host-latchkey-locale"];
        let one_organization = cookie.name.starts_with("__Host-latchkey-")
            && cookie.name.ends_with(&format!(".{slug}"));
        assert!(whole_host.contains(&cookie.name.as_str()) || one_organization, "{cookie:?}");
        let fixed = "Path=/; Secure; HttpOnly; SameSite=Lax";
        let life = cookie.attributes.strip_prefix(fixed).unwrap();
        let life = life.strip_prefix("; Max-Age=");
        assert!(life.is_none_or(|it| it.bytes().all(|byte| byte.is_ascii_digit())), "{cookie:?}");
        // Every browser keeps a cookie of 4 KiB.
        assert!(cookie.name.len() + cookie.value.len() <= 4_096, "{cookie:?}");
    }
}

#[tokio::test]
async fn every_page_and_redirect_is_guarded() {
    let world = World::unlimited().await;
    let mut ada = Browser::open(&world).await;
    let code = ada.ask(world.email()).await;
    ada.get("authenticate").await.expect_status(200);
    ada.post("authenticate", &[("code", "x")]).await.expect_status(422);
    ada.post("authenticate", &[("code", &wrong(&code))]).await.expect_status(422);
    ada.post("resend", &[]).await.expect_status(429);
    ada.post("authenticate", &[("code", &code)]).await.expect_status(303);
    ada.get("").await.expect_status(200);
    ada.post("", &[("email", "x")]).await.expect_status(422);
    let link = grace_s_link(&world).await;
    assert!(html(&ada.arrive(&link).await.expect(200)).contains(r#"name="replace""#));
    ada.post("sign-out", &[]).await.expect_status(303);

    let mut family = Browser::new(&world);
    family.prove().await;
    family.get("choose").await.expect_status(200);
    family.arrive(&ada_s_link(&world).await).await.expect_status(200);
    family.get("?link=x").await.expect_status(303);
    family.get("").await.expect_status(200);
    family.get("?locale=ar").await.expect_status(200);
}

#[tokio::test]
async fn every_refusal_is_guarded() {
    let world = World::unlimited().await;
    let mut browser = Browser::open(&world).await;
    browser.get("nothing").await.expect_status(404);
    browser.send(browser.call(Method::PUT, "")).await.expect_status(405);
    let json = browser.form("", &[]).header("content-type", "application/json");
    browser.send(json).await.expect_status(415);
    let long = "x".repeat(64 * 1024);
    browser.post("", &[("email", &long)]).await.expect_status(413);
    browser.send(browser.bare_form("", &[])).await.expect_status(403);
    browser.clone().at("nobody").get("").await.expect_status(404);
    world.wire.decide(|_, _| Verdict::Refuse(400, "ValidationException"));
    browser.post("", &[("email", FAMILY)]).await.expect_status(500);
    world.wire.decide(|_, _| Verdict::Refuse(400, "ThrottlingException"));
    browser.post("", &[("email", FAMILY)]).await.expect_status(503);
}

#[tokio::test]
async fn over_a_limit_it_is_guarded_too() {
    let world = World::new().await;
    let mut browser = Browser::open(&world).await;
    for _ in 0..3 {
        browser.post("", &[("email", FAMILY)]).await.expect_status(303);
    }
    let answer = browser.post("", &[("email", FAMILY)]).await.expect(429);
    assert!(answer.header("retry-after").unwrap().parse::<u32>().is_ok());
}

/// A page that another site reads with `fetch`, or that a service of another origin preflights.
#[tokio::test]
async fn no_other_origin_may_read_anything() {
    let world = World::new().await;
    for (name, value) in [("origin", "https://evil.example"), ("origin", "null")] {
        let call = Call::get("/acme/portal").header("host", super::HOST).header(name, value);
        let answer = world.call(call).await.expect(200);
        let cors = answer.headers.keys().filter(|it| it.as_str().starts_with("access-control-"));
        assert_eq!(cors.count(), 0);
    }
}
