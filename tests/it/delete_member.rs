//! `DELETE /v1/customers/{id}/members/{member_id}`, and the same below `/external/{external_id}`

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, World};

use crate::{
    begun::{ALL, Begun, NONE},
    contract::{assert_faults_of, assert_not_found},
    team::{
        NOBODY, add, add_foreign, as_merchant, assert_takes_only, at_once, delete_customer, each,
        external_members, list, members, new_customer, new_foreign_team, new_team,
    },
};

/// The path of a member of a team.
fn path(team: &str, member: &Value) -> String {
    format!("{}/{}", members(team), member["id"].as_str().unwrap())
}

async fn remove(world: &World, path: &str) -> Answer {
    as_merchant(world, Call::delete(path)).await
}

/// Adds an owner of this name to a team and gives where it is.
async fn add_owner(world: &World, team: &str, name: &str) -> String {
    let body = json!({ "email": format!("{name}@example.com"), "role": "owner" });
    path(team, &add(world, team, &body).await)
}

/// Every item, but for how often a team's members changed.
fn table(world: &World) -> Vec<Value> {
    let mut items = world.items();
    for item in &mut items {
        item.as_object_mut().unwrap().remove("roster");
    }
    items
}

#[tokio::test]
async fn a_member_goes_at_once_and_there_is_nothing_to_say() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let body = json!({ "email": "ann@example.com", "name": "Ann", "external_id": "ann" });
    let before = table(&world);
    let member = add(&world, &team.id, &body).await;
    let answer = remove(&world, &path(&team.id, &member)).await.expect(204);
    assert!(answer.body.is_empty());
    assert_eq!(answer.header("content-type"), None);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(table(&world), before, "nothing is left of it");
    assert_not_found(&as_merchant(&world, Call::get(&path(&team.id, &member))).await);
    assert_not_found(&remove(&world, &path(&team.id, &member)).await);
}

#[tokio::test]
async fn each_path_of_a_member_removes_it() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let ann = add(&world, &team, &json!({ "email": "ann@example.com" })).await;
    for (base, by_own_id) in [
        (members(&team), true),
        (external_members("team_1"), false),
        (external_members("team_1"), true),
    ] {
        for slash in ["", "/"] {
            let body = json!({ "email": "mia@example.com", "external_id": "mia 1" });
            let mia = add(&world, &team, &body).await;
            let name = if by_own_id { mia["id"].as_str().unwrap() } else { "mia%201" };
            let path = format!("{base}/{name}");
            assert_not_found(&remove(&world, &format!("{path}/x")).await);
            remove(&world, &format!("{path}{slash}")).await.expect_status(204);
            assert_eq!(list(&world, &team).await["items"], json!([ann]), "{path}{slash}");
        }
    }
}

#[tokio::test]
async fn all_that_a_member_began_ends_with_it_and_nothing_of_others() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.clone();
    let mia = &team.members[2];
    // The same person, elsewhere.
    let other_team = new_team(&world, "team_2").await;
    let twin = add(&world, &other_team, &json!({ "email": mia.email })).await;
    let individual = new_customer(&world, json!({ "email": mia.email })).await;
    let hers = [
        Begun::of(&world, &mia.email, &team.id, Some(&mia.id)).await,
        Begun::of(&world, &mia.email, &team.id, Some(&mia.id)).await,
    ];
    let others = [
        Begun::of(&world, &mia.email, &other_team, Some(twin["id"].as_str().unwrap())).await,
        Begun::of(&world, &mia.email, &individual, None).await,
        Begun::of(&world, &team.members[0].email, &team.id, Some(&team.members[0].id)).await,
        Begun::of(&world, &team.members[1].email, &team.id, Some(&team.members[1].id)).await,
        Begun::of(&world, world.email(), &world.seed.customers.individual.id, None).await,
    ];
    remove(&world, &format!("{}/{}", members(&team.id), mia.id)).await.expect_status(204);
    for begun in hers {
        assert_eq!(begun.leads_in(&world).await, NONE);
    }
    for begun in others {
        assert_eq!(begun.leads_in(&world).await, ALL);
    }
}

#[tokio::test]
async fn an_email_and_an_external_id_are_free_again_and_a_successor_is_somebody_else() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.id.clone();
    let body = json!({ "email": "ann@example.com", "external_id": "ann" });
    let first = add(&world, &team, &body).await;
    let begun =
        Begun::of(&world, "ann@example.com", &team, Some(first["id"].as_str().unwrap())).await;
    remove(&world, &path(&team, &first)).await.expect_status(204);
    world.request_code("ann@example.com").await;
    let mails = world.mails().await.len();

    let second = add(&world, &team, &body).await;
    assert_ne!(second["id"], first["id"]);
    assert_eq!(begun.leads_in(&world).await, NONE, "not by a successor either");
    assert_eq!(world.mails().await.len(), mails, "nobody was there to mail to");
    let token = world.sign_in("ann@example.com").await;
    let user = world.call(Call::get(PortalPaths::USER).bearer(&token)).await.expect(200).json();
    assert_eq!(user["member_id"], second["id"]);
}

