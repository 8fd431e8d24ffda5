//! What a fresh local stack holds: two organizations with a customer of every kind, and tokens.
//! It is made by the same operations that an operator invokes.

use std::collections::BTreeMap;

use admin::{AdminError, Operation};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::{app::App, domain::access::Scope};

/// What was seeded, as `stack.json` shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seed {
    /// The demo organization.
    pub organization: SeededOrganization,
    /// A token of it with every scope.
    pub access_token: String,
    /// Its customers.
    pub customers: Customers,
    /// Another organization, which has nothing to do with the first.
    pub second_organization: SecondOrganization,
    /// Tokens of the demo organization with one scope each.
    pub scoped_tokens: BTreeMap<String, String>,
}

/// An organization.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SeededOrganization {
    /// Its id.
    pub id: String,
    /// Its part of the portal's address.
    pub slug: String,
}

/// Customers of every kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Customers {
    /// One person.
    pub individual: Individual,
    /// A team.
    pub team: Team,
    /// Two customers with one email.
    pub shared_email: SharedEmail,
}

/// One person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Individual {
    /// Its id.
    pub id: String,
    /// Where its mail goes.
    pub email: String,
    /// The merchant's own id for it.
    pub external_id: String,
}

/// A team.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Team {
    /// Its id.
    pub id: String,
    /// One member in each role.
    pub members: Vec<SeededMember>,
}

/// A member.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SeededMember {
    /// Its id.
    pub id: String,
    /// Where its mail goes.
    pub email: String,
    /// What it may do.
    pub role: String,
}

/// Two customers with one email.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SharedEmail {
    /// The email.
    pub email: String,
    /// The customers.
    pub customer_ids: Vec<String>,
}

/// The other organization.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SecondOrganization {
    /// Its id.
    pub id: String,
    /// Its part of the portal's address.
    pub slug: String,
    /// A token of it with every scope.
    pub access_token: String,
    /// Its one customer, who has the email of the first organization's individual.
    pub customer_id: String,
}

/// Why the stack was not seeded.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// An operation was refused.
    #[error("cannot seed the demo organization")]
    Refused(#[from] AdminError),
    /// An operation or its answer has not the shape that the seed expects.
    #[error("the admin function does not understand the seed")]
    Shape(#[from] serde_json::Error),
    /// An answer lacks a field.
    #[error("the admin function's answer has no {0}")]
    Missing(&'static str),
}

/// The email of the first organization's individual.
const ADA: &str = "ada@example.com";

/// The accent color of the demo organization: one that is not readable on white as it is, so that
/// everybody who works on the portal sees what is made of such a one.
const YELLOW: &str = "#ffd400";
const LOGO: &[u8] = include_bytes!("../acme.svg");

/// Makes everything.
///
/// # Errors
/// [`SeedError`] where the table is not fresh.
pub async fn seed(app: &App) -> Result<Seed, SeedError> {
    let admin = Admin(app);
    let all: Vec<&str> = Scope::ALL.into_iter().map(Scope::as_str).collect();

    let acme = admin.organization("Acme", "acme").await?;
    admin.brand(&acme).await?;
    let mut scoped_tokens = BTreeMap::new();
    for scope in &all {
        scoped_tokens.insert((*scope).to_owned(), admin.token(&acme, &[scope]).await?);
    }
    let customers = Customers {
        individual: Individual {
            id: admin
                .customer(&acme, json!({ "email": ADA, "name": "Ada", "external_id": "user_ada" }))
                .await?,
            email: ADA.to_owned(),
            external_id: "user_ada".to_owned(),
        },
        team: admin.team(&acme).await?,
        shared_email: admin.shared_email(&acme).await?,
    };
    let access_token = admin.token(&acme, &all).await?;

    let globex = admin.organization("Globex", "globex").await?;
    let second_organization = SecondOrganization {
        access_token: admin.token(&globex, &all).await?,
        customer_id: admin
            .customer(&globex, json!({ "email": ADA, "name": "Ada at Globex" }))
            .await?,
        id: globex.id,
        slug: globex.slug,
    };
    Ok(Seed { organization: acme, access_token, customers, second_organization, scoped_tokens })
}

/// The admin function, as an operator's invocation reaches it.
struct Admin<'a>(&'a App);

impl Admin<'_> {
    async fn invoke(&self, operation: &str, mut input: Value) -> Result<Value, SeedError> {
        if let Some(object) = input.as_object_mut() {
            object.insert("operation".to_owned(), operation.into());
        }
        let operation: Operation = serde_json::from_value(input)?;
        Ok(serde_json::to_value(admin::handle(self.0, operation).await?)?)
    }

    async fn organization(&self, name: &str, slug: &str) -> Result<SeededOrganization, SeedError> {
        let made =
            self.invoke("create_organization", json!({ "name": name, "slug": slug })).await?;
        Ok(SeededOrganization { id: field(&made, "id")?, slug: slug.to_owned() })
    }

    async fn brand(&self, of: &SeededOrganization) -> Result<(), SeedError> {
        let logo = format!("data:image/svg+xml;base64,{}", STANDARD.encode(LOGO));
        let input = json!({ "organization_id": of.id, "accent_color": YELLOW, "logo": logo });
        self.invoke("update_organization", input).await.map(drop)
    }

    async fn token(&self, of: &SeededOrganization, scopes: &[&str]) -> Result<String, SeedError> {
        let input = json!({ "organization_id": of.id, "scopes": scopes, "name": "local stack" });
        field(&self.invoke("mint_access_token", input).await?, "token")
    }

    async fn customer(
        &self,
        of: &SeededOrganization,
        mut input: Value,
    ) -> Result<String, SeedError> {
        if let Some(object) = input.as_object_mut() {
            object.insert("organization_id".to_owned(), of.id.as_str().into());
        }
        field(&self.invoke("create_customer", input).await?, "id")
    }

    async fn team(&self, of: &SeededOrganization) -> Result<Team, SeedError> {
        let id = self.customer(of, json!({ "type": "team", "name": "Hopper & Co." })).await?;
        let mut members = Vec::new();
        for (name, role) in [("Grace", "owner"), ("Bob", "billing_manager"), ("Mia", "member")] {
            let email = format!("{}@team.example.com", name.to_lowercase());
            let input = json!({
                "organization_id": of.id, "customer_id": id, "email": email, "name": name, "role": role,
            });
            let made = self.invoke("create_member", input).await?;
            members.push(SeededMember { id: field(&made, "id")?, email, role: role.to_owned() });
        }
        Ok(Team { id, members })
    }

    async fn shared_email(&self, of: &SeededOrganization) -> Result<SharedEmail, SeedError> {
        let email = "family@example.com".to_owned();
        let mut customer_ids = Vec::new();
        for name in ["Sam", "Alex"] {
            let input = json!({ "email": email, "name": name });
            customer_ids.push(self.customer(of, input).await?);
        }
        Ok(SharedEmail { email, customer_ids })
    }
}

fn field(made: &Value, name: &'static str) -> Result<String, SeedError> {
    made.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(SeedError::Missing(name))
}
