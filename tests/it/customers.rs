//! Customers as a merchant keeps them over the API: what the tests of that share.

use serde_json::{Value, json};
use tests::{Answer, Call, Dice, PortalPaths, World};

pub(crate) use crate::consistency::assert_table_agrees;
use crate::contract::assert_not_found;
pub(crate) use crate::team::{NOBODY, as_merchant, assert_takes_only};

/// Where the customer of this id is.
pub(crate) fn by_id(id: &str) -> String {
    format!("{}/{id}", PortalPaths::CUSTOMERS)
}

/// Where the customer is that the merchant calls so.
pub(crate) fn by_external_id(id: &str) -> String {
    format!("{}/external/{}", PortalPaths::CUSTOMERS, encoded(id))
}

/// A text as a part of a path or a query.
pub(crate) fn encoded(text: &str) -> String {
    let part = |byte: u8| match byte {
        plain if plain.is_ascii_alphanumeric() => char::from(plain).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(part).collect()
}

/// Every path of a customer, with what is below it: by both of its names, each with and without a
/// slash at its end.
pub(crate) fn paths(customer: &Value, below: &str) -> [String; 4] {
    let id = by_id(customer["id"].as_str().unwrap()) + below;
    let external = by_external_id(customer["external_id"].as_str().unwrap()) + below;
    [format!("{id}/"), format!("{external}/"), id, external]
}

/// Asks for a customer to be created.
pub(crate) async fn create(world: &World, body: &Value) -> Answer {
    as_merchant(world, Call::post(PortalPaths::CUSTOMERS).json(body)).await
}

/// Creates a customer and gives it.
pub(crate) async fn created(world: &World, body: &Value) -> Value {
    create(world, body).await.expect(201).json()
}

/// Creates a customer of the other organization and gives it.
pub(crate) async fn created_elsewhere(world: &World, body: &Value) -> Value {
    let call = Call::post(PortalPaths::CUSTOMERS).json(body);
    let token = &world.seed.second_organization.access_token;
    world.call(call.bearer(token)).await.expect(201).json()
}

/// Asks for a customer to be changed.
pub(crate) async fn patch(world: &World, path: &str, body: &Value) -> Answer {
    as_merchant(world, Call::patch(path).json(body)).await
}

/// Deletes what is at a path.
pub(crate) async fn delete(world: &World, path: &str) {
    as_merchant(world, Call::delete(path)).await.expect_status(204);
}

/// What is at a path.
pub(crate) async fn shown(world: &World, path: &str) -> Value {
    as_merchant(world, Call::get(path)).await.expect(200).json()
}

/// A list of the demo organization's customers.
pub(crate) async fn list(world: &World, query: &str) -> Value {
    shown(world, &format!("{}?{query}", PortalPaths::CUSTOMERS)).await
}

/// The ids in a list, in its order.
pub(crate) fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(id).collect()
}

/// The id of a customer.
pub(crate) fn id(customer: &Value) -> &str {
    customer["id"].as_str().unwrap()
}

/// How many customers the demo organization's list tells of.
pub(crate) async fn total(world: &World) -> u64 {
    list(world, "").await["pagination"]["total_count"].as_u64().unwrap()
}

/// Adds a member to a team and gives it.
pub(crate) async fn joined(world: &World, team: &str, body: &Value) -> Value {
    let call = Call::post(&format!("{}/members", by_id(team))).json(body);
    as_merchant(world, call).await.expect(201).json()
}

/// The members of a team, the newest first.
pub(crate) async fn members(world: &World, team: &str) -> Vec<Value> {
    let list = shown(world, &format!("{}/members?limit=100", by_id(team))).await;
    list["items"].as_array().unwrap().clone()
}

/// Who a session's token says is signed in.
pub(crate) async fn user(world: &World, token: &str) -> Value {
    world.call(Call::get(PortalPaths::USER).bearer(token)).await.expect(200).json()
}

/// Fails if anybody signs in with this email.
pub(crate) async fn assert_opens_nothing(world: &World, email: &str) {
    let before = world.mails().await.len();
    world.request_code(email).await;
    assert_eq!(world.mails().await.len(), before, "somebody was mailed");
}

/// External ids that a path has to carry as well as any other.
pub(crate) fn odd_external_ids() -> Vec<String> {
    let ids = [
        "members", "state", "external", "...", "%", "%25", "%2F", "#", "#a", " ", " a ", "\u{e9}",
        "e\u{301}", "🙂", "名前", "e 1#%ü@", "null", NOBODY,
    ];
    let longest = ["x".repeat(255), format!("{}x", "é".repeat(127))];
    ids.map(str::to_owned).into_iter().chain(longest).collect()
}

