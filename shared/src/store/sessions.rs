//! Sessions and portal links.

use aws_sdk_dynamodb::{
    operation::{delete_item::DeleteItemError, update_item::UpdateItemError},
    types::TransactWriteItem,
};

use super::{
    Store,
    error::StoreError,
    item::{Reader, Writer, number, seconds},
    principals::{self, read_standing, write_standing},
    schema::{Item, Key, attribute as a},
    transact::Transaction,
};
use crate::domain::{
    principal::Principal,
    return_url::ReturnUrl,
    session::Session,
    timestamp::Timestamp,
    token::{SessionToken, TokenHash},
};

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
        let keys = std::iter::once(key.clone()).chain(principals::keys(id)).collect();
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
    pub async fn record_use(&self, session: &Session, now: Timestamp) -> Result<(), StoreError> {
        let key = Key::session(session.standing.customer, &session.hash);
        let call = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .update_expression("SET last_used_at = :used, expires_at = :expires_at")
            .condition_expression(
                "attribute_exists(pk) AND expires_at > :now AND last_used_at < :used",
            )
            .expression_attribute_values(":now", seconds(now))
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
        let call =
            self.client.delete_item().table_name(&self.table).set_key(Some(key.attributes()));
        self.patiently(|| call.clone().send())
            .await?
            .map(drop)
            .map_err(|error: aws_sdk_dynamodb::error::SdkError<DeleteItemError>| error.into())
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
    let return_url = item.optional_text(a::RETURN_URL)?.map(ReturnUrl::parse).transpose();
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
