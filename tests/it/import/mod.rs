//! `import_customers`: rows become customers, once each, whatever happens in between. One file for
//! each theme.

mod once;
mod rows;
mod teams;
mod trouble;

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Call, Verdict, World};
use tokio::sync::Notify;

const NOBODY: &str = "00000000-0000-4000-8000-000000000999";
const CUSTOMERS: &str = "/v1/customers/";

pub(crate) async fn import_into(world: &World, organization: &str, rows: &[Value]) -> Vec<Value> {
    let input = json!({
        "operation": "import_customers", "organization_id": organization, "customers": rows,
    });
    let mut done = world.admin(input).await.unwrap();
    serde_json::from_value(done["results"].take()).unwrap()
}

async fn import(world: &World, rows: &[Value]) -> Vec<Value> {
    import_into(world, &world.seed.organization.id, rows).await
}

fn statuses(results: &[Value]) -> Vec<&str> {
    results.iter().map(|result| result["status"].as_str().unwrap()).collect()
}

/// Rows of individuals, `count` of them from this number on.
pub(crate) fn people(from: usize, count: usize) -> Vec<Value> {
    let one = |number| json!({ "external_id": format!("user_{number}"), "email": format!("p{number}@example.com") });
    (from..from + count).map(one).collect()
}

/// A row of a team whose first member owns it.
pub(crate) fn team(name: &str, members: usize) -> Value {
    let member = |number: usize| {
        json!({
            "email": format!("{name}-{number}@team.example.com"), "name": format!("Number {number}"),
            "external_id": format!("{number}"), "role": if number == 0 { "owner" } else { "member" },
        })
    };
    let members: Vec<_> = (0..members).map(member).collect();
    json!({ "external_id": name, "type": "team", "members": members })
}

/// The customer of this external id, as the merchant reads it.
async fn read(world: &World, external_id: &str) -> Value {
    let call = Call::get(&format!("{CUSTOMERS}external/{external_id}"));
    world.call(call.bearer(&world.seed.access_token)).await.expect(200).json()
}

/// The list of the merchant's customers.
async fn list(world: &World) -> Value {
    world.call(Call::get(CUSTOMERS).bearer(&world.seed.access_token)).await.expect(200).json()
}

/// The members of the team of this external id: email and role, the oldest first.
async fn members(world: &World, external_id: &str) -> Vec<(String, String)> {
    let path = format!("{CUSTOMERS}external/{external_id}/members?limit=100");
    let list =
        world.call(Call::get(&path).bearer(&world.seed.access_token)).await.expect(200).json();
    let items = list["items"].as_array().unwrap().iter().rev();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items.map(|it| (text(&it["email"]), text(&it["role"]))).collect()
}

/// Imports, and dies before the call of this number.
async fn die_at(world: &World, at: usize, rows: Vec<Value>) {
    let died = Arc::new(Notify::new());
    let dying = Arc::clone(&died);
    world.wire.plan_operator(move |number, _| {
        let dying = Arc::clone(&dying);
        Box::pin(async move {
            if number == at {
                dying.notify_one();
                std::future::pending::<()>().await;
            }
            Verdict::Pass
        })
    });
    tokio::select! {
        _ = import(world, &rows) => panic!("there is no call {at}"),
        () = died.notified() => {}
    }
    world.wire.heal();
}
