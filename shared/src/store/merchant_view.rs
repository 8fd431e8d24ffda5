//! What a merchant's call reads at once: its access token, its organization and the principal that it
//! asks for.

use super::{
    Items, Store, access_tokens, customers,
    error::StoreError,
    idempotency::{self, Answered},
    item::Reader,
    members, organizations, principals,
    schema::{Item, Key, attribute as a},
};
use crate::domain::{
    access::{AccessGrant, Scope},
    customer::{Customer, CustomerName},
    id::{CustomerId, OrganizationId},
    member::{Member, MemberName},
    organization::Organization,
    principal::{Principal, PrincipalId},
    timestamp::Timestamp,
    token::AccessToken,
};

/// What a call presents, and what that has to allow. For who may not call, nothing is followed up:
/// what that would take tells of what there is.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The access token.
    pub token: &'a AccessToken,
    /// What it has to allow.
    pub scope: Scope,
    /// When.
    pub now: Timestamp,
}

impl Claim<'_> {
    fn holds(&self, grant: Option<&AccessGrant>) -> bool {
        grant.is_some_and(|grant| grant.allows(self.scope, self.now))
    }
}

/// What an access token stands for, and the principal it asks for.
#[derive(Clone, Debug)]
pub struct MerchantView {
    /// What the token allows; none where there is no such token.
    pub grant: Option<AccessGrant>,
    /// The organization it acts for.
    pub organization: Option<Organization>,
    /// What was answered to the idempotency key, while it is remembered.
    pub answered: Option<Answered>,
    /// The principal asked for.
    pub asked: Asked,
}

/// What a session is wanted for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The customer.
    pub customer: &'a CustomerName,
    /// The member, where one is named.
    pub member: Option<&'a MemberName>,
    /// What the idempotency key is stored under, where there is one.
    pub key: Option<&'a [u8; 32]>,
}

/// What an access token stands for, and the customer and member that its call is about.
#[derive(Clone, Debug)]
pub struct CustomerView {
    /// What the token allows; none where there is no such token.
    pub grant: Option<AccessGrant>,
    /// The customer, where the organization has it.
    pub customer: Option<Customer>,
    /// The member, where one is named and the customer has it.
    pub member: Option<Member>,
}

/// What there is of a principal that a merchant asks for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// The organization has no such customer.
    NoCustomer,
    /// The customer has no such member.
    NoMember,
    /// It exists.
    Found(Box<(Principal, Customer)>),
}

