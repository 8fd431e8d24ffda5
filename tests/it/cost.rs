//! Round trips and capacity: what each call costs, held so that nobody makes it dearer unawares.

use std::sync::Arc;

use serde_json::json;
use tests::{Call, PortalPaths, Verdict, World};
use tokio::sync::Barrier;

#[tokio::test]
async fn introspect_and_get_user_are_one_read() {
    let world = World::new().await;
    let member = &world.seed.customers.team.members[0].email;
    for email in [world.email(), member] {
        let token = world.sign_in(email).await;
        for path in [PortalPaths::INTROSPECT, PortalPaths::USER] {
            world.wire.forget();
            world.call(Call::get(path).bearer(&token)).await.expect_status(200);
            assert_eq!(world.wire.operations(), ["BatchGetItem"]);
        }
    }
}

#[tokio::test]
async fn request_code_is_three_round_trips() {
    let world = World::new().await;
    // The first two calls meet each other here, or wait until the SDK gives up.
    let together = Arc::new(Barrier::new(2));
    world.wire.plan(move |number, _| {
        let together = Arc::clone(&together);
        Box::pin(async move {
            if number < 2 {
                together.wait().await;
            }
            Verdict::Pass
        })
    });
    world.request_code(world.email()).await;
    let mut operations = world.wire.operations();
    operations[..2].sort();
    assert_eq!(operations, ["Query", "UpdateItem", "BatchGetItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn authenticate_is_two_round_trips_with_a_request_id_or_a_link_and_three_without() {
    let world = World::unlimited().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    world.wire.forget();
    world.authenticate(&code, &request_id).await.expect_status(200);
    assert_eq!(world.wire.operations(), ["UpdateItem", "TransactWriteItems"]);

    world.request_code(world.email()).await;
    let link = world.newest_link_code().await;
    world.wire.forget();
    world.authenticate_bare(&link, "192.0.2.1").await.expect_status(200);
    assert_eq!(world.wire.operations(), ["GetItem", "TransactWriteItems"]);

    let (_, code) = world.fresh_code(world.email()).await;
    world.wire.forget();
    world.authenticate_bare(&code, "192.0.2.1").await.expect_status(200);
    assert_eq!(world.wire.operations(), ["Query", "UpdateItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn create_session_is_two_round_trips_by_id_and_three_by_external_id() {
    let world = World::new().await;
    let individual = world.seed.customers.individual.clone();
    let team = world.seed.customers.team.clone();
    let by_id = [
        json!({ "customer_id": individual.id }),
        json!({ "customer_id": team.id, "member_id": team.members[0].id }),
    ];
    for body in by_id {
        world.wire.forget();
        world.call(world.session_for(&body)).await.expect_status(201);
        assert_eq!(world.wire.operations(), ["BatchGetItem", "TransactWriteItems"]);
    }
    let body = json!({ "external_customer_id": individual.external_id });
    world.wire.forget();
    world.call(world.session_for(&body)).await.expect_status(201);
    let operations = world.wire.operations();
    assert_eq!(operations, ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn a_whole_sign_in_takes_at_most_14_write_and_4_read_units() {
    let world = World::new().await;
    let member = world.seed.customers.team.members[0].email.clone();
    for email in [world.email().to_owned(), member] {
        world.wire.forget();
        world.sign_in(&email).await;
        let calls = world.wire.calls();
        let writes: f64 = calls.iter().map(|call| call.writes).sum();
        let reads: f64 = calls.iter().map(|call| call.reads).sum();
        assert!(calls.iter().any(|call| call.operation == "SendEmail"), "the mail is part of it");
        assert!(writes > 0.0 && reads > 0.0, "the figures are there");
        assert!(writes <= 14.0, "{email}: {writes} write units");
        assert!(reads <= 4.0, "{email}: {reads} read units");
    }
}

/// What a call of a merchant's takes: its operations, its read and its write units.
async fn cost(world: &World, call: Call) -> (Vec<String>, f64, f64) {
    world.wire.forget();
    let answer = world.call(call.bearer(&world.seed.access_token)).await;
    assert!(answer.status < 300, "{:?}", answer.body);
    let calls = world.wire.calls();
    let (reads, writes) = (calls.iter().map(|it| it.reads), calls.iter().map(|it| it.writes));
    (world.wire.operations(), reads.sum(), writes.sum())
}

const FIND: &str = "BatchGetItem";
const GET: &str = "GetItem";
const READ: &str = "Query";
const WRITE: &str = "TransactWriteItems";

/// A new member of the team that goes by an external id.
fn new_member(name: &str) -> Call {
    let path = format!("{}/external/hopper/members", PortalPaths::CUSTOMERS);
    let email = format!("{name}@example.com");
    Call::post(&path).json(&json!({ "email": email, "external_id": name }))
}

/// A world whose team goes by an external id, too, and so does one of its members.
async fn with_names() -> World {
    let world = World::new().await;
    let team = format!("{}/{}", PortalPaths::CUSTOMERS, world.seed.customers.team.id);
    let name = Call::patch(&team).json(&json!({ "external_id": "hopper" }));
    world.call(name.bearer(&world.seed.access_token)).await.expect_status(200);
    let joan = new_member("joan").bearer(&world.seed.access_token);
    world.call(joan).await.expect_status(201);
    world
}

#[tokio::test]
async fn what_a_merchant_asks_of_one_customer_is_one_read_by_id_and_two_by_external_id() {
    let world = with_names().await;
    let customers = PortalPaths::CUSTOMERS;
    let (ada, team) = (&world.seed.customers.individual.id, &world.seed.customers.team);
    let mia = &team.members[2].id;
    let list = format!("{}?customer_id={}", PortalPaths::MEMBERS, team.id);
    let list_by_name = format!("{}?external_customer_id=hopper", PortalPaths::MEMBERS);
    for (path, operations, most) in [
        (format!("{customers}/{ada}"), vec![FIND], 2.0),
        (format!("{customers}/external/user_ada"), vec![FIND, FIND], 3.0),
        (format!("{customers}/{ada}/state"), vec![FIND], 2.0),
        (format!("{customers}/external/user_ada/state"), vec![FIND, FIND], 3.0),
        (format!("{customers}/{}/members", team.id), vec![FIND, READ], 3.0),
        (format!("{customers}/external/hopper/members"), vec![FIND, FIND, READ], 4.0),
        (list, vec![FIND, READ], 3.0),
        (list_by_name, vec![FIND, FIND, READ], 4.0),
        (format!("{customers}/{}/members/{mia}", team.id), vec![FIND], 3.0),
        (format!("{customers}/external/hopper/members/{mia}"), vec![FIND, FIND], 5.0),
        (format!("{customers}/external/hopper/members/joan"), vec![FIND, FIND, FIND], 5.0),
    ] {
        let (called, reads, writes) = cost(&world, Call::get(&path)).await;
        assert_eq!(called, operations, "{path}");
        assert!(reads > 0.0 && reads <= most && writes == 0.0, "{path}: {reads} read units");
    }
}

#[tokio::test]
async fn what_a_merchant_changes_is_one_transaction_behind_what_finds_it() {
    let world = with_names().await;
    let customers = PortalPaths::CUSTOMERS;
    let (ada, team) = (&world.seed.customers.individual.id, &world.seed.customers.team);
    let [grace, bob, mia] = [0, 1, 2]
        .map(|place| format!("{customers}/{}/members/{}", team.id, team.members[place].id));
    let members = format!("{customers}/{}/members", team.id);
    let (one, team) = (format!("{customers}/{ada}"), format!("{customers}/external/hopper"));
    let post = |path: &str, body| Call::post(path).json(&body);
    let patch = |path: &str, body| Call::patch(path).json(&body);
    for (call, operations, most) in [
        (
            post(customers, json!({ "email": "n@example.com", "external_id": "n" })),
            vec![GET, WRITE],
            14.0,
        ),
        (
            post(
                customers,
                json!({ "type": "team", "external_id": "t", "owner": { "email": "o@example.com" } }),
            ),
            vec![GET, WRITE],
            18.0,
        ),
        (patch(&one, json!({ "name": "Ada", "email": "ada@example.com" })), vec![FIND], 0.0),
        (patch(&one, json!({ "name": "Ada L." })), vec![FIND, WRITE], 4.0),
        (patch(&one, json!({ "email": "ada@new.example.com" })), vec![FIND, WRITE], 12.0),
        (patch(&one, json!({ "external_id": "ada_2" })), vec![FIND, WRITE], 8.0),
        (patch(&team, json!({ "name": "Hopper" })), vec![FIND, FIND, WRITE], 4.0),
        (
            post(&members, json!({ "email": "n@example.com", "external_id": "n" })),
            vec![FIND, WRITE],
            10.0,
        ),
        (new_member("m"), vec![FIND, FIND, WRITE], 10.0),
        (patch(&mia, json!({ "name": "Mia" })), vec![FIND], 0.0),
        (patch(&mia, json!({ "role": "owner" })), vec![FIND, WRITE], 6.0),
        (patch(&bob, json!({ "email": "bob@new.example.com" })), vec![FIND, WRITE], 10.0),
        (Call::delete(&grace), vec![FIND, WRITE], 8.0),
        (Call::delete(&format!("{team}/members/joan")), vec![FIND, FIND, FIND, WRITE], 10.0),
        (
            Call::delete(&format!("{one}?anonymize=true")),
            vec![GET, GET, READ, READ, READ, WRITE],
            12.0,
        ),
        (Call::delete(&team), vec![GET, GET, GET, READ, WRITE], 40.0),
    ] {
        let tried = format!("{call:?}");
        let (called, _, writes) = cost(&world, call).await;
        assert_eq!(called, operations, "{tried}");
        assert!(writes <= most, "{tried}: {writes} write units");
        assert!((writes > 0.0) == operations.contains(&WRITE), "{tried}: {writes} write units");
    }
}

#[tokio::test]
async fn ending_all_sessions_costs_the_same_however_many_there_are() {
    let world = World::new().await;
    let individual = world.seed.customers.individual.clone();
    let revoke = PortalPaths::CUSTOMER_SESSIONS;
    let by_id = || Call::delete(&format!("{revoke}?customer_id={}", individual.id));
    let before = cost(&world, by_id()).await;
    assert_eq!(before.0, [FIND, WRITE]);
    for _ in 0..20 {
        let call = world.session_for(&json!({ "customer_id": individual.id }));
        world.call(call).await.expect_status(201);
    }
    assert_eq!(cost(&world, by_id()).await, before);
    let by_name = format!("{revoke}?external_customer_id={}", individual.external_id);
    assert_eq!(cost(&world, Call::delete(&by_name)).await.0, [FIND, FIND, WRITE]);
}

#[tokio::test]
async fn a_customer_s_list_of_sessions_is_two_reads_and_ending_one_a_write_more() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    world.sign_in(world.email()).await;
    let path = PortalPaths::SESSIONS;
    world.wire.forget();
    let listed = world.call(Call::get(path).bearer(&token)).await.expect(200).json();
    assert_eq!(world.wire.operations(), [FIND, READ]);
    let other = listed["items"].as_array().unwrap().iter().find(|it| it["current"] == false);
    let other = other.unwrap()["id"].as_str().unwrap().to_owned();
    world.wire.forget();
    let one = Call::delete(&format!("{path}/{other}")).bearer(&token);
    world.call(one).await.expect_status(204);
    assert_eq!(world.wire.operations(), [FIND, READ, "DeleteItem"]);
    world.wire.forget();
    world.call(Call::delete(path).bearer(&token)).await.expect_status(204);
    assert_eq!(world.wire.operations(), [FIND, WRITE]);
}

/// Creates so many customers more, of whom none is like those that there are.
async fn populate(world: &World, numbers: std::ops::Range<usize>) {
    for number in numbers {
        let customer = json!({
            "operation": "create_customer", "organization_id": world.seed.organization.id,
            "email": format!("crowd{number}@example.com"), "external_id": format!("crowd{number}"),
        });
        world.clock.advance_millis(1);
        world.admin(customer).await.unwrap();
    }
}

/// The same without the order of calls that are made side by side.
fn sorted((mut operations, reads, writes): (Vec<String>, f64, f64)) -> (Vec<String>, f64, f64) {
    operations.sort();
    (operations, reads, writes)
}

#[tokio::test]
async fn a_list_costs_what_its_page_holds_and_not_what_the_table_does() {
    let world = World::new().await;
    let path = PortalPaths::CUSTOMERS;
    let page = |query: &str| Call::get(&format!("{path}{query}"));
    let queries = [
        ("", vec![FIND, GET, READ, READ], 13.0),
        ("?limit=20&page=2", vec![FIND, GET, READ, READ], 24.0),
        ("?query=ada", vec![FIND, GET, READ], 4.0),
        ("?query=crowd1@", vec![FIND, GET, READ], 4.0),
        ("?email=family@example.com", vec![FIND, GET, READ], 5.0),
        ("?email=nobody@example.com", vec![GET, READ], 2.0),
        ("?external_id=user_ada", vec![GET, GET, GET], 3.0),
        ("?external_id=nobody", vec![GET, GET], 2.0),
    ];
    populate(&world, 0..50).await;
    let mut first = Vec::new();
    for (query, operations, most) in &queries {
        let cost = sorted(cost(&world, page(query)).await);
        assert_eq!(cost.0, *operations, "{query}");
        assert!(cost.1 > 0.0 && cost.1 <= *most && cost.2 == 0.0, "{query}: {cost:?}");
        first.push(cost);
    }
    populate(&world, 50..500).await;
    let (customers, last) =
        (world.call(page("").bearer(&world.seed.access_token)).await, "crowd499");
    assert_eq!(customers.json()["pagination"]["total_count"], 504);
    assert_eq!(customers.json()["items"][0]["external_id"], last);
    for ((query, ..), first) in queries.iter().zip(first) {
        assert_eq!(sorted(cost(&world, page(query)).await), first, "{query}");
    }
}

#[tokio::test]
async fn a_page_of_members_costs_the_same_however_large_the_team_is() {
    let world = with_names().await;
    let path = format!("{}/external/hopper/members", PortalPaths::CUSTOMERS);
    let mut costs = Vec::new();
    for numbers in [0..10, 10..60] {
        for number in numbers {
            let joining = new_member(&format!("m{number}")).bearer(&world.seed.access_token);
            world.call(joining).await.expect_status(201);
        }
        costs.push(cost(&world, Call::get(&path)).await);
    }
    assert_eq!(costs[0], costs[1]);
    assert!(costs[0].1 <= 5.0, "{costs:?}");
}

#[tokio::test]
async fn a_page_costs_what_it_lies_deep() {
    let world = World::new().await;
    populate(&world, 0..200).await;
    let page =
        |number: usize| Call::get(&format!("{}?limit=10&page={number}", PortalPaths::CUSTOMERS));
    let (_, first, _) = cost(&world, page(1)).await;
    let (operations, twentieth, _) = cost(&world, page(20)).await;
    assert_eq!(sorted((operations, 0.0, 0.0)).0, [FIND, GET, READ, READ]);
    // About 45 keys a unit: 190 more are four or five.
    assert!(twentieth > first && twentieth <= first + 6.0, "{first}, {twentieth}");
    let (operations, ..) = cost(&world, page(1_000)).await;
    assert_eq!(operations.iter().filter(|it| *it == FIND).count(), 0, "nothing is there to read");
}

#[tokio::test]
async fn garbage_costs_no_call_at_all() {
    let world = World::new().await;
    world.authenticate("123456", "not a request id").await.expect_status(401);
    world.authenticate_bare("not a code", "192.0.2.1").await.expect_status(401);
    world.introspect("polar_cst_garbage").await.expect_status(401);
    let merchant =
        Call::post(PortalPaths::CUSTOMER_SESSIONS).json(&json!({})).bearer("polar_oat_0");
    world.call(merchant).await.expect_status(401);
    for path in [PortalPaths::CUSTOMERS, PortalPaths::MEMBERS] {
        world.call(Call::get(path).bearer("polar_oat_0")).await.expect_status(401);
    }
    world.call(Call::get(PortalPaths::SESSIONS).bearer("polar_cst_0")).await.expect_status(401);
    world.call(Call::get("/nothing/here")).await.expect_status(404);
    assert!(world.wire.calls().is_empty(), "{:?}", world.wire.operations());
}
