//! The hosted page under attack: what was tried, one file per theme. Each test fails where the guard
//! that it names is taken away.
//!
//! Whatever a [`Browser`] receives is held against what every answer of the page promises
//! ([`headers::assert_guarded`]), so that promise is kept on every path that any test walks.

mod csrf;
mod enumeration;
mod files;
mod headers;
mod injection;
mod limits;
mod login_csrf;
mod methods;
mod redirects;
mod secrets;
mod tampering;
mod tenants;

use std::{collections::BTreeMap, fmt::Write};

use http::Method;
use serde_json::{Value, json};
use tests::{Answer, Call, World};

const HOST: &str = "portal.example.com";
const FORM: &str = "application/x-www-form-urlencoded";
const FAMILY: &str = "family@example.com";
const GRACE: &str = "grace@team.example.com";

/// A browser at one organization's portal: it keeps cookies, and sends forms as our pages do.
#[derive(Clone)]
struct Browser<'w> {
    world: &'w World,
    slug: &'static str,
    from: &'static str,
    cookies: BTreeMap<String, String>,
}

impl<'w> Browser<'w> {
    /// A fresh one at the demo organization.
    fn new(world: &'w World) -> Self {
        Self { world, slug: "acme", from: "192.0.2.1", cookies: BTreeMap::new() }
    }

    /// A fresh one that has seen the first page, and so has a form token.
    async fn open(world: &'w World) -> Self {
        let mut browser = Self::new(world);
        browser.get("").await.expect_status(200);
        browser
    }

    /// The same at the second organization.
    fn at_globex(mut self) -> Self {
        self.slug = "globex";
        self
    }

    /// The path of a page, of this organization's portal.
    fn path(&self, place: &str) -> String {
        let separator = if place.is_empty() || place.starts_with('?') { "" } else { "/" };
        format!("/{}/portal{separator}{place}", self.slug)
    }

    /// A cookie's name here: the form's and the language's are the host's.
    fn name(&self, what: &str) -> String {
        match what {
            "form" | "locale" => format!("__Host-latchkey-{what}"),
            _ => format!("__Host-latchkey-{what}.{}", self.slug),
        }
    }

    fn cookie(&self, what: &str) -> Option<&str> {
        self.cookies.get(&self.name(what)).map(String::as_str)
    }

    fn set(&mut self, what: &str, value: &str) {
        self.cookies.insert(self.name(what), value.to_owned());
    }

    fn form_token(&self) -> String {
        self.cookie("form").unwrap_or_default().to_owned()
    }

    /// A call of this browser's, with its cookies.
    fn call(&self, method: Method, place: &str) -> Call {
        let call = Call::new(method, &self.path(place)).header("host", HOST).from(self.from);
        let cookies: Vec<_> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        if cookies.is_empty() { call } else { call.header("cookie", &cookies.join("; ")) }
    }

    /// A form of our own page's, with these fields and its token.
    fn form(&self, place: &str, fields: &[(&str, &str)]) -> Call {
        let token = self.form_token();
        let fields: Vec<_> = fields.iter().copied().chain([("form_token", &*token)]).collect();
        self.bare_form(place, &fields).header("sec-fetch-site", "same-origin")
    }

    /// A form with these fields only, and nothing said about where it comes from.
    fn bare_form(&self, place: &str, fields: &[(&str, &str)]) -> Call {
        self.call(Method::POST, place).header("content-type", FORM).body(encoded(fields))
    }

    async fn get(&mut self, place: &str) -> Answer {
        self.send(self.call(Method::GET, place)).await
    }

