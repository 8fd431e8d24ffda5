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

use std::{
    fmt::Write,
    ops::{Deref, DerefMut},
};

use http::Method;
use serde_json::{Value, json};
use tests::{Answer, Call, SetCookie, Shown, World};

const HOST: &str = "portal.example.com";
const FORM: &str = "application/x-www-form-urlencoded";
const FAMILY: &str = "family@example.com";
const GRACE: &str = "grace@team.example.com";

/// A browser that holds every answer to its `get`, `post` and `send` against what all of them
/// promise.
#[derive(Clone)]
struct Browser<'w>(tests::Browser<'w>);

impl<'w> Deref for Browser<'w> {
    type Target = tests::Browser<'w>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Browser<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<'w> Browser<'w> {
    /// A fresh one at the demo organization.
    fn new(world: &'w World) -> Self {
        Self(tests::Browser::of(world, "acme").with("host", HOST))
    }

    /// A fresh one that has seen the first page, and so has a form token.
    async fn open(world: &'w World) -> Self {
        let mut browser = Self::new(world);
        browser.get("").await.expect_status(200);
        browser
    }

    /// The same at another organization.
    fn at(self, slug: &str) -> Self {
        Self(self.0.at(slug))
    }

    /// The same from this address.
    fn from(self, address: &str) -> Self {
        Self(self.0.from(address))
    }

    fn form_token(&self) -> String {
        self.cookie("form").unwrap_or_default().to_owned()
    }

    async fn get(&mut self, place: &str) -> Answer {
        self.send(self.call(Method::GET, place)).await
    }

    async fn post(&mut self, place: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.form(place, fields)).await
    }

    /// Sends a call, keeps the cookies, and checks what every answer promises.
    async fn send(&mut self, call: Call) -> Answer {
        let Shown(answer) = self.0.send(call).await;
        headers::assert_guarded(&answer, self.slug());
        answer
    }

    /// Asks for a code and gives the one of the mail.
    async fn ask(&mut self, email: &str) -> String {
        if self.cookie("form").is_none() {
            self.get("").await.expect_status(200);
        }
        self.post("", &[("email", email)]).await.expect_status(303);
        self.world().newest_code().await
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
        self.world().seed.customers.shared_email.customer_ids.clone()
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

fn set_cookies(answer: &Answer) -> Vec<SetCookie> {
    SetCookie::all(answer)
}

/// The answer as a text.
fn html(answer: &Answer) -> String {
    String::from_utf8(answer.body.to_vec()).unwrap()
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
