//! Pages, methods and paths that there are not.

use http::Method;
use tests::{Answer, Call, World};

use super::{Browser, HOST, headers::assert_guarded, html};

const METHODS: [&str; 9] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

async fn ask(world: &World, method: &str, path: &str) -> Answer {
    world.call(Call::new(method.parse().unwrap(), path).header("host", HOST)).await
}

#[tokio::test]
async fn a_page_tells_which_methods_it_takes() {
    let world = World::new().await;
    let script = html(&Browser::new(&world).get("").await);
    let (_, script) = script.split_once(r#"src="/acme/portal/"#).unwrap();
    let script = script.split('"').next().unwrap();
    let file: (&str, &[&str]) = (script, &["GET", "HEAD"]);
    let nothing: (&str, &[&str]) = ("files/nothing", &["GET", "HEAD"]);
    for (place, methods) in portal::PAGES.into_iter().chain([file, nothing]) {
        for method in METHODS.into_iter().filter(|it| !methods.contains(it)) {
            let bare = format!("/acme/portal/{place}");
            for path in
                [bare.trim_end_matches('/').to_owned(), format!("{bare}/").replace("//", "/")]
            {
                let before = world.items();
                let answer = ask(&world, method, &path).await;
                assert_eq!(answer.status, 405, "{method} {path}");
                assert_eq!(answer.header("allow"), Some(methods.join(", ").as_str()), "{path}");
                assert_eq!(answer.header("set-cookie"), None, "{path}");
                assert_guarded(&answer, "acme");
                assert_eq!(world.items(), before);
            }
        }
    }
}

#[tokio::test]
async fn a_head_is_a_get_without_consequence() {
    let world = World::unlimited().await;
    let mut browser = Browser::new(&world);
    browser.sign_in(world.email()).await;
    browser.get("").await.expect_status(200);
    for place in ["", "authenticate", "choose", "continue", "?link=x", "nothing", "?locale=de"] {
        let before = world.items();
        let got = browser.clone().get(place).await;
        let head = browser.clone().send(browser.call(Method::HEAD, place)).await;
        assert_eq!(got.status, head.status, "{place}");
        for name in got.headers.keys().filter(|it| *it != "apigw-requestid") {
            assert_eq!(got.headers.get(name), head.headers.get(name), "{place} {name}");
        }
        assert_eq!(world.items(), before, "{place}");
    }
}

#[tokio::test]
async fn what_is_no_page_is_a_page_that_says_so() {
    let world = World::new().await;
    let long = "x".repeat(4_000);
    for place in [
        "nothing",
        "Authenticate",
        "authenticate/x",
        "authenticate//",
        "/",
        "/authenticate",
        "//authenticate",
        "sessions",
        "sessions/end/x",
        "files",
        "files/",
        "files/x",
        "files/../authenticate",
        "files//portal.js",
        "files/logo-",
        "files/logo-0123456789ABCDEF",
        "files/logo-0123456789abcdef.svg",
        "files/%2e%2e%2fauthenticate",
        ".",
        "..",
        "./authenticate",
        "../portal",
        "../../etc/passwd",
        "%2e%2e",
        "%2e%2e%2f%2e%2e%2fv1",
        "authenticate%00",
        "authenticate%20",
        "authenticate;x",
        "authenticate.html",
        "authenticate%3Fx",
        "%",
        "%ff",
        "%c0%af",
        "%E2%80%A8",
        &long,
    ] {
        // The gateway ends a path at an encoded question mark: what is left is a page.
        if place == "authenticate%3Fx" {
            ask(&world, "GET", "/acme/portal/authenticate%3Fx").await.expect_status(200);
            continue;
        }
        for method in ["GET", "POST"] {
            let path = format!("/acme/portal/{place}");
            let answer = ask(&world, method, &path).await;
            let files = place.starts_with("files/") && place != "files/";
            let expected = if files && method == "POST" { 405 } else { 404 };
            assert_eq!(answer.status, expected, "{method} {path}");
            assert_guarded(&answer, "acme");
            assert_eq!(answer.header("set-cookie"), None, "{path}");
        }
    }
}

#[tokio::test]
async fn a_portal_of_nobody_is_not_there() {
    let world = World::new().await;
    let long = "x".repeat(64);
    for slug in [
        "nobody", "v1", "ACME", "acme.", ".acme", "a_b", "-acme", "acme-", "%20acme", "acme%00",
        &long,
    ] {
        for method in ["GET", "HEAD", "POST"] {
            for place in ["", "/", "/authenticate", "/choose", "/continue"] {
                let path = format!("/{slug}/portal{place}");
                let call = Call::new(method.parse().unwrap(), &path)
                    .header("host", HOST)
                    .header("content-type", super::FORM);
                let answer = world.call(call).await;
                assert_eq!(answer.status, 404, "{method} {path}");
                assert_guarded(&answer, slug);
                assert_eq!(answer.header("set-cookie"), None, "{path}");
            }
        }
    }
    for slug in ["", "/", "%2F", "acme/x", "acme%2Fx"] {
        let answer = ask(&world, "GET", &format!("/{slug}/portal")).await;
        assert_eq!(answer.status, 404, "{slug}");
        assert_eq!(answer.header("location"), None);
    }
}

#[tokio::test]
async fn a_page_is_there_with_a_slash_and_encoded_too() {
    let world = World::new().await;
    for path in [
        "/acme/portal",
        "/acme/portal/",
        "/acme/portal/authenticate",
        "/acme/portal/authenticate/",
        "/acme/portal/%61uthenticate",
        "/acme/portal%2Fauthenticate",
        "/%61cme/portal",
        "/acme%2Fportal",
    ] {
        let answer = ask(&world, "GET", path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_guarded(&answer, "acme");
    }
}
