//! Sessions and portal links.

use aws_sdk_dynamodb::{
    operation::{delete_item::DeleteItemError, update_item::UpdateItemError},
    types::{AttributeValue, TransactWriteItem},
};

use super::{
    Store,
    error::StoreError,
    idempotency::NewAnswer,
    item::{Reader, Writer, number, seconds, text},
    principals::{self, read_standing, write_standing},
    query::Slice,
    schema::{self, Item, Key, attribute as a},
    transact::Transaction,
    update,
};
use crate::domain::{
    id::OrganizationId,
    principal::{Principal, Standing},
    return_url::ReturnUrl,
    session::Session,
    timestamp::Timestamp,
    token::{LinkToken, SessionToken, TokenHash},
};

/// A portal link to be stored: the hash of what it carries, and until when it is good.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// What is stored of it.
    pub hash: TokenHash,
    /// From when on it opens nothing.
    pub ends_at: Timestamp,
    /// Where the portal's back button leads.
    pub return_url: Option<ReturnUrl>,
}

/// How long a portal link that opens nothing any more can still say whose it was, in seconds.
const REMEMBERED: u32 = 24 * 60 * 60;

/// Sessions of one customer that are looked through for those of one principal. Some backends open
/// one for every page view: of more, a part is listed, and all can still be ended at once.
const MOST_SESSIONS: usize = 10_000;

/// What became of opening a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is open.
    Opened,
    /// The principal changed since it was read, or the idempotency key was answered meanwhile.
    Changed,
}

/// What a session's token opens.
#[derive(Clone, Debug)]
pub enum Presented {
    /// This session, of this principal.
    Live(Box<(Session, Principal)>),
    /// Nothing any more: the session was not used for its idle time.
    Unused {
        /// Whose customer's session it was.
        organization: OrganizationId,
        /// The idle time, in seconds.
        seconds: u32,
    },
    /// Nothing: there is no such session, or it has ended otherwise.
    Over,
}

/// A portal link that exists, or did within the last day.
#[derive(Clone, Debug)]
pub struct PortalLink {
    /// Whose it is, at which generations.
    pub standing: Standing,
    /// Its principal now, whom it may open a session for.
    pub principal: Principal,
    /// Where the portal's back button leads.
    pub return_url: Option<ReturnUrl>,
    /// Whether it opens a session.
    pub is_open: bool,
}

/// What became of ending all sessions but one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedOthers {
    /// Every other session, link and open sign-in that began before is dead.
    Done,
    /// The one to be kept has ended itself.
    Over,
}

