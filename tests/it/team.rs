//! Teams and their members as a merchant keeps them over the API: what the tests of that share.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, Verdict, World};
use tokio::sync::Barrier;

use crate::contract::{
    INSUFFICIENT_SCOPE, assert_turns_strangers_away, assert_uncached_json, fixture,
};

/// The id of nobody.
pub(crate) const NOBODY: &str = "00000000-0000-4000-8000-000000000999";

/// Sends a call with the merchant's token.
pub(crate) async fn as_merchant(world: &World, call: Call) -> Answer {
    world.call(call.bearer(&world.seed.access_token)).await
}

/// Where the members of the customer of this id are.
pub(crate) fn members(customer: &str) -> String {
    format!("{}/{customer}/members", PortalPaths::CUSTOMERS)
}

/// Where the members of the customer that the merchant calls so are.
pub(crate) fn external_members(customer: &str) -> String {
    format!("{}/external/{customer}/members", PortalPaths::CUSTOMERS)
}

/// A path with and without a slash at its end.
pub(crate) fn spellings(path: &str) -> [String; 2] {
    [path.to_owned(), format!("{path}/")]
}

/// Creates a customer and gives its id.
pub(crate) async fn new_customer(world: &World, body: Value) -> String {
    let call = Call::post(PortalPaths::CUSTOMERS).json(&body);
    as_merchant(world, call).await.expect(201).text("id")
}

/// Creates a team without members, which the merchant calls so, and gives its id.
pub(crate) async fn new_team(world: &World, external_id: &str) -> String {
    new_customer(world, json!({ "type": "team", "external_id": external_id })).await
}

/// Creates a customer of the other organization, which that one calls so, and gives its id.
pub(crate) async fn new_foreign_team(world: &World, external_id: &str) -> String {
    let body = json!({ "type": "team", "external_id": external_id });
    let call = Call::post(PortalPaths::CUSTOMERS).json(&body);
    let token = &world.seed.second_organization.access_token;
    world.call(call.bearer(token)).await.expect(201).text("id")
}

/// Adds a member to a customer of the other organization and gives its id.
pub(crate) async fn add_foreign(world: &World, team: &str, body: &Value) -> String {
    let call = Call::post(&members(team)).json(body);
    world
        .call(call.bearer(&world.seed.second_organization.access_token))
        .await
        .expect(201)
        .text("id")
}

/// Asks for a member to be added to a team.
pub(crate) async fn create(world: &World, team: &str, body: &Value) -> Answer {
    as_merchant(world, Call::post(&members(team)).json(body)).await
}

/// Adds a member to a team and gives it.
pub(crate) async fn add(world: &World, team: &str, body: &Value) -> Value {
    create(world, team, body).await.expect(201).json()
}

/// A team's list, as it is without a word about it.
pub(crate) async fn list(world: &World, team: &str) -> Value {
    as_merchant(world, Call::get(&members(team))).await.expect(200).json()
}

/// One field of each member in a list.
pub(crate) fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item[field].as_str().unwrap()).collect()
}

/// Deletes a customer.
pub(crate) async fn delete_customer(world: &World, id: &str) {
    let call = Call::delete(&format!("{}/{id}", PortalPaths::CUSTOMERS));
    as_merchant(world, call).await.expect_status(204);
}

/// Fails unless an endpoint turns away whoever has no access token, and whoever has one without
/// this scope, before it says anything else about this call.
pub(crate) async fn assert_takes_only(world: &World, scope: &str, call: &dyn Fn() -> Call) {
    let customer = world.sign_in(world.email()).await;
    assert_turns_strangers_away(world, call, &world.seed.access_token, &customer).await;
    for (other, token) in &world.seed.scoped_tokens {
        let answer = world.call(call().bearer(token)).await;
        if other == scope {
            assert!(![401, 403].contains(&answer.status), "{other}: {answer:?}");
        } else {
            answer.expect_status(403);
            assert_eq!(answer.json(), fixture(INSUFFICIENT_SCOPE), "{other}");
            assert_uncached_json(&answer);
        }
    }
}

/// Answers two calls of the merchant's of which neither writes before both have read.
pub(crate) async fn at_once(world: &World, one: Call, other: Call) -> [Answer; 2] {
    let (meeting, met) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    world.wire.plan(move |_, call| {
        let (meeting, met) = (Arc::clone(&meeting), Arc::clone(&met));
        Box::pin(async move {
            let writes = call.operation == "TransactWriteItems";
            if writes && met.fetch_add(1, Ordering::Relaxed) < 2 {
                meeting.wait().await;
            }
            Verdict::Pass
        })
    });
    let (one, other) = tokio::join!(as_merchant(world, one), as_merchant(world, other));
    world.wire.heal();
    [one, other]
}

/// Answers a call while the merchant's other one is answered before its call of the table of this
/// number.
pub(crate) async fn struck(world: &Arc<World>, at: usize, strike: Call, call: Call) -> Answer {
    world.strike(
        move |number, _| number == at,
        |world| async move {
            let answer = as_merchant(&world, strike).await;
            assert!(answer.status < 300, "{answer:?}");
        },
    );
    let answer = world.call(call).await;
    world.wire.heal();
    answer
}
