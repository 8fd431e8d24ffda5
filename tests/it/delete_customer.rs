//! `DELETE /v1/customers/{id}`, `DELETE /v1/customers/external/{external_id}`

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, Verdict, WireCall, World};

use crate::{
    begun::{ALL, Begun, NONE},
    contract::{assert_faults, assert_faults_of, assert_not_found},
    customers::{
        NOBODY, as_merchant, assert_finds_own_customers_only, assert_opens_nothing,
        assert_table_agrees, assert_takes_only, by_external_id, by_id, created, created_elsewhere,
        delete, encoded, id, joined, list, members, odd_external_ids, patch, paths, shown, total,
    },
};

const ADA: &str = "ada@new.example.com";

async fn asked_to_delete(world: &World, path: &str) -> Answer {
    as_merchant(world, Call::delete(path)).await
}

/// An individual of whom much is known.
async fn ada(world: &World) -> Value {
    let body = json!({
        "email": ADA, "name": "Ada Lovelace", "external_id": "ext_1",
        "metadata": { "birthplace": "London" },
    });
    created(world, &body).await
}

/// A team of so many members, each with all that a member can have.
async fn team_of(world: &World, count: usize) -> Value {
    let owner = json!({ "email": "m0@team.example", "name": "Member 0", "external_id": "ext_m0" });
    let body = json!({
        "type": "team", "email": "office@team.example", "name": "Lovelace Ltd",
        "external_id": "team_1", "metadata": { "birthplace": "London" }, "owner": owner,
    });
    let team = created(world, &body).await;
    for n in 1..count {
        let member = json!({
            "email": format!("m{n}@team.example"), "name": format!("Member {n}"),
            "external_id": format!("ext_m{n}"),
        });
        joined(world, id(&team), &member).await;
    }
    team
}

/// The item of a customer that was deleted.
fn tombstone(world: &World, id: &str) -> Value {
    let mut items = world.items();
    items.retain(|item| item["pk"]["S"] == format!("CUSTOMER#{id}"));
    items.retain(|item| {
        let kind = item["sk"]["S"].as_str().unwrap();
        !kind.starts_with("SESSION#") && !kind.starts_with("LINK#")
    });
    assert_eq!(items.len(), 1, "it leaves one item, and what TTL takes: {items:?}");
    items.remove(0)
}

/// Fails if any of these stands in the table, whatever its case, but where mails are counted.
#[track_caller]
fn assert_forgotten(world: &World, words: &[&str]) {
    for item in world.items() {
        if item["sk"]["S"].as_str().unwrap().starts_with("BUDGET#") {
            continue;
        }
        let text = item.to_string().to_lowercase();
        for word in words {
            assert!(!text.contains(&word.to_lowercase()), "{word} in {text}");
        }
    }
}

#[tokio::test]
async fn a_deleted_customer_is_nowhere() {
    for plainly in [true, false] {
        let world = World::new().await;
        let before = total(&world).await;
        let customer = ada(&world).await;
        let query = if plainly { "" } else { "?anonymize=true" };
        let answer = asked_to_delete(&world, &format!("{}{query}", by_id(id(&customer)))).await;
        answer.expect_status(204);
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("cache-control"), Some("no-store"));

        for path in paths(&customer, "") {
            for call in [Call::get(&path), Call::patch(&path).json(&json!({})), Call::delete(&path)]
            {
                assert_not_found(&as_merchant(&world, call).await);
            }
        }
        for below in ["/state", "/members"] {
            for path in paths(&customer, below) {
                assert_not_found(&as_merchant(&world, Call::get(&path)).await);
            }
        }
        for (field, name) in [("customer_id", "id"), ("external_customer_id", "external_id")] {
            let session = world.session_for(&json!({ field: customer[name] }));
            assert_faults(&world.call(session).await, &[(field, "value_error")]);
        }
        assert_eq!(total(&world).await, before);
        assert_eq!(list(&world, "query=ada@new").await["pagination"]["total_count"], 0);
        assert_table_agrees(&world);
    }
}

