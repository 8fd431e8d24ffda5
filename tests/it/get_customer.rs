//! `GET /v1/customers/{id}`, `GET /v1/customers/external/{external_id}`

use serde_json::json;
use tests::{Call, World};

use crate::{
    contract::{CUSTOMER, CUSTOMER_TEAM, assert_uncached_json, fixture, shape},
    customers::{
        as_merchant, assert_finds_own_customers_only, assert_takes_only, by_external_id, by_id,
        created, id, odd_external_ids, patch, paths, shown,
    },
};

#[tokio::test]
async fn a_customer_is_shown_as_it_was_created_by_all_of_its_names() {
    let world = World::new().await;
    let ada = json!({
        "email": "Ada@new.example.com", "external_id": "ext_1", "name": "Ada", "metadata": { "n": 1 },
    });
    let team = json!({ "type": "team", "external_id": "team_1" });
    for body in [ada, team] {
        let customer = created(&world, &body).await;
        world.clock.advance(1);
        for path in paths(&customer, "") {
            let answer = as_merchant(&world, Call::get(&path)).await.expect(200);
            assert_eq!(answer.json(), customer, "{path}");
            assert_uncached_json(&answer);
        }
    }
}

#[tokio::test]
async fn a_customer_has_exactly_the_contract_s_fields() {
    let world = World::new().await;
    let ada = json!({ "email": "ada@new.example.com", "external_id": "ext_1" });
    let team = json!({ "type": "team", "external_id": "ext_2" });
    for (body, expected) in [(ada, CUSTOMER), (team, CUSTOMER_TEAM)] {
        let customer = created(&world, &body).await;
        let body = shown(&world, &by_id(id(&customer))).await;
        assert_eq!(shape(&body), shape(&fixture(expected)));
    }
}

#[tokio::test]
async fn an_external_id_may_hold_whatever_a_path_can_be_made_to_carry() {
    let world = World::new().await;
    let mut customers = Vec::new();
    let printable = (' '..='~').filter(|c| !"/?".contains(*c)).map(|c| format!("a{c}b"));
    for external_id in printable.chain(odd_external_ids()) {
        let body = json!({ "email": "odd@example.com", "external_id": external_id });
        customers.push(created(&world, &body).await);
    }
    for customer in customers {
        let [_, external_slash, _, external] = paths(&customer, "");
        for path in [external, external_slash] {
            assert_eq!(shown(&world, &path).await, customer, "{path}");
        }
    }
}

#[tokio::test]
async fn a_customer_is_shown_as_of_now() {
    let world = World::new().await;
    let path = by_external_id("user_ada");
    let changed = patch(&world, &path, &json!({ "name": "Countess" })).await.expect(200).json();
    assert_eq!(changed["name"], "Countess");
    assert_eq!(shown(&world, &path).await, changed);
}

#[tokio::test]
async fn what_is_no_customer_of_the_organization_is_not_found() {
    let world = World::new().await;
    assert_finds_own_customers_only(&world, Call::get).await;
}

#[tokio::test]
async fn more_behind_the_slash_is_another_path() {
    let world = World::new().await;
    for path in [by_id(&world.seed.customers.individual.id), by_external_id("user_ada")] {
        for beyond in ["/x", "//", "/x/y"] {
            as_merchant(&world, Call::get(&format!("{path}{beyond}"))).await.expect_status(404);
        }
    }
}

#[tokio::test]
async fn a_request_without_a_body_may_say_that_it_is_json() {
    let world = World::new().await;
    let call = Call::get(&by_external_id("user_ada")).header("content-type", "application/json");
    as_merchant(&world, call).await.expect_status(200);
}

#[tokio::test]
async fn it_is_one_read_by_id_and_two_by_external_id() {
    let world = World::new().await;
    for (path, reads) in
        [(by_id(&world.seed.customers.individual.id), 1), (by_external_id("user_ada"), 2)]
    {
        world.wire.forget();
        shown(&world, &path).await;
        assert_eq!(world.wire.operations(), vec!["BatchGetItem"; reads], "{path}");
    }
}

#[tokio::test]
async fn only_a_token_that_may_read_customers_learns_anything() {
    let world = World::new().await;
    for path in [by_external_id("user_ada"), by_id("x"), by_external_id("nobody")] {
        assert_takes_only(&world, "customers:read", &|| Call::get(&path)).await;
    }
}
