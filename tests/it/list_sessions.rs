//! `GET /v1/customer-portal/customer-sessions`

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{Answer, Call, PortalPaths, TABLE, World, settings};

use crate::{
    contract::{
        assert_faults_of, assert_invalid_token, assert_not_found, assert_turns_strangers_away,
        assert_uncached_json,
    },
    team::{as_merchant, each, spellings},
};

async fn get(world: &World, token: &str, query: &str) -> Answer {
    world.call(Call::get(&format!("{}{query}", PortalPaths::SESSIONS)).bearer(token)).await
}

async fn list(world: &World, token: &str) -> Value {
    get(world, token, "").await.expect(200).json()
}

/// Signs in with this email by a program that calls itself so.
async fn sign_in_by(world: &World, email: &str, agent: &str) -> String {
    let (request_id, code) = world.fresh_code(email).await;
    let body = json!({ "code": code, "request_id": request_id });
    let call = Call::post(PortalPaths::AUTHENTICATE).json(&body).header("user-agent", agent);
    world.call(call).await.expect(200).text("token")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// The agents of the sessions in a list.
async fn agents(world: &World, token: &str) -> Vec<String> {
    let shown = list(world, token).await;
    each(&shown, "user_agent").into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_session_is_listed_with_these_fields_and_no_others() {
    let world = World::new().await;
    let token = sign_in_by(&world, world.email(), "curl/8.5").await;
    let answer = get(&world, &token, "").await.expect(200);
    assert_uncached_json(&answer);
    let mut body = answer.json();
    let id = body["items"][0]["id"].take();
    assert_eq!(world.items_of("SESSION#")[0]["id"]["S"], id);
    let expected = json!({
        "items": [{
            "id": null, "created_at": "2026-11-21T12:00:00Z", "last_used_at": "2026-11-21T12:00:00Z",
            "expires_at": "2026-11-28T12:00:00Z", "user_agent": "curl/8.5", "current": true,
        }],
        "pagination": { "total_count": 1, "max_page": 1 },
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn no_list_opens_anything() {
    let world = World::new().await;
    let own = world.sign_in(world.email()).await;
    let opened = world.session_for(&json!({ "customer_id": world.individual() }));
    let merchants = world.call(opened).await.expect(201).text("token");
    let shown = list(&world, &own).await;
    assert_eq!(shown["pagination"]["total_count"], 2);
    let shown = shown.to_string();
    for token in [&own, &merchants] {
        let hash = hex(&Sha256::digest(token.as_bytes()));
        assert!(!shown.contains(token.strip_prefix("polar_cst_").unwrap()), "{shown}");
        assert!(!shown.contains(&hash), "{shown}");
    }
    for item in world.items_of("SESSION#") {
        let hash = item["sk"]["S"].as_str().unwrap().strip_prefix("SESSION#").unwrap().to_owned();
        assert!(!shown.contains(&hash), "{shown}");
    }
    for id in each(&list(&world, &own).await, "id") {
        assert_invalid_token(&world.introspect(id).await);
    }
}

#[tokio::test]
async fn each_session_sees_itself_as_the_current_one() {
    let world = World::new().await;
    let mut tokens = Vec::new();
    for agent in ["one", "two", "three"] {
        tokens.push((agent, sign_in_by(&world, world.email(), agent).await));
    }
    for (agent, token) in &tokens {
        let shown = list(&world, token).await;
        let items = shown["items"].as_array().unwrap();
        assert_eq!(items.len(), 3);
        for item in items {
            assert_eq!(item["current"], json!(item["user_agent"] == *agent));
        }
    }
}

#[tokio::test]
async fn the_session_used_last_comes_first() {
    let world = World::unlimited().await;
    let mut tokens = Vec::new();
    for agent in ["one", "two", "three"] {
        world.clock.advance(1);
        tokens.push(sign_in_by(&world, world.email(), agent).await);
    }
    assert_eq!(agents(&world, &tokens[0]).await, ["three", "two", "one"]);
    // Uses are written back once an hour.
    world.clock.advance(3_600);
    world.introspect(&tokens[1]).await.expect_status(200);
    world.clock.advance(1);
    let shown = list(&world, &tokens[0]).await;
    assert_eq!(each(&shown, "user_agent"), ["one", "two", "three"]);
    assert_eq!(shown["items"][0]["last_used_at"], "2026-11-21T13:00:04Z", "this very call");
    assert_eq!(shown["items"][0]["created_at"], "2026-11-21T12:00:01Z");
    assert_eq!(shown["items"][0]["expires_at"], "2026-11-28T13:00:04Z");
    assert_eq!(shown["items"][1]["last_used_at"], "2026-11-21T13:00:03Z");
    assert_eq!(shown["items"][2]["last_used_at"], "2026-11-21T12:00:03Z");
}

#[tokio::test]
async fn a_session_that_the_merchant_opened_is_listed_and_lists() {
    let world = World::new().await;
    let body = json!({ "customer_id": world.individual() });
    let token = world.call(world.session_for(&body)).await.expect(201).text("token");
    world.clock.advance(1);
    let own = sign_in_by(&world, world.email(), "curl/8.5").await;
    for (token, current) in [(&own, [true, false]), (&token, [false, true])] {
        let shown = list(&world, token).await;
        let items = [&shown["items"][0], &shown["items"][1]];
        assert_eq!(items.map(|item| item["current"].as_bool().unwrap()), current);
        assert_eq!(items.map(|item| item["user_agent"].clone()), [json!("curl/8.5"), Value::Null]);
        assert_eq!(items[1]["expires_at"], "2026-11-21T13:00:00Z");
    }
}

#[tokio::test]
async fn everybody_sees_their_own_sessions_and_nobody_else_s() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.clone();
    let mut tokens = Vec::new();
    for (number, email) in
        team.members.iter().map(|it| &*it.email).chain([world.email()]).enumerate()
    {
        for _ in 0..=number {
            tokens.push((number, sign_in_by(&world, email, &format!("agent {number}")).await));
        }
    }
    // Somebody else has Ada's email.
    let twin = json!({ "customer_id": world.seed.second_organization.customer_id });
    let twin = world.session_for(&twin).bearer(&world.seed.second_organization.access_token);
    let twin = world.call(twin).await.expect(201).text("token");
    for (number, token) in &tokens {
        let expected = vec![format!("agent {number}"); number + 1];
        assert_eq!(agents(&world, token).await, expected);
        let shown = list(&world, token).await;
        assert_eq!(shown["pagination"], json!({ "total_count": number + 1, "max_page": 1 }));
    }
    assert_eq!(list(&world, &twin).await["pagination"]["total_count"], 1);
}

#[tokio::test]
async fn what_has_ended_is_not_listed() {
    let world = World::with(settings([
        ("LATCHKEY_SESSION_IDLE_SECONDS", "400"),
        ("LATCHKEY_MAILS_PER_QUARTER_HOUR", "1000000"),
    ]))
    .await;
    let idle = sign_in_by(&world, world.email(), "idle").await;
    world.clock.advance(300);
    let ended = sign_in_by(&world, world.email(), "ended").await;
    let token = sign_in_by(&world, world.email(), "this one").await;
    assert_eq!(agents(&world, &token).await.len(), 3);
    world.call(Call::delete(PortalPaths::SESSION).bearer(&ended)).await.expect_status(204);
    world.clock.advance_millis(99_999);
    assert_eq!(agents(&world, &token).await, ["this one", "idle"]);
    world.clock.advance_millis(1);
    assert_eq!(agents(&world, &token).await, ["this one"]);
    assert_eq!(world.items_of("SESSION#").len(), 2, "TTL lags, as it does by days");
    assert_invalid_token(&get(&world, &idle, "").await);
    assert_invalid_token(&get(&world, &ended, "").await);
}

#[tokio::test]
async fn what_was_revoked_is_not_listed() {
    let world = World::unlimited().await;
    let mia = world.seed.customers.team.members[2].clone();
    for email in [world.email(), &mia.email] {
        let customer = if email == mia.email {
            world.seed.customers.team.id.clone()
        } else {
            world.individual().to_string()
        };
        let before = world.sign_in(email).await;
        let revoke = format!("{}?customer_id={customer}", PortalPaths::CUSTOMER_SESSIONS);
        as_merchant(&world, Call::delete(&revoke)).await.expect_status(204);
        assert_invalid_token(&get(&world, &before, "").await);
        let after = sign_in_by(&world, email, "after").await;
        assert_eq!(agents(&world, &after).await, ["after"]);
        let others = Call::delete(PortalPaths::SESSIONS).bearer(&after);
        sign_in_by(&world, email, "other").await;
        world.call(others).await.expect_status(204);
        assert_eq!(agents(&world, &after).await, ["after"]);
    }
    assert_eq!(world.items_of("SESSION#").len(), 6, "their items are there until they are swept");
}

#[tokio::test]
async fn pages_meet_without_a_gap_and_all_tell_the_same_total() {
    let world = World::unlimited().await;
    let mut token = String::new();
    for number in 0..12 {
        world.clock.advance(1);
        token = sign_in_by(&world, world.email(), &number.to_string()).await;
    }
    let newest_first: Vec<_> = (0..12).rev().map(|number| number.to_string()).collect();
    for limit in [1, 5, 12, 100] {
        let mut found = Vec::new();
        let pages = 12_usize.div_ceil(limit);
        for page in 1..=pages + 1 {
            let shown = get(&world, &token, &format!("?page={page}&limit={limit}")).await;
            let shown = shown.expect(200).json();
            assert_eq!(shown["pagination"], json!({ "total_count": 12, "max_page": pages }));
            found.extend(each(&shown, "user_agent").into_iter().map(str::to_owned));
        }
        assert_eq!(found, newest_first, "{limit} a page");
    }
    assert_eq!(agents(&world, &token).await, newest_first[..10], "ten unless told");
}

#[tokio::test]
async fn a_query_s_faults_are_listed_at_once() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let answer = get(&world, &token, "?page=0&limit=101").await;
    assert_faults_of("query", &answer, &[("page", "value_error"), ("limit", "value_error")]);
    let answer = get(&world, &token, "?page=1001").await;
    assert_faults_of("query", &answer, &[("page", "value_error")]);
    get(&world, &token, "?page=1000&sorting=-created_at&whatever").await.expect_status(200);
    assert_invalid_token(&get(&world, "polar_cst_0", "?page=0").await);
}

/// Copies a session's item so many times, each with these attributes.
fn copy(world: &World, item: &Value, copies: usize, attributes: &Value) {
    for number in 0..copies {
        let mut copy = item.clone();
        let fields = copy.as_object_mut().unwrap();
        fields.extend(attributes.as_object().unwrap().clone());
        let mark = format!("{attributes}{number}");
        let hash = hex(&Sha256::digest(mark.as_bytes()));
        fields.insert("id".to_owned(), json!({ "S": uuid(&hash) }));
        fields.insert("sk".to_owned(), json!({ "S": format!("SESSION#{hash}") }));
        let put = json!({ "TableName": TABLE, "Item": copy });
        world.database.put_item(serde_json::from_value(put).unwrap()).unwrap();
    }
}

/// A UUID of these hexadecimal digits.
fn uuid(digits: &str) -> String {
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..32]];
    parts.join("-")
}

#[tokio::test]
async fn a_list_is_whole_among_hundreds_of_the_customer_s() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    world.sign_in(&team.members[1].email).await;
    let bobs = world.items_of("SESSION#").remove(0);
    let token = sign_in_by(&world, &team.members[2].email, "this one").await;
    let is_mias = |item: &Value| item["member_id"]["S"] == *team.members[2].id;
    let mias = world.items_of("SESSION#").into_iter().find(is_mias).unwrap();
    let expired = json!({ "expires_at": { "N": "1795262400" } });
    copy(&world, &bobs, 150, &json!({}));
    copy(&world, &mias, 150, &expired);
    copy(&world, &mias, 150, &json!({ "member_generation": { "N": "7" } }));
    copy(&world, &mias, 150, &json!({ "generation": { "N": "7" } }));
    copy(&world, &mias, 249, &json!({ "user_agent": { "S": "x" } }));
    let shown = list(&world, &token).await;
    assert_eq!(shown["pagination"], json!({ "total_count": 250, "max_page": 25 }));
    let (mut found, mut others) = (std::collections::BTreeSet::new(), Vec::new());
    for page in 1..=3 {
        let shown =
            get(&world, &token, &format!("?page={page}&limit=100")).await.expect(200).json();
        found.extend(each(&shown, "id").into_iter().map(str::to_owned));
        let items = shown["items"].as_array().unwrap().iter();
        others.extend(items.filter(|it| it["current"] == false).map(|it| it["id"].clone()));
    }
    assert_eq!((found.len(), others.len()), (250, 249));

    // And any of it can be ended.
    let last = others.last().and_then(Value::as_str).unwrap();
    let path = format!("{}/{last}", PortalPaths::SESSIONS);
    world.call(Call::delete(&path).bearer(&token)).await.expect_status(204);
    assert_eq!(list(&world, &token).await["pagination"]["total_count"], 249);
}

#[tokio::test]
async fn who_presents_no_session_token_is_turned_away() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let call = || Call::get(PortalPaths::SESSIONS);
    assert_turns_strangers_away(&world, call, &token, &world.seed.access_token).await;
}

#[tokio::test]
async fn both_spellings_of_the_path_answer() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let expected = list(&world, &token).await;
    for path in spellings(PortalPaths::SESSIONS) {
        let answer = world.call(Call::get(&path).bearer(&token)).await.expect(200);
        assert_eq!(answer.json(), expected);
    }
    let id = expected["items"][0]["id"].as_str().unwrap();
    for (beyond, status) in [(id, 405), ("x", 405), ("x/y", 404)] {
        let path = format!("{}/{beyond}", PortalPaths::SESSIONS);
        let answer = world.call(Call::get(&path).bearer(&token)).await;
        answer.expect_status(status);
        if status == 404 {
            assert_not_found(&answer);
        }
    }
}
