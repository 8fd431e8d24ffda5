//! Sessions and portal links, and what is read to open one for a merchant.

use aws_sdk_dynamodb::{
    operation::{delete_item::DeleteItemError, update_item::UpdateItemError},
    types::TransactWriteItem,
};

use super::{
    Items, Store, access_tokens, customers,
    error::StoreError,
    item::{Reader, Writer, number, seconds},
    organizations,
    principals::{self, read_standing, write_standing},
    schema::{Item, Key, attribute as a},
    transact::Transaction,
};
use crate::domain::{
    access::AccessGrant,
    customer::Customer,
    external_id::ExternalId,
    id::{CustomerId, MemberId, OrganizationId},
    organization::Organization,
    principal::{Principal, PrincipalId},
    return_url::ReturnUrl,
    session::Session,
    timestamp::Timestamp,
    token::{AccessToken, SessionToken, TokenHash},
};

/// How a merchant names a customer.
#[derive(Clone, Debug)]
pub enum CustomerName {
    /// By its id.
    Id(CustomerId),
    /// By the merchant's own id for it.
    External(ExternalId),
}

/// How a merchant names a member.
#[derive(Clone, Debug)]
pub enum MemberName {
    /// By its id.
    Id(MemberId),
    /// By the merchant's own id for it.
    External(ExternalId),
}

/// What an access token stands for, and the principal it asks for.
#[derive(Clone, Debug)]
pub struct MerchantView {
    /// What the token allows; none where there is no such token.
    pub grant: Option<AccessGrant>,
    /// The organization it acts for.
    pub organization: Option<Organization>,
    /// The principal asked for.
    pub asked: Asked,
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

/// A portal link to be stored: the hash of what it carries, and until when it is good.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// What is stored of it.
    pub hash: TokenHash,
    /// From when on it is refused.
    pub expires_at: Timestamp,
    /// Where the portal's back button leads.
    pub return_url: Option<ReturnUrl>,
}

/// What became of opening a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is open.
    Opened,
    /// The principal changed since it was read.
    Changed,
}

impl Store {
    /// The live session of a token and its principal: one strongly consistent read.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn session(
        &self,
        token: &SessionToken,
        now: Timestamp,
    ) -> Result<Option<(Session, Principal)>, StoreError> {
        let hash = token.hash();
        let id = token.owner();
        let key = Key::session(id.customer, &hash);
        let keys = std::iter::once(key.clone())
            .chain(principals::keys(id))
            .collect();
        let items = self.batch_get(keys, true).await?;
        let (Some(item), Some(principal)) = (items.get(&key), principals::find(&items, id)?) else {
            return Ok(None);
        };
        let session = read(item, hash)?;
        let live = session.is_live(now) && session.standing == principal.standing();
        Ok(live.then_some((session, principal)))
    }

    /// Writes back that a session was used, unless it has ended in the meantime.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn record_use(&self, session: &Session) -> Result<(), StoreError> {
        let key = Key::session(session.standing.customer, &session.hash);
        let call = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .update_expression("SET last_used_at = :used, expires_at = :expires_at")
            .condition_expression("attribute_exists(pk) AND last_used_at < :used")
            .expression_attribute_values(":used", number(session.last_used_at.unix_millis()))
            .expression_attribute_values(":expires_at", seconds(session.expires_at));
        match self.patiently(|| call.clone().send()).await? {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
                _ => Err(error.into()),
            },
        }
    }

    /// Ends a session. That it has ended already is no error.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn end_session(&self, session: &Session) -> Result<(), StoreError> {
        let key = Key::session(session.standing.customer, &session.hash);
        let call = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()));
        self.patiently(|| call.clone().send())
            .await?
            .map(drop)
            .map_err(|error: aws_sdk_dynamodb::error::SdkError<DeleteItemError>| error.into())
    }

    /// What an access token allows, its organization, and a principal of it by any of its names:
    /// one read by id, one more for each external id.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn merchant_view(
        &self,
        token: &AccessToken,
        customer: &CustomerName,
        member: Option<&MemberName>,
    ) -> Result<MerchantView, StoreError> {
        let (hash, organization) = (token.hash(), token.owner());
        let token_key = Key::access_token(organization, &hash);
        let organization_key = Key::organization(organization);
        let mut keys = vec![token_key.clone(), organization_key.clone()];
        match customer {
            CustomerName::Id(id) => keys.extend(customer_keys(*id, member)),
            CustomerName::External(name) => keys.push(Key::external_customer(organization, name)),
        }
        let items = self.batch_get(keys, true).await?;
        let grant = items
            .get(&token_key)
            .map(|item| access_tokens::read(item, hash))
            .transpose()?;
        let asked = match &grant {
            Some(_) => {
                self.find_principal(items.clone(), organization, customer, member)
                    .await?
            }
            None => Asked::NoCustomer,
        };
        let organization = items
            .get(&organization_key)
            .map(organizations::read)
            .transpose()?;
        Ok(MerchantView {
            grant,
            organization,
            asked,
        })
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
        let found = items
            .get(&Key::customer(id))
            .map(customers::read)
            .transpose()?;
        let Some(found) = found.filter(|found| found.organization == organization) else {
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
                items.extend(
                    self.batch_get(vec![Key::member_principal(id, member)], true)
                        .await?,
                );
                Some(member)
            }
        };
        Ok(
            match principals::find(
                &items,
                PrincipalId {
                    customer: id,
                    member,
                },
            )? {
                Some(principal) => Asked::Found(Box::new((principal, found))),
                None if member.is_some() => Asked::NoMember,
                None => Asked::NoCustomer,
            },
        )
    }

    /// Opens a session and stores a portal link beside it, both or neither, while their principal
    /// stands as it did when it was read.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn open_session(
        &self,
        session: &Session,
        link: &NewLink,
    ) -> Result<Opened, StoreError> {
        let link_item = write_standing(
            Writer::new(&Key::link(session.standing.customer, &link.hash)),
            &session.standing,
        )
        .seconds(a::EXPIRES_AT, link.expires_at)
        .optional_text(a::RETURN_URL, link.return_url.as_ref())
        .item();
        let mut writes = vec![self.put_session(session)?, self.put_new(link_item)?];
        writes.extend(self.still_stands(&session.standing)?);
        Ok(match self.transact(writes).await? {
            Transaction::Committed => Opened::Opened,
            Transaction::Refused(_) => Opened::Changed,
        })
    }

    /// Stores a session, as part of a transaction.
    pub(super) fn put_session(&self, session: &Session) -> Result<TransactWriteItem, StoreError> {
        self.put_new(write(session))
    }
}

