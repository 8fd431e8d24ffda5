//! Importing customers: many at once, each all or nothing, and none twice.
//!
//! An external id makes a repeat harmless. The rows share transactions, as many as a hundred writes
//! hold. A team with more members than fit comes in parts, and its item says so until the last one:
//! a repeat goes on where an import was cut short, and brings no member back that was removed since
//! the team was complete.

mod team;

use std::{
    collections::{HashMap, VecDeque},
    future::Future,
    time::Duration,
};

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use tokio::time::{Instant, sleep};

use super::{
    Items, Store,
    customers::{self, external},
    error::StoreError,
    item::Reader,
    schema::{Item, Key, attribute as a},
    transact::{AT_ONCE, Transaction},
};
use crate::domain::{
    customer::{Customer, Headcount},
    external_id::ExternalId,
    id::{CustomerId, OrganizationId},
    member::Member,
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

/// Newcomers that one transaction creates.
struct Group<'n> {
    writes: Vec<TransactWriteItem>,
    arrivals: Vec<Arrival<'n>>,
}

/// A newcomer in a group.
struct Arrival<'n> {
    newcomer: &'n Newcomer,
    /// Where among the group's writes its external id is claimed.
    place: usize,
    /// The members that later transactions hold.
    later: &'n [Member],
}

impl Import<'_> {
    /// Whether there is such an organization.
    async fn run(&mut self, newcomers: &[Newcomer]) -> Result<bool, StoreError> {
        let mut waiting: VecDeque<_> = self.settle(newcomers.iter().collect()).await?.into();
        while let Some(Group { writes, arrivals }) = self.group(&mut waiting)? {
            self.check_time()?;
            match self.transact(writes).await? {
                Transaction::Committed => {
                    for Arrival { newcomer, later, .. } in arrivals {
                        self.finish(newcomer, later).await?;
                    }
                }
                Transaction::Refused(places) if places.contains(&0) => return Ok(false),
                Transaction::Refused(places) => {
                    waiting.extend(self.part(arrivals, &places).await?);
                }
            }
        }
        Ok(true)
    }

    /// Settles whoever is why a group was refused, and gives the others.
    async fn part<'n>(
        &mut self,
        arrivals: Vec<Arrival<'n>>,
        refused: &[usize],
    ) -> Result<Vec<&'n Newcomer>, StoreError> {
        let is_taken = |it: &Arrival| refused.contains(&it.place);
        let whole = arrivals.len();
        // Not every place that was refused is named.
        let is_named = arrivals.iter().any(is_taken);
        let (taken, others): (Vec<_>, Vec<_>) =
            arrivals.into_iter().partition(|it| !is_named || is_taken(it));
        let mut open = self.settle(taken.into_iter().map(|it| it.newcomer).collect()).await?;
        if !is_named && open.len() == whole {
            return Err(StoreError::Refused("a new id is not new".into()));
        }
        open.extend(others.into_iter().map(|it| it.newcomer));
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
            let (_, later) = self.create(newcomer)?;
            return self.finish(newcomer, later).await;
        }
        let has = |name| item.is_some_and(|item| Reader(item).has(name));
        let outcome = if has(a::DELETED_AT) {
            Imported::BeingDeleted(id)
        } else if has(a::IMPORTING) {
            let missing = self.missing(newcomer, id).await?;
            self.add_members(id, &missing).await?
        } else {
            Imported::Exists(id)
        };
        self.outcomes.insert(newcomer.customer.id, outcome);
        Ok(())
    }

    /// Settles one whose first transaction is done.
    async fn finish(&mut self, newcomer: &Newcomer, later: &[Member]) -> Result<(), StoreError> {
        let id = newcomer.customer.id;
        let outcome = if later.is_empty() {
            Imported::Created(id)
        } else {
            self.add_members(id, later).await?
        };
        self.outcomes.insert(id, outcome);
        Ok(())
    }

    /// As many newcomers as one transaction holds; none where nobody waits.
    fn group<'n>(
        &self,
        waiting: &mut VecDeque<&'n Newcomer>,
    ) -> Result<Option<Group<'n>>, StoreError> {
        let mut group = Group { writes: Vec::new(), arrivals: Vec::new() };
        while let Some(newcomer) = waiting.front() {
            let (writes, later) = self.create(newcomer)?;
            // The count comes before all.
            let place = 1 + group.writes.len();
            if place + writes.len() > AT_ONCE {
                break;
            }
            group.arrivals.push(Arrival { newcomer, place, later });
            group.writes.extend(writes);
            waiting.pop_front();
        }
        let Some(first) = group.arrivals.first() else { return Ok(None) };
        let counted = i64::try_from(group.arrivals.len()).unwrap_or_default();
        group.writes.insert(0, self.store.count_customer(&first.newcomer.customer, counted)?);
        Ok(Some(group))
    }

    /// Everything that a newcomer is but for its part of the count, first what claims its external
    /// id; and the members of a team for whom there is no room in one transaction.
    fn create<'n>(
        &self,
        newcomer: &'n Newcomer,
    ) -> Result<(Vec<TransactWriteItem>, &'n [Member]), StoreError> {
        let Newcomer { customer, members } = newcomer;
        let mut items: Vec<_> = customers::items(customer).collect();
        let first = self.fitting(members.iter(), AT_ONCE - 1 - items.len())?;
        let later = members.get(first.len()..).unwrap_or_default();
        if !later.is_empty() {
            items = waiting(customer, first.headcount());
        }
        let mut writes: Vec<_> =
            items.into_iter().map(|item| self.store.put_new(item)).collect::<Result<_, _>>()?;
        writes.extend(first.writes);
        Ok((writes, later))
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

    /// Asks a table that is busy, or out of reach, again while there is time: whole operations, each
    /// with a patience of its own.
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

/// Everything that a team is which has so many members so far, and waits for others.
fn waiting(team: &Customer, headcount: Headcount) -> Vec<Item> {
    let begun = Customer { headcount, ..team.clone() };
    let mut items: Vec<_> = customers::items(&begun).collect();
    for item in items.iter_mut().filter(|it| Key::of(it) == Some(Key::customer(team.id))) {
        item.insert(a::IMPORTING.to_owned(), AttributeValue::Bool(true));
    }
    items
}
