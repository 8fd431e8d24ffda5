//! Others at the same items: conflicts and throttling end in success or in 503, never in 500.

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, Verdict, World};

fn cancelled(reason: &str) -> Value {
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled",
        "CancellationReasons": [{ "Code": "None" }, { "Code": reason, "Message": "planned" }],
    })
}

/// Refuses the first `times` calls of each operation in the way that this operation is refused.
fn contend(world: &World, error: &'static str, times: usize) {
    let seen = std::sync::Mutex::new(std::collections::HashMap::<String, usize>::new());
    world.wire.decide(move |_, call| {
        let mut seen = seen.lock().unwrap();
        let count = seen.entry(call.operation.clone()).or_default();
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

/// A walk through every function that reads or writes the table; every answer on the way.
async fn walk(world: &World, error: &'static str, times: usize) -> Vec<Answer> {
    let (request_id, code) = world.fresh_code(world.email()).await;
    let token = world.sign_in(&world.seed.customers.team.members[0].email).await;
    let exchange = json!({ "code": code, "request_id": request_id });
    let session = json!({ "external_customer_id": world.seed.customers.individual.external_id });
    let calls = [
        world.code_request(world.email()),
        Call::post(PortalPaths::AUTHENTICATE).json(&exchange),
        Call::get(PortalPaths::INTROSPECT).bearer(&token),
        Call::get(PortalPaths::USER).bearer(&token),
        world.session_for(&session),
        Call::delete(PortalPaths::SESSION).bearer(&token),
    ];
    let mut answers = Vec::new();
    for call in calls {
        contend(world, error, times);
        answers.push(world.call(call).await);
    }
    world.wire.heal();
    answers
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
        let statuses: Vec<_> = walk(&world, error, 1).await.iter().map(|it| it.status).collect();
        assert_eq!(statuses, [202, 200, 200, 200, 201, 204], "{error}");
    }
}

#[tokio::test]
async fn conflicts_are_retried_five_times() {
    let world = World::new().await;
    let answers = walk(&world, "TransactionConflictException", 5).await;
    let statuses: Vec<_> = answers.iter().map(|it| it.status).collect();
    assert_eq!(statuses, [202, 200, 200, 200, 201, 204]);
}

#[tokio::test]
async fn lasting_contention_is_a_503_that_says_when_to_come_back() {
    let worlds = CONTENTION.map(|error| async move {
        let world = World::new().await;
        for answer in walk(&world, error, usize::MAX).await {
            assert_eq!(answer.status, 503, "{error}: {:?}", answer.body);
            assert_eq!(answer.header("retry-after"), Some("1"));
            assert_eq!(answer.json()["error"], "InternalServerError");
            assert!(answer.text("request_id").starts_with("test-"));
        }
        assert_eq!(world.items_of("SESSION#").len(), 1, "{error}: only the one from before");
    });
    futures_util::future::join_all(worlds).await;
}

#[tokio::test]
async fn a_mistake_of_ours_is_a_500_that_tells_nothing() {
    for error in ["ValidationException", "ResourceNotFoundException", "AccessDeniedException"] {
        let world = World::new().await;
        for answer in walk(&world, error, usize::MAX).await {
            assert_eq!(answer.status, 500, "{error}: {:?}", answer.body);
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
