//! Sign-ins under way.
//!
//! The `SIGNIN` item is the outbox record too: while it has a `mail`, the stream hands it to
//! `send-mail`.

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{
        AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure, builders::DeleteBuilder,
    },
};

use super::{
    Store, delete,
    error::StoreError,
    item::{Reader, Writer, number, seconds, text},
    principals::{read_standings, standing_attribute},
    schema::{self, Item, Key, attribute as a},
    transact::Transaction,
    update,
};
use crate::domain::{
    budget::{Exhausted, Lane, Limit},
    email_address::EmailAddress,
    id::OrganizationId,
    locale::Locale,
    network::NetworkHash,
    pepper::PepperVersion,
    session::Session,
    sign_in::{Channel, Seed, SignIn, TRIES},
    sign_in_id::SignInId,
    timestamp::Timestamp,
    token::{ProofToken, TokenHash},
};

/// Tries per code that may come without its `request_id`.
const BARE_TRIES: u32 = 3;
/// Sign-ins of one network that a bare code is compared with.
pub const BARE_CANDIDATES: usize = 10;
/// Sign-ins of one network that are read to find them among those begun on the page: more than the
/// default limit on requests lets one network begin in a code's life, across two quarter hours.
const BARE_READS: i32 = 50;
/// What the `mail` attribute of a sign-in says.
const SIGN_IN_MAIL: &str = "sign_in";

/// What a sign-in is begun with.
#[derive(Clone, Debug)]
pub struct BeginSignIn<'a> {
    /// The sign-in itself.
    pub sign_in: SignIn,
    /// The email that was asked for, whose budget is charged.
    pub email: &'a EmailAddress,
    /// Which of its budgets.
    pub lane: Lane,
    /// How many mails that budget allows.
    pub limit: Limit,
}

/// What became of beginning a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is stored, and its mail will be sent.
    Begun,
    /// The address has had its mails; nothing is stored.
    Exhausted(Exhausted),
}

/// How a code reaches its sign-in, which decides what it is charged as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// With the `request_id`.
    Addressed,
    /// The same on the page of this organization, where a sign-in to another is none.
    OnPage(OrganizationId),
    /// Without it, from the same network.
    Bare,
}

/// What became of a try.
#[derive(Clone, Debug)]
pub enum Charged {
    /// It is charged, and this is what to compare with.
    Charged(SignIn),
    /// The sign-in is there and has no tries left.
    UsedUp,
    /// There is no such sign-in, or it has expired or been used.
    Gone,
}

/// What became of a sign-in that was to be exchanged for a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// The sign-in is gone and the session is open.
    Opened,
    /// It was used, has expired, or its principal changed in the meantime.
    Refused,
}

