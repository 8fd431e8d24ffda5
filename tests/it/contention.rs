//! Others at the same items: conflicts and throttling end in success or in 503, never in 500.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, Verdict, World};

use crate::consistency::assert_table_agrees;

fn cancelled(reason: &str) -> Value {
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled",
        "CancellationReasons": [{ "Code": "None" }, { "Code": reason, "Message": "planned" }],
    })
}

/// Refuses the first `times` calls of each operation of each function in the way that this operation
/// is refused.
fn contend(world: &World, error: &'static str, times: usize) {
    let seen = std::sync::Mutex::new(std::collections::HashMap::<_, usize>::new());
    world.wire.decide(move |_, call| {
        let mut seen = seen.lock().unwrap();
        let count = seen.entry((call.function.clone(), call.operation.clone())).or_default();
        *count += 1;
        if *count > times {
            return Verdict::Pass;
        }
        match (call.operation.as_str(), error) {
            ("TransactWriteItems", "TransactionConflictException") => {
                Verdict::Answer(400, cancelled("TransactionConflict"))
            }
            ("TransactWriteItems", "ProvisionedThroughputExceededException") => {
                Verdict::Answer(400, cancelled("ProvisionedThroughputExceeded"))
            }
            (_, "InternalServerError") => Verdict::Refuse(500, error),
            _ => Verdict::Refuse(400, error),
        }
    });
}

/// What every function that reads or writes the table is called with, and answers if nothing is in
/// its way. None of them changes what another one is about, so they can be called at once.
async fn calls(world: &World) -> Vec<(&'static str, Call, u16)> {
    let customers = &world.seed.customers;
    let (individual, team) = (&customers.individual, &customers.team);
    let member = |place: usize| {
        let path = PortalPaths::CUSTOMERS;
        format!("{path}/{}/members/{}", team.id, team.members[place].id)
    };
    let customer = |id: &str| format!("{}/{id}", PortalPaths::CUSTOMERS);
    let members = format!("{}/members", customer(&team.id));
    let revoked = &customers.shared_email.customer_ids[0];
    let revoked = format!("{}?customer_id={revoked}", PortalPaths::CUSTOMER_SESSIONS);
    let new = create_customer(world).await;

    let (request_id, code) = world.fresh_code(world.email()).await;
    let exchange = json!({ "code": code, "request_id": request_id });
    let token = world.sign_in(&team.members[0].email).await;
    let leaving = open_session(world).await;
    let ending = open_session(world).await;
    let session = json!({ "external_customer_id": individual.external_id });
    let named = json!({ "name": "Anew" });
    let joining = json!({ "email": "joan@example.com", "external_id": "joan" });
    let own = |call: Call| call.bearer(&token);
    let merchant = |call: Call| call.bearer(&world.seed.access_token);
    vec![
        ("request-code", world.code_request(world.email()), 202),
        ("authenticate", Call::post(PortalPaths::AUTHENTICATE).json(&exchange), 200),
        ("introspect", own(Call::get(PortalPaths::INTROSPECT)), 200),
        ("get-user", own(Call::get(PortalPaths::USER)), 200),
        ("list-sessions", own(Call::get(PortalPaths::SESSIONS)), 200),
        ("revoke-sessions", Call::delete(PortalPaths::SESSIONS).bearer(&ending), 204),
        ("sign-out", Call::delete(PortalPaths::SESSION).bearer(&leaving), 204),
        ("create-session", world.session_for(&session), 201),
        ("revoke-customer-sessions", merchant(Call::delete(&revoked)), 204),
        ("create-customer", merchant(Call::post(PortalPaths::CUSTOMERS).json(&joining)), 201),
        ("list-customers", merchant(Call::get(PortalPaths::CUSTOMERS)), 200),
        ("get-customer", merchant(Call::get(&customer(&individual.id))), 200),
        (
            "get-customer-state",
            merchant(Call::get(&format!("{}/state", customer(&individual.id)))),
            200,
        ),
        ("update-customer", merchant(Call::patch(&customer(&individual.id)).json(&named)), 200),
        ("delete-customer", merchant(Call::delete(&customer(&new))), 204),
        ("create-member", merchant(Call::post(&members).json(&joining)), 201),
        ("list-members", merchant(Call::get(&members)), 200),
        ("get-member", merchant(Call::get(&member(0))), 200),
        ("update-member", merchant(Call::patch(&member(1)).json(&named)), 200),
        ("delete-member", merchant(Call::delete(&member(2))), 204),
    ]
}

/// A customer whom nothing else is about.
async fn create_customer(world: &World) -> String {
    let customer = json!({
        "operation": "create_customer", "organization_id": world.seed.organization.id,
        "email": "new@example.com",
    });
    world.admin(customer).await.unwrap()["id"].as_str().unwrap().to_owned()
}

/// A session of its own of a customer whom nothing else is about.
async fn open_session(world: &World) -> String {
    let customer = create_customer(world).await;
    let call = world.session_for(&json!({ "customer_id": customer }));
    world.call(call).await.expect(201).text("token")
}

/// Calls every function that reads or writes the table, all at once; each one's answer, and the
/// status it has if nothing is in its way.
async fn walk(
    world: &World,
    error: &'static str,
    times: usize,
) -> Vec<(&'static str, Answer, u16)> {
    let calls = calls(world).await;
    contend(world, error, times);
    let answers = calls.into_iter().map(async |(function, call, granted)| {
        let answer = world.call(call).await;
        (function, answer, granted)
    });
    let answers = futures_util::future::join_all(answers).await;
    world.wire.heal();
    answers
}

