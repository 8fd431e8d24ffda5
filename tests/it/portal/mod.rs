//! The hosted portal, `/{slug}/portal`, as a browser sees it: one file per theme.

mod account;
mod arrival;
mod choice;
mod code;
mod cost;
mod faults;
mod languages;
mod sign_in;

use serde_json::{Value, json};
use shared::{domain::locale::Locale, texts::Texts};
use tests::{Browser, Shown, World, settings};

/// A user agent of Firefox on Windows.
const FIREFOX: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0";

/// The English text of a message.
fn said(id: &str) -> String {
    Texts::of(Locale::En).say(id)
}

/// A browser that asked for a code for this email, on the page that takes it.
async fn asked<'w>(world: &'w World, email: &str) -> Browser<'w> {
    let mut browser = Browser::of(world, "acme");
    ask(&mut browser, email).await;
    browser
}

/// Asks for a code for this email.
async fn ask(browser: &mut Browser<'_>, email: &str) {
    browser.get("").await.expect(200);
    let code_page = browser.path("authenticate");
    browser.post("", &[("email", email)]).await.expect_location(&code_page);
    browser.follow().await.expect(200);
}

/// Enters the code of the newest mail.
async fn enter_newest_code(browser: &mut Browser<'_>, world: &World) -> Shown {
    let code = world.newest_code().await;
    browser.post("authenticate", &[("code", &code)]).await
}

/// Signs in with this email, and shows the account.
async fn sign_in(browser: &mut Browser<'_>, world: &World, email: &str) {
    ask(browser, email).await;
    let account = browser.path("");
    enter_newest_code(browser, world).await.expect_location(&account);
    assert!(browser.follow().await.expect(200).says("account-title"));
}

/// A browser that is signed in with this email.
async fn signed_in<'w>(world: &'w World, email: &str) -> Browser<'w> {
    let mut browser = Browser::of(world, "acme");
    sign_in(&mut browser, world, email).await;
    browser
}

/// The token of a browser's session.
fn token(browser: &Browser<'_>) -> String {
    browser.cookie("session").unwrap().to_owned()
}

/// Fails unless a session's token opens as much as it should.
async fn assert_live(world: &World, token: &str, live: bool) {
    world.introspect(token).await.expect_status(if live { 200 } else { 401 });
}

/// A code that is not this one.
fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// The address of the portal link that the merchant gets for this body.
async fn link(world: &World, body: &Value) -> String {
    let answer = world.call(world.session_for(body)).await.expect(201);
    let url = answer.text("customer_portal_url");
    url.strip_prefix("https://portal.example.com").unwrap().to_owned()
}

/// The body that asks for a link for the individual.
fn for_ada(world: &World) -> Value {
    json!({ "customer_id": world.seed.customers.individual.id })
}

/// The email of the team's member of this number.
fn member(world: &World, number: usize) -> String {
    world.seed.customers.team.members[number].email.clone()
}

/// What an operator does at the demo organization.
async fn operate(world: &World, operation: &str, mut input: Value) -> Value {
    input["operation"] = operation.into();
    input["organization_id"] = world.seed.organization.id.clone().into();
    world.admin(input).await.unwrap()
}

/// Ends everything of this customer's that began before.
async fn revoke(world: &World, customer: &str) {
    operate(world, "revoke_customer_sessions", json!({ "customer_id": customer })).await;
}

/// The tries charged to each sign-in there is, the oldest sign-in first.
fn tries(world: &World) -> Vec<String> {
    let mut sign_ins = world.items_of("SIGNIN#");
    sign_ins.sort_by_key(|item| item["sk"]["S"].as_str().unwrap().to_owned());
    sign_ins.iter().map(|item| item["tries"]["N"].as_str().unwrap().to_owned()).collect()
}

/// A world in which a network may ask as often as it likes, and an address may not.
async fn one_network() -> World {
    World::with(settings([
        ("LATCHKEY_NETWORK_REQUESTS_PER_QUARTER_HOUR", "1000000"),
        ("LATCHKEY_NETWORK_REQUESTS_PER_DAY", "1000000"),
    ]))
    .await
}