impl Store {
    /// Stores a sign-in and charges the address for its mail, both or neither.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn begin_sign_in(
        &self,
        begin: &BeginSignIn<'_>,
        now: Timestamp,
    ) -> Result<Begun, StoreError> {
        let sign_in = &begin.sign_in;
        let address = (sign_in.organization, begin.email);
        let charge = self.spend_mail(address, begin.lane, begin.limit, now);
        let writes = vec![update(charge)?, self.put_new(write(sign_in))?];
        Ok(match self.transact(writes).await? {
            Transaction::Committed => Begun::Begun,
            // The sign-in is there already: an earlier attempt of this very call did it.
            Transaction::Refused(places) if !places.contains(&0) => Begun::Begun,
            // Another request of this moment took the last one. Whether the quarter hour's or the
            // day's, the next answer will say; nobody waits too long meanwhile.
            Transaction::Refused(_) => {
                let retry_after = now.seconds_to_next_quarter_hour();
                Begun::Exhausted(Exhausted { retry_after })
            }
        })
    }

    /// Charges one try and gives the sign-in to compare with. `call` names this call, so that a
    /// retry after a lost answer is not charged again.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn charge_try(
        &self,
        id: SignInId,
        attempt: Attempt,
        call: [u8; 16],
        now: Timestamp,
    ) -> Result<Charged, StoreError> {
        let (also_count, also_require) = match attempt {
            Attempt::Addressed => ("", ""),
            Attempt::OnPage(_) => ("", " AND organization_id = :organization"),
            Attempt::Bare => (
                ", bare_tries = bare_tries + :one",
                " AND bare_tries < :bare_limit AND channel = :public",
            ),
        };
        let this_call = AttributeValue::B(call.to_vec().into());
        let mut charge = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::sign_in(id).attributes()))
            .update_expression(format!(
                "SET tries = tries + :one, last_try = :call{also_count} REMOVE mail"
            ))
            .condition_expression(format!(
                "{UNPROVEN} AND tries < :limit \
                 AND (attribute_not_exists(last_try) OR last_try <> :call){also_require}"
            ))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":call", this_call.clone())
            .expression_attribute_values(":now", seconds(now))
            .expression_attribute_values(":limit", number(TRIES))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        charge = match attempt {
            Attempt::Addressed => charge,
            Attempt::OnPage(organization) => {
                charge.expression_attribute_values(":organization", text(organization))
            }
            Attempt::Bare => charge
                .expression_attribute_values(":bare_limit", number(BARE_TRIES))
                .expression_attribute_values(":public", text(Channel::Public.as_str())),
        };
        let refused = match self.patiently(|| charge.clone().send()).await? {
            Ok(answer) => {
                let item = answer.attributes.as_ref();
                return Ok(item.map(read).transpose()?.map_or(Charged::Gone, Charged::Charged));
            }
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refused)) => {
                    refused.item().cloned()
                }
                _ => return Err(error.into()),
            },
        };
        let Some(item) = refused else { return Ok(Charged::Gone) };
        let sign_in = read(&item)?;
        if matches!(attempt, Attempt::OnPage(here) if sign_in.organization != here) {
            return Ok(Charged::Gone);
        }
        Ok(if item.get(a::LAST_TRY) == Some(&this_call) {
            Charged::Charged(sign_in)
        } else if is_open(&item, &sign_in, now) {
            Charged::UsedUp
        } else {
            Charged::Gone
        })
    }

    /// A sign-in by its name, if it has not expired or been used.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn sign_in(
        &self,
        id: SignInId,
        now: Timestamp,
    ) -> Result<Option<SignIn>, StoreError> {
        let Some(item) = self.get(&Key::sign_in(id), true).await? else { return Ok(None) };
        let sign_in = read(&item)?;
        Ok(is_open(&item, &sign_in, now).then_some(sign_in))
    }

    /// Notes that a sign-in's code was right, where several principals share its email: from now on
    /// neither code nor link opens it, and whoever holds the proof may choose one of them until its
    /// new end. Tells whether this call did it.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn prove(
        &self,
        id: SignInId,
        proof: &TokenHash,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let hash = AttributeValue::B(proof.as_bytes().to_vec().into());
        let call = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::sign_in(id).attributes()))
            .update_expression("SET proof_hash = :proof, expires_at = :until REMOVE mail")
            .condition_expression(UNPROVEN)
            .expression_attribute_values(":proof", hash.clone())
            .expression_attribute_values(":until", seconds(until))
            .expression_attribute_values(":now", seconds(now))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = self.patiently(|| call.clone().send()).await? else { return Ok(true) };
        match error.as_service_error() {
            // An earlier attempt of this very call may have done it, and its answer was lost.
            Some(UpdateItemError::ConditionalCheckFailedException(refused)) => {
                Ok(refused.item().is_some_and(|item| item.get(a::PROOF) == Some(&hash)))
            }
            _ => Err(error.into()),
        }
    }

    /// A sign-in whose code was right and whose principal is yet to be chosen, by its proof.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn proven_sign_in(
        &self,
        proof: &ProofToken,
        now: Timestamp,
    ) -> Result<Option<SignIn>, StoreError> {
        let Some(item) = self.get(&Key::sign_in(proof.owner()), true).await? else {
            return Ok(None);
        };
        let sign_in = read(&item)?;
        let reader = Reader(&item);
        let hash = reader.optional(a::PROOF, Reader::bytes)?.map(TokenHash::from_bytes);
        let fits = hash.is_some_and(|hash| hash == proof.hash()) && now < sign_in.expires_at;
        Ok(fits.then_some(sign_in))
    }

    /// The sign-ins of a network that a bare code may belong to, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn bare_candidates(
        &self,
        network: NetworkHash,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<SignInId>, StoreError> {
        let first = schema::sign_in_sort_key(SignInId::first_at(since));
        let call = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(schema::network(network)))
            .expression_attribute_values(":first", text(first))
            .expression_attribute_values(":last", text(schema::SIGN_INS_END))
            .scan_index_forward(false)
            .limit(BARE_READS)
            .consistent_read(true);
        let items = self.patiently(|| call.clone().send()).await??.items.unwrap_or_default();
        let open = items.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let open = open
            .into_iter()
            .filter(|sign_in| now < sign_in.expires_at && sign_in.channel.allows_bare_codes());
        Ok(open.map(|sign_in| sign_in.id).take(BARE_CANDIDATES).collect())
    }

    /// Consumes a sign-in and opens a session, both or neither, while its principal stands as it
    /// did when the sign-in began.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn exchange(
        &self,
        sign_in: SignInId,
        session: &Session,
        now: Timestamp,
    ) -> Result<Exchange, StoreError> {
        let consume = self.delete(&Key::sign_in(sign_in)).condition_expression(UNPROVEN);
        self.consume(consume, session, now).await
    }

    /// The same for a sign-in whose code was right before, by its proof.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn exchange_proof(
        &self,
        proof: &ProofToken,
        session: &Session,
        now: Timestamp,
    ) -> Result<Exchange, StoreError> {
        let hash = AttributeValue::B(proof.hash().as_bytes().to_vec().into());
        let consume = self
            .delete(&Key::sign_in(proof.owner()))
            .condition_expression("proof_hash = :proof AND expires_at > :now")
            .expression_attribute_values(":proof", hash);
        self.consume(consume, session, now).await
    }

    async fn consume(
        &self,
        consume: DeleteBuilder,
        session: &Session,
        now: Timestamp,
    ) -> Result<Exchange, StoreError> {
        let consume = consume.expression_attribute_values(":now", seconds(now));
        let mut writes = vec![delete(consume)?, self.put_session(session)?];
        writes.extend(self.still_stands(&session.standing)?);
        Ok(match self.transact(writes).await? {
            Transaction::Committed => Exchange::Opened,
            Transaction::Refused(_) => Exchange::Refused,
        })
    }
}

