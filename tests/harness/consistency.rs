//! What has to be true of the whole table at any time, whatever happened to it.

use std::collections::{BTreeMap, HashMap};

use dynoxide::types::AttributeValue;
use serde_json::json;
use shared::domain::email_address::EmailAddress;

use crate::world::{TABLE, World};

/// Everything of the table that contradicts something else of it, a sentence each.
///
/// What a customer or member is found by, what decides who may act, and what is counted are there
/// only because of the items that merchants see. So they are made from those anew and compared:
/// nothing may be missing, be different or be left over.
pub fn consistency(world: &World) -> Vec<String> {
    let items = read(world);
    let table = Table::of(&items);
    let mut wrong = table.compare();
    for item in &items {
        let found = match item.kind() {
            "CUSTOMER" if item.is("CUSTOMER#", "CUSTOMER") => table.check_customer(item),
            "MEMBER" if item.is("CUSTOMER#", "MEMBER#") => table.check_team_of(item),
            "SESSION" | "LINK" => table.check_begun(&item.pk, &item.fields),
            "SIGNIN" => table.check_sign_in(item),
            "ORG" => table.check_count(item),
            "COUNT" => table.check_counter(item),
            _ => None,
        };
        let never_ends = (!item.is_kept() && number(&item.fields, "expires_at").is_none())
            .then(|| "never ends".to_owned());
        let found = found.into_iter().chain(never_ends);
        wrong.extend(found.map(|what| format!("{} {}: {what}", item.pk, item.sk)));
    }
    wrong
}

type Fields = HashMap<String, AttributeValue>;
/// What follows from other items, by its key.
type Derived = BTreeMap<(String, String), Fields>;

struct Item {
    pk: String,
    sk: String,
    fields: Fields,
}

fn read(world: &World) -> Vec<Item> {
    let scan = serde_json::from_value(json!({ "TableName": TABLE })).unwrap();
    let scanned = world.database.scan(scan).unwrap();
    assert!(scanned.last_evaluated_key.is_none(), "the table is larger than one page");
    scanned.items.unwrap_or_default().into_iter().map(Item::of).collect()
}

impl Item {
    fn of(mut fields: Fields) -> Self {
        let mut key = |name: &str| match fields.remove(name) {
            Some(AttributeValue::S(key)) => key,
            other => panic!("{name} is {other:?}"),
        };
        Self { pk: key("pk"), sk: key("sk"), fields }
    }

    fn is(&self, pk: &str, sk: &str) -> bool {
        self.pk.starts_with(pk) && self.sk.starts_with(sk)
    }

    /// What its sort key begins with.
    fn kind(&self) -> &str {
        self.sk.split('#').next().unwrap_or_default()
    }

    fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    fn text(&self, name: &str) -> &str {
        text(&self.fields, name).unwrap_or_default()
    }

    /// Those of these attributes that it has.
    fn only(&self, names: &[&str]) -> Fields {
        let found = names.iter().filter_map(|name| self.fields.get_key_value(*name));
        found.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    fn is_live_customer(&self) -> bool {
        self.is("CUSTOMER#", "CUSTOMER") && !self.has("deleted_at")
    }

    fn is_team(&self) -> bool {
        self.text("customer_type") == "team"
    }

    /// Where its email leads to it.
    fn login(&self, organization: &str) -> String {
        format!("LOGIN#{organization}#{}", canonical(self.text("email")))
    }

    /// Whether it stays until somebody deletes it: everything else ends by itself.
    fn is_kept(&self) -> bool {
        let kinds = ["CUSTOMER", "MEMBER", "ORG", "LOGO", "TOKEN", "COUNT"];
        kinds.contains(&self.kind()) || self.is_derived()
    }

    /// Whether it is there only because of others.
    fn is_derived(&self) -> bool {
        let kinds = [
            ("CUSTOMER#", "PRINCIPAL"),
            ("CUSTOMER#", "EXTERNAL_MEMBER#"),
            ("LOGIN#", "CUSTOMER#"),
            ("LOGIN#", "MEMBER#"),
            ("ORG#", "EXTERNAL"),
            ("SLUG#", "SLUG"),
        ];
        kinds.iter().any(|(pk, sk)| self.is(pk, sk))
    }
}

struct Table<'a> {
    items: &'a [Item],
    by_key: HashMap<(&'a str, &'a str), &'a Item>,
    members: HashMap<&'a str, Vec<&'a Item>>,
}

impl<'a> Table<'a> {
    fn of(items: &'a [Item]) -> Self {
        let by_key = items.iter().map(|item| ((&*item.pk, &*item.sk), item)).collect();
        let mut members: HashMap<&str, Vec<&Item>> = HashMap::new();
        for member in items.iter().filter(|item| item.is("CUSTOMER#", "MEMBER#")) {
            members.entry(&member.pk).or_default().push(member);
        }
        Self { items, by_key, members }
    }

