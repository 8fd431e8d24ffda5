//! `GET /v1/customers/{id}/members`, the same below `/external/{external_id}`, and
//! `GET /v1/members`

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, TABLE, World};

use crate::{
    contract::{
        MEMBERS_LIST, assert_faults_of, assert_not_found, assert_uncached_json, fixture, shape,
    },
    team::{
        NOBODY, add, as_merchant, assert_takes_only, create, delete_customer, each,
        external_members, list, members, new_customer, new_foreign_team, new_team, spellings,
    },
};

/// A team that the merchant calls `team_1`, with so many members, each a second younger than the
/// one before.
async fn team_of(world: &World, size: usize) -> String {
    let team = new_team(world, "team_1").await;
    for number in 0..size {
        world.clock.advance(1);
        add(world, &team, &json!({ "email": email(number) })).await;
    }
    team
}

fn email(number: usize) -> String {
    format!("m{number}@example.com")
}

async fn get(world: &World, path: &str) -> Answer {
    as_merchant(world, Call::get(path)).await
}

/// `GET /v1/members` with this query.
async fn query(world: &World, query: &str) -> Answer {
    get(world, &format!("{}/?{query}", PortalPaths::MEMBERS)).await
}

fn nothing() -> Value {
    json!({ "items": [], "pagination": { "total_count": 0, "max_page": 0 } })
}

#[tokio::test]
async fn a_list_has_exactly_the_contract_s_fields() {
    let world = World::new().await;
    let team = team_of(&world, 1).await;
    let answer = get(&world, &members(&team)).await.expect(200);
    assert_eq!(shape(&answer.json()), shape(&fixture(MEMBERS_LIST)));
    assert_uncached_json(&answer);
}

#[tokio::test]
async fn a_list_shows_members_as_they_were_made_the_newest_first() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let mut made = Vec::new();
    // The oldest has the email that sorts last, and is the only owner.
    for email in ["zoe@example.com", "mia@example.com", "ann@example.com"] {
        made.push(add(&world, &team, &json!({ "email": email, "name": email })).await);
        world.clock.advance_millis(1);
    }
    made.reverse();
    assert_eq!(list(&world, &team).await["items"], json!(made));
}

#[tokio::test]
async fn every_name_of_a_team_and_every_spelling_lead_to_the_same_list() {
    let world = World::new().await;
    let team = team_of(&world, 2).await;
    let expected = list(&world, &team).await;
    assert_eq!(each(&expected, "email"), [email(1), email(0)]);
    let paths = [members(&team), external_members("team_1")].map(|path| spellings(&path));
    for path in paths.as_flattened() {
        assert_eq!(get(&world, path).await.expect(200).json(), expected, "{path}");
    }
    for name in [
        format!("customer_id={team}"),
        "external_customer_id=team_1".to_owned(),
        "customer_external_id=team_1".to_owned(),
    ] {
        for path in spellings(PortalPaths::MEMBERS) {
            let path = format!("{path}?{name}");
            assert_eq!(get(&world, &path).await.expect(200).json(), expected, "{path}");
        }
    }
    let beyond = format!("{}/x", PortalPaths::MEMBERS);
    assert_not_found(&get(&world, &beyond).await);
}

#[tokio::test]
async fn pages_meet_without_a_gap_and_all_tell_the_same_total() {
    let world = World::new().await;
    let team = team_of(&world, 12).await;
    let newest_first: Vec<_> = (0..12).rev().map(email).collect();
    for limit in [1, 5, 6, 12, 100] {
        let mut found = Vec::new();
        let pages = 12_usize.div_ceil(limit);
        for page in 1..=pages + 1 {
            let path = format!("{}?page={page}&limit={limit}", members(&team));
            let shown = get(&world, &path).await.expect(200).json();
            assert_eq!(shown["pagination"], json!({ "total_count": 12, "max_page": pages }));
            let emails = each(&shown, "email").into_iter().map(str::to_owned);
            assert_eq!(emails.len() == limit, page <= 12 / limit, "{path}");
            found.extend(emails);
        }
        assert_eq!(found, newest_first, "{limit} a page");
    }
    let shown = list(&world, &team).await;
    assert_eq!(each(&shown, "email"), newest_first[..10], "ten unless told");
    assert_eq!(shown["pagination"], json!({ "total_count": 12, "max_page": 2 }));
}

#[tokio::test]
async fn members_of_one_moment_are_listed_in_one_order() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    for number in 0..6 {
        add(&world, &team, &json!({ "email": email(number) })).await;
    }
    let mut found = Vec::new();
    for page in 1..=3 {
        let path = format!("{}?page={page}&limit=2", members(&team));
        let shown = get(&world, &path).await.json();
        found.extend(each(&shown, "id").into_iter().map(str::to_owned));
    }
    assert_eq!(found, each(&list(&world, &team).await, "id"));
    assert_eq!(found.len(), 6);
}