#[tokio::test]
async fn the_walk_goes_through_every_function_that_reads_or_writes_the_table() {
    let world = World::new().await;
    world.wire.forget();
    let walked = calls(&world).await.into_iter().map(|(function, ..)| function.to_owned());
    let walked: BTreeSet<_> = walked.collect();
    let routes = world.template.routes().iter();
    let mut expected: BTreeSet<_> = routes.map(|route| route.function.clone()).collect();
    // The pages have contention of their own.
    expected.remove("portal");
    expected.retain(|function| !world.template.allowed_actions(function).unwrap().is_empty());
    assert_eq!(walked, expected);
    world.wire.forget();
    for (function, answer, granted) in walk(&world, "", 0).await {
        assert_eq!(answer.status, granted, "{function}: {:?}", answer.body);
    }
    let called: BTreeSet<_> = world.wire.calls().into_iter().map(|call| call.function).collect();
    assert!(called.is_superset(&walked), "{called:?}");
}

const CONTENTION: [&str; 5] = [
    "TransactionConflictException",
    "TransactionInProgressException",
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "InternalServerError",
];

#[tokio::test]
async fn passing_contention_is_not_noticed() {
    for error in CONTENTION {
        let world = World::new().await;
        for (function, answer, granted) in walk(&world, error, 1).await {
            assert_eq!(answer.status, granted, "{error}: {function}: {:?}", answer.body);
        }
        assert_table_agrees(&world);
    }
}

#[tokio::test]
async fn conflicts_are_retried_five_times() {
    let world = World::new().await;
    for (function, answer, granted) in walk(&world, "TransactionConflictException", 5).await {
        assert_eq!(answer.status, granted, "{function}: {:?}", answer.body);
    }
    assert_table_agrees(&world);
}

#[tokio::test]
async fn lasting_contention_is_a_503_that_says_when_to_come_back_and_does_nothing() {
    let worlds = CONTENTION.map(|error| async move {
        let world = World::new().await;
        let calls = calls(&world).await;
        let before = world.items();
        contend(&world, error, usize::MAX);
        let answers = calls.into_iter().map(async |(function, call, _)| {
            let answer = world.call(call).await;
            assert_eq!(answer.status, 503, "{error}: {function}: {:?}", answer.body);
            assert_eq!(answer.header("retry-after"), Some("1"));
            assert_eq!(answer.json()["error"], "InternalServerError");
            assert!(answer.text("request_id").starts_with("test-"));
        });
        futures_util::future::join_all(answers).await;
        assert_eq!(world.items(), before, "{error}");
    });
    futures_util::future::join_all(worlds).await;
}

#[tokio::test]
async fn a_mistake_of_ours_is_a_500_that_tells_nothing() {
    for error in ["ValidationException", "ResourceNotFoundException", "AccessDeniedException"] {
        let world = World::new().await;
        for (function, answer, _) in walk(&world, error, usize::MAX).await {
            assert_eq!(answer.status, 500, "{error}: {function}: {:?}", answer.body);
            let text = String::from_utf8(answer.body.to_vec()).unwrap();
            assert!(!text.contains(error) && !text.contains("planned"), "{text}");
            assert!(answer.text("request_id").starts_with("test-"));
        }
    }
}

#[tokio::test]
async fn a_retried_transaction_carries_a_token_of_its_own() {
    let world = World::new().await;
    contend(&world, "TransactionConflictException", 2);
    world.request_code(world.email()).await;
    let calls = world.wire.calls();
    let mut tokens: Vec<_> =
        calls.iter().filter_map(|call| call.request["ClientRequestToken"].as_str()).collect();
    assert_eq!(tokens.len(), 3);
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), 3, "a definite cancellation is answered with a fresh token");
}

#[tokio::test]
async fn unprocessed_keys_are_asked_for_again_and_then_reported() {
    let leave = |times: usize| {
        let count = std::sync::atomic::AtomicUsize::new(0);
        move |_: usize, call: &tests::WireCall| {
            let asked = call.request["RequestItems"].clone();
            if call.operation != "BatchGetItem"
                || count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) >= times
            {
                return Verdict::Pass;
            }
            Verdict::Answer(200, json!({ "Responses": {}, "UnprocessedKeys": asked }))
        }
    };
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    world.wire.decide(leave(2));
    world.introspect(&token).await.expect_status(200);
    world.wire.decide(leave(usize::MAX));
    world.introspect(&token).await.expect_status(503);

    let list = || Call::get(PortalPaths::CUSTOMERS).bearer(&world.seed.access_token);
    world.wire.heal();
    let whole = world.call(list()).await.expect(200);
    assert_eq!(whole.json()["items"].as_array().unwrap().len(), 4);
    world.wire.decide(leave(2));
    assert_eq!(world.call(list()).await.body, whole.body);
    world.wire.decide(leave(usize::MAX));
    world.call(list()).await.expect_status(503);
}

#[tokio::test]
async fn a_table_that_does_not_answer_is_a_503_within_the_clients_patience() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    world.wire.plan(|_, _| Box::pin(std::future::pending()));
    let begun = tokio::time::Instant::now();
    world.introspect(&token).await.expect_status(503);
    assert!(begun.elapsed() < std::time::Duration::from_secs(5));
}