#[tokio::test]
async fn nothing_is_mailed_to_who_was_removed() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let mia = &team.members[2];
    world.request_code(&mia.email).await;
    remove(&world, &format!("{}/{}", members(&team.id), mia.id)).await.expect_status(204);
    world.request_code(&mia.email).await;
    assert!(world.mails().await.is_empty());
}

#[tokio::test]
async fn the_last_owner_stays() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let ann = add(&world, &team, &json!({ "email": "ann@example.com", "external_id": "a" })).await;
    let alone = remove(&world, &path(&team, &ann)).await;
    assert_faults_of("path", &alone, &[("member_id", "value_error")]);
    let member = add(&world, &team, &json!({ "email": "mia@example.com" })).await;
    let before = world.items();
    for (path, sent) in [
        (path(&team, &ann), ann["id"].clone()),
        (format!("{}/a", external_members("team_1")), json!("a")),
    ] {
        let answer = remove(&world, &path).await;
        assert_faults_of("path", &answer, &[("member_id", "value_error")]);
        assert_eq!(answer.json()["detail"][0]["input"], sent);
    }
    assert_eq!(world.items(), before);
    // Others go, and the owner once there is another.
    remove(&world, &path(&team, &member)).await.expect_status(204);
    let other = add_owner(&world, &team, "bob").await;
    remove(&world, &path(&team, &ann)).await.expect_status(204);
    assert_faults_of("path", &remove(&world, &other).await, &[("member_id", "value_error")]);
    assert_eq!(each(&list(&world, &team).await, "role"), ["owner"]);
}

#[tokio::test]
async fn of_two_owners_who_remove_or_demote_each_other_at_once_one_is_left() {
    let demote = |path: &str| Call::patch(path).json(&json!({ "role": "member" }));
    let remove = |path: &str| Call::delete(path);
    let both_remove: [&dyn Fn(&str) -> Call; 2] = [&remove, &remove];
    for [one, other] in [both_remove, [&remove, &demote], [&demote, &remove]] {
        let world = World::new().await;
        let team = new_team(&world, "team_1").await;
        let ann = add_owner(&world, &team, "ann").await;
        let mia = add_owner(&world, &team, "mia").await;
        let answers = at_once(&world, one(&mia), other(&ann)).await;
        let refused = answers.iter().filter(|answer| answer.status == 422).count();
        let done = answers.iter().filter(|answer| answer.status < 300).count();
        assert_eq!((done, refused), (1, 1), "{answers:?}");
        let shown = list(&world, &team).await;
        let owners = each(&shown, "role").into_iter().filter(|role| *role == "owner").count();
        assert_eq!(owners, 1);
        let total = shown["pagination"]["total_count"].as_u64().unwrap();
        assert_eq!(usize::try_from(total).unwrap(), each(&shown, "id").len());
    }
}

#[tokio::test]
async fn of_many_removals_at_once_one_is_it() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let path = format!("{}/{}", members(&team.id), team.members[2].id);
    let answers = join_all((0..6).map(|_| remove(&world, &path))).await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404, 404, 404, 404, 404]);
    assert_eq!(list(&world, &team.id).await["pagination"]["total_count"], 2);
}

#[tokio::test]
async fn who_is_not_in_the_team_is_not_found() {
    let world = World::new().await;
    let foreign = new_foreign_team(&world, "globex_team").await;
    let body = json!({ "email": "mia@example.com", "external_id": "mia" });
    let theirs = add_foreign(&world, &foreign, &body).await;
    let team = new_team(&world, "team_1").await;
    let gone = new_team(&world, "gone").await;
    let lost = path(&gone, &add(&world, &gone, &body).await);
    delete_customer(&world, &gone).await;
    let before = world.items();
    for path in [
        format!("{}/{NOBODY}", members(&team)),
        format!("{}/garbage", members(&team)),
        format!("{}/{}", members(&team), world.seed.customers.team.members[2].id),
        format!("{}/{NOBODY}", members(&world.seed.customers.individual.id)),
        format!("{}/{theirs}", members(&foreign)),
        lost,
        format!("{}/mia", external_members("globex_team")),
        format!("{}/mia", external_members("team_1")),
        format!("{}/mia", external_members("gone")),
    ] {
        assert_not_found(&remove(&world, &path).await);
    }
    assert_eq!(world.items(), before);
}

#[tokio::test]
async fn who_may_not_remove_members_learns_nothing_else() {
    let world = World::unlimited().await;
    let team = &world.seed.customers.team;
    let before = world.items_of("MEMBER#");
    for path in [
        // The last owner.
        format!("{}/{}", members(&team.id), team.members[0].id),
        format!("{}/{NOBODY}", members(NOBODY)),
        format!("{}/garbage", members("garbage")),
    ] {
        assert_takes_only(&world, "members:write", &|| Call::delete(&path)).await;
    }
    assert_eq!(world.items_of("MEMBER#"), before);
}
