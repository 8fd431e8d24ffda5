//! `POST /v1/customer-portal/customer-session/authenticate`

use futures_util::future::join_all;
use serde_json::json;
use tests::{Answer, Call, PortalPaths, World, settings};

/// A code that is not this one.
fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

fn assert_refused(answer: Answer) {
    let answer = answer.expect(401);
    assert_eq!(answer.json()["error"], "CustomerSessionCodeInvalidOrExpired");
    assert_eq!(answer.json().as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn a_code_opens_a_session_once() {
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    let answer = world.authenticate(&code, &request_id).await.expect(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let token = answer.text("token");
    assert!(token.starts_with("polar_cst_"));
    world.introspect(&token).await.expect_status(200);
    assert_refused(world.authenticate(&code, &request_id).await);
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn wrong_used_expired_and_exhausted_answer_the_same_bytes() {
    let world = World::unlimited().await;
    let (wrong_id, code) = world.fresh_code(world.email()).await;
    let wrong_code = world.authenticate(&wrong(&code), &wrong_id).await.expect(401);
    let (used_id, code) = world.fresh_code(world.email()).await;
    world.authenticate(&code, &used_id).await.expect_status(200);
    let used = world.authenticate(&code, &used_id).await;
    let (exhausted_id, code) = world.fresh_code(world.email()).await;
    for _ in 0..5 {
        world.authenticate(&wrong(&code), &exhausted_id).await.expect_status(401);
    }
    let exhausted = world.authenticate(&code, &exhausted_id).await;
    let (expired_id, code) = world.fresh_code(world.email()).await;
    world.clock.advance(900);
    let expired = world.authenticate(&code, &expired_id).await;
    let malformed = world.authenticate("abc", &expired_id).await;
    let garbage = world.authenticate(&code, "abc").await;
    for other in [used, exhausted, expired, malformed, garbage] {
        assert_eq!((other.status, &other.body), (wrong_code.status, &wrong_code.body));
    }
}

#[tokio::test]
async fn a_code_is_good_until_its_last_second() {
    for (after_millis, status) in [(899_999, 200), (900_000, 401)] {
        let world = World::new().await;
        let (request_id, code) = world.fresh_code(world.email()).await;
        world.clock.advance_millis(after_millis);
        world.authenticate(&code, &request_id).await.expect_status(status);
    }
}

#[tokio::test]
async fn expired_sign_ins_are_refused_though_the_table_still_has_them() {
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    let link = world.newest_link_code().await;
    world.clock.advance(3_600);
    assert_eq!(world.items_of("SIGNIN#").len(), 1, "TTL lags, as it does by days");
    assert_refused(world.authenticate(&code, &request_id).await);
    assert_refused(world.authenticate_bare(&code, "192.0.2.1").await);
    assert_refused(world.authenticate_bare(&link, "192.0.2.1").await);
}

#[tokio::test]
async fn the_life_of_a_code_is_configured() {
    let world = World::with(settings([("LATCHKEY_CODE_TTL_SECONDS", "60")])).await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    assert!(world.mails().await[0].text.as_ref().unwrap().contains("1 minute"));
    world.clock.advance(60);
    assert_refused(world.authenticate(&code, &request_id).await);
}

#[tokio::test]
async fn a_code_is_read_as_people_type_it() {
    let world = World::unlimited().await;
    let spaced = |code: &str| format!(" {} {}\n", &code[..3], &code[3..]);
    let dashed = |code: &str| format!("{}-{}\u{2013}{}", &code[..2], &code[2..4], &code[4..]);
    let wide = |code: &str| {
        code.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap()).collect()
    };
    let ways: [&dyn Fn(&str) -> String; 3] = [&spaced, &dashed, &wide];
    for typed in ways {
        let (request_id, code) = world.fresh_code(world.email()).await;
        world.authenticate(&typed(&code), &request_id).await.expect_status(200);
    }
}

#[tokio::test]
async fn leading_zeros_are_kept() {
    let world = World::unlimited().await;
    for _ in 0..200 {
        let (request_id, code) = world.fresh_code(world.email()).await;
        assert_eq!(code.len(), 6);
        if code.starts_with('0') {
            assert_refused(world.authenticate(code.trim_start_matches('0'), &request_id).await);
            world.authenticate(&code, &request_id).await.expect_status(200);
            return;
        }
    }
    panic!("no code of two hundred began with a zero");
}

#[tokio::test]
async fn somebody_else_s_request_id_does_not_fit() {
    let world = World::new().await;
    let (_, code) = world.fresh_code(world.email()).await;
    let other = &world.seed.customers.team.members[0].email;
    let (other_id, other_code) = world.fresh_code(other).await;
    if code != other_code {
        assert_refused(world.authenticate(&code, &other_id).await);
    }
    world.authenticate(&other_code, &other_id).await.expect_status(200);
}

#[tokio::test]
async fn a_bare_code_works_from_the_network_that_asked_and_no_other() {
    let world = World::new().await;
    let (_, code) = world.fresh_code(world.email()).await;
    assert_refused(world.authenticate_bare(&code, "192.0.2.2").await);
    assert_refused(world.authenticate_bare(&code, "2001:db8::1").await);
    world.authenticate_bare(&code, "192.0.2.1").await.expect_status(200);
}

#[tokio::test]
async fn a_bare_code_works_within_a_slash_64() {
    let world = World::new().await;
    let call = world.code_request(world.email()).from("2001:db8:0:1::1");
    world.call(call).await.expect_status(202);
    let code = world.newest_code().await;
    assert_refused(world.authenticate_bare(&code, "2001:db8:0:2::1").await);
    world.authenticate_bare(&code, "2001:db8:0:1:ffff::9").await.expect_status(200);
}

#[tokio::test]
async fn a_bare_code_finds_its_own_among_its_neighbours() {
    let world = World::unlimited().await;
    let mut codes = Vec::new();
    for member in world.seed.customers.team.members.clone() {
        codes.push((world.fresh_code(&member.email).await.1, member.id));
    }
    for (code, id) in codes {
        let token = world.authenticate_bare(&code, "192.0.2.1").await.expect(200).text("token");
        let user = world.call(Call::get(PortalPaths::USER).bearer(&token)).await.json();
        assert_eq!(user["member_id"], json!(id));
    }
}

#[tokio::test]
async fn a_second_request_is_a_sign_in_of_its_own() {
    let world = World::new().await;
    let (first_id, first) = world.fresh_code(world.email()).await;
    let (second_id, second) = world.fresh_code(world.email()).await;
    assert_ne!(first_id, second_id);
    for _ in 0..5 {
        assert_refused(world.authenticate(&wrong(&second), &second_id).await);
    }
    assert_refused(world.authenticate(&second, &second_id).await);
    world.authenticate(&first, &first_id).await.expect_status(200);
}

#[tokio::test]
async fn the_fifth_try_is_accepted_if_right_and_the_sixth_is_not() {
    for (misses, status) in [(4, 200), (5, 401)] {
        let world = World::new().await;
        let (request_id, code) = world.fresh_code(world.email()).await;
        for _ in 0..misses {
            assert_refused(world.authenticate(&wrong(&code), &request_id).await);
        }
        world.authenticate(&code, &request_id).await.expect_status(status);
    }
}

#[tokio::test]
async fn three_of_the_five_may_be_bare() {
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    for _ in 0..3 {
        assert_refused(world.authenticate_bare(&wrong(&code), "192.0.2.1").await);
    }
    assert_refused(world.authenticate_bare(&code, "192.0.2.1").await);
    assert_refused(world.authenticate(&wrong(&code), &request_id).await);
    world.authenticate(&code, &request_id).await.expect_status(200);
}

#[tokio::test]
async fn parallel_guesses_never_get_more_tries() {
    for (bare, limit) in [(false, 5), (true, 3)] {
        let world = World::new().await;
        let (request_id, code) = world.fresh_code(world.email()).await;
        let guesses = (0..40).map(|_| async {
            if bare {
                world.authenticate_bare(&wrong(&code), "192.0.2.1").await
            } else {
                world.authenticate(&wrong(&code), &request_id).await
            }
        });
        for answer in join_all(guesses).await {
            assert_refused(answer);
        }
        let sign_in = &world.items_of("SIGNIN#")[0];
        assert_eq!(sign_in["tries"]["N"], limit.to_string(), "bare: {bare}");
    }
}

#[tokio::test]
async fn a_hundred_parallel_exchanges_of_one_good_code_give_one_token() {
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    let link = world.newest_link_code().await;
    let exchanges = (0..100).map(|number| {
        let code = if number % 2 == 0 { &code } else { &link };
        world.authenticate(code, &request_id)
    });
    let answers = join_all(exchanges).await;
    let tokens: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(tokens.len(), 1);
    assert!(answers.iter().all(|answer| answer.status == 200 || answer.status == 401));
    assert_eq!(world.items_of("SESSION#").len(), 1);
}

#[tokio::test]
async fn the_link_needs_no_context_and_shares_one_use_with_the_code() {
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    let link = world.newest_link_code().await;
    world.authenticate_bare(&link, "203.0.113.9").await.expect_status(200);
    assert_refused(world.authenticate(&code, &request_id).await);
    assert_refused(world.authenticate_bare(&link, "203.0.113.9").await);
}

#[tokio::test]
async fn five_wrong_digits_end_the_digits_and_not_the_link() {
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    let link = world.newest_link_code().await;
    for _ in 0..5 {
        assert_refused(world.authenticate(&wrong(&code), &request_id).await);
    }
    assert_refused(world.authenticate(&code, &request_id).await);
    world.authenticate_bare(&link, "203.0.113.9").await.expect_status(200);
}

#[tokio::test]
async fn a_link_that_is_not_quite_right_is_refused() {
    let world = World::unlimited().await;
    world.fresh_code(world.email()).await;
    let link = world.newest_link_code().await;
    for place in [0, link.len() / 2, link.len() - 1] {
        let mut changed = link.clone().into_bytes();
        changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(changed).unwrap();
        assert_refused(world.authenticate_bare(&changed, "192.0.2.1").await);
    }
    let other_id = world.request_code(world.email()).await;
    assert_refused(world.authenticate(&link, &other_id).await);
    world.authenticate_bare(&link, "192.0.2.1").await.expect_status(200);
}

#[tokio::test]
async fn nobody_s_sign_in_opens_for_no_code() {
    let world = World::new().await;
    let request_id = world.request_code("nobody@example.com").await;
    let guesses = (0..5).map(|number| format!("{number:06}"));
    for guess in guesses {
        assert_refused(world.authenticate(&guess, &request_id).await);
    }
    assert!(world.items_of("SESSION#").is_empty());
}

#[tokio::test]
async fn what_changes_between_request_and_exchange_ends_the_sign_in() {
    let member = |world: &World| world.seed.customers.team.members[2].clone();
    let operations = [
        json!({ "operation": "delete_customer" }),
        json!({ "operation": "change_customer_email", "email": "new@example.com" }),
        json!({ "operation": "revoke_customer_sessions" }),
    ];
    for mut operation in operations {
        let world = World::new().await;
        let (request_id, code) = world.fresh_code(world.email()).await;
        let link = world.newest_link_code().await;
        operation["organization_id"] = json!(world.seed.organization.id);
        operation["customer_id"] = json!(world.seed.customers.individual.id);
        world.admin(operation.clone()).await.unwrap();
        assert_refused(world.authenticate(&code, &request_id).await);
        assert_refused(world.authenticate_bare(&link, "192.0.2.1").await);
        assert!(world.items_of("SESSION#").is_empty(), "{operation}");
    }
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(&member(&world).email).await;
    let removal = json!({
        "operation": "delete_member", "organization_id": world.seed.organization.id,
        "customer_id": world.seed.customers.team.id, "member_id": member(&world).id,
    });
    world.admin(removal).await.unwrap();
    assert_refused(world.authenticate(&code, &request_id).await);
}

#[tokio::test]
async fn an_email_that_moves_takes_its_sign_ins_along() {
    let world = World::new().await;
    world
        .admin(json!({
            "operation": "change_customer_email", "organization_id": world.seed.organization.id,
            "customer_id": world.seed.customers.individual.id, "email": "new@example.com",
        }))
        .await
        .unwrap();
    world.request_code(world.email()).await;
    assert!(world.mails().await.is_empty(), "the old address is nobody's now");
    world.sign_in("new@example.com").await;
}

#[tokio::test]
async fn a_missing_or_endless_code_is_a_fault_that_shows_no_code() {
    let world = World::new().await;
    let long = "1".repeat(257);
    let bodies = [
        (json!({}), "missing"),
        (json!({ "code": null }), "missing"),
        (json!({ "code": 123_456 }), "string_type"),
        (json!({ "code": long }), "string_too_long"),
    ];
    for (body, kind) in bodies {
        let answer =
            world.call(Call::post(PortalPaths::AUTHENTICATE).json(&body)).await.expect(422);
        let fault = &answer.json()["detail"][0];
        assert_eq!(fault["loc"], json!(["body", "code"]));
        assert_eq!(fault["type"], kind);
        assert_eq!(fault["input"], json!(null));
    }
    let both = json!({ "code": 1, "request_id": [] });
    let answer = world.call(Call::post(PortalPaths::AUTHENTICATE).json(&both)).await.expect(422);
    assert_eq!(answer.json()["detail"].as_array().unwrap().len(), 2);
    for code in ["", "1", "x".repeat(256).as_str(), "12345\u{0}"] {
        assert_refused(world.authenticate_bare(code, "192.0.2.1").await);
    }
    assert_refused(world.authenticate("123456", "").await);
}

#[tokio::test]
async fn a_null_request_id_is_none() {
    let world = World::new().await;
    let (_, code) = world.fresh_code(world.email()).await;
    let body = json!({ "code": code, "request_id": null });
    world.call(Call::post(PortalPaths::AUTHENTICATE).json(&body)).await.expect_status(200);
}
