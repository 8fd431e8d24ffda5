//! One row of an import.

use std::collections::HashSet;

use serde_json::Value;
use shared::{
    domain::{
        customer::{Customer, CustomerType, Headcount},
        email_address::EmailAddress,
        external_id::ExternalId,
        id::{CustomerId, MemberId, OrganizationId},
        member::Member,
        metadata::Metadata,
        name::Name,
        principal::Role,
        timestamp::Timestamp,
    },
    rng::{NoRandomness, Rng},
    store::Newcomer,
};

use crate::fields::{Fault, Fields};

/// Members of one row: as deep as a list of them reaches.
const MOST_MEMBERS: usize = 10_000;

/// Faults of one row that are told.
const MOST_FAULTS: usize = 20;

/// A row that is sound.
pub(crate) struct Row {
    pub(crate) external_id: ExternalId,
    email: Option<EmailAddress>,
    kind: CustomerType,
    name: Option<Name>,
    metadata: Metadata,
    created_at: Timestamp,
    people: Vec<Person>,
}

/// A team's member to be.
struct Person {
    email: EmailAddress,
    name: Option<Name>,
    external_id: Option<ExternalId>,
    role: Role,
    created_at: Timestamp,
}

impl Row {
    /// Reads a row. What it has beside is ignored, so that whatever an export shows is a row.
    pub(crate) fn read(row: &Value, now: Timestamp) -> Result<Self, Vec<Fault>> {
        let Value::Object(object) = row else {
            return Err(vec![Fault::new("", "This must be a JSON object.")]);
        };
        let mut faults = Vec::new();
        let row = Self::of(&mut Fields::of(object, now, &mut faults));
        row.filter(|_| faults.is_empty()).ok_or_else(|| as_many_as_fit(faults))
    }

    /// None only where a fault is noted.
    fn of(fields: &mut Fields<'_>) -> Option<Self> {
        let external_id = fields.required("external_id", ExternalId::parse);
        let kind = if fields.has("type") {
            fields.optional("type", str::parse::<CustomerType>)
        } else {
            Some(CustomerType::Individual)
        };
        let email = match kind {
            Some(CustomerType::Individual) => fields.required("email", EmailAddress::parse),
            _ => fields.optional("email", EmailAddress::parse),
        };
        let name = fields.optional("name", Name::parse);
        let metadata = fields.metadata("metadata").unwrap_or_default();
        let created_at = fields.time("created_at").unwrap_or(fields.now);
        let people = match kind? {
            CustomerType::Individual => nobody(fields),
            CustomerType::Team => {
                let itself = email.clone().map(|email| {
                    let (name, role) = (name.clone(), Role::Owner);
                    Person { email, name, external_id: None, role, created_at }
                });
                team(fields, itself, created_at)
            }
        };
        let (external_id, kind) = (external_id?, kind?);
        Some(Self { external_id, email, kind, name, metadata, created_at, people })
    }

    /// The customer and the members that it is to become.
    pub(crate) fn newcomer(
        self,
        organization: OrganizationId,
        rng: Rng,
    ) -> Result<Newcomer, NoRandomness> {
        let id = CustomerId::from_random(rng.bytes()?);
        let people = self.people.into_iter().enumerate();
        let mut members: Vec<Member> =
            people.map(|(number, it)| it.member(number, id, rng)).collect::<Result<_, _>>()?;
        // A team has an owner from its first transaction on.
        members.sort_by_key(|member| member.role != Role::Owner);
        let customer = Customer {
            id,
            created_at: self.created_at,
            modified_at: None,
            metadata: self.metadata,
            external_id: Some(self.external_id),
            email: self.email,
            kind: self.kind,
            name: self.name,
            organization,
            headcount: Headcount::of(&members),
        };
        Ok(Newcomer { customer, members })
    }
}

impl Person {
    fn read(fields: &mut Fields<'_>, usual: Role, team_created_at: Timestamp) -> Option<Self> {
        let email = fields.required("email", EmailAddress::parse);
        let name = fields.optional("name", Name::parse);
        let external_id = fields.optional("external_id", ExternalId::parse);
        let role = fields.optional("role", str::parse::<Role>).unwrap_or(usual);
        let created_at = fields.time("created_at").unwrap_or(team_created_at);
        Some(Self { email: email?, name, external_id, role, created_at })
    }

    fn member(self, number: usize, team: CustomerId, rng: Rng) -> Result<Member, NoRandomness> {
        // Members of one millisecond sort as they stood in the row: a counter in the 12 bits behind
        // the time (RFC 9562 section 6.2, method 1).
        let counter = u16::try_from(number).unwrap_or(u16::MAX).min(0x0fff).to_be_bytes();
        let mut random: [u8; 10] = rng.bytes()?;
        random.split_at_mut(counter.len()).0.copy_from_slice(&counter);
        Ok(Member {
            id: MemberId::from_time(self.created_at, random),
            created_at: self.created_at,
            modified_at: None,
            customer_id: team,
            email: self.email,
            name: self.name,
            external_id: self.external_id,
            role: self.role,
        })
    }
}

/// The first faults, and how many more there are: an answer has to fit into Lambda's 6 MB.
fn as_many_as_fit(mut faults: Vec<Fault>) -> Vec<Fault> {
    let more = faults.split_off(faults.len().min(MOST_FAULTS)).len();
    if more > 0 {
        faults.push(Fault::new("", format!("There is more that is wrong with it: {more} faults.")));
    }
    faults
}

/// An individual has no members.
fn nobody(fields: &mut Fields<'_>) -> Vec<Person> {
    for field in ["owner", "members"] {
        if fields.has(field) {
            fields.fault::<()>(field, "Only a customer of type team has members.");
        }
    }
    Vec::new()
}

/// A team's members, an owner that is named apart first. Where nobody is named, it is who has the
/// team's own email. Where nobody is to own it, the first does, as over the API.
fn team(fields: &mut Fields<'_>, itself: Option<Person>, created_at: Timestamp) -> Vec<Person> {
    if !fields.has("owner") && !fields.has("members") {
        return itself.into_iter().collect();
    }
    let owner = fields.object("owner", |owner| Person::read(owner, Role::Owner, created_at));
    let owner = owner.map(|owner| Person { role: Role::Owner, ..owner });
    let members = fields
        .objects("members", MOST_MEMBERS, |member| Person::read(member, Role::Member, created_at));
    refuse_namesakes(fields, owner.as_ref(), &members);
    let mut people: Vec<Person> = owner.into_iter().chain(members.into_iter().flatten()).collect();
    if people.iter().all(|person| person.role != Role::Owner) {
        people.iter_mut().take(1).for_each(|first| first.role = Role::Owner);
    }
    people
}

/// One email, and one external id, is one member's in each team.
fn refuse_namesakes(fields: &mut Fields<'_>, owner: Option<&Person>, members: &[Option<Person>]) {
    let external_id = |it: &Person| it.external_id.as_ref().map(ToString::to_string);
    let mut emails: HashSet<String> = owner.iter().map(|it| it.email.canonical()).collect();
    let mut names: HashSet<String> = owner.and_then(external_id).into_iter().collect();
    let members = members.iter().enumerate();
    for (number, member) in members.filter_map(|(number, it)| Some((number, it.as_ref()?))) {
        if !emails.insert(member.email.canonical()) {
            let message = "The team has a member with this email already.";
            fields.fault::<()>(&format!("members[{number}].email"), message);
        }
        if external_id(member).is_some_and(|name| !names.insert(name)) {
            let message = "The team has a member with this external id already.";
            fields.fault::<()>(&format!("members[{number}].external_id"), message);
        }
    }
}