    async fn post(&mut self, place: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.form(place, fields)).await
    }

    /// Sends a call, checks what every answer promises, and keeps the cookies.
    async fn send(&mut self, call: Call) -> Answer {
        let answer = self.world.call(call).await;
        headers::assert_guarded(&answer, self.slug);
        for cookie in set_cookies(&answer) {
            if cookie.ends {
                self.cookies.remove(&cookie.name);
            } else {
                self.cookies.insert(cookie.name, cookie.value);
            }
        }
        answer
    }

    /// Asks for a code and gives the one of the mail.
    async fn ask(&mut self, email: &str) -> String {
        if self.cookie("form").is_none() {
            self.get("").await.expect_status(200);
        }
        self.post("", &[("email", email)]).await.expect_status(303);
        self.world.newest_code().await
    }

    /// Signs in with a code and gives the session's token.
    async fn sign_in(&mut self, email: &str) -> String {
        let code = self.ask(email).await;
        self.post("authenticate", &[("code", &code)]).await.expect_status(303);
        self.cookie("session").unwrap().to_owned()
    }

    /// Proves the email that two customers share, and gives their ids: the choice is yet to come.
    async fn prove(&mut self) -> Vec<String> {
        let code = self.ask(FAMILY).await;
        let answer = self.post("authenticate", &[("code", &code)]).await.expect(303);
        assert_eq!(answer.header("location"), Some("/acme/portal/choose"));
        self.world.seed.customers.shared_email.customer_ids.clone()
    }

    /// Arrives by a portal link, up to the page that goes on with it.
    async fn arrive(&mut self, link: &str) -> Answer {
        self.get(&format!("?link={link}")).await.expect_status(303);
        self.get("continue").await
    }

    /// The ids of the other sessions on the account page.
    async fn other_sessions(&mut self) -> Vec<String> {
        let page = html(&self.get("").await.expect(200));
        let parts = page.split(r#"name="session" value=""#).skip(1);
        parts.map(|it| it.split('"').next().unwrap().to_owned()).collect()
    }
}

/// A cookie that an answer sets.
#[derive(Debug, PartialEq, Eq)]
struct SetCookie {
    name: String,
    value: String,
    attributes: String,
    ends: bool,
}

fn set_cookies(answer: &Answer) -> Vec<SetCookie> {
    let headers = answer.headers.get_all("set-cookie").iter();
    let read = |text: &str| {
        let (pair, attributes) = text.split_once("; ").unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        SetCookie {
            name: name.to_owned(),
            value: value.to_owned(),
            attributes: attributes.to_owned(),
            ends: attributes.ends_with("; Max-Age=0"),
        }
    };
    headers.map(|it| read(it.to_str().unwrap())).collect()
}

/// The answer as a text.
fn html(answer: &Answer) -> String {
    String::from_utf8(answer.body.to_vec()).unwrap()
}

/// Fields as a form has them.
fn encoded(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", percent(name), percent(value)))
        .collect();
    pairs.join("&")
}

/// A text with every byte but letters and digits percent-encoded.
fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
        encoded
    })
}

/// Another code than this one.
fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// A fresh portal link of the merchant's for whom the body names.
async fn merchant_link(world: &World, body: Value) -> String {
    let opened = world.call(world.session_for(&body)).await.expect(201);
    opened.text("customer_portal_url").split_once("link=").unwrap().1.to_owned()
}

/// A fresh portal link for the individual.
async fn ada_s_link(world: &World) -> String {
    merchant_link(world, json!({ "customer_id": world.seed.customers.individual.id })).await
}

/// A fresh portal link for a member of the team.
async fn grace_s_link(world: &World) -> String {
    let team = &world.seed.customers.team;
    merchant_link(world, json!({ "customer_id": team.id, "member_id": team.members[0].id })).await
}

/// Whether a session's token opens anything.
async fn is_live(world: &World, token: &str) -> bool {
    world.introspect(token).await.status == 200
}

/// The page without what differs from browser to browser.
fn plain(browser: &Browser<'_>, answer: &Answer) -> String {
    html(answer).replace(&browser.form_token(), "TOKEN")
}

async fn update_acme(world: &World, mut change: Value) {
    change["operation"] = "update_organization".into();
    change["organization_id"] = world.seed.organization.id.clone().into();
    world.admin(change).await.unwrap();
    // Functions remember an organization for a minute.
    world.clock.advance(61);
}
