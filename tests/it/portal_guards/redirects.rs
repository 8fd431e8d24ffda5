//! Leading a visitor elsewhere. `Browser::send` holds every `Location` against the four that there
//! are; here are addresses made to lead out.

use http::Method;
use serde_json::json;
use tests::{Call, World};

use super::{Browser, ada_s_link, html, merchant_link, percent, update_acme};

const HOSTILE: [&str; 12] = [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "%2f%2fevil.example",
    "%252f%252fevil.example",
    "javascript:alert(1)",
    ".evil.example",
    "@evil.example",
    "/..//evil.example",
    "\r\nLocation: https://evil.example",
    "\u{2028}//evil.example",
];

#[tokio::test]
async fn no_parameter_leads_out() {
    let world = World::unlimited().await;
    let mut signed_in = Browser::new(&world);
    signed_in.sign_in(world.email()).await;
    for hostile in HOSTILE {
        let value = percent(hostile);
        for name in ["link", "return_url", "next", "redirect", "email", "locale", "slug", "page"] {
            for place in ["", "authenticate", "choose", "continue"] {
                let place = format!("{place}?{name}={value}");
                for browser in [Browser::new(&world), signed_in.clone()] {
                    // Every Location is checked where it arrives.
                    let status = browser.clone().get(&place).await.status;
                    assert!([200, 303].contains(&status), "{place}: {status}");
                }
            }
        }
        for place in ["", "authenticate", "choose", "continue", "sign-out", "sessions/end"] {
            let fields = [("return_url", hostile), ("next", hostile), ("account", hostile)];
            let status = signed_in.clone().post(place, &fields).await.status;
            assert!([200, 303, 422].contains(&status), "{place}: {status}");
        }
    }
}

#[tokio::test]
async fn no_path_and_no_host_leads_out() {
    let world = World::unlimited().await;
    let link = ada_s_link(&world).await;
    let paths = [
        format!("/acme/portal?link={link}"),
        format!("/acme/portal/?link={link}"),
        format!("//evil.example/portal?link={link}"),
        format!("/%2Fevil.example/portal?link={link}"),
        format!("/%2F%2Fevil.example/portal?link={link}"),
        format!("/%5Cevil.example/portal?link={link}"),
        format!("/evil.example/portal?link={link}"),
        format!("/acme%0d%0aLocation:%20x/portal?link={link}"),
        format!("/acme/portal//evil.example?link={link}"),
        format!("/acme/portal/%2F%2Fevil.example?link={link}"),
        format!("/acme/portal/../..//evil.example/portal?link={link}"),
        "/acme/portal/choose".to_owned(),
        "/acme/portal/continue".to_owned(),
        "/acme/portal/choose/".to_owned(),
    ];
    for path in paths {
        for host in
            ["portal.example.com", "evil.example", "evil.example:443", "portal.example.com."]
        {
            for header in ["x-forwarded-host", "forwarded", "x-original-url", "x-rewrite-url"] {
                let call = Call::get(&path).header("host", host).header(header, "//evil.example");
                let answer = world.call(call).await;
                assert!([303, 404].contains(&answer.status), "{path}: {}", answer.status);
                if let Some(location) = answer.header("location") {
                    let ours = ["/acme/portal", "/acme/portal/continue"].contains(&location);
                    assert!(ours, "{path} leads to {location}");
                }
                let body = html(&answer);
                assert!(!body.contains("//evil.example") && !body.contains("\"evil"), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn a_form_leads_to_a_page_of_this_portal() {
    let world = World::unlimited().await;
    for host in ["portal.example.com", "evil.example"] {
        let mut browser = Browser::open(&world).await;
        let fields = [("email", world.email())];
        let call = browser.form("", &fields).header("host", host);
        let answer = browser.send(call).await.expect(303);
        assert_eq!(answer.header("location"), Some("/acme/portal/authenticate"));
    }
}

#[tokio::test]
async fn only_a_web_page_is_a_return_url() {
    let world = World::unlimited().await;
    let customer = &world.seed.customers.individual.id;
    for url in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://evil.example/x",
        "//evil.example",
        "/path",
        "https://name:word@shop.example.com",
        "https://shop.example.com@evil.example",
        "https://",
        "intent://x",
    ] {
        let body = json!({ "customer_id": customer, "return_url": url });
        let answer = world.call(world.session_for(&body)).await;
        assert_eq!(answer.status, 422, "{url}");
    }
}

#[tokio::test]
async fn a_return_url_is_of_the_organization_s_list_then_and_now() {
    let world = World::unlimited().await;
    let customer = &world.seed.customers.individual.id;
    let shop = "https://shop.example.com/account?a=1";
    let mut browser = Browser::open(&world).await;
    let body = json!({ "customer_id": customer, "return_url": shop });
    browser.arrive(&merchant_link(&world, body.clone()).await).await.expect_status(200);
    browser.post("continue", &[]).await.expect_status(303);
    let shown = |page: String| page.contains("shop.example.com");
    assert!(shown(html(&browser.get("").await)));

    update_acme(&world, json!({ "return_origins": ["https://new.example.com"] })).await;
    assert!(!shown(html(&browser.get("").await.expect(200))));
    for url in [
        shop,
        "http://new.example.com/",
        "https://new.example.com:8443/",
        "https://new.example.com.evil.example/",
        "https://evil.example/https://new.example.com/",
        "https://sub.new.example.com/",
    ] {
        let body = json!({ "customer_id": customer, "return_url": url });
        world.call(world.session_for(&body)).await.expect_status(422);
    }
    let body = json!({ "customer_id": customer, "return_url": "https://NEW.example.com/x" });
    world.call(world.session_for(&body)).await.expect_status(201);
}

#[tokio::test]
async fn a_return_url_stays_in_its_attribute() {
    let world = World::unlimited().await;
    let customer = &world.seed.customers.individual.id;
    let url = "https://shop.example.com/\"><zz9>?a=\"'><zz9&amp;b=1&b='#\"'><zz9 onload=x&lt;'";
    let body = json!({ "customer_id": customer, "return_url": url });
    let mut browser = Browser::open(&world).await;
    browser.arrive(&merchant_link(&world, body).await).await.expect_status(200);
    browser.post("continue", &[]).await.expect_status(303);
    let page = html(&browser.get("").await.expect(200));
    let (_, rest) = page.split_once(r#"href="https://shop.example.com/"#).unwrap();
    let (address, rest) = rest.split_once('"').unwrap();
    assert!(rest.starts_with(r#" rel="noreferrer">"#), "{address}");
    assert!(!address.contains(['<', '>', '\'']) && !page.contains("<zz9"), "{address}");
    let entities = address.split('&').skip(1);
    for entity in entities {
        assert!(entity.starts_with("#38;") || entity.starts_with("#39;"), "{address}");
    }
}

#[tokio::test]
async fn a_head_leads_where_a_get_does() {
    let world = World::unlimited().await;
    let link = ada_s_link(&world).await;
    let mut browser = Browser::new(&world);
    for place in ["?link=x".to_owned(), format!("?link={link}"), "choose".to_owned()] {
        let got = browser.clone().get(&place).await;
        let head = browser.send(browser.call(Method::HEAD, &place)).await;
        assert_eq!(got.header("location"), head.header("location"));
    }
}
