//! Importing customers: many at once, each all or nothing, and none twice.
//!
//! An external id makes a repeat harmless. The rows share transactions, as many as a hundred writes
//! hold. A team with more members than fit comes in parts, and its item says so until the last one:
//! a repeat goes on where an import was cut short, and brings no member back that was removed since
//! the team was complete.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    future::Future,
    time::Duration,
};

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use tokio::time::{Instant, sleep};

use super::{
    Items, Store,
    customers::{self, IS_THERE, external},
    error::StoreError,
    expression::Changes,
    item::Reader,
    members,
    query::Slice,
    schema::{self, Item, Key, attribute as a},
    transact::{AT_ONCE, Transaction},
    update,
};
use crate::domain::{
    customer::{Customer, Headcount},
    external_id::ExternalId,
    id::{CustomerId, OrganizationId},
    member::Member,
    principal::Role,
};

/// Keys of one batch read.
const KEYS_AT_ONCE: usize = 100;
/// The wait before a busy table is asked again; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest such wait.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// A customer to be imported, and the members of a team: an owner first, where there are any.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// The customer, whose headcount is the members'.
    pub customer: Customer,
    /// Its members.
    pub members: Vec<Member>,
}

/// What became of a customer to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// It exists, with all of its members.
    Created(CustomerId),
    /// This customer has its external id, and is left as it is.
    Exists(CustomerId),
    /// This team exists, but without the members of these external ids, which are others' by now.
    Without(CustomerId, Vec<ExternalId>),
    /// This customer had its external id, and is deleted, or is being deleted.
    BeingDeleted(CustomerId),
    /// The table was too busy: trying again may help, and does no harm.
    Postponed,
}

impl Store {
    /// Imports customers of one organization, no two with one external id, and takes about this long
    /// at most. What became of each, in their order; none where there is no such organization.
    ///
    /// # Errors
    /// [`StoreError`] where the table refuses. While it is busy it is asked again, and what there is
    /// no time for is postponed.
    pub async fn import_customers(
        &self,
        organization: OrganizationId,
        newcomers: &[Newcomer],
        time: Duration,
    ) -> Result<Option<Vec<Imported>>, StoreError> {
        let deadline = Instant::now() + time;
        let mut import = Import { store: self, organization, deadline, outcomes: HashMap::new() };
        match import.run(newcomers).await {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) if error.is_busy() => {}
            Err(error) => return Err(error),
        }
        let outcome = |it: &Newcomer| import.outcomes.get(&it.customer.id).cloned();
        Ok(Some(newcomers.iter().map(|it| outcome(it).unwrap_or(Imported::Postponed)).collect()))
    }
}

/// An import under way.
struct Import<'a> {
    store: &'a Store,
    organization: OrganizationId,
    deadline: Instant,
    /// By the id that a newcomer is to have.
    outcomes: HashMap<CustomerId, Imported>,
}

/// Newcomers that one transaction creates, each with the place of its external id's claim.
struct Group<'n> {
    writes: Vec<TransactWriteItem>,
    newcomers: Vec<(&'n Newcomer, usize)>,
}