/// The condition that a sign-in can still be redeemed by its code or link.
const UNPROVEN: &str =
    "attribute_exists(pk) AND expires_at > :now AND attribute_not_exists(proof_hash)";

/// The same of an item that was read.
fn is_open(item: &Item, sign_in: &SignIn, now: Timestamp) -> bool {
    now < sign_in.expires_at && !Reader(item).has(a::PROOF)
}

/// Whether a record of the table's stream announces a mail.
#[must_use]
pub fn has_mail(image: &serde_dynamo::Item) -> bool {
    matches!(image.get(a::MAIL), Some(serde_dynamo::AttributeValue::S(_)))
}

/// The sign-in that a record of the table's stream announces.
///
/// # Errors
/// [`StoreError::Corrupt`] where the record is none of a sign-in.
pub fn sign_in_of_record(image: serde_dynamo::Item) -> Result<SignIn, StoreError> {
    read(&image.into())
}

fn write(sign_in: &SignIn) -> Item {
    let writer = Writer::new(&Key::sign_in(sign_in.id))
        .text(a::ID, sign_in.id)
        .text(a::ORGANIZATION, sign_in.organization)
        .text(a::CHANNEL, sign_in.channel.as_str())
        .bytes(a::SEED, &sign_in.seed.0)
        .text(a::PEPPER, sign_in.pepper.as_str())
        .text(a::LOCALE, sign_in.locale.tag())
        .number(a::TRIES, sign_in.tries)
        .number(a::BARE_TRIES, 0)
        .seconds(a::EXPIRES_AT, sign_in.expires_at);
    if sign_in.standings.is_empty() {
        return writer.item();
    }
    let standings = sign_in.standings.iter().map(standing_attribute).collect();
    writer.set(a::STANDINGS, AttributeValue::L(standings)).text(a::MAIL, SIGN_IN_MAIL).item()
}

fn read(item: &Item) -> Result<SignIn, StoreError> {
    let item = Reader(item);
    let channel = item.text(a::CHANNEL)?;
    Ok(SignIn {
        id: SignInId::parse(item.text(a::ID)?).ok_or(StoreError::Corrupt(a::ID))?,
        organization: item.parsed(a::ORGANIZATION)?,
        standings: item.optional(a::STANDINGS, read_standings)?.unwrap_or_default(),
        channel: Channel::ALL
            .into_iter()
            .find(|known| known.as_str() == channel)
            .ok_or(StoreError::Corrupt(a::CHANNEL))?,
        seed: Seed(item.bytes(a::SEED)?),
        pepper: PepperVersion::new(item.text(a::PEPPER)?),
        // A version before or after this one knows none of it, or more languages: a mail in English
        // is better than none.
        locale: item.optional_text(a::LOCALE)?.and_then(Locale::parse).unwrap_or_default(),
        expires_at: item.seconds(a::EXPIRES_AT)?,
        tries: item.number(a::TRIES)?,
    })
}
