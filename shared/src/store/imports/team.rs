//! Members of an imported team: as many as fit come with it, the others after it.

use std::{
    collections::{HashSet, VecDeque},
    ops::Range,
};

use aws_sdk_dynamodb::types::TransactWriteItem;

use super::{Import, Imported, Newcomer};
use crate::{
    domain::{customer::Headcount, external_id::ExternalId, id::CustomerId, member::Member},
    store::{
        customers::IS_THERE,
        error::StoreError,
        expression::Changes,
        item::Reader,
        members,
        query::Slice,
        schema::{self, Item, Key, attribute as a},
        transact::{AT_ONCE, Transaction},
        update,
    },
};

/// Members that share a transaction.
#[derive(Default)]
pub(super) struct Part<'m> {
    pub(super) writes: Vec<TransactWriteItem>,
    /// Each with its place among the writes; the first write of a place claims the email.
    members: Vec<(&'m Member, Range<usize>)>,
}

impl<'m> Part<'m> {
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    pub(super) fn headcount(&self) -> Headcount {
        Headcount::of(self.members.iter().map(|(member, _)| *member))
    }

    /// Who may try again where these writes were refused, and whose external id is another's: who
    /// is neither has an email that is a member's already.
    fn sort(self, refused: &[usize]) -> (Vec<&'m Member>, Vec<&'m ExternalId>) {
        let (mut others, mut left_out) = (Vec::new(), Vec::new());
        for (member, place) in self.members {
            if !refused.iter().any(|it| place.contains(it)) {
                others.push(member);
            } else if !refused.contains(&place.start) {
                left_out.extend(&member.external_id);
            }
        }
        (others, left_out)
    }
}

impl Import<'_> {
    /// The first of these members that so many writes have room for.
    pub(super) fn fitting<'m>(
        &self,
        members: impl Iterator<Item = &'m Member>,
        room: usize,
    ) -> Result<Part<'m>, StoreError> {
        let mut part = Part::default();
        for member in members {
            let own = members::new_member(self.store, self.organization, member)?;
            let place = part.writes.len()..part.writes.len() + own.len();
            if place.end > room {
                break;
            }
            part.members.push((member, place));
            part.writes.extend(own);
        }
        Ok(part)
    }

    /// Those of a newcomer's members whose email is nobody's in its team, as members of this one.
    pub(super) async fn missing(
        &self,
        newcomer: &Newcomer,
        team: CustomerId,
    ) -> Result<Vec<Member>, StoreError> {
        let members = || Slice::of(schema::customer(team)).beginning(schema::MEMBERS);
        let items = self.insist(|| self.store.slice(members())).await?;
        let mut there = HashSet::new();
        for item in &items {
            there.insert(members::read(item, team)?.email.canonical());
        }
        let missing = newcomer.members.iter().filter(|it| !there.contains(&it.email.canonical()));
        Ok(missing.map(|it| Member { customer_id: team, ..it.clone() }).collect())
    }

    /// Adds members to a team that waits for them, as many transactions as it takes, and ends its
    /// waiting. Who has come another way meanwhile is left as it is.
    pub(super) async fn add_members(
        &self,
        team: CustomerId,
        members: &[Member],
    ) -> Result<Imported, StoreError> {
        let mut waiting: VecDeque<_> = members.iter().collect();
        let mut left_out = Vec::new();
        loop {
            self.check_time()?;
            let mut part = self.fitting(waiting.iter().copied(), AT_ONCE - 1)?;
            waiting.drain(..part.len());
            let mut writes = vec![self.enroll(team, part.headcount(), waiting.is_empty())?];
            writes.append(&mut part.writes);
            match self.transact(writes).await? {
                Transaction::Committed if waiting.is_empty() => {
                    return Ok(complete(team, left_out));
                }
                Transaction::Committed => {}
                Transaction::Refused(refused) if refused.contains(&0) => {
                    let last = part.members.last().map(|(member, _)| *member);
                    return self.why_it_waits_no_more(team, last, left_out).await;
                }
                Transaction::Refused(refused) => {
                    // The team's own write came before theirs.
                    let refused: Vec<_> = refused.iter().map(|place| place - 1).collect();
                    let (others, without) = part.sort(&refused);
                    others.into_iter().rev().for_each(|member| waiting.push_front(member));
                    left_out.extend(without.into_iter().cloned());
                }
            }
        }
    }

    /// What became of a team that waits for members no more: it is deleted, or complete, with the
    /// last of these members where it was this import that added them, and the answer was lost.
    async fn why_it_waits_no_more(
        &self,
        team: CustomerId,
        last: Option<&Member>,
        left_out: Vec<ExternalId>,
    ) -> Result<Imported, StoreError> {
        let keys = [Some(Key::customer(team)), last.map(|it| Key::member(team, it.id))];
        let found = self.read(keys.into_iter().flatten()).await?;
        let is_live = |item: &Item| !Reader(item).has(a::DELETED_AT);
        let is_its_own = last.is_some_and(|it| found.get(&Key::member(team, it.id)).is_some());
        Ok(if !found.get(&Key::customer(team)).is_some_and(is_live) {
            Imported::BeingDeleted(team)
        } else if is_its_own || !left_out.is_empty() {
            complete(team, left_out)
        } else {
            Imported::Exists(team)
        })
    }

    /// Counts members in, if their team is there and waits for them; with the last ones it waits no
    /// more.
    fn enroll(
        &self,
        team: CustomerId,
        Headcount { members, owners }: Headcount,
        is_last: bool,
    ) -> Result<TransactWriteItem, StoreError> {
        let waits = Changes::default()
            .add(a::MEMBERS, i64::try_from(members).unwrap_or_default())
            .add(a::OWNERS, i64::try_from(owners).unwrap_or_default())
            .add(a::ROSTER, 1);
        let changes = if is_last { waits.remove(a::IMPORTING) } else { waits };
        let enrolled = changes.apply(self.store.update(&Key::customer(team)));
        let is_awaited = format!("{IS_THERE} AND attribute_exists({})", a::IMPORTING);
        update(enrolled.condition_expression(is_awaited))
    }
}

/// A team with all of its members, but for those whose external ids are others'.
fn complete(team: CustomerId, left_out: Vec<ExternalId>) -> Imported {
    if left_out.is_empty() { Imported::Created(team) } else { Imported::Without(team, left_out) }
}