impl Import<'_> {
    /// Whether there is such an organization.
    async fn run(&mut self, newcomers: &[Newcomer]) -> Result<bool, StoreError> {
        let mut waiting: VecDeque<_> = self.settle(newcomers.iter().collect()).await?.into();
        while let Some(group) = self.group(&mut waiting)? {
            self.check_time()?;
            match self.transact(group.writes).await? {
                Transaction::Committed => {
                    for (newcomer, _) in group.newcomers {
                        self.finish(newcomer).await?;
                    }
                }
                Transaction::Refused(places) if places.contains(&0) => return Ok(false),
                Transaction::Refused(places) => {
                    waiting.extend(self.part(group.newcomers, &places).await?);
                }
            }
        }
        Ok(true)
    }

    /// Settles whoever is why a group was refused, and gives the others.
    async fn part<'n>(
        &mut self,
        group: Vec<(&'n Newcomer, usize)>,
        refused: &[usize],
    ) -> Result<Vec<&'n Newcomer>, StoreError> {
        let is_taken = |(_, place): &(&Newcomer, usize)| refused.contains(place);
        let whole = group.len();
        // Not every place that was refused is named.
        let is_named = group.iter().any(is_taken);
        let (taken, others): (Vec<_>, Vec<_>) =
            group.into_iter().partition(|it| !is_named || is_taken(it));
        let mut open = self.settle(taken.into_iter().map(|(it, _)| it).collect()).await?;
        if !is_named && open.len() == whole {
            return Err(StoreError::Refused("a new id is not new".into()));
        }
        open.extend(others.into_iter().map(|(it, _)| it));
        Ok(open)
    }

    /// Settles those whose external id is a customer's already, and gives the others.
    async fn settle<'n>(
        &mut self,
        newcomers: Vec<&'n Newcomer>,
    ) -> Result<Vec<&'n Newcomer>, StoreError> {
        let found = self.read(newcomers.iter().filter_map(|it| external(&it.customer))).await?;
        let (mut known, mut others) = (Vec::new(), Vec::new());
        for newcomer in newcomers {
            match external(&newcomer.customer).and_then(|key| found.get(&key)) {
                Some(item) => known.push((newcomer, Reader(item).parsed(a::CUSTOMER)?)),
                None => others.push(newcomer),
            }
        }
        let customers = self.read(known.iter().map(|(_, id)| Key::customer(*id))).await?;
        for (newcomer, id) in known {
            self.check_time()?;
            self.meet(newcomer, id, customers.get(&Key::customer(id))).await?;
        }
        Ok(others)
    }

    /// Settles one whose external id is this customer's: another's, or its own where the answer to
    /// its creation was lost. A team that an earlier import left incomplete gets its members.
    async fn meet(
        &mut self,
        newcomer: &Newcomer,
        id: CustomerId,
        item: Option<&Item>,
    ) -> Result<(), StoreError> {
        if id == newcomer.customer.id {
            return self.finish(newcomer).await;
        }
        let has = |name| item.is_some_and(|item| Reader(item).has(name));
        let outcome = if has(a::DELETED_AT) {
            Imported::BeingDeleted(id)
        } else if has(a::IMPORTING) {
            let missing = self.missing(newcomer, id).await?.into_iter();
            self.add_members(id, missing.map(|it| Member { customer_id: id, ..it })).await?
        } else {
            Imported::Exists(id)
        };
        self.outcomes.insert(newcomer.customer.id, outcome);
        Ok(())
    }

    /// Settles one whose first transaction is done.
    async fn finish(&mut self, newcomer: &Newcomer) -> Result<(), StoreError> {
        let id = newcomer.customer.id;
        let (_, later) = newcomer.parts();
        let outcome = if later.is_empty() {
            Imported::Created(id)
        } else {
            self.add_members(id, later.iter().cloned()).await?
        };
        self.outcomes.insert(id, outcome);
        Ok(())
    }

    /// As many newcomers as one transaction holds; none where nobody waits.
    fn group<'n>(
        &self,
        waiting: &mut VecDeque<&'n Newcomer>,
    ) -> Result<Option<Group<'n>>, StoreError> {
        let mut group = Group { writes: Vec::new(), newcomers: Vec::new() };
        while let Some(newcomer) = waiting.front() {
            let writes = self.create(newcomer)?;
            // The count comes before all.
            let place = 1 + group.writes.len();
            if place + writes.len() > AT_ONCE {
                break;
            }
            group.newcomers.push((newcomer, place));
            group.writes.extend(writes);
            waiting.pop_front();
        }
        let Some((first, _)) = group.newcomers.first() else { return Ok(None) };
        let counted = i64::try_from(group.newcomers.len()).unwrap_or_default();
        group.writes.insert(0, self.store.count_customer(&first.customer, counted)?);
        Ok(Some(group))
    }

    /// Everything that a newcomer is but for its part of the count, and for a team's later members;
    /// first what claims its external id.
    fn create(&self, newcomer: &Newcomer) -> Result<Vec<TransactWriteItem>, StoreError> {
        let (first, later) = newcomer.parts();
        let customer = Customer { headcount: headcount(first), ..newcomer.customer.clone() };
        let mut writes = Vec::new();
        for mut item in customers::items(&customer) {
            if !later.is_empty() && Key::of(&item) == Some(Key::customer(customer.id)) {
                item.insert(a::IMPORTING.to_owned(), AttributeValue::Bool(true));
            }
            writes.push(self.store.put_new(item)?);
        }
        for member in first {
            writes.extend(members::new_member(self.store, self.organization, member)?);
        }
        Ok(writes)
    }

    /// Adds members to a team that waits for them, as many transactions as it takes, and ends its
    /// waiting. Who has come another way meanwhile is left as it is.
    async fn add_members(
        &self,
        team: CustomerId,
        members: impl Iterator<Item = Member>,
    ) -> Result<Imported, StoreError> {
        let mut waiting: VecDeque<Member> = members.collect();
        let mut left_out = Vec::new();
        loop {
            self.check_time()?;
            let part: Vec<_> = waiting.drain(..fitting(waiting.iter(), AT_ONCE - 1)).collect();
            let is_last = waiting.is_empty();
            let mut writes = vec![self.enroll(team, &part, is_last)?];
            let mut places = Vec::new();
            for member in &part {
                let own = members::new_member(self.store, self.organization, member)?;
                places.push(writes.len()..writes.len() + own.len());
                writes.extend(own);
            }
            match self.transact(writes).await? {
                Transaction::Committed if is_last && left_out.is_empty() => {
                    return Ok(Imported::Created(team));
                }
                Transaction::Committed if is_last => {
                    return Ok(Imported::Without(team, left_out));
                }
                Transaction::Committed => {}
                Transaction::Refused(refused) if refused.contains(&0) => {
                    return self.why_it_waits_no_more(team, part.last()).await;
                }
                Transaction::Refused(refused) => {
                    for (member, own) in part.into_iter().zip(places).rev() {
                        let is_there = refused.contains(&own.start);
                        let is_refused = refused.iter().any(|place| own.contains(place));
                        if !is_refused {
                            waiting.push_front(member);
                        } else if !is_there {
                            left_out.extend(member.external_id);
                        }
                    }
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
    ) -> Result<Imported, StoreError> {
        let keys = [Some(Key::customer(team)), last.map(|it| Key::member(team, it.id))];
        let found = self.read(keys.into_iter().flatten()).await?;
        let is_live = |item: &Item| !Reader(item).has(a::DELETED_AT);
        Ok(if !found.get(&Key::customer(team)).is_some_and(is_live) {
            Imported::BeingDeleted(team)
        } else if last.is_some_and(|it| found.get(&Key::member(team, it.id)).is_some()) {
            Imported::Created(team)
        } else {
            Imported::Exists(team)
        })
    }

    /// Counts members in, if their team is there and waits for them; with the last ones it waits no
    /// more.
    fn enroll(
        &self,
        team: CustomerId,
        members: &[Member],
        is_last: bool,
    ) -> Result<TransactWriteItem, StoreError> {
        let Headcount { members, owners } = headcount(members);
        let waits = Changes::default()
            .add(a::MEMBERS, i64::try_from(members).unwrap_or_default())
            .add(a::OWNERS, i64::try_from(owners).unwrap_or_default())
            .add(a::ROSTER, 1);
        let changes = if is_last { waits.remove(a::IMPORTING) } else { waits };
        let enrolled = changes.apply(self.store.update(&Key::customer(team)));
        let is_awaited = format!("{IS_THERE} AND attribute_exists({})", a::IMPORTING);
        update(enrolled.condition_expression(is_awaited))
    }

    /// Those of a newcomer's members whose email is nobody's in its team.
    async fn missing(
        &self,
        newcomer: &Newcomer,
        id: CustomerId,
    ) -> Result<Vec<Member>, StoreError> {
        let members = || Slice::of(schema::customer(id)).beginning(schema::MEMBERS);
        let items = self.insist(|| self.store.slice(members())).await?;
        let mut there = HashSet::new();
        for item in &items {
            there.insert(members::read(item, id)?.email.canonical());
        }
        let is_missing = |it: &&Member| !there.contains(&it.email.canonical());
        Ok(newcomer.members.iter().filter(is_missing).cloned().collect())
    }

    /// Whether there is time for one more transaction.
    fn check_time(&self) -> Result<(), StoreError> {
        if Instant::now() < self.deadline { Ok(()) } else { Err(StoreError::TimedOut) }
    }

    async fn read(&self, keys: impl Iterator<Item = Key>) -> Result<Items, StoreError> {
        let keys: Vec<_> = keys.collect();
        let mut found = Items::default();
        for part in keys.chunks(KEYS_AT_ONCE) {
            found.extend(self.insist(|| self.store.batch_get(part.to_vec(), true)).await?);
        }
        Ok(found)
    }

    async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<Transaction, StoreError> {
        self.insist(|| self.store.transact(writes.clone())).await
    }

    /// Asks a busy table again while there is time.
    async fn insist<T, F: Future<Output = Result<T, StoreError>>>(
        &self,
        mut attempt: impl FnMut() -> F,
    ) -> Result<T, StoreError> {
        let mut wait = FIRST_WAIT;
        loop {
            match attempt().await {
                Err(error) if error.is_busy() && Instant::now() + wait < self.deadline => {
                    sleep(wait).await;
                    wait = LONGEST_WAIT.min(wait * 2);
                }
                result => return result,
            }
        }
    }
}

/// Writes of a team's first transaction that are no member's: the count, and its own items.
const TEAM_WRITES: usize = 4;

impl Newcomer {
    /// The members that its first transaction holds, and those that come later.
    fn parts(&self) -> (&[Member], &[Member]) {
        self.members.split_at(fitting(self.members.iter(), AT_ONCE - TEAM_WRITES))
    }
}

/// How many members fit into so many writes.
fn fitting<'m>(members: impl Iterator<Item = &'m Member>, writes: usize) -> usize {
    let of_one = |member: &Member| 3 + usize::from(member.external_id.is_some());
    let sums = members.scan(0, |sum, member| {
        *sum += of_one(member);
        Some(*sum)
    });
    sums.take_while(|sum| *sum <= writes).count()
}

fn headcount(members: &[Member]) -> Headcount {
    let owners = members.iter().filter(|member| member.role == Role::Owner).count();
    Headcount { members: members.len(), owners }
}