/// Fails unless a call is a 404 wherever there is no customer of the organization, however the path
/// ends.
pub(crate) async fn assert_finds_own_customers_only(world: &World, call: impl Fn(&str) -> Call) {
    let foreign = created_elsewhere(
        world,
        &json!({ "email": "foreign@example.com", "external_id": "theirs" }),
    )
    .await;
    let gone = json!({ "email": "gone@example.com", "external_id": "gone" });
    let gone = created(world, &gone).await;
    delete(world, &by_id(id(&gone))).await;
    let seed = &world.seed;
    let nobodies = [
        by_id(NOBODY),
        by_id(id(&foreign)),
        by_id(&seed.second_organization.customer_id),
        by_id(id(&gone)),
        by_id(&seed.customers.team.members[0].id),
        by_id(&seed.organization.id),
        by_id(&NOBODY[..35]),
        by_id(&seed.customers.individual.id.replace('-', "")),
        by_id(&encoded(&format!("{{{}}}", seed.customers.individual.id))),
        by_id("x"),
        by_id("user_ada"),
        by_id("external"),
        by_id(&encoded("\u{0}é#")),
        by_external_id("theirs"),
        by_external_id("gone"),
        by_external_id("nobody"),
        by_external_id("USER_ADA"),
        by_external_id("user_ada "),
        by_external_id(&seed.customers.individual.id),
        by_external_id(&"x".repeat(256)),
        by_external_id("user_ada\n"),
    ];
    for path in nobodies {
        assert_not_found(&as_merchant(world, call(&path)).await);
        assert_not_found(&as_merchant(world, call(&format!("{path}/"))).await);
    }
    let theirs =
        Call::get(&by_external_id("theirs")).bearer(&seed.second_organization.access_token);
    assert_eq!(world.call(theirs).await.expect(200).json(), foreign);
}

/// What a call sends: some fields, of few values, so that they often meet.
fn some_fields(dice: &mut Dice) -> Value {
    let mut body = json!({});
    for (field, values) in [
        ("email", ["a@example.com", "A@example.com", "b@example.com", "ab@example.com"]),
        ("name", ["A", "B", "C", "D"]),
        ("external_id", ["1", "2", "3", "4"]),
        ("type", ["team", "individual", "individual", "individual"]),
    ] {
        if dice.below(3) > 0 {
            body[field] = values[dice.below(4)].into();
        }
    }
    if dice.below(2) > 0 {
        body["metadata"] = json!({ "n": dice.below(3) });
    }
    body
}

/// The customers as they have to be, the oldest first.
#[derive(Default)]
struct Model(Vec<Value>);

impl Model {
    fn is_taken(&self, body: &Value, by_others_than: Option<usize>) -> bool {
        let mut others = self.0.iter().enumerate().filter(|(n, _)| Some(*n) != by_others_than);
        let sent = &body["external_id"];
        !sent.is_null() && others.any(|(_, customer)| customer["external_id"] == *sent)
    }

    /// Creates a customer, and fails unless it is refused where it has to be.
    async fn create(&mut self, world: &World, mut body: Value) {
        if body["type"] != "team" && body["email"].is_null() {
            body["email"] = "c@example.com".into();
        }
        let answer = create(world, &body).await;
        if self.is_taken(&body, None) {
            return answer.expect_status(422);
        }
        let customer = answer.expect(201).json();
        for (field, value) in body.as_object().unwrap() {
            assert_eq!(customer[field], *value, "{field}");
        }
        self.0.push(customer);
    }

    /// Changes one, and fails unless it is refused where it has to be.
    async fn change(&mut self, world: &World, number: usize, body: &Value) {
        let customer = &self.0[number];
        let answer = patch(world, &by_id(id(customer)), body).await;
        let unteamed = customer["type"] == "team" && body["type"] == "individual";
        if unteamed || self.is_taken(body, Some(number)) {
            return answer.expect_status(422);
        }
        let mut expected = customer.clone();
        for (field, value) in body.as_object().unwrap() {
            expected[field] = value.clone();
        }
        let changed = answer.expect(200).json();
        if expected != *customer {
            expected["modified_at"] = changed["modified_at"].clone();
        }
        assert_eq!(changed, expected);
        self.0[number] = changed;
    }

    async fn delete(&mut self, world: &World, number: usize, query: &str) {
        let gone = self.0.remove(number);
        delete(world, &(by_id(id(&gone)) + query)).await;
    }

    /// Fails unless a list has exactly those whose email begins so.
    async fn assert_listed(&self, world: &World, prefix: &str) {
        let fits = |customer: &&Value| {
            let email = customer["email"].as_str().unwrap_or_default().to_lowercase();
            email.starts_with(prefix)
        };
        let expected: Vec<_> = self.0.iter().rev().filter(fits).cloned().collect();
        let filter = if prefix.contains('@') { "email" } else { "query" };
        let filter = if prefix.is_empty() { String::new() } else { format!("{filter}={prefix}&") };
        let found = list(world, &format!("{filter}limit=100")).await;
        assert_eq!(found["pagination"]["total_count"], expected.len());
        assert_eq!(found["items"], json!(expected), "{filter}");
    }
}

#[tokio::test]
async fn whatever_is_done_to_customers_all_that_finds_them_agrees() {
    for seed in 1..=4 {
        let world = World::new().await;
        let mut model = Model::default();
        for id in ids(&list(&world, "").await).into_iter().rev() {
            model.0.push(shown(&world, &by_id(id)).await);
        }
        let mut dice = Dice(seed);
        for step in 0..60 {
            world.clock.advance(1);
            let body = some_fields(&mut dice);
            let number = dice.below(model.0.len().max(1));
            match dice.below(5) {
                0 | 1 => model.create(&world, body).await,
                4 if !model.0.is_empty() => {
                    let query = ["", "?anonymize=true"][dice.below(2)];
                    model.delete(&world, number, query).await;
                }
                _ if model.0.is_empty() => {}
                _ => model.change(&world, number, &body).await,
            }
            assert_table_agrees(&world);
            if step % 6 == 0 {
                for prefix in ["", "a", "ab", "a@example.com", "zzz"] {
                    model.assert_listed(&world, prefix).await;
                }
            }
        }
    }
}