    fn get(&self, pk: &str, sk: &str) -> Option<&'a Item> {
        self.by_key.get(&(pk, sk)).copied()
    }

    fn members_of(&self, team: &Item) -> &[&'a Item] {
        self.members.get(&*team.pk).map(Vec::as_slice).unwrap_or_default()
    }

    /// Compares what follows from other items with what there is.
    fn compare(&self) -> Vec<String> {
        let (expected, mut wrong) = self.derive();
        for ((pk, sk), fields) in &expected {
            let Some(item) = self.get(pk, sk) else {
                wrong.push(format!("{pk} {sk} is missing"));
                continue;
            };
            let mut found = item.fields.clone();
            found.remove("generation");
            if found != *fields {
                wrong.push(format!("{pk} {sk} is {found:?} and not {fields:?}"));
            }
        }
        for Item { pk, sk, .. } in self.items.iter().filter(|item| item.is_derived()) {
            if !expected.contains_key(&(pk.clone(), sk.clone())) {
                wrong.push(format!("{pk} {sk} is left over"));
            }
        }
        wrong
    }

    /// What follows from other items, and what two of them claim.
    fn derive(&self) -> (Derived, Vec<String>) {
        let (mut derived, mut wrong) = (Derived::new(), Vec::new());
        for item in self.items {
            let follows = if item.is("ORG#", "ORG") {
                vec![slug(item)]
            } else if item.is_live_customer() {
                self.of_customer(item)
            } else {
                continue;
            };
            for (pk, sk, fields) in follows {
                if derived.insert((pk.clone(), sk.clone()), fields).is_some() {
                    wrong.push(format!("two claim {pk} {sk}"));
                }
            }
        }
        (derived, wrong)
    }

    fn of_customer(&self, customer: &Item) -> Vec<(String, String, Fields)> {
        let (id, organization) = (customer.text("customer_id"), customer.text("organization_id"));
        let acts = ["customer_id", "organization_id", "customer_type", "email", "name"];
        let itself = texts(&[("customer_id", id)]);
        let principal = customer.only(&acts);
        let mut follows = vec![(customer.pk.clone(), "PRINCIPAL".to_owned(), principal)];
        if customer.has("external_id") {
            let pk = format!("ORG#{organization}#EXTERNAL#{}", customer.text("external_id"));
            follows.push((pk, "EXTERNAL".to_owned(), itself.clone()));
        }
        if customer.is_team() {
            let members = self.members_of(customer).iter();
            follows.extend(members.flat_map(|member| of_member(member, customer)));
        } else {
            follows.push((customer.login(organization), format!("CUSTOMER#{id}"), itself));
        }
        follows
    }

    /// What is wrong with the count of an organization's customers: that its sixteen counters do not
    /// add up to it. A customer that is created with others counts on one of theirs.
    fn check_count(&self, organization: &Item) -> Option<String> {
        let id = organization.text("organization_id");
        let customers = self.items.iter().filter(|item| item.is_live_customer());
        let customers = customers.filter(|item| item.text("organization_id") == id).count();
        let counters =
            self.items.iter().filter(|item| item.is(&format!("ORG#{id}#COUNT"), "COUNT#"));
        let counted: Vec<i64> =
            counters.filter_map(|item| number(&item.fields, "customers")).collect();
        let is_right =
            counted.len() == 16 && usize::try_from(counted.iter().sum::<i64>()) == Ok(customers);
        (!is_right).then(|| format!("counts {counted:?} and has {customers}"))
    }

    /// What is wrong with a counter by itself: that it counts nobody's customers.
    fn check_counter(&self, counter: &Item) -> Option<String> {
        let organization = counter.pk.trim_end_matches("#COUNT");
        self.get(organization, "ORG").is_none().then(|| "counts for nobody".to_owned())
    }

    /// What is wrong with a customer by itself: how it stands in the indexes, its headcount, and,
    /// where it was deleted, what is left of it but sessions and links, which are dead.
    fn check_customer(&self, customer: &Item) -> Option<String> {
        let listed = customer.only(&["directory", "directory_age", "directory_email"]);
        if !customer.is_live_customer() {
            let own = self.items.iter().filter(|item| item.pk == customer.pk);
            let dies_by_itself = ["CUSTOMER", "SESSION", "LINK"];
            let left: Vec<_> = own.filter(|item| !dies_by_itself.contains(&item.kind())).collect();
            let left: Vec<_> = left.iter().map(|item| &item.sk).collect();
            let is_gone = listed.is_empty() && left.is_empty();
            return (!is_gone).then(|| format!("is deleted, and there are {listed:?}, {left:?}"));
        }
        let expected = directory(customer);
        if listed != expected {
            return Some(format!("is listed as {listed:?} and not as {expected:?}"));
        }
        let members = self.members_of(customer);
        let owners = members.iter().filter(|member| member.text("role") == "owner").count();
        let headcount = [("members", members.len()), ("owners", owners)];
        let expected = if customer.is_team() { numbers(&headcount) } else { Fields::new() };
        let counted = customer.only(&["members", "owners"]);
        let has_owner = owners > 0 || members.is_empty();
        (counted != expected || !has_owner).then(|| format!("counts {counted:?}: {headcount:?}"))
    }

    /// What is wrong with a member by itself: that it is none of a live team.
    fn check_team_of(&self, member: &Item) -> Option<String> {
        let team = self.get(&member.pk, "CUSTOMER");
        let is_one = team.is_some_and(|team| team.is_live_customer() && team.is_team());
        (!is_one).then(|| "is a member of no team".to_owned())
    }

    /// What is wrong with what was begun for a principal: that there never was such a customer, or
    /// that it was begun at a generation which is yet to come. Who is gone leaves sessions, which
    /// are dead.
    fn check_begun(&self, customer: &str, standing: &Fields) -> Option<String> {
        let is_ahead = |principal: &str, generation: &str| {
            let current = number(&self.get(customer, principal)?.fields, "generation")?;
            Some(number(standing, generation)? > current)
        };
        let Some(is_customer_ahead) = is_ahead("PRINCIPAL", "generation") else {
            let was_there = self.get(customer, "CUSTOMER").is_some();
            return (!was_there).then(|| "is nobody's".to_owned());
        };
        let member = text(standing, "member_id").map(|id| format!("PRINCIPAL#{id}"));
        let is_member_ahead = member.and_then(|key| is_ahead(&key, "member_generation"));
        let ahead = is_customer_ahead || is_member_ahead.unwrap_or_default();
        ahead.then(|| format!("is ahead of its principal: {standing:?}"))
    }

    /// The same for a sign-in, which is not in its customer's partition.
    fn check_sign_in(&self, sign_in: &Item) -> Option<String> {
        let Some(AttributeValue::L(standings)) = sign_in.fields.get("standings") else {
            return None;
        };
        standings.iter().find_map(|standing| {
            let AttributeValue::M(standing) = standing else { return None };
            let customer = format!("CUSTOMER#{}", text(standing, "customer_id")?);
            self.check_begun(&customer, standing)
        })
    }
}