#[tokio::test]
async fn a_customer_goes_by_any_of_its_names() {
    let world = World::new().await;
    for number in 0..4 {
        let customer = ada(&world).await;
        delete(&world, &paths(&customer, "")[number]).await;
        let path = by_id(id(&customer));
        assert_not_found(&as_merchant(&world, Call::get(&path)).await);
    }
}

#[tokio::test]
async fn all_that_was_begun_is_dead_when_the_deletion_answers() {
    for query in ["", "?anonymize=true"] {
        let world = World::new().await;
        let customer = ada(&world).await;
        let begun = Begun::of(&world, ADA, id(&customer), None).await;
        delete(&world, &(by_id(id(&customer)) + query)).await;
        assert_eq!(begun.leads_in(&world).await, NONE, "{query}");
        assert_opens_nothing(&world, ADA).await;
        // What opens nothing any more is left to TTL, unless nothing personal is to be left.
        let left = ["SESSION#", "LINK#"].map(|kind| world.items_of(kind).is_empty());
        assert_eq!(left, [!query.is_empty(); 2], "{query}");
    }
}

#[tokio::test]
async fn others_of_the_same_email_stay() {
    let world = World::new().await;
    let shared = world.seed.customers.shared_email.clone();
    let [gone, left] = [&shared.customer_ids[0], &shared.customer_ids[1]];
    let begun = Begun::of(&world, &shared.email, left, None).await;
    delete(&world, &by_id(gone)).await;
    assert_eq!(begun.leads_in(&world).await, ALL);
    assert_table_agrees(&world);
}

#[tokio::test]
async fn what_a_customer_was_called_is_free_again() {
    let world = World::unlimited().await;
    let mut predecessors = Vec::new();
    for query in ["", "?anonymize=true", "?anonymize=false"] {
        let customer = ada(&world).await;
        assert_eq!(shown(&world, &by_external_id("ext_1")).await, customer);
        let token = world.sign_in(ADA).await;
        assert_eq!(crate::customers::user(&world, &token).await["customer_id"], customer["id"]);
        predecessors.push((customer.clone(), token));
        if query != "?anonymize=false" {
            delete(&world, &(by_external_id("ext_1") + query)).await;
        }
    }
    let (_, live) = predecessors.pop().unwrap();
    world.introspect(&live).await.expect_status(200);
    for (customer, token) in predecessors {
        world.introspect(&token).await.expect_status(401);
        assert_not_found(&as_merchant(&world, Call::get(&by_id(id(&customer)))).await);
    }
    assert_table_agrees(&world);
}