impl Store {
    /// What an access token allows, its organization, a principal of it by any of its names, and
    /// what was answered to an idempotency key: one read by id, one more for each external id.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn merchant_view(
        &self,
        claim: Claim<'_>,
        Wanted { customer, member, key }: Wanted<'_>,
    ) -> Result<MerchantView, StoreError> {
        let (hash, organization) = (claim.token.hash(), claim.token.owner());
        let token_key = Key::access_token(organization, &hash);
        let organization_key = Key::organization(organization);
        let answer_key = key.map(|name| Key::idempotency(organization, name));
        let mut keys = vec![token_key.clone(), organization_key.clone()];
        keys.extend(answer_key.clone());
        match customer {
            CustomerName::Id(id) => keys.extend(customer_keys(*id, member)),
            CustomerName::External(name) => keys.push(Key::external_customer(organization, name)),
        }
        let items = self.batch_get(keys, true).await?;
        let grant =
            items.get(&token_key).map(|item| access_tokens::read(item, hash)).transpose()?;
        let asked = if claim.holds(grant.as_ref()) {
            self.find_principal(items.clone(), organization, customer, member).await?
        } else {
            Asked::NoCustomer
        };
        let answered = match answer_key.and_then(|key| items.get(&key)) {
            Some(item) => idempotency::read(item, claim.now)?,
            None => None,
        };
        let organization = items.get(&organization_key).map(organizations::read).transpose()?;
        Ok(MerchantView { grant, organization, answered, asked })
    }

    /// What an access token allows, and a customer of its organization with, where one is named, a
    /// member of it: one read by ids, one more for each external id. A member's external id that is
    /// nobody's may be its id.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn customer_view(
        &self,
        claim: Claim<'_>,
        customer: &CustomerName,
        member: Option<&MemberName>,
    ) -> Result<CustomerView, StoreError> {
        let (hash, organization) = (claim.token.hash(), claim.token.owner());
        let token_key = Key::access_token(organization, &hash);
        let mut keys = vec![token_key.clone()];
        match customer {
            CustomerName::Id(id) => keys.extend(seen_keys(*id, member)),
            CustomerName::External(name) => keys.push(Key::external_customer(organization, name)),
        }
        let mut items = self.batch_get(keys, true).await?;
        let grant =
            items.get(&token_key).map(|item| access_tokens::read(item, hash)).transpose()?;
        let id = match customer {
            CustomerName::Id(id) => Some(*id),
            CustomerName::External(name) => {
                let key = Key::external_customer(organization, name);
                read_id(items.get(&key), a::CUSTOMER)?
            }
        };
        let Some(id) = id.filter(|_| claim.holds(grant.as_ref())) else {
            return Ok(CustomerView { grant, customer: None, member: None });
        };
        if let CustomerName::External(_) = customer {
            items.extend(self.batch_get(seen_keys(id, member), true).await?);
        }
        let customer = customers::find(items.get(&Key::customer(id)), organization)?;
        let member = match member.filter(|_| customer.is_some()) {
            Some(member) => self.find_member(items, id, member).await?,
            None => None,
        };
        Ok(CustomerView { grant, customer, member })
    }

    /// The member of this name, by what was read already and what it leads on to.
    async fn find_member(
        &self,
        mut items: Items,
        team: CustomerId,
        name: &MemberName,
    ) -> Result<Option<Member>, StoreError> {
        let id = match name {
            MemberName::Id(id) => Some(*id),
            MemberName::External(name) => {
                let key = Key::external_member(team, name);
                let named = read_id(items.get(&key), a::MEMBER)?;
                if let Some(id) = named {
                    items.extend(self.batch_get(vec![Key::member(team, id)], true).await?);
                }
                named.or_else(|| name.to_string().parse().ok())
            }
        };
        let item = id.and_then(|id| items.get(&Key::member(team, id)));
        item.map(|item| members::read(item, team)).transpose()
    }

    /// The principal that these names lead to, by what was read already and what they lead on to.
    async fn find_principal(
        &self,
        mut items: Items,
        organization: OrganizationId,
        customer: &CustomerName,
        member: Option<&MemberName>,
    ) -> Result<Asked, StoreError> {
        let id = match customer {
            CustomerName::Id(id) => *id,
            CustomerName::External(name) => {
                let key = Key::external_customer(organization, name);
                let Some(id) = read_id(items.get(&key), a::CUSTOMER)? else {
                    return Ok(Asked::NoCustomer);
                };
                items.extend(self.batch_get(customer_keys(id, member), true).await?);
                id
            }
        };
        let found = customers::find(items.get(&Key::customer(id)), organization)?;
        let Some(found) = found else {
            return Ok(Asked::NoCustomer);
        };
        let member = match member {
            None => None,
            Some(MemberName::Id(member)) => Some(*member),
            Some(MemberName::External(name)) => {
                let Some(member) = read_id(items.get(&Key::external_member(id, name)), a::MEMBER)?
                else {
                    return Ok(Asked::NoMember);
                };
                items.extend(self.batch_get(vec![Key::member_principal(id, member)], true).await?);
                Some(member)
            }
        };
        Ok(match principals::find(&items, PrincipalId { customer: id, member })? {
            Some(principal) => Asked::Found(Box::new((principal, found))),
            None if member.is_some() => Asked::NoMember,
            None => Asked::NoCustomer,
        })
    }
}

/// The items that merchants see of a customer and of a member, or what names the latter.
fn seen_keys(id: CustomerId, member: Option<&MemberName>) -> Vec<Key> {
    let mut keys = vec![Key::customer(id)];
    match member {
        Some(MemberName::Id(member)) => keys.push(Key::member(id, *member)),
        Some(MemberName::External(name)) => {
            keys.push(Key::external_member(id, name));
            keys.extend(name.to_string().parse().map(|member| Key::member(id, member)));
        }
        None => {}
    }
    keys
}

/// The items of a customer and the one that names its member.
fn customer_keys(id: CustomerId, member: Option<&MemberName>) -> Vec<Key> {
    let member = member.map(|member| match member {
        MemberName::Id(member) => Key::member_principal(id, *member),
        MemberName::External(name) => Key::external_member(id, name),
    });
    [Key::principal(id), Key::customer(id)].into_iter().chain(member).collect()
}

fn read_id<T: std::str::FromStr>(
    item: Option<&Item>,
    name: &'static str,
) -> Result<Option<T>, StoreError> {
    item.map(|item| Reader(item).parsed(name)).transpose()
}
