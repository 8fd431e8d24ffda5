//! Markup and headers, brought in through whatever a page reads.

use http::Method;
use serde_json::json;
use shared::domain::{locale::Locale, network::NetworkHash, sign_in_id::SignInId};
use tests::{Answer, Call, World};

use super::{Browser, ada_s_link, html, merchant_link, percent, update_acme};

/// Each has `zz9` behind what must not arrive as it is.
const MARKUP: [&str; 8] = [
    "<zz9>",
    "\"><zz9 onload=alert(1)>",
    "'><zz9 onload=alert(1)>",
    "</title><zz9>",
    "</style><zz9>",
    "</textarea></select><zz9/>",
    "{{ 7*7 }}<zz9>{ $who }",
    "\u{2028}<zz9>\u{2029}\u{200f}",
];

/// Fails where something that was sent came back as markup.
#[track_caller]
fn assert_no_markup(answer: &Answer, tried: &str) {
    let page = html(answer);
    for raw in ["<zz9", "\"><", "\"' ", "onload=alert(1)>", "'>"] {
        // Our own attributes have double quotes, and a `>` behind one may well be followed by a tag.
        let found = if raw == "\"><" { page.contains("\"><zz9") } else { page.contains(raw) };
        assert!(!found, "{raw} came through {tried}");
    }
    assert_eq!(page.matches("<style>").count(), page.matches("</style>").count(), "{tried}");
    assert!(page.matches("<main>").count() <= 1 && page.matches("<title>").count() <= 1, "{tried}");
}

