//! The script and the logo: cached for ever, and able to do nothing by themselves.

use serde_json::json;
use tests::{Answer, Call, World};

use super::{Browser, html, update_acme};

/// The path of the script, or of the logo, that the first page refers to.
async fn referred(world: &World, what: &str) -> String {
    let page = html(&Browser::new(world).get("").await.expect(200));
    let start = page.find(&format!("/acme/portal/files/{what}-")).unwrap();
    page[start..].split('"').next().unwrap().to_owned()
}

#[track_caller]
fn assert_file(answer: &Answer, media_type: &str) {
    answer.expect_status(200);
    for (name, value) in [
        ("content-type", media_type),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("strict-transport-security", "max-age=63072000"),
    ] {
        assert_eq!(answer.header(name), Some(value));
    }
    assert_eq!(answer.headers.len(), 10, "{:?}", answer.headers);
    assert_eq!(answer.header("set-cookie"), None);
}

#[tokio::test]
async fn the_script_is_there_under_its_hash_only() {
    let world = World::new().await;
    let path = referred(&world, "portal").await;
    let script = world.call(Call::get(&path)).await;
    assert_file(&script, "text/javascript; charset=utf-8");
    let source = html(&script);
    for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
        assert!(!source.contains(forbidden), "{forbidden}");
    }
    for forbidden in ["setAttribute", "Function(", "fetch(", "XMLHttpRequest", "postMessage"] {
        assert!(!source.contains(forbidden), "{forbidden}");
    }
    let (stem, hash) = path.strip_suffix(".js").unwrap().split_once("portal-").unwrap();
    let last = if hash.ends_with('0') { '1' } else { '0' };
    for other in [
        format!("{stem}portal-{}{last}.js", &hash[..15]),
        format!("{stem}portal-{}.js", &hash[..8]),
        format!(
            "{stem}portal-{}.js",
            hash.to_uppercase().replace(|c: char| c.is_ascii_digit(), "A")
        ),
        format!("{stem}portal.js"),
        format!("{stem}portal.css"),
        format!("{path}.map"),
    ] {
        world.call(Call::get(&other)).await.expect_status(404);
    }
}

#[tokio::test]
async fn the_logo_can_do_nothing() {
    let world = World::new().await;
    let svg = referred(&world, "logo").await;
    assert_file(&world.call(Call::get(&svg)).await, "image/svg+xml");
    update_acme(&world, json!({ "logo": "data:image/png;base64,iVBORw0KGgo=" })).await;
    let png = referred(&world, "logo").await;
    assert_ne!(svg, png);
    assert_file(&world.call(Call::get(&png)).await, "image/png");
}

#[tokio::test]
async fn a_file_asks_for_no_cookie_and_sets_none() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let token = browser.sign_in(world.email()).await;
    let path = referred(&world, "logo").await;
    let plain = world.call(Call::get(&path)).await;
    world.wire.forget();
    let cookie = format!("__Host-latchkey-session.acme={token}");
    let answer = world.call(Call::get(&path).header("cookie", &cookie)).await;
    assert_eq!(answer.body, plain.body);
    assert!(
        !serde_json::to_string(&format!("{:?}", world.wire.calls())).unwrap().contains("SESSION#")
    );
}

#[tokio::test]
async fn a_picture_that_does_more_than_draw_is_no_logo() {
    let world = World::new().await;
    let before = world.items();
    let svg = |inner: &str| {
        format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{inner}</svg>"#)
    };
    let hostile = [
        svg("<script>alert(1)</script>"),
        svg("<SCRIPT href='#x'/>"),
        svg("<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>"),
        svg("<rect onload='alert(1)'/>"),
        svg("<rect ONCLICK = 'alert(1)'/>"),
        svg("<a href='javascript:alert(1)'><rect/></a>"),
        svg("<a href='https://evil.example'><rect/></a>"),
        svg("<image href='https://evil.example/x.png'/>"),
        svg("<image xlink:href='//evil.example/x.png'/>"),
        svg("<use href='data:image/svg+xml,x#y'/>"),
        svg("<foreignObject><iframe src='https://evil.example'/></foreignObject>"),
        svg("<animate attributeName='href' to='javascript:alert(1)'/>"),
        svg("<set attributeName='onload' to='alert(1)'/>"),
        svg("<style>@import url(https://evil.example)</style>"),
        svg("<style>rect{fill:url(https://evil.example)}</style>"),
        svg("<rect style='fill:\\75rl(https://evil.example)'/>"),
        svg("<a href='&#106;avascript:alert(1)'/>"),
        format!("<!DOCTYPE svg [<!ENTITY x 'y'>]>{}", svg("&x;")),
        format!("<?xml-stylesheet href='https://evil.example'?>{}", svg("")),
        "<html xmlns='http://www.w3.org/1999/xhtml'><svg xmlns='http://www.w3.org/2000/svg'/></html>"
            .to_owned(),
        "<script>alert(1)</script>".to_owned(),
    ];
    for svg in hostile {
        for media_type in ["svg+xml", "png", "jpeg", "webp"] {
            let data = aws_smithy_types::base64::encode(&svg);
            let change = json!({
                "operation": "update_organization",
                "organization_id": world.seed.organization.id,
                "logo": format!("data:image/{media_type};base64,{data}"),
            });
            assert!(world.admin(change).await.is_err(), "{media_type} {svg}");
        }
    }
    for other in ["text/html", "application/xhtml+xml", "image/gif", "image/svg+xml;charset=utf-7"]
    {
        let change = json!({
            "operation": "update_organization",
            "organization_id": world.seed.organization.id,
            "logo": format!("data:{other};base64,iVBORw0KGgo="),
        });
        assert!(world.admin(change).await.is_err(), "{other}");
    }
    assert_eq!(world.items(), before);
}
