//! `GET /v1/customers/{id}/members/{member_id}`, and the same below `/external/{external_id}`

use serde_json::json;
use tests::{Answer, Call, World};

use crate::{
    contract::{MEMBER, assert_not_found, assert_uncached_json, fixture, shape},
    team::{
        NOBODY, add, add_foreign, as_merchant, assert_takes_only, delete_customer,
        external_members, members, new_foreign_team, new_team, spellings,
    },
};

async fn get(world: &World, path: &str) -> Answer {
    as_merchant(world, Call::get(path)).await
}

#[tokio::test]
async fn a_member_has_exactly_the_contract_s_fields() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let made = add(&world, &team, &json!({ "email": "mia@example.com" })).await;
    let path = format!("{}/{}", members(&team), made["id"].as_str().unwrap());
    let answer = get(&world, &path).await.expect(200);
    assert_eq!(shape(&answer.json()), shape(&fixture(MEMBER)));
    assert_uncached_json(&answer);
}

#[tokio::test]
async fn a_member_is_shown_as_it_was_made_by_each_of_its_paths() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let body = json!({ "email": "mia@example.com", "name": "Mia", "external_id": "mia 1#%ü@" });
    let made = add(&world, &team, &body).await;
    let id = made["id"].as_str().unwrap();
    for path in [
        format!("{}/{id}", members(&team)),
        // Below the team's external id stands the member's own: so the field's SDKs have it.
        format!("{}/mia%201%23%25%C3%BC@", external_members("team_1")),
        // Or its id, for not every member has another name.
        format!("{}/{id}", external_members("team_1")),
    ] {
        for path in spellings(&path) {
            assert_eq!(get(&world, &path).await.expect(200).json(), made, "{path}");
        }
        assert_not_found(&get(&world, &format!("{path}/x")).await);
    }
}

#[tokio::test]
async fn an_external_id_that_is_another_member_s_id_is_an_external_id_all_the_same() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let ann = add(&world, &team, &json!({ "email": "ann@example.com" })).await;
    let body = json!({ "email": "mia@example.com", "external_id": ann["id"] });
    let mia = add(&world, &team, &body).await;
    let name = ann["id"].as_str().unwrap();
    let by_external_id = format!("{}/{name}", external_members("team_1"));
    assert_eq!(get(&world, &by_external_id).await.expect(200).json(), mia);
    let by_id = format!("{}/{name}", members(&team));
    assert_eq!(get(&world, &by_id).await.expect(200).json(), ann);
}

#[tokio::test]
async fn each_role_is_shown() {
    let world = World::new().await;
    let team = &world.seed.customers.team;
    for member in &team.members {
        let path = format!("{}/{}", members(&team.id), member.id);
        assert_eq!(get(&world, &path).await.expect(200).text("role"), member.role);
    }
}

#[tokio::test]
async fn who_is_not_in_the_team_is_not_found() {
    let world = World::new().await;
    let foreign = new_foreign_team(&world, "globex_team").await;
    let body = json!({ "email": "mia@example.com", "external_id": "mia" });
    let theirs = add_foreign(&world, &foreign, &body).await;
    let team = new_team(&world, "team_1").await;
    let other = new_team(&world, "team_2").await;
    let mia = add(&world, &team, &body).await;
    let mia = mia["id"].as_str().unwrap();
    let ada = &world.seed.customers.individual;

    for path in [
        format!("{}/{NOBODY}", members(&team)),
        format!("{}/garbage", members(&team)),
        // An external id stands only below another.
        format!("{}/mia", members(&team)),
        format!("{}/{mia}", members(&other)),
        format!("{}/{mia}", members(&ada.id)),
        format!("{}/{mia}", members(NOBODY)),
        format!("{}/{mia}", members("garbage")),
        format!("{}/{mia}", members(mia)),
        format!("{}/{team}", members(&team)),
        format!("{}/{theirs}", members(&foreign)),
        format!("{}/{theirs}", members(&team)),
        format!("{}/nobody", external_members("team_1")),
        format!("{}/Mia", external_members("team_1")),
        format!("{}/mia", external_members("team_2")),
        format!("{}/{mia}", external_members("team_2")),
        format!("{}/mia", external_members("nobody")),
        format!("{}/mia", external_members("globex_team")),
        format!("{}/mia", external_members(&ada.external_id)),
        format!("{}/{}", external_members("team_1"), "x".repeat(256)),
    ] {
        assert_not_found(&get(&world, &path).await);
    }
}

#[tokio::test]
async fn who_was_removed_or_whose_team_is_gone_is_not_found() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let mut paths = Vec::new();
    for name in ["ann", "mia"] {
        let body = json!({ "email": format!("{name}@example.com"), "external_id": name });
        let made = add(&world, &team, &body).await;
        let id = made["id"].as_str().unwrap();
        let names = [
            format!("{}/{id}", members(&team)),
            format!("{}/{name}", external_members("team_1")),
            format!("{}/{id}", external_members("team_1")),
        ];
        paths.push(names);
    }
    as_merchant(&world, Call::delete(&paths[1][0])).await.expect_status(204);
    for path in &paths[1] {
        assert_not_found(&get(&world, path).await);
    }
    for path in &paths[0] {
        get(&world, path).await.expect_status(200);
    }
    delete_customer(&world, &team).await;
    for path in &paths[0] {
        assert_not_found(&get(&world, path).await);
    }
}

#[tokio::test]
async fn who_may_not_read_members_learns_nothing_else() {
    let world = World::unlimited().await;
    let team = &world.seed.customers.team;
    for path in [
        format!("{}/{}", members(&team.id), team.members[0].id),
        format!("{}/{NOBODY}", members(NOBODY)),
        format!("{}/garbage", members("garbage")),
        format!("{}/nobody", external_members("nobody")),
    ] {
        assert_takes_only(&world, "members:read", &|| Call::get(&path)).await;
    }
}