#[tokio::test]
async fn the_total_is_exact_whatever_comes_and_goes() {
    let world = World::new().await;
    let team = team_of(&world, 3).await;
    let total = async || list(&world, &team).await["pagination"]["total_count"].clone();
    assert_eq!(total().await, 3);
    create(&world, &team, &json!({ "email": email(0) })).await.expect_status(422);
    assert_eq!(total().await, 3, "one that was refused is not counted");

    let ids = list(&world, &team).await;
    let (youngest, oldest) = (each(&ids, "id")[0].to_owned(), each(&ids, "id")[2].to_owned());
    let itself = format!("{}/{youngest}", members(&team));
    let change = Call::patch(&itself).json(&json!({ "email": email(3), "role": "owner" }));
    as_merchant(&world, change).await.expect_status(200);
    assert_eq!(total().await, 3);
    // Ten that go at once are one.
    let gone = join_all((0..10).map(|_| as_merchant(&world, Call::delete(&itself)))).await;
    assert_eq!(gone.iter().filter(|answer| answer.status == 204).count(), 1);
    assert_eq!(total().await, 2);
    let last_owner = Call::delete(&format!("{}/{oldest}", members(&team)));
    as_merchant(&world, last_owner).await.expect_status(422);
    assert_eq!(total().await, 2, "one that had to stay is counted");
    let bodies: Vec<_> = (10..20).map(|number| json!({ "email": email(number) })).collect();
    let made = join_all(bodies.iter().map(|body| create(&world, &team, body))).await;
    assert!(made.iter().all(|answer| answer.status == 201));
    assert_eq!(total().await, 12);
}

#[tokio::test]
async fn a_role_picks_those_who_have_it_now() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    for (number, role) in
        ["owner", "member", "billing_manager", "member", "member", "owner"].iter().enumerate()
    {
        world.clock.advance(1);
        add(&world, &team, &json!({ "email": email(number), "role": role })).await;
    }
    let of = async |role: &str, page: &str| {
        let path = format!("{}?role={role}&{page}", members(&team));
        get(&world, &path).await.expect(200).json()
    };
    for (role, numbers) in
        [("owner", vec![5, 0]), ("billing_manager", vec![2]), ("member", vec![4, 3, 1])]
    {
        let shown = of(role, "limit=100").await;
        let expected: Vec<_> = numbers.iter().copied().map(email).collect();
        assert_eq!(each(&shown, "email"), expected, "{role}");
        let total = json!({ "total_count": numbers.len(), "max_page": 1 });
        assert_eq!(shown["pagination"], total, "{role}");
        let by_query = format!("external_customer_id=team_1&role={role}");
        assert_eq!(query(&world, &by_query).await.expect(200).json(), shown);
    }
    let shown = of("member", "page=2&limit=2").await;
    assert_eq!(each(&shown, "email"), [email(1)]);
    assert_eq!(shown["pagination"], json!({ "total_count": 3, "max_page": 2 }));

    let youngest = list(&world, &team).await["items"][0]["id"].as_str().unwrap().to_owned();
    let demote = Call::patch(&format!("{}/{youngest}", members(&team)));
    as_merchant(&world, demote.json(&json!({ "role": "billing_manager" })))
        .await
        .expect_status(200);
    assert_eq!(each(&of("owner", "").await, "email"), [email(0)]);
    assert_eq!(each(&of("billing_manager", "").await, "email"), [email(5), email(2)]);
}

#[tokio::test]
async fn a_team_without_members_and_an_individual_list_nothing() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let ada = world.seed.customers.individual.clone();
    for path in [members(&team), members(&ada.id), external_members(&ada.external_id)] {
        assert_eq!(get(&world, &path).await.expect(200).json(), nothing(), "{path}");
        let path = format!("{path}?role=owner");
        assert_eq!(get(&world, &path).await.expect(200).json(), nothing(), "{path}");
    }
}

#[tokio::test]
async fn a_list_has_nobody_of_another_team() {
    let world = World::new().await;
    let team = team_of(&world, 2).await;
    let seeded = &world.seed.customers.team;
    let shown = list(&world, &seeded.id).await;
    let mut ids = each(&shown, "id");
    ids.sort_unstable();
    let mut expected: Vec<_> = seeded.members.iter().map(|member| &*member.id).collect();
    expected.sort_unstable();
    assert_eq!(ids, expected);
    assert!(each(&list(&world, &team).await, "customer_id").iter().all(|it| *it == team));
}

#[tokio::test]
async fn a_query_for_an_unknown_or_foreign_customer_finds_nobody() {
    let world = World::new().await;
    let foreign = new_foreign_team(&world, "globex_team").await;
    let gone = new_customer(
        &world,
        json!({ "type": "team", "external_id": "gone", "email": "gone@example.com" }),
    )
    .await;
    delete_customer(&world, &gone).await;
    for name in [
        format!("customer_id={NOBODY}"),
        format!("customer_id={foreign}"),
        format!("customer_id={gone}"),
        format!("customer_id={}", world.seed.second_organization.customer_id),
        "external_customer_id=nobody".to_owned(),
        "external_customer_id=globex_team".to_owned(),
        "external_customer_id=gone".to_owned(),
        "customer_external_id=globex_team".to_owned(),
    ] {
        assert_eq!(query(&world, &name).await.expect(200).json(), nothing(), "{name}");
    }
    let itself = Call::get(&format!("{}?customer_id={foreign}", PortalPaths::MEMBERS));
    let itself = itself.bearer(&world.seed.second_organization.access_token);
    world.call(itself).await.expect_status(200);
}

