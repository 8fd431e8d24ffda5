//! What opens something is in the mail, in the browser's cookies, and nowhere else.

use http::Method;
use serde_json::json;
use shared::{
    domain::{device::DeviceProof, token::ProofToken},
    http::{CookieName, FormToken},
};
use tests::{Answer, Verdict, World, logged};

use super::{Browser, FAMILY, GRACE, ada_s_link, grace_s_link, html, wrong};

/// What one walk through the pages handed out, and every answer on the way.
#[derive(Default)]
struct Walk {
    secrets: Vec<String>,
    form_tokens: Vec<String>,
    answers: Vec<Answer>,
}

impl Walk {
    /// Keeps what the browser holds now.
    fn note(&mut self, browser: &Browser<'_>) {
        for what in ["session", "proof", "arrival"] {
            self.secrets.extend(browser.cookie(what).map(str::to_owned));
        }
        let devices = browser.cookie("devices").unwrap_or_default().split('.');
        self.secrets.extend(devices.filter(|it| !it.is_empty()).map(str::to_owned));
        self.form_tokens.push(browser.form_token());
    }

    async fn get(&mut self, browser: &mut Browser<'_>, place: &str) {
        self.note(browser);
        let answer = browser.get(place).await;
        self.answers.push(answer);
        self.note(browser);
    }

    async fn post(&mut self, browser: &mut Browser<'_>, place: &str, fields: &[(&str, &str)]) {
        self.note(browser);
        let answer = browser.post(place, fields).await;
        self.answers.push(answer);
        self.note(browser);
    }

    async fn ask(&mut self, browser: &mut Browser<'_>, email: &str) -> (String, String) {
        self.get(browser, "").await;
        self.post(browser, "", &[("email", email)]).await;
        self.get(browser, "authenticate").await;
        let world = browser.world();
        let (code, link) = (world.newest_code().await, world.newest_link_code().await);
        self.secrets.extend([code.clone(), link.clone()]);
        (code, link)
    }
}

async fn walk(world: &World) -> Walk {
    let mut walk = Walk::default();
    let mut ada = Browser::new(world);
    let (code, _) = walk.ask(&mut ada, world.email()).await;
    walk.post(&mut ada, "authenticate", &[("code", &wrong(&code))]).await;
    walk.post(&mut ada, "authenticate", &[("code", &code)]).await;
    walk.get(&mut ada, "").await;
    walk.post(&mut ada, "authenticate", &[("code", &code)]).await;
    walk.get(&mut ada, "authenticate").await;

    let mut grace = Browser::new(world);
    let (_, link) = walk.ask(&mut grace, GRACE).await;
    walk.post(&mut grace, "authenticate", &[("code", &format!("{link}0"))]).await;
    walk.post(&mut grace, "authenticate", &[("code", &link)]).await;
    walk.get(&mut grace, "").await;
    walk.post(&mut grace, "authenticate", &[("code", &link)]).await;

    let mut arrived = Browser::new(world);
    for link in [ada_s_link(world).await, grace_s_link(world).await] {
        walk.secrets.push(link.clone());
        walk.get(&mut arrived, &format!("?link={link}")).await;
        walk.get(&mut arrived, "continue").await;
        walk.post(&mut arrived, "continue", &[]).await;
        walk.post(&mut arrived, "continue", &[("replace", "yes")]).await;
        walk.get(&mut arrived, &format!("?link={link}")).await;
        walk.get(&mut arrived, "continue").await;
        walk.get(&mut arrived, "").await;
    }

    let mut family = Browser::new(world);
    let (code, _) = walk.ask(&mut family, FAMILY).await;
    walk.post(&mut family, "authenticate", &[("code", &code)]).await;
    walk.get(&mut family, "choose").await;
    walk.post(&mut family, "choose", &[("account", "x")]).await;
    let account = world.seed.customers.shared_email.customer_ids[1].clone();
    walk.post(&mut family, "choose", &[("account", &account)]).await;
    walk.get(&mut family, "").await;

    let mut again = Browser::new(world);
    let (code, _) = walk.ask(&mut again, world.email()).await;
    walk.post(&mut again, "authenticate", &[("code", &code)]).await;
    let others = again.other_sessions().await;
    walk.post(&mut again, "sessions/end", &[("session", &others[0])]).await;
    walk.post(&mut again, "sessions/end-others", &[]).await;
    walk.get(&mut ada, "").await;

    // Where they do not belong, and when everything fails.
    let token = again.cookie("session").unwrap().to_owned();
    for place in [format!("?link={token}"), format!("?email={token}"), token.clone()] {
        let answer = again.send(again.call(Method::GET, &place)).await;
        if !place.starts_with("?email") {
            walk.answers.push(answer);
        }
    }
    let (code, link) = walk.ask(&mut ada, world.email()).await;
    world.wire.decide(|_, _| Verdict::Refuse(400, "ValidationException"));
    for code in [&code, &link] {
        walk.post(&mut ada, "authenticate", &[("code", code)]).await;
    }
    walk.get(&mut again, "").await;
    world.wire.heal();
    walk.post(&mut again, "sign-out", &[]).await;
    walk.get(&mut again, "").await;
    walk.secrets.sort();
    walk.secrets.dedup();
    walk
}