impl Store {
    /// What a session's token opens: one strongly consistent read.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn session(
        &self,
        token: &SessionToken,
        now: Timestamp,
    ) -> Result<Presented, StoreError> {
        let hash = token.hash();
        let id = token.owner();
        let key = Key::session(id.customer, &hash);
        let keys = std::iter::once(key.clone()).chain(principals::keys(id)).collect();
        let items = self.batch_get(keys, true).await?;
        let (Some(item), Some(principal)) = (items.get(&key), principals::find(&items, id)?) else {
            return Ok(Presented::Over);
        };
        let session = read(item, hash)?;
        let stands = session.standing == principal.standing();
        Ok(if stands && session.is_live(now) {
            Presented::Live(Box::new((session, principal)))
        } else if stands && now < session.ends_at {
            let organization = principal.customer.organization;
            Presented::Unused { organization, seconds: session.idle }
        } else {
            Presented::Over
        })
    }

    /// The live sessions of a principal, the one used last first.
    ///
    /// Looks through the sessions of its customer, 10,000 at most: those of a team's other members
    /// are among them, and those that have ended and are not swept yet.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn sessions(
        &self,
        standing: &Standing,
        now: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let (is_live, values) = live(standing, now);
        let slice = Slice::of(schema::customer(standing.customer)).beginning(schema::SESSIONS);
        let items = self.slice(slice.fitting(is_live, values).at_most(MOST_SESSIONS)).await?;
        let mut sessions = Vec::new();
        for item in &items {
            let hash = Key::of(item).and_then(|key| key.session_hash());
            sessions.push(read(item, hash.ok_or(StoreError::Corrupt(schema::SK))?)?);
        }
        sessions.sort_by_key(|session| std::cmp::Reverse(session.last_used_at));
        Ok(sessions)
    }

    /// Ends every session, portal link and open sign-in of a principal that began before, but for
    /// this session: one write, and nothing that races with it survives (decision 0002).
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn end_other_sessions(
        &self,
        session: &Session,
        now: Timestamp,
    ) -> Result<EndedOthers, StoreError> {
        let Standing { customer, customer_generation, member } = session.standing;
        let (key, generation, kept) = match member {
            Some((member, generation)) => {
                (Key::member_principal(customer, member), generation, a::MEMBER_GENERATION)
            }
            None => (Key::principal(customer), customer_generation, a::GENERATION),
        };
        let raise = self
            .update(&key)
            .update_expression("SET generation = :raised")
            .condition_expression("attribute_exists(pk) AND generation = :generation")
            .expression_attribute_values(":raised", number(generation.next().0))
            .expression_attribute_values(":generation", number(generation.0));
        let keep = self
            .update(&Key::session(customer, &session.hash))
            .update_expression(format!("SET {kept} = :raised"))
            .condition_expression("attribute_exists(pk) AND expires_at > :now")
            .expression_attribute_values(":raised", number(generation.next().0))
            .expression_attribute_values(":now", seconds(now));
        Ok(match self.transact(vec![update(raise)?, update(keep)?]).await? {
            Transaction::Committed => EndedOthers::Done,
            Transaction::Refused(_) => EndedOthers::Over,
        })
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

    /// Opens a session, stores a portal link beside it and remembers the answer where there is an
    /// idempotency key: all or nothing, while their principal stands as it did when it was read.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn open_session(
        &self,
        session: &Session,
        link: &NewLink,
        answer: Option<&NewAnswer>,
    ) -> Result<Opened, StoreError> {
        let link_item = write_standing(
            Writer::new(&Key::link(session.standing.customer, &link.hash)),
            &session.standing,
        )
        .seconds(a::ENDS_AT, link.ends_at)
        .seconds(a::EXPIRES_AT, link.ends_at.expiry_after(REMEMBERED))
        .optional_text(a::RETURN_URL, link.return_url.as_ref())
        .item();
        let mut writes = vec![self.put_session(session)?, self.put_new(link_item)?];
        writes.extend(answer.map(|answer| self.remember(answer)).transpose()?);
        writes.extend(self.still_stands(&session.standing)?);
        Ok(match self.transact(writes).await? {
            Transaction::Committed => Opened::Opened,
            Transaction::Refused(_) => Opened::Changed,
        })
    }

    /// A portal link and its principal: one strongly consistent read, which redeems nothing.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn portal_link(
        &self,
        link: &LinkToken,
        now: Timestamp,
    ) -> Result<Option<PortalLink>, StoreError> {
        let id = link.owner();
        let key = Key::link(id.customer, &link.hash());
        let keys = std::iter::once(key.clone()).chain(principals::keys(id)).collect();
        let items = self.batch_get(keys, true).await?;
        let (Some(item), Some(principal)) = (items.get(&key), principals::find(&items, id)?) else {
            return Ok(None);
        };
        let item = Reader(item);
        let standing = read_standing(&item)?;
        if now >= item.seconds(a::EXPIRES_AT)? || standing != principal.standing() {
            return Ok(None);
        }
        let is_open = now < item.seconds(a::ENDS_AT)? && !item.has(a::USED_AT);
        Ok(Some(PortalLink { standing, principal, return_url: read_return_url(&item)?, is_open }))
    }

    /// Uses up a portal link and opens a session, both or neither, while its principal stands as it
    /// did when the link was made. Tells whether it did.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn redeem_link(
        &self,
        link: &LinkToken,
        session: &Session,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut writes = vec![self.use_up(link, now)?, self.put_session(session)?];
        writes.extend(self.still_stands(&session.standing)?);
        Ok(matches!(self.transact(writes).await?, Transaction::Committed))
    }

    /// Uses up a portal link for a session of the same principal that is there already, and notes
    /// where this session's back button leads now. Tells whether it did.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn follow_link(
        &self,
        link: &LinkToken,
        session: &Session,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let lead_back = self
            .update(&Key::session(session.standing.customer, &session.hash))
            .condition_expression("attribute_exists(pk) AND expires_at > :now")
            .expression_attribute_values(":now", seconds(now));
        let lead_back = match &session.return_url {
            Some(return_url) => lead_back
                .update_expression("SET return_url = :return_url")
                .expression_attribute_values(":return_url", text(return_url)),
            None => lead_back.update_expression("REMOVE return_url"),
        };
        let mut writes = vec![self.use_up(link, now)?, update(lead_back)?];
        writes.extend(self.still_stands(&session.standing)?);
        Ok(matches!(self.transact(writes).await?, Transaction::Committed))
    }

    /// Marks a portal link as used, as part of a transaction.
    fn use_up(&self, link: &LinkToken, now: Timestamp) -> Result<TransactWriteItem, StoreError> {
        let use_up = self
            .update(&Key::link(link.owner().customer, &link.hash()))
            .update_expression("SET used_at = :used_at")
            .condition_expression(
                "attribute_exists(pk) AND expires_at > :now AND ends_at > :now \
                 AND attribute_not_exists(used_at)",
            )
            .expression_attribute_values(":used_at", number(now.unix_millis()))
            .expression_attribute_values(":now", seconds(now));
        update(use_up)
    }

    /// Stores a session, as part of a transaction.
    pub(super) fn put_session(&self, session: &Session) -> Result<TransactWriteItem, StoreError> {
        self.put_new(write(session))
    }
}

