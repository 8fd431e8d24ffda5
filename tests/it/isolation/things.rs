//! What an organization has, and what it is called.

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, World};

/// What calls name.
#[derive(Clone)]
pub(super) struct Names {
    pub(super) organization: String,
    pub(super) person: String,
    pub(super) person_external: String,
    pub(super) email: String,
    pub(super) team: String,
    pub(super) team_external: String,
    pub(super) member: String,
    pub(super) member_external: String,
    pub(super) session: String,
}

impl Names {
    /// Names of the same form that nobody has.
    pub(super) fn of_nobody() -> Self {
        let id = |last: char| format!("00000000-0000-4000-8000-00000000000{last}");
        Self {
            organization: id('1'),
            person: id('2'),
            person_external: "none-ada".to_owned(),
            email: "ada.none@example.com".to_owned(),
            team: id('3'),
            team_external: "none-team".to_owned(),
            member: id('4'),
            member_external: "none-mia".to_owned(),
            session: id('5'),
        }
    }

    /// Names that nobody can have.
    pub(super) fn malformed() -> Self {
        let [id, external_id] = ["nope".to_owned(), "x".repeat(300)];
        Self {
            organization: id.clone(),
            person: id.clone(),
            person_external: external_id.clone(),
            email: id.clone(),
            team: id.clone(),
            team_external: external_id.clone(),
            member: id.clone(),
            member_external: external_id,
            session: id,
        }
    }

    /// Those that the organization did not choose.
    pub(super) fn ids(&self) -> [&str; 5] {
        [&self.organization, &self.person, &self.team, &self.member, &self.session]
    }

    pub(super) fn all(&self) -> Vec<&str> {
        let chosen =
            [&self.email, &self.person_external, &self.team_external, &self.member_external];
        self.ids().into_iter().chain(chosen.map(String::as_str)).collect()
    }
}

/// A customer, a team and what is theirs.
pub(super) struct Things {
    pub(super) names: Names,
    /// The token of a live session of the person.
    pub(super) session: String,
    /// All that nobody else may learn.
    pub(super) secrets: Vec<String>,
}

impl Things {
    /// Makes them as the organization's own backend does; `name` is in all that it chooses.
    pub(super) async fn make(world: &World, token: &str, organization: &str, name: &str) -> Self {
        let post = async |path: &str, body: Value| -> Answer {
            world.call(Call::post(path).bearer(token).json(&body)).await.expect(201)
        };
        let email = format!("ada.{name}@example.com");
        let person = json!({
            "email": email, "name": format!("Ada {name}"), "external_id": format!("{name}-ada"),
            "metadata": { "note": format!("note about {name}") },
        });
        let person = post(PortalPaths::CUSTOMERS, person).await.text("id");
        let team = json!({
            "type": "team", "name": format!("Team {name}"), "external_id": format!("{name}-team"),
            "owner": { "email": format!("owner.{name}@example.com"), "external_id": format!("{name}-owner") },
        });
        let team = post(PortalPaths::CUSTOMERS, team).await.text("id");
        let member = json!({
            "email": format!("mia.{name}@example.com"), "name": format!("Mia {name}"),
            "external_id": format!("{name}-mia"),
        });
        let path = format!("{}/{team}/members", PortalPaths::CUSTOMERS);
        let member = post(&path, member).await.text("id");
        let session = json!({
            "customer_id": person, "return_url": format!("https://{name}.example.com/back"),
        });
        let current = post(PortalPaths::CUSTOMER_SESSIONS, session.clone()).await;
        let other = post(PortalPaths::CUSTOMER_SESSIONS, session).await;
        let own = Names {
            organization: organization.to_owned(),
            person,
            person_external: format!("{name}-ada"),
            email,
            team,
            team_external: format!("{name}-team"),
            member,
            member_external: format!("{name}-mia"),
            session: other.text("id"),
        };
        let chosen = ["Ada ", "Team ", "Mia ", "note about "].map(|what| format!("{what}{name}"));
        let named = own.all().into_iter().map(str::to_owned);
        let secrets = [
            current.text("id"),
            current.text("token"),
            other.text("token"),
            format!("https://{name}."),
            format!("mia.{name}"),
            format!("owner.{name}"),
            format!("{name}-owner"),
        ];
        let secrets = named.chain(chosen).chain(secrets).collect();
        Self { names: own, session: current.text("token"), secrets }
    }
}