/// Whether a text holds a secret: a code as a word of its own, anything longer anywhere.
fn holds(text: &str, secret: &str) -> bool {
    if secret.len() > 6 {
        return text.contains(secret);
    }
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == secret)
}

#[tokio::test]
async fn no_secret_is_in_the_table_the_stream_the_logs_a_page_or_an_address() {
    let world = World::unlimited().await;
    let walk = walk(&world).await;
    assert!(walk.secrets.len() > 20, "{}", walk.secrets.len());
    let statuses: Vec<_> = walk.answers.iter().map(|it| it.status).collect();
    for status in [200, 303, 404, 422, 500] {
        assert!(statuses.contains(&status), "{status}");
    }
    let table = serde_json::to_string(&world.items()).unwrap();
    let (stream, logs) = (world.stream_records(), logged());
    assert!(table.contains("SESSION#") && stream.contains("SIGNIN#"), "there is something to scan");
    let kept = [("table", &table), ("stream", &stream), ("logs", &logs)];
    for secret in walk.secrets.iter().chain(&walk.form_tokens).filter(|it| !it.is_empty()) {
        for (place, text) in kept {
            assert!(!holds(text, secret), "{secret} is in the {place}");
        }
    }
    for secret in &walk.secrets {
        for answer in &walk.answers {
            assert!(!holds(&html(answer), secret), "{secret} is in a page");
            for (name, value) in &answer.headers {
                let text = String::from_utf8_lossy(value.as_bytes());
                assert!(name == "set-cookie" || !holds(&text, secret), "{secret} is in {name}");
            }
        }
    }
}

#[tokio::test]
async fn no_address_or_name_is_in_the_logs() {
    let world = World::unlimited().await;
    let created = world.admin(json!({
        "operation": "create_customer", "organization_id": world.seed.organization.id,
        "email": "quetzalcoatl@example.com", "name": "Quetzal Zz9",
    }));
    created.await.unwrap();
    let mut browser = Browser::new(&world).from("198.51.100.222");
    browser.sign_in("quetzalcoatl@example.com").await;
    browser.get("?email=quetzalcoatl%40example.com").await.expect_status(200);
    browser.get("quetzalcoatl@example.com").await.expect_status(404);
    let logs = logged();
    for personal in ["quetzalcoatl", "Quetzal", "198.51.100.222"] {
        assert!(!logs.contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn what_holds_a_secret_does_not_show_it() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    browser.prove().await;
    let token = browser.form_token();
    assert_eq!(format!("{:?}", FormToken::parse(&token).unwrap()), "FormToken(..)");
    let proof = browser.cookie("proof").unwrap();
    assert_eq!(format!("{:?}", ProofToken::parse(proof).unwrap()), "Token(..)");
    let account = world.seed.customers.shared_email.customer_ids[0].clone();
    browser.post("choose", &[("account", &account)]).await.expect_status(303);
    browser.get("").await.expect_status(200);
    let device = DeviceProof::parse(browser.cookie("devices").unwrap()).unwrap();
    assert_eq!(format!("{device:?}"), "DeviceProof(..)");
    let header = CookieName::of_host("form").set(&token, None).unwrap();
    assert!(!format!("{header:?}").contains(&token));
}