/// A session's condition: that it is live and a principal's own, and what the condition refers to.
fn live(standing: &Standing, now: Timestamp) -> (String, Item) {
    let mut values =
        vec![(":now", seconds(now)), (":generation", number(standing.customer_generation.0))];
    let of_whom = match standing.member {
        Some((member, generation)) => {
            values.push((":member", text(member)));
            values.push((":member_generation", number(generation.0)));
            "member_id = :member AND member_generation = :member_generation"
        }
        None => "attribute_not_exists(member_id)",
    };
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    (format!("expires_at > :now AND generation = :generation AND {of_whom}"), values)
}

fn write(session: &Session) -> Item {
    let key = Key::session(session.standing.customer, &session.hash);
    let proven = session.email_proven.then_some(AttributeValue::Bool(true));
    write_standing(Writer::new(&key), &session.standing)
        .text(a::ID, session.id)
        .millis(a::CREATED_AT, session.created_at)
        .millis(a::LAST_USED_AT, session.last_used_at)
        .seconds(a::EXPIRES_AT, session.expires_at)
        .seconds(a::ENDS_AT, session.ends_at)
        .number(a::IDLE, session.idle)
        .optional_text(a::RETURN_URL, session.return_url.as_ref())
        .optional_text(a::USER_AGENT, session.user_agent.as_ref())
        .optional(a::EMAIL_PROVEN, proven)
        .item()
}

fn read(item: &Item, hash: TokenHash) -> Result<Session, StoreError> {
    let item = Reader(item);
    Ok(Session {
        id: item.parsed(a::ID)?,
        hash,
        standing: read_standing(&item)?,
        created_at: item.millis(a::CREATED_AT)?,
        last_used_at: item.millis(a::LAST_USED_AT)?,
        expires_at: item.seconds(a::EXPIRES_AT)?,
        ends_at: item.seconds(a::ENDS_AT)?,
        idle: item.number(a::IDLE)?,
        return_url: read_return_url(&item)?,
        user_agent: item.optional_text(a::USER_AGENT)?.map(str::to_owned),
        email_proven: item.has(a::EMAIL_PROVEN),
    })
}

fn read_return_url(item: &Reader<'_>) -> Result<Option<ReturnUrl>, StoreError> {
    let return_url = item.optional_text(a::RETURN_URL)?.map(ReturnUrl::parse).transpose();
    return_url.map_err(|_| StoreError::Corrupt(a::RETURN_URL))
}