#[tokio::test]
async fn a_plain_deletion_keeps_what_the_merchant_wrote() {
    let world = World::new().await;
    let customer = ada(&world).await;
    world.clock.advance(5);
    delete(&world, &by_id(id(&customer))).await;
    let tombstone = tombstone(&world, id(&customer));
    for (attribute, value) in [
        ("email", ADA),
        ("name", "Ada Lovelace"),
        ("external_id", "ext_1"),
        ("metadata", r#"{"birthplace":"London"}"#),
    ] {
        assert_eq!(tombstone[attribute]["S"], value);
    }
    assert_eq!(tombstone["deleted_at"]["N"], world.clock.millis().to_string());
    assert!(tombstone.get("directory").is_none(), "it is in no index");
}

#[tokio::test]
async fn an_anonymized_tombstone_has_nothing_of_a_person() {
    let world = World::new().await;
    let customer = ada(&world).await;
    let _begun = Begun::of(&world, ADA, id(&customer), None).await;
    delete(&world, &(by_id(id(&customer)) + "?anonymize=true")).await;
    assert_forgotten(&world, &["ada@new", "Lovelace", "ext_1", "London", "birthplace"]);
    let tombstone = tombstone(&world, id(&customer));
    let mut kept: Vec<_> = tombstone.as_object().unwrap().keys().map(String::as_str).collect();
    kept.sort_unstable();
    let expected = [
        "created_at",
        "customer_id",
        "customer_type",
        "deleted_at",
        "metadata",
        "modified_at",
        "organization_id",
        "pk",
        "sk",
    ];
    assert_eq!(kept, expected);
    assert_eq!(tombstone["metadata"]["S"], "{}");
}

#[tokio::test]
async fn an_earlier_deletion_can_be_anonymized_once() {
    let world = World::new().await;
    let customer = ada(&world).await;
    let path = by_id(id(&customer));
    delete(&world, &path).await;
    let before = total(&world).await;
    assert_not_found(&asked_to_delete(&world, &path).await);
    let by_external = by_external_id("ext_1") + "?anonymize=true";
    assert_not_found(&asked_to_delete(&world, &by_external).await);

    delete(&world, &(path.clone() + "?anonymize=true")).await;
    assert_forgotten(&world, &["ada@new", "Lovelace", "ext_1", "London", "birthplace"]);
    for query in ["", "?anonymize=true", "?anonymize=false"] {
        assert_not_found(&asked_to_delete(&world, &(path.clone() + query)).await);
    }
    assert_eq!(total(&world).await, before, "it is counted out once");
    assert_table_agrees(&world);
}

#[tokio::test]
async fn one_without_personal_data_has_nothing_to_anonymize() {
    let world = World::new().await;
    let team = created(&world, &json!({ "type": "team" })).await;
    let path = by_id(id(&team));
    delete(&world, &path).await;
    assert_not_found(&asked_to_delete(&world, &(path + "?anonymize=true")).await);
}

#[tokio::test]
async fn anonymizing_an_earlier_deletion_spares_a_successor() {
    let world = World::new().await;
    let gone = ada(&world).await;
    delete(&world, &by_id(id(&gone))).await;
    let successor = ada(&world).await;
    let begun = Begun::of(&world, ADA, id(&successor), None).await;
    delete(&world, &(by_id(id(&gone)) + "?anonymize=true")).await;
    assert_eq!(shown(&world, &by_external_id("ext_1")).await, successor);
    assert_eq!(begun.leads_in(&world).await, ALL);
    assert_table_agrees(&world);
}

#[tokio::test]
async fn whether_to_anonymize_is_yes_or_no() {
    let world = World::new().await;
    for (sent, kept) in [
        ("anonymize=true", false),
        ("anonymize=true&anonymize=false", false),
        ("anonymize=false", true),
        ("anonymise=true", true),
    ] {
        let customer = ada(&world).await;
        delete(&world, &format!("{}?{sent}", by_id(id(&customer)))).await;
        assert_eq!(tombstone(&world, id(&customer)).get("email").is_some(), kept, "{sent}");
    }
    let customer = ada(&world).await;
    for sent in ["", "yes", "TRUE", "true%20", "2"] {
        for path in [by_id(id(&customer)), by_id(NOBODY), by_external_id("nobody")] {
            let answer = asked_to_delete(&world, &format!("{path}?anonymize={sent}")).await;
            assert_faults_of("query", &answer, &[("anonymize", "value_error")]);
            assert_eq!(answer.json()["detail"][0]["input"], sent.replace("%20", " "));
        }
    }
    assert_eq!(shown(&world, &by_id(id(&customer))).await, customer);
}

#[tokio::test]
async fn an_external_id_may_hold_whatever_a_path_can_be_made_to_carry() {
    let world = World::new().await;
    for external_id in odd_external_ids() {
        let body = json!({ "email": "odd@example.com", "external_id": external_id });
        let customer = created(&world, &body).await;
        delete(&world, &(by_external_id(&external_id) + "?anonymize=true")).await;
        let tombstone = tombstone(&world, id(&customer));
        assert!(tombstone.get("email").is_none(), "{external_id}: the query was heard");
        created(&world, &body).await;
    }
    assert_table_agrees(&world);
}

/// Deletes what takes several transactions: where that is not done in time, the same call goes on.
async fn delete_patiently(world: &World, path: &str) {
    let mut answer = asked_to_delete(world, path).await;
    for _ in 0..4 {
        if answer.status == 503 {
            answer = asked_to_delete(world, path).await;
        }
    }
    answer.expect_status(204);
}

#[tokio::test]
async fn a_large_team_goes_with_all_of_its_members() {
    for query in ["", "?anonymize=true"] {
        let world = World::new().await;
        let team = team_of(&world, 150).await;
        let members = members(&world, id(&team)).await;
        let mut begun = Vec::new();
        for member in [&members[0], &members[75], &members[99]] {
            let email = member["email"].as_str().unwrap();
            begun.push(Begun::of(&world, email, id(&team), Some(id(member))).await);
        }
        let before = total(&world).await;
        delete_patiently(&world, &(by_id(id(&team)) + query)).await;
        for begun in begun {
            assert_eq!(begun.leads_in(&world).await, NONE);
        }
        assert_eq!(total(&world).await, before - 1);
        assert_forgotten(&world, &["m7@team.example", "Member 7", "ext_m7", "m149@"]);
        let tombstone = tombstone(&world, id(&team)).to_string();
        for word in ["office@team.example", "Lovelace", "team_1", "London"] {
            assert_eq!(tombstone.contains(word), query.is_empty(), "{word}");
        }
        assert_table_agrees(&world);
        assert_opens_nothing(&world, "m120@team.example").await;
        team_of(&world, 3).await;
    }
}

#[tokio::test]
async fn a_deletion_that_was_cut_short_is_done_and_the_same_call_clears_up() {
    for (external, query) in
        [(false, ""), (true, ""), (false, "?anonymize=true"), (true, "?anonymize=true")]
    {
        let world = World::new().await;
        let team = team_of(&world, 40).await;
        let members = members(&world, id(&team)).await;
        let member = members.last().unwrap();
        let email = member["email"].as_str().unwrap();
        let begun = Begun::of(&world, email, id(&team), Some(id(member))).await;
        let before = total(&world).await;
        let [_, _, own_path, external_path] = paths(&team, "");
        let path = if external { external_path } else { own_path } + query;

        cut_short_after(&world, 1);
        let answer = asked_to_delete(&world, &path).await.expect(503);
        assert_eq!(answer.header("retry-after"), Some("1"));
        world.wire.heal();
        assert!(!world.items_of("MEMBER#").is_empty(), "some are left");
        assert_eq!(begun.leads_in(&world).await, NONE, "and yet nobody gets in");
        for path in paths(&team, "") {
            assert_not_found(&as_merchant(&world, Call::get(&path)).await);
        }
        assert_eq!(total(&world).await, before - 1);

        delete(&world, &path).await;
        assert_eq!(tombstone(&world, id(&team)).get("email").is_some(), query.is_empty());
        if !query.is_empty() {
            assert_forgotten(&world, &["m7@team.example", "office@", "Lovelace", "team_1"]);
        }
        assert_table_agrees(&world);
        assert_not_found(&asked_to_delete(&world, &path).await);
        assert_eq!(total(&world).await, before - 1, "it is counted out once");
        team_of(&world, 1).await;
    }
}

/// Lets a deletion do so many of its transactions and no other.
fn cut_short_after(world: &World, transactions: usize) {
    let done = AtomicUsize::new(0);
    world.wire.decide(move |_, call| {
        let is_write = call.operation == "TransactWriteItems";
        if is_write && done.fetch_add(1, Ordering::Relaxed) >= transactions {
            return Verdict::LoseRequest;
        }
        Verdict::Pass
    });
}

#[tokio::test]
async fn what_is_personal_goes_with_what_it_is_found_by() {
    let world = World::new().await;
    // So many that the two would be the last write of one transaction and the first of another.
    let team = team_of(&world, 49).await;
    let path = by_external_id("team_1") + "?anonymize=true";
    cut_short_after(&world, 2);
    asked_to_delete(&world, &path).await.expect_status(503);
    world.wire.heal();
    assert!(tombstone(&world, id(&team)).get("email").is_some(), "it is all that is left");
    delete(&world, &path).await;
    assert!(tombstone(&world, id(&team)).get("email").is_none());
    assert_forgotten(&world, &["m7@team.example", "office@", "Lovelace", "team_1"]);
}

#[tokio::test]
async fn a_deletion_that_another_has_finished_spares_a_successor() {
    let world = Arc::new(World::new().await);
    let team = team_of(&world, 40).await;
    let path = by_id(id(&team));
    let writes = AtomicUsize::new(0);
    let is_second = move |_: usize, call: &WireCall| {
        let is_write = call.operation == "TransactWriteItems";
        is_write && writes.fetch_add(1, Ordering::Relaxed) == 1
    };
    let again = path.clone();
    world.strike(is_second, |world| async move {
        delete(&world, &again).await;
        team_of(&world, 2).await;
    });
    asked_to_delete(&world, &path).await.expect_status(204);
    world.wire.heal();
    assert_eq!(shown(&world, &by_external_id("team_1")).await["type"], "team");
    assert_table_agrees(&world);
}

#[tokio::test]
async fn of_many_deletions_at_once_one_counts() {
    let world = World::new().await;
    let before = total(&world).await;
    let customer = ada(&world).await;
    let path = by_id(id(&customer));
    let calls = (0..10).map(|_| asked_to_delete(&world, &path));
    let answers = futures_util::future::join_all(calls).await;
    let done = answers.iter().filter(|answer| answer.status == 204).count();
    assert_eq!(done, 1);
    for answer in answers.iter().filter(|answer| answer.status != 204) {
        assert_not_found(answer);
    }
    assert_eq!(total(&world).await, before);
}

#[tokio::test]
async fn a_team_that_was_an_individual_leaves_nothing_of_either() {
    let world = World::new().await;
    let customer = ada(&world).await;
    let path = by_id(id(&customer));
    patch(&world, &path, &json!({ "type": "team" })).await.expect_status(200);
    delete(&world, &(path + "?anonymize=true")).await;
    assert_forgotten(&world, &["ada@new", "Lovelace", "ext_1", "London"]);
    assert_table_agrees(&world);
    assert_opens_nothing(&world, ADA).await;
}

#[tokio::test]
async fn what_is_no_customer_of_the_organization_is_not_found() {
    let world = World::new().await;
    for query in ["", "?anonymize=false"] {
        assert_finds_own_customers_only(&world, |path| Call::delete(&format!("{path}{query}")))
            .await;
        let theirs = Call::delete(&by_external_id("theirs"));
        let token = &world.seed.second_organization.access_token;
        world.call(theirs.bearer(token)).await.expect_status(204);
    }
}

#[tokio::test]
async fn another_organization_s_tombstone_is_not_found() {
    let world = World::new().await;
    let theirs = created_elsewhere(&world, &json!({ "email": ADA })).await;
    let path = by_id(id(&theirs));
    let token = &world.seed.second_organization.access_token;
    world.call(Call::delete(&path).bearer(token)).await.expect_status(204);
    assert_not_found(&asked_to_delete(&world, &(path.clone() + "?anonymize=true")).await);
    assert_eq!(tombstone(&world, id(&theirs))["email"]["S"], ADA);
}

#[tokio::test]
async fn only_a_token_that_may_write_customers_deletes_one() {
    let world = World::unlimited().await;
    let customer = ada(&world).await;
    for path in [
        by_id("x"),
        format!("{}/{}?anonymize=maybe", PortalPaths::CUSTOMERS, encoded(id(&customer))),
        by_id(id(&customer)),
    ] {
        assert_takes_only(&world, "customers:write", &|| Call::delete(&path)).await;
    }
}