#[tokio::test]
async fn a_query_names_exactly_one_customer() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    for (names, field, fault) in [
        (String::new(), "customer_id", "missing"),
        ("limit=5".to_owned(), "customer_id", "missing"),
        ("customer_id=".to_owned(), "customer_id", "value_error"),
        ("customer_id=garbage".to_owned(), "customer_id", "value_error"),
        ("external_customer_id=a%2Fb".to_owned(), "external_customer_id", "value_error"),
        (
            format!("customer_id={team}&external_customer_id=team_1"),
            "external_customer_id",
            "value_error",
        ),
        (
            "external_customer_id=team_1&customer_external_id=team_1".to_owned(),
            "customer_external_id",
            "value_error",
        ),
    ] {
        assert_faults_of("query", &query(&world, &names).await, &[(field, fault)]);
    }
}

#[tokio::test]
async fn every_fault_of_a_query_is_listed_at_once() {
    let world = World::new().await;
    let path = members(&world.seed.customers.team.id);
    let faulty = "role=boss&page=0&limit=101";
    let expected = ["role", "page", "limit"].map(|field| (field, "value_error"));
    let answer = get(&world, &format!("{path}?{faulty}")).await;
    assert_faults_of("query", &answer, &expected);
    assert_eq!(answer.json()["detail"][0]["input"], "boss");
    let answer = query(&world, &format!("customer_id=x&{faulty}")).await;
    let expected = ["customer_id", "role", "page", "limit"].map(|field| (field, "value_error"));
    assert_faults_of("query", &answer, &expected);
}

#[tokio::test]
async fn a_page_is_a_page_and_a_list_ten_thousand_rows_deep() {
    let world = World::new().await;
    let path = members(&world.seed.customers.team.id);
    for (faulty, field) in [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1.5", "page"),
        ("page=", "page"),
        ("page=99999999999999999999", "page"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("page=101&limit=100", "page"),
        ("page=1001", "page"),
        ("page=10001&limit=1", "page"),
    ] {
        let answer = get(&world, &format!("{path}?{faulty}")).await;
        assert_faults_of("query", &answer, &[(field, "value_error")]);
    }
    for deep in ["page=100&limit=100", "page=1000", "page=10000&limit=1"] {
        let shown = get(&world, &format!("{path}?{deep}")).await.expect(200).json();
        assert_eq!((&shown["items"], &shown["pagination"]["total_count"]), (&json!([]), &json!(3)));
    }
    // As the field's SDKs send it.
    let sorted = format!("{path}?page=1&limit=10&sorting=-created_at&whatever=1");
    assert_eq!(get(&world, &sorted).await.expect(200).json()["pagination"]["total_count"], 3);
}

#[tokio::test]
async fn a_team_of_more_than_ten_thousand_is_listed_whole_and_not_by_role() {
    let world = World::new().await;
    let team = world.seed.customers.team.id.clone();
    for (size, status) in [(10_000, 200), (10_001, 422)] {
        let grown = json!({
            "TableName": TABLE,
            "Key": { "pk": { "S": format!("CUSTOMER#{team}") }, "sk": { "S": "CUSTOMER" } },
            "UpdateExpression": "SET members = :size",
            "ExpressionAttributeValues": { ":size": { "N": size.to_string() } },
        });
        world.database.update_item(serde_json::from_value(grown).unwrap()).unwrap();
        let shown = list(&world, &team).await;
        let pages = json!({ "total_count": size, "max_page": 1_000 });
        assert_eq!(shown["pagination"], pages);
        let answer = get(&world, &format!("{}?role=owner", members(&team))).await.expect(status);
        if status == 422 {
            assert_faults_of("query", &answer, &[("role", "value_error")]);
        }
    }
}

#[tokio::test]
async fn an_unknown_customer_and_a_foreign_one_in_the_path_are_not_found() {
    let world = World::new().await;
    let foreign = new_foreign_team(&world, "globex_team").await;
    let gone = new_team(&world, "gone").await;
    delete_customer(&world, &gone).await;
    for path in [
        members(NOBODY),
        members(&foreign),
        members(&gone),
        members("garbage"),
        external_members("nobody"),
        external_members("globex_team"),
        external_members("gone"),
    ] {
        // Whatever the query says.
        for path in [path.clone(), format!("{path}?page=0")] {
            assert_not_found(&get(&world, &path).await);
        }
    }
}

#[tokio::test]
async fn who_may_not_read_members_learns_nothing_else() {
    let world = World::unlimited().await;
    let team = &world.seed.customers.team.id;
    for path in [
        members(team),
        members(NOBODY),
        members("garbage"),
        external_members("nobody"),
        format!("{}?customer_id={team}", PortalPaths::MEMBERS),
        format!("{}?customer_id=garbage&page=0", PortalPaths::MEMBERS),
        PortalPaths::MEMBERS.to_owned(),
    ] {
        assert_takes_only(&world, "members:read", &|| Call::get(&path)).await;
    }
}