#[tokio::test]
async fn no_parameter_and_no_path_becomes_markup() {
    let world = World::unlimited().await;
    let mut signed_in = Browser::new(&world);
    signed_in.sign_in(world.email()).await;
    for markup in MARKUP.into_iter().chain(["\0<zz9>", "\r\nset-cookie: zz9=1\r\n\r\n<zz9>"]) {
        let value = percent(markup);
        for place in ["", "authenticate", "choose", "continue", "nothing", "files/x"] {
            for name in ["email", "prefilled_email", "link", "locale", "code", "notice", "zz9"] {
                let place = format!("{place}?{name}={value}");
                for browser in [Browser::new(&world), signed_in.clone()] {
                    let answer = browser.clone().get(&place).await;
                    assert!([200, 303, 404].contains(&answer.status), "{place}");
                    assert_no_markup(&answer, &place);
                }
            }
            let answer = Browser::new(&world).get(&format!("{place}?{value}={value}")).await;
            assert_no_markup(&answer, &value);
        }
        for path in [format!("/acme/portal/{value}"), format!("/{value}/portal")] {
            let answer = world.call(Call::get(&path).header("host", super::HOST)).await.expect(404);
            assert_no_markup(&answer, &path);
            assert_eq!(answer.header("set-cookie"), None, "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_filled_in_is_what_was_asked_and_no_more() {
    let world = World::unlimited().await;
    let page = html(&Browser::new(&world).get("?email=%22%3E%3Czz9%20a%3D%27%26").await);
    assert!(page.contains(r#" value="&#34;&#62;&#60;zz9 a=&#39;&#38;" "#), "{page}");
    let long = format!("?email={}", "x".repeat(255));
    assert!(html(&Browser::new(&world).get(&long).await).contains(r#" value="" "#));
}

#[tokio::test]
async fn no_field_becomes_markup() {
    let world = World::unlimited().await;
    for markup in MARKUP.into_iter().chain(["a\0b", "a@b\r\nBcc: c@example.com", "\u{feff}"]) {
        for place in portal::PAGES.map(|(place, _)| place) {
            let mut browser = Browser::new(&world);
            browser.sign_in(world.email()).await;
            browser.set_cookie("sign-in", "email=ada%40example.com&ids=&sent=1");
            let fields = [
                ("email", markup),
                ("code", markup),
                ("account", markup),
                ("session", markup),
                ("replace", markup),
                ("stay", markup),
                (markup, markup),
            ];
            // `stay` and `replace` alone decide otherwise.
            for fields in [&fields[..], &fields[..4]] {
                let answer = browser.clone().post(place, fields).await;
                assert!([303, 422].contains(&answer.status), "{place} {}", answer.status);
                assert_no_markup(&answer, place);
            }
        }
    }
}

/// Names that an organization, a customer and a member may have, and emails that there may be.
#[tokio::test]
async fn no_name_and_no_email_becomes_markup() {
    let world = World::unlimited().await;
    let organization = world.seed.organization.id.clone();
    let email = "o'zz9&\u{60}{x}=/zz9@example.com";
    for (number, name) in MARKUP.into_iter().enumerate() {
        update_acme(&world, json!({ "name": name })).await;
        let email = format!("{number}{email}");
        let mut customers = Vec::new();
        for name in [name, "Other"] {
            let created = world
                .admin(json!({
                    "operation": "create_customer", "organization_id": organization,
                    "email": email, "name": name,
                }))
                .await
                .unwrap();
            customers.push(created["id"].clone());
        }
        let team = world.admin(json!({
            "operation": "create_customer", "organization_id": organization,
            "type": "team", "name": name,
        }));
        let team = team.await.unwrap()["id"].clone();
        let member = world.admin(json!({
            "operation": "create_member", "organization_id": organization, "customer_id": team,
            "email": email, "name": name, "role": "owner",
        }));
        let member = member.await.unwrap()["id"].clone();

        let mut browser = Browser::new(&world).from("198.51.100.7");
        let code = browser.ask(&email).await;
        let mut pages = vec![browser.get("authenticate").await.expect(200)];
        browser.post("authenticate", &[("code", &code)]).await.expect_status(303);
        pages.push(browser.get("choose").await.expect(200));
        let id = customers[0].as_str().unwrap();
        browser.post("choose", &[("account", id)]).await.expect_status(303);
        for agent in [name.to_owned(), format!("Firefox/{name} Windows")] {
            let agent: String = agent.chars().filter(char::is_ascii).collect();
            let mut other = Browser::open(&world).await;
            let link = merchant_link(&world, json!({ "customer_id": customers[0] })).await;
            other.arrive(&link).await.expect_status(200);
            let call = other.form("continue", &[]).header("user-agent", &agent);
            other.send(call).await.expect_status(303);
        }
        for locale in Locale::ALL {
            pages.push(browser.get(&format!("?locale={}", locale.tag())).await.expect(200));
        }
        let body = json!({ "customer_id": team, "member_id": member });
        let link = merchant_link(&world, body).await;
        pages.push(browser.arrive(&link).await.expect(200));
        let mut fresh = Browser::open(&world).await;
        pages.push(fresh.arrive(&link).await.expect(200));
        fresh.post("continue", &[]).await.expect_status(303);
        pages.push(fresh.get("").await.expect(200));
        let mut late = Browser::open(&world).await;
        pages.push(late.arrive(&link).await.expect(200));
        pages.push(browser.post("", &[("email", "x")]).await.expect(422));
        pages.push(browser.send(browser.bare_form("", &[])).await.expect(403));
        assert!(pages.len() > 8);
        for page in pages {
            assert_no_markup(&page, name);
        }
    }
}

#[tokio::test]
async fn what_would_break_a_header_is_no_name() {
    let world = World::unlimited().await;
    for name in ["a\r\nb", "a\0", "\u{7f}", "a\nb", "\u{85}x\u{85}y"] {
        let change = json!({
            "operation": "update_organization",
            "organization_id": world.seed.organization.id, "name": name,
        });
        assert!(world.admin(change).await.is_err(), "{name:?}");
    }
}

/// No browser, no header, whatever it says, is more than a bad visitor.
#[tokio::test]
async fn no_header_becomes_markup_or_an_error() {
    let world = World::unlimited().await;
    let mut browser = Browser::new(&world);
    browser.sign_in(world.email()).await;
    let long = "x".repeat(9_000);
    for value in MARKUP.into_iter().chain(["", "\t", "é", &long, "*", ";;;q=,,=1", "de;q=1e999"]) {
        for name in [
            "user-agent",
            "accept-language",
            "accept",
            "referer",
            "origin",
            "sec-fetch-site",
            "x-forwarded-for",
        ] {
            for place in ["", "nothing", "continue"] {
                let call = browser.call(Method::GET, place).header(name, value);
                let answer = browser.clone().send(call).await;
                assert!([200, 303, 404].contains(&answer.status), "{name}: {}", answer.status);
                assert_no_markup(&answer, name);
            }
        }
        let mut other = Browser::open(&world).await;
        other.arrive(&ada_s_link(&world).await).await.expect_status(200);
        let call = other.form("continue", &[]).header("user-agent", value);
        other.send(call).await.expect_status(303);
        assert_no_markup(&browser.get("").await.expect(200), "the list of sessions");
    }
}

/// Ids of sign-ins as nobody but an attacker writes them.
fn odd_ids() -> Vec<String> {
    let id = |uuid: u128| {
        let network = NetworkHash::from_bytes([0xff; 16]).as_bytes().to_vec();
        let bytes: Vec<u8> = network.into_iter().chain(uuid.to_be_bytes()).collect();
        SignInId::from_bytes(bytes.as_slice().try_into().unwrap()).to_string()
    };
    let (version, variant) = (|it: u128| it << 76, 2_u128 << 62);
    let of = |number| version(number) | variant;
    let all = !(0xf_u128 << 76 | 3 << 62);
    let mut ids = vec![id(0), id(u128::MAX)];
    ids.extend([1, 2, 6, 7].into_iter().flat_map(|number| [id(of(number)), id(of(number) | all)]));
    ids
}

#[tokio::test]
async fn no_cookie_becomes_markup_or_an_error() {
    let world = World::unlimited().await;
    let token = ["polar_cst_", &"z".repeat(60)].concat();
    let mut values: Vec<String> = MARKUP.map(|it| it.replace([';', ','], "")).to_vec();
    values.extend(
        ["", "=", "a=b=c", "\"quoted\"", "%00%0d%0a%ff", "é\u{2028}", &token].map(str::to_owned),
    );
    values.push("x".repeat(7_000));
    values.push("0".repeat(7_000));
    values.push(".".repeat(7_000));
    values.push(vec!["0".repeat(77); 90].join("."));
    for name in ["<zz9>", "link-spent", "de", "0123456789abcdef0123456789abcdef"] {
        values.push(name.to_owned());
    }
    for id in odd_ids() {
        for sent in ["0", "1", "4294967295", "4294967296", "-1", "x", ""] {
            values.push(format!("email=a%40example.com&ids={id}.{id}.x&sent={sent}"));
        }
    }
    values.push("email=%3Czz9%3E%40example.com&ids=&sent=1".to_owned());
    values.push(format!("email=%22{}%40example.com&ids=&sent=1", "%C3%A9".repeat(300)));
    values.push("email=a%40xn--zz9.example&email=b%40example.com&sent=1&ids=%00".to_owned());
    for what in ["session", "sign-in", "proof", "arrival", "devices", "notice", "form", "locale"] {
        for value in &values {
            let mut browser = Browser::open(&world).await;
            browser.set_cookie(what, value);
            for place in ["", "authenticate", "choose", "continue", "?link=x"] {
                let answer = browser.clone().get(place).await;
                assert!([200, 303].contains(&answer.status), "{what}: {}", answer.status);
                assert_no_markup(&answer, what);
            }
            if !["sign-in", "session"].contains(&what) && value.len() > 1_000 {
                continue;
            }
            for place in portal::PAGES.map(|(place, _)| place) {
                let fields = [("code", "123456"), ("account", "x")];
                let answer = browser.clone().post(place, &fields).await;
                let known = [303, 403, 422, 429].contains(&answer.status);
                assert!(known, "{what}={value} {place}: {}", answer.status);
                assert_no_markup(&answer, what);
            }
        }
    }
}

/// Another application of the same domain may set what cookies it likes.
#[tokio::test]
async fn a_neighbour_s_cookie_is_in_nobody_s_way() {
    let world = World::unlimited().await;
    let mut browser = Browser::new(&world);
    browser.sign_in(world.email()).await;
    for neighbour in ["café=crème", "x=\u{2028}", "é", "=", "a\t=\tb", "\u{a0}"] {
        for cookie in ["first", "last"] {
            let own = browser.cookies();
            let both = match cookie {
                "first" => format!("{neighbour}; {own}"),
                _ => format!("{own}; {neighbour}"),
            };
            let call = browser.call(Method::GET, "").header("cookie", &both);
            let page = html(&browser.clone().send(call).await.expect(200));
            assert!(page.contains("/acme/portal/sign-out"), "{neighbour}");
        }
    }
}

/// `__Host-` keeps neighbours from setting our cookies, as long as no other name counts as one: a
/// browser lets anybody set a cookie whose name begins with a space of another alphabet.
#[tokio::test]
async fn a_name_is_what_it_is_to_the_byte() {
    let world = World::unlimited().await;
    let browser = Browser::open(&world).await;
    let token = "0123456789abcdef0123456789abcdef";
    let name = "__Host-latchkey-form";
    for odd in [
        format!("\u{2000}{name}"),
        format!("{name}\u{2000}"),
        format!("\u{a0}{name}"),
        format!("\u{85}{name}"),
        format!("\u{3000}{name}"),
        format!("\"{name}\""),
        name.to_lowercase(),
        name.replace("__Host-", "__Secure-"),
        name.replace('_', "%5F"),
        "latchkey-form".to_owned(),
    ] {
        let call = browser.bare_form("", &[("email", world.email()), ("form_token", token)]);
        let call = call.header("cookie", &format!("{odd}={token}"));
        let answer = browser.clone().send(call.header("sec-fetch-site", "same-origin")).await;
        assert_eq!(answer.status, 403, "{odd:?}");
    }
}

/// What a page says twice it says of one thing.
#[tokio::test]
async fn a_language_is_one_there_is() {
    let world = World::unlimited().await;
    for locale in ["xx", "../../etc", "en<zz9>", "de\r\nx: y", "", "EN"] {
        let mut browser = Browser::new(&world);
        let answer = browser.get(&format!("?locale={}", percent(locale))).await.expect(200);
        let tag = answer.header("content-language").unwrap();
        assert!(Locale::ALL.into_iter().any(|it| it.tag() == tag), "{tag}");
        let kept = browser.cookie("locale");
        assert!(kept.is_none_or(|it| Locale::ALL.into_iter().any(|known| known.tag() == it)));
    }
}