/// Where an organization's slug leads.
fn slug(organization: &Item) -> (String, String, Fields) {
    let leads = texts(&[("organization_id", organization.text("organization_id"))]);
    (format!("SLUG#{}", organization.text("slug")), "SLUG".to_owned(), leads)
}

fn of_member(member: &Item, team: &Item) -> Vec<(String, String, Fields)> {
    let (id, own) = (team.text("customer_id"), member.text("member_id"));
    let principal = member.only(&["member_id", "email", "name", "role"]);
    let leads = texts(&[("customer_id", id), ("member_id", own)]);
    let login = member.login(team.text("organization_id"));
    let mut follows = vec![
        (team.pk.clone(), format!("PRINCIPAL#{own}"), principal),
        (login, format!("MEMBER#{id}"), leads),
    ];
    if member.has("external_id") {
        let sk = format!("EXTERNAL_MEMBER#{}", member.text("external_id"));
        follows.push((team.pk.clone(), sk, texts(&[("member_id", own)])));
    }
    follows
}

/// How a live customer has to stand in the indexes.
fn directory(customer: &Item) -> Fields {
    let created_at = number(&customer.fields, "created_at").unwrap();
    let age = format!("{created_at:015}#{}", customer.text("customer_id"));
    let organization = format!("ORG#{}", customer.text("organization_id"));
    let mut listed = texts(&[("directory", &organization), ("directory_age", &age)]);
    if customer.has("email") {
        let email = format!("{}#{age}", canonical(customer.text("email")));
        listed.extend(texts(&[("directory_email", &email)]));
    }
    listed
}

fn canonical(email: &str) -> String {
    EmailAddress::parse(email).unwrap().canonical()
}

fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    match fields.get(name)? {
        AttributeValue::S(text) => Some(text),
        _ => None,
    }
}

fn number(fields: &Fields, name: &str) -> Option<i64> {
    match fields.get(name)? {
        AttributeValue::N(number) => number.parse().ok(),
        _ => None,
    }
}

fn texts(fields: &[(&str, &str)]) -> Fields {
    let values = fields.iter().map(|(name, it)| (*name, AttributeValue::S((*it).to_owned())));
    values.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn numbers(fields: &[(&str, usize)]) -> Fields {
    let values = fields.iter().map(|(name, it)| (*name, AttributeValue::N(it.to_string())));
    values.map(|(name, value)| (name.to_owned(), value)).collect()
}