/// The items of a customer and the one that names its member.
fn customer_keys(id: CustomerId, member: Option<&MemberName>) -> Vec<Key> {
    let member = member.map(|member| match member {
        MemberName::Id(member) => Key::member_principal(id, *member),
        MemberName::External(name) => Key::external_member(id, name),
    });
    [Key::principal(id), Key::customer(id)]
        .into_iter()
        .chain(member)
        .collect()
}

fn read_id<T: std::str::FromStr>(
    item: Option<&Item>,
    name: &'static str,
) -> Result<Option<T>, StoreError> {
    item.map(|item| Reader(item).parsed(name)).transpose()
}

fn write(session: &Session) -> Item {
    let key = Key::session(session.standing.customer, &session.hash);
    write_standing(Writer::new(&key), &session.standing)
        .text(a::ID, session.id)
        .millis(a::CREATED_AT, session.created_at)
        .millis(a::LAST_USED_AT, session.last_used_at)
        .seconds(a::EXPIRES_AT, session.expires_at)
        .seconds(a::ENDS_AT, session.ends_at)
        .number(a::IDLE, session.idle)
        .optional_text(a::RETURN_URL, session.return_url.as_ref())
        .optional_text(a::USER_AGENT, session.user_agent.as_ref())
        .item()
}

fn read(item: &Item, hash: TokenHash) -> Result<Session, StoreError> {
    let item = Reader(item);
    let return_url = item
        .optional_text(a::RETURN_URL)?
        .map(ReturnUrl::parse)
        .transpose();
    Ok(Session {
        id: item.parsed(a::ID)?,
        hash,
        standing: read_standing(&item)?,
        created_at: item.millis(a::CREATED_AT)?,
        last_used_at: item.millis(a::LAST_USED_AT)?,
        expires_at: item.seconds(a::EXPIRES_AT)?,
        ends_at: item.seconds(a::ENDS_AT)?,
        idle: item.number(a::IDLE)?,
        return_url: return_url.map_err(|_| StoreError::Corrupt(a::RETURN_URL))?,
        user_agent: item.optional_text(a::USER_AGENT)?.map(str::to_owned),
    })
}
