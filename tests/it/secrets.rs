//! Nothing that opens anything is ever in the table, in its stream or in the logs.

use serde_json::json;
use tests::{Call, PortalPaths, World, logged};

/// Everything secret that one world hands out on a walk through every function.
async fn walk(world: &World) -> Vec<String> {
    let seed = &world.seed;
    let mut secrets =
        vec![seed.access_token.clone(), seed.second_organization.access_token.clone()];
    secrets.extend(seed.scoped_tokens.values().cloned());
    for email in [world.email(), &seed.customers.team.members[0].email] {
        for by_link in [false, true] {
            let (request_id, code) = world.fresh_code(email).await;
            let link = world.newest_link_code().await;
            secrets.extend([code.clone(), link.clone()]);
            let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
            world.authenticate(&wrong, &request_id).await.expect_status(401);
            world.authenticate_bare(&wrong, "192.0.2.1").await.expect_status(401);
            let code = if by_link { &link } else { &code };
            let token = world.authenticate(code, &request_id).await.expect(200).text("token");
            world.call(Call::get(PortalPaths::USER).bearer(&token)).await.expect_status(200);
            world.clock.advance(7_200);
            world.introspect(&token).await.expect_status(200);
            secrets.push(token);
        }
    }
    let body = json!({ "customer_id": seed.customers.individual.id });
    let opened = world.call(world.session_for(&body)).await.expect(201);
    let (token, url) = (opened.text("token"), opened.text("customer_portal_url"));
    let link = url.split_once("link=").unwrap().1.to_owned();
    let key = "a-key-that-one-call-came-with";
    let keyed =
        world.call(world.session_for(&body).header("idempotency-key", key)).await.expect(201);
    secrets.extend([key.to_owned(), keyed.text("token")]);
    secrets.extend(manage(world, &token).await);
    world.call(Call::delete(PortalPaths::SESSION).bearer(&token)).await.expect_status(204);
    // Where they do not belong: they must not be logged from there either.
    world.call(Call::get(&format!("{}?token={token}", PortalPaths::USER))).await.expect_status(401);
    world.call(Call::get(&format!("/v1/{token}"))).await.expect_status(404);
    world.authenticate(&token, &link).await.expect_status(401);
    world.call(world.session_for(&json!({ "customer_id": token }))).await.expect_status(422);
    // And when everything fails.
    world.wire.decide(|_, _| tests::Verdict::Refuse(400, "ValidationException"));
    world.introspect(&token).await.expect_status(500);
    world.call(world.session_for(&body)).await.expect_status(500);
    world.wire.heal();
    secrets.extend([token, link]);
    secrets
}

/// What a merchant, and a customer with its sessions, does: none of the answers has a token. What
/// they are asked with that is none of theirs is secret too.
async fn manage(world: &World, token: &str) -> Vec<String> {
    let merchant = |call: Call| call.bearer(&world.seed.access_token);
    let (customers, team) = (PortalPaths::CUSTOMERS, &world.seed.customers.team.id);
    let (ada, members) = (world.individual(), format!("{customers}/{team}/members"));
    let new = json!({ "email": "joan@example.com", "external_id": "joan" });
    let named = json!({ "name": "Anew" });
    let revoke = format!("{}?customer_id={team}", PortalPaths::CUSTOMER_SESSIONS);
    for call in [
        Call::get(PortalPaths::SESSIONS).bearer(token),
        merchant(Call::post(customers).json(&new)),
        merchant(Call::get(&format!("{customers}?email=joan@example.com"))),
        merchant(Call::get(&format!("{customers}/{ada}/state"))),
        merchant(Call::patch(&format!("{customers}/{ada}")).json(&named)),
        merchant(Call::post(&members).json(&new)),
        merchant(Call::get(&members)),
        merchant(Call::patch(&format!("{customers}/external/joan")).json(&named)),
        merchant(Call::delete(&format!("{customers}/external/joan?anonymize=true"))),
        merchant(Call::delete(&revoke)),
        Call::delete(PortalPaths::SESSIONS).bearer(token),
    ] {
        let answer = world.call(call).await;
        assert!(answer.status < 300, "{answer:?}");
        let text = String::from_utf8(answer.body.to_vec()).unwrap();
        assert!(!text.contains("polar_"), "{text}");
    }
    // A token where an id belongs, and by any name.
    for path in [
        format!("{customers}/{token}"),
        format!("{customers}/external/{token}"),
        format!("{customers}/{team}/members/{token}"),
        format!("{}/{token}", PortalPaths::SESSIONS),
    ] {
        let bearer = if path.starts_with(customers) { &world.seed.access_token } else { token };
        world.call(Call::get(&path).bearer(bearer)).await;
        world.call(Call::delete(&path).bearer(bearer)).await.expect_status(404);
    }
    for query in ["query", "external_id", "email"] {
        world.call(merchant(Call::get(&format!("{customers}?{query}={token}")))).await;
    }
    vec![token.to_owned()]
}

/// Whether a text holds a secret: a code as a word of its own, for its digits may well be part of
/// some number; anything longer anywhere.
fn holds(text: &str, secret: &str) -> bool {
    if secret.len() > 6 {
        return text.contains(secret);
    }
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == secret)
}

#[tokio::test]
async fn no_secret_is_in_the_table_the_stream_or_the_logs() {
    let world = World::unlimited().await;
    let secrets = walk(&world).await;
    assert!(secrets.len() > 15);
    let table = serde_json::to_string(&world.items()).unwrap();
    let stream = world.stream_records();
    let logs = logged();
    assert!(table.contains("SESSION#") && stream.contains("SIGNIN#"), "there is something to scan");
    assert!(logs.contains("internal error") && logs.contains("answered"), "logs are captured");
    for secret in &secrets {
        for (place, text) in [("table", &table), ("stream", &stream), ("logs", &logs)] {
            assert!(!holds(text, secret), "{secret} is in the {place}");
        }
    }
}

#[tokio::test]
async fn the_scan_would_find_a_secret() {
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    assert!(holds(&serde_json::to_string(&world.mails().await[0]).unwrap_or_default(), &code));
    let table = serde_json::to_string(&world.items()).unwrap();
    assert!(holds(&table, &request_id), "the request id is there and is no secret");
}

#[tokio::test]
async fn no_address_is_in_the_logs() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    world.call(Call::get(PortalPaths::USER)).await.expect_status(401);
    manage(&world, &token).await;
    // And when everything fails, which is logged with its causes.
    let list = format!("{}?query=ada@example.com", PortalPaths::CUSTOMERS);
    let new = Call::post(PortalPaths::CUSTOMERS).json(&json!({ "email": "joan@example.com" }));
    for error in ["ValidationException", "ThrottlingException"] {
        world.wire.decide(move |_, call| match call.operation.as_str() {
            "Query" | "TransactWriteItems" => tests::Verdict::Refuse(400, error),
            _ => tests::Verdict::Pass,
        });
        for call in [Call::get(&list), new.clone()] {
            let answer = world.call(call.bearer(&world.seed.access_token)).await;
            assert!(answer.status >= 500, "{answer:?}");
        }
    }
    world.wire.heal();
    let logs = logged();
    assert!(!logs.contains("@example.com") && !logs.contains("192.0.2.1"));
}
