//! Everything that can be begun for a customer or a member, and whether it still leads in.

use serde_json::{Value, json};
use tests::{Browser, Call, PortalPaths, World};

use crate::team::{add, new_customer, new_team};

/// All of it leads in.
pub(crate) const ALL: [bool; 4] = [true; 4];
/// None of it does.
pub(crate) const NONE: [bool; 4] = [false; 4];

/// A session that was signed in to, one that the merchant opened, a portal link, and a sign-in
/// whose code is in the mail.
pub(crate) struct Begun {
    own: String,
    merchants: String,
    link: String,
    request_id: String,
    code: String,
    long_code: String,
}

impl Begun {
    /// Begins all of it for who has this email at this customer, a member of it or itself.
    pub(crate) async fn of(
        world: &World,
        email: &str,
        customer: &str,
        member: Option<&str>,
    ) -> Self {
        let (request_id, code) = mailed(world, email, customer).await;
        let own = world.authenticate(&code, &request_id).await.expect(200).text("token");
        let body = json!({ "customer_id": customer, "member_id": member });
        let opened = world.call(world.session_for(&body)).await.expect(201);
        let (request_id, code) = mailed(world, email, customer).await;
        Self {
            own,
            merchants: opened.text("token"),
            link: opened.text("customer_portal_url"),
            request_id,
            code,
            long_code: world.newest_link_code().await,
        }
    }

    /// Begins all of it twice for a customer, and for others who have its email: another customer,
    /// and a member of a team.
    pub(crate) async fn with_namesakes(
        world: &World,
        email: &str,
        customer: &str,
    ) -> ([Self; 2], [Self; 2]) {
        let twin = new_customer(world, json!({ "email": email })).await;
        let team = new_team(world, "team_1").await;
        let member = add(world, &team, &json!({ "email": email })).await;
        let own = [
            Self::of(world, email, customer, None).await,
            Self::of(world, email, customer, None).await,
        ];
        let others = [
            Self::of(world, email, &twin, None).await,
            Self::of(world, email, &team, member["id"].as_str()).await,
        ];
        (own, others)
    }

    /// The token of the session that was signed in to.
    pub(crate) fn token(&self) -> &str {
        &self.own
    }

    /// Which of it leads in: the two sessions, the link, and the sign-in by its code or its link.
    /// The last two are used up by it.
    pub(crate) async fn leads_in(self, world: &World) -> [bool; 4] {
        let is_live = async |token| world.introspect(token).await.status == 200;
        let code = world.authenticate(&self.code, &self.request_id).await;
        let long_code = world.authenticate_bare(&self.long_code, "192.0.2.1").await;
        [
            is_live(&self.own).await,
            is_live(&self.merchants).await,
            link_leads_in(world, &self.link).await,
            code.status == 200 || long_code.status == 200,
        ]
    }
}

/// Asks for a code for who has this email at this customer, and gives the `request_id` and the code.
async fn mailed(world: &World, email: &str, customer: &str) -> (String, String) {
    let organization = &world.seed.organization.id;
    let body: Value =
        json!({ "email": email, "organization_id": organization, "customer_id": customer });
    let asked = world.call(Call::post(PortalPaths::REQUEST).json(&body)).await.expect(202);
    (asked.text("request_id"), world.newest_code().await)
}

/// Whether a portal link opens a session in a browser that was never here before.
async fn link_leads_in(world: &World, link: &str) -> bool {
    let path = link.strip_prefix("https://portal.example.com").unwrap();
    let mut browser = Browser::of(world, "acme");
    browser.get("").await.expect(200);
    browser.get(path).await.expect(303);
    browser.get("continue").await;
    browser.post("continue", &[]).await;
    browser.cookie("session").is_some()
}
