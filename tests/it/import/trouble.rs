//! An import that dies, meets trouble or another import ends as an undisturbed one does, or says what
//! it leaves.

use std::{collections::BTreeMap, time::Duration};

use admin::AdminError;
use futures_util::future::join;
use serde_json::{Value, json};
use shared::{
    domain::{
        customer::{Customer, CustomerType, Headcount},
        email_address::EmailAddress,
        external_id::ExternalId,
        id::CustomerId,
        metadata::Metadata,
    },
    rng::Rng,
    store::{Imported, Newcomer},
};
use tests::{Verdict, World};

use super::{die_at, import, list, people, statuses, team};
use crate::export::{anonymous, exported};

/// All that is in the table of the demo organization's customers, without what is random: what an
/// export shows, what is counted, and how many items there are of each kind.
async fn state(world: &World) -> Value {
    let customers = exported(world, &world.seed.organization.id).await;
    let mut customers: Vec<_> = customers.into_iter().map(anonymous).collect();
    for customer in &mut customers {
        if let Some(members) = customer.get_mut("members").and_then(Value::as_array_mut) {
            members.sort_by_key(ToString::to_string);
        }
    }
    customers.sort_by_key(ToString::to_string);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for item in world.items() {
        assert_eq!(item.get("importing"), None, "no team waits for members");
        let kind = item["sk"]["S"].as_str().unwrap().split('#').next().unwrap().to_owned();
        *kinds.entry(kind).or_default() += 1;
    }
    json!([customers, list(world).await["pagination"], kinds])
}

/// Rows of every kind, in several transactions.
fn mixed() -> Vec<Value> {
    let mut rows = people(0, 30);
    rows.insert(10, team("few", 3));
    rows.insert(20, team("many", 60));
    rows.push(json!({ "external_id": "user_ada", "email": "other@example.com" }));
    rows.push(json!({ "external_id": "faulty" }));
    rows
}

#[tokio::test]
async fn a_repeat_ends_alike_wherever_the_first_try_died() {
    let undisturbed = World::new().await;
    undisturbed.wire.forget();
    import(&undisturbed, &mixed()).await;
    let calls = undisturbed.wire.calls().len();
    assert!(calls >= 6, "{calls} calls");
    let expected = state(&undisturbed).await;
    for at in 0..calls {
        let world = World::new().await;
        die_at(&world, at, mixed()).await;
        let results = import(&world, &mixed()).await;
        assert!(!statuses(&results).contains(&"postponed"), "{at}");
        assert_eq!(state(&world).await, expected, "died at {at}");
    }
}

#[tokio::test]
async fn whatever_a_call_meets_the_import_goes_on() {
    let undisturbed = World::new().await;
    undisturbed.wire.forget();
    let results = import(&undisturbed, &mixed()).await;
    let (calls, told) = (undisturbed.wire.calls().len(), statuses(&results));
    let expected = state(&undisturbed).await;
    let throttled = Verdict::Refuse(400, "ThrottlingException");
    for verdict in [Verdict::LoseAnswer, throttled] {
        for at in 0..calls {
            let world = World::new().await;
            let meet = verdict.clone();
            // Four times over, which is more than the SDK alone bears with.
            world.wire.plan_operator(move |number, _| {
                let meet =
                    if (at..at + 4).contains(&number) { meet.clone() } else { Verdict::Pass };
                Box::pin(async move { meet })
            });
            let results = import(&world, &mixed()).await;
            world.wire.heal();
            assert_eq!(statuses(&results), told, "{verdict:?} at {at}");
            assert_eq!(state(&world).await, expected, "{verdict:?} at {at}");
        }
    }
}

#[tokio::test]
async fn imports_of_the_same_rows_at_once_create_each_customer_once() {
    let undisturbed = World::new().await;
    import(&undisturbed, &mixed()).await;
    let expected = state(&undisturbed).await;
    for _ in 0..5 {
        let world = World::new().await;
        let (one, other) = join(import(&world, &mixed()), import(&world, &mixed())).await;
        for ((row, one), other) in mixed().iter().zip(&one).zip(&other) {
            let told = (one["status"].as_str().unwrap(), other["status"].as_str().unwrap());
            let sound = match told {
                ("created", "created") => row["external_id"] == "many",
                ("created" | "exists", "exists") | ("exists", "created") => true,
                told => told == ("refused", "refused"),
            };
            // Whoever adds a large team's last members has created it, and both may have.
            assert!(sound, "{row}: {told:?}");
            assert_eq!(one["id"], other["id"]);
        }
        assert_eq!(state(&world).await, expected);
    }
}

fn newcomer(world: &World, number: usize) -> Newcomer {
    let customer = Customer {
        id: CustomerId::from_random(Rng.bytes().unwrap()),
        created_at: world.app("admin").now(),
        modified_at: None,
        metadata: Metadata::default(),
        external_id: Some(ExternalId::parse(&format!("user_{number}")).unwrap()),
        email: Some(EmailAddress::parse("a@example.com").unwrap()),
        kind: CustomerType::Individual,
        name: None,
        organization: world.organization(),
        headcount: Headcount::default(),
    };
    Newcomer { customer, members: Vec::new() }
}

#[tokio::test]
async fn what_a_busy_table_leaves_no_time_for_is_postponed() {
    let world = World::new().await;
    let newcomers: Vec<_> = (0..60).map(|number| newcomer(&world, number)).collect();
    let store = &world.app("admin").store;
    for passing in [0, 1, 2] {
        world.wire.plan_operator(move |number, _| {
            Box::pin(async move {
                if number < passing {
                    return Verdict::Pass;
                }
                if number == passing {
                    // From here on the clock goes on by what is waited.
                    tokio::time::pause();
                }
                Verdict::Refuse(400, "ThrottlingException")
            })
        });
        let time = Duration::from_secs(5);
        let imported = store.import_customers(world.organization(), &newcomers, time).await;
        tokio::time::resume();
        world.wire.heal();
        let imported = imported.unwrap().unwrap();
        let done = imported.iter().filter(|it| matches!(it, Imported::Created(_))).count();
        assert_eq!(done, if passing == 2 { 24 } else { 0 }, "after {passing} calls");
        let rest = imported.iter().filter(|it| **it == Imported::Postponed).count();
        assert_eq!(done + rest, 60);
        assert_eq!(list(&world).await["pagination"]["total_count"], 4 + done);
    }
}

#[tokio::test]
async fn a_table_that_refuses_ends_the_import() {
    let world = World::new().await;
    world
        .wire
        .plan_operator(|_, _| Box::pin(async { Verdict::Refuse(400, "AccessDeniedException") }));
    let input = json!({
        "operation": "import_customers", "organization_id": world.seed.organization.id,
        "customers": people(0, 1),
    });
    let refused = world.admin(input).await;
    assert!(matches!(refused, Err(AdminError::Store(_))), "{refused:?}");
}
