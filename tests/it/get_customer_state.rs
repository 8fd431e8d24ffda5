//! `GET /v1/customers/{id}/state`, `GET /v1/customers/external/{external_id}/state`

use serde_json::json;
use tests::{Call, World};

use crate::{
    contract::{CUSTOMER_STATE, assert_uncached_json, fixture, shape},
    customers::{
        as_merchant, assert_finds_own_customers_only, assert_takes_only, by_external_id, by_id,
        created, odd_external_ids, paths, shown,
    },
};

#[tokio::test]
async fn a_customer_s_state_is_the_customer_and_three_lists_that_are_empty_here() {
    let world = World::new().await;
    let ada = json!({ "email": "ada@new.example.com", "external_id": "ext_1" });
    let team = json!({ "type": "team", "external_id": "team_1", "metadata": { "seats": 5 } });
    for body in [ada, team] {
        let customer = created(&world, &body).await;
        let mut expected = customer.clone();
        for list in ["active_subscriptions", "granted_benefits", "active_meters"] {
            expected[list] = json!([]);
        }
        for path in paths(&customer, "/state") {
            let answer = as_merchant(&world, Call::get(&path)).await.expect(200);
            assert_eq!(answer.json(), expected, "{path}");
            assert_uncached_json(&answer);
        }
    }
}

#[tokio::test]
async fn a_state_has_exactly_the_contract_s_fields() {
    let world = World::new().await;
    let body = json!({ "email": "ada@new.example.com", "external_id": "ext_1" });
    let customer = created(&world, &body).await;
    let [.., path] = paths(&customer, "/state");
    assert_eq!(shape(&shown(&world, &path).await), shape(&fixture(CUSTOMER_STATE)));
}

#[tokio::test]
async fn an_external_id_may_hold_whatever_a_path_can_be_made_to_carry() {
    let world = World::new().await;
    for external_id in odd_external_ids() {
        let body = json!({ "email": "odd@example.com", "external_id": external_id });
        let customer = created(&world, &body).await;
        for path in paths(&customer, "/state") {
            assert_eq!(shown(&world, &path).await["id"], customer["id"], "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_no_customer_of_the_organization_is_not_found() {
    let world = World::new().await;
    assert_finds_own_customers_only(&world, |path| {
        Call::get(&format!("{}/state", path.trim_end_matches('/')))
    })
    .await;
}

#[tokio::test]
async fn only_a_token_that_may_read_customers_learns_anything() {
    let world = World::new().await;
    for path in [by_external_id("user_ada"), by_id("x"), by_external_id("nobody")] {
        let path = format!("{path}/state");
        assert_takes_only(&world, "customers:read", &|| Call::get(&path)).await;
    }
}
