//! The orders in which the calls of requests that run at once can reach the table.
//!
//! Such requests meet nowhere but in the table, and each call to it happens in one moment. So what
//! becomes of them depends on the order of their calls and on nothing else: who has walked through
//! every order has seen every outcome, and not by luck.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::{
    call::{Answer, Call},
    dice::Dice,
    wire::Verdict,
    world::World,
};

const TRANSACTION: &str = "TransactWriteItems";
/// Of so many transactions one is cancelled for having met another, where orders are drawn.
const ONE_CONFLICT_IN: usize = 16;

/// Every order of the calls of requests that run at once, one with each race; from then on, orders
/// that are drawn, in which a transaction sometimes has to be tried again.
pub struct Orders {
    path: Vec<Choice>,
    are_all_seen: bool,
    dice: Dice,
    /// How many.
    pub count: usize,
}

/// Who goes next: which of so many who could.
#[derive(Clone, Copy, Debug)]
struct Choice {
    taken: usize,
    of: usize,
}

/// What became of requests that ran at once.
#[derive(Debug)]
pub struct Raced {
    /// What each was answered.
    pub answers: Vec<Answer>,
    /// Whose call went next, and which it was.
    pub steps: Vec<(usize, String)>,
}

impl Orders {
    /// All of them, then drawn ones.
    pub fn all() -> Self {
        Self { path: Vec::new(), are_all_seen: false, dice: Dice(0x5eed), count: 0 }
    }

    /// Drawn ones only, for where there are too many.
    pub fn drawn() -> Self {
        Self { are_all_seen: true, ..Self::all() }
    }

    /// Whether every order has been walked through.
    pub fn are_all_seen(&self) -> bool {
        self.are_all_seen
    }

    /// Sends these calls at once, in the next order. All races of one walk are of calls alike.
    pub async fn race(&mut self, world: &World, calls: impl IntoIterator<Item = Call>) -> Raced {
        let calls: Vec<Call> = calls.into_iter().collect();
        let turns = Turns::new(calls.len(), &self.path, self.are_all_seen.then_some(self.dice));
        let planned = turns.clone();
        world.wire.plan(move |_, call| {
            let turns = planned.clone();
            Box::pin(async move {
                match call.racer {
                    Some(racer) => turns.wait(racer, call.operation).await,
                    None => Verdict::Pass,
                }
            })
        });
        let run = async |(racer, call): (usize, Call)| {
            let answer = world.call(call.racing(racer)).await;
            turns.finish(racer);
            answer
        };
        let answers = join_all(calls.into_iter().enumerate().map(run)).await;
        world.wire.heal();
        world.wire.forget();
        let steps = self.learn(&turns);
        Raced { answers, steps }
    }

    /// Goes on to the next order, from the one that was walked through.
    fn learn(&mut self, turns: &Turns) -> Vec<(usize, String)> {
        let mut turns = turns.lock();
        self.dice = turns.dice.unwrap_or(self.dice);
        if !self.are_all_seen {
            self.path = std::mem::take(&mut turns.made);
            self.turn_off();
            self.count += 1;
        }
        std::mem::take(&mut turns.steps)
    }

    /// Takes the last turning that was not taken yet.
    fn turn_off(&mut self) {
        while let Some(last) = self.path.last_mut() {
            last.taken += 1;
            if last.taken < last.of {
                return;
            }
            self.path.pop();
        }
        self.are_all_seen = true;
    }
}

impl Raced {
    /// The statuses of the answers.
    pub fn statuses(&self) -> Vec<u16> {
        self.answers.iter().map(|answer| answer.status).collect()
    }

    /// When this operation of a racer was carried out last.
    #[track_caller]
    pub fn last(&self, racer: usize, operation: &str) -> usize {
        let is_it = |step: &(usize, String)| step.0 == racer && step.1 == operation;
        self.steps.iter().rposition(is_it).unwrap_or_else(|| panic!("{racer}: {self:?}"))
    }

    /// When a racer's last transaction was carried out.
    #[track_caller]
    pub fn wrote(&self, racer: usize) -> usize {
        self.last(racer, TRANSACTION)
    }
}

/// Who may call the table now, in one race.
#[derive(Clone)]
struct Turns(Arc<Mutex<State>>);

struct State {
    racers: Vec<Racer>,
    planned: Vec<Choice>,
    made: Vec<Choice>,
    dice: Option<Dice>,
    has_met: bool,
    steps: Vec<(usize, String)>,
}

#[derive(Default)]
struct Racer {
    waiting: VecDeque<(String, oneshot::Sender<Turn>)>,
    under_way: usize,
    is_done: bool,
}

enum Turn {
    Go(Arc<UnderWay>),
    Conflict,
}

impl Turns {
    fn new(racers: usize, planned: &[Choice], dice: Option<Dice>) -> Self {
        Self(Arc::new(Mutex::new(State {
            racers: (0..racers).map(|_| Racer::default()).collect(),
            planned: planned.to_vec(),
            made: Vec::new(),
            dice,
            has_met: false,
            steps: Vec::new(),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Waits until it is this racer's turn.
    async fn wait(&self, racer: usize, operation: String) -> Verdict {
        let (sender, turn) = oneshot::channel();
        self.lock().racers[racer].waiting.push_back((operation, sender));
        self.go_on();
        match turn.await {
            Ok(Turn::Go(under_way)) => Verdict::Hold(under_way),
            Ok(Turn::Conflict) => Verdict::Answer(400, conflict()),
            Err(_) => Verdict::Pass,
        }
    }

    fn finish(&self, racer: usize) {
        self.lock().racers[racer].is_done = true;
        self.go_on();
    }

    /// Lets one call go, once each racer waits or is done. One whose time ran out is passed over.
    fn go_on(&self) {
        let mut state = self.lock();
        while let Some((racer, operation, sender)) = state.choose() {
            if state.draw_conflict(&operation) {
                state.steps.push((racer, "TransactionConflict".to_owned()));
                if sender.send(Turn::Conflict).is_ok() {
                    return;
                }
            } else if let Err(Turn::Go(unwanted)) =
                sender.send(Turn::Go(UnderWay::of(self.clone(), racer)))
            {
                unwanted.forget();
            } else {
                state.steps.push((racer, operation));
                state.racers[racer].under_way += 1;
                return;
            }
        }
    }
}

impl State {
    /// Whose call goes next, if all are ready.
    fn choose(&mut self) -> Option<(usize, String, oneshot::Sender<Turn>)> {
        let is_settled = |it: &Racer| it.is_done || (it.under_way == 0 && !it.waiting.is_empty());
        if !self.racers.iter().all(is_settled) {
            return None;
        }
        let waiting = |place: &usize| !self.racers[*place].waiting.is_empty();
        let ready: Vec<usize> = (0..self.racers.len()).filter(waiting).collect();
        let planned = self.planned.get(self.made.len()).map_or(0, |choice| choice.taken);
        let of = ready.len();
        let taken = self.dice.as_mut().map_or(planned, |dice| dice.below(of.max(1)));
        let racer = *ready.get(taken).or(ready.last())?;
        self.made.push(Choice { taken, of });
        let (operation, sender) = self.racers[racer].waiting.pop_front()?;
        Some((racer, operation, sender))
    }

    /// Whether this is the one transaction of the race that has to be tried again.
    fn draw_conflict(&mut self, operation: &str) -> bool {
        let may_meet = operation == TRANSACTION && !self.has_met;
        let meets = |dice: &mut Dice| dice.below(ONE_CONFLICT_IN) == 0;
        let met = may_meet && self.dice.as_mut().is_some_and(meets);
        self.has_met |= met;
        met
    }
}

/// A call between its beginning and its answer.
struct UnderWay {
    turns: Turns,
    racer: usize,
    is_forgotten: AtomicBool,
}

impl UnderWay {
    fn of(turns: Turns, racer: usize) -> Arc<Self> {
        Arc::new(Self { turns, racer, is_forgotten: AtomicBool::new(false) })
    }

    fn forget(&self) {
        self.is_forgotten.store(true, Ordering::Relaxed);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if !self.is_forgotten.load(Ordering::Relaxed) {
            self.turns.lock().racers[self.racer].under_way -= 1;
            self.turns.go_on();
        }
    }
}

fn conflict() -> Value {
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled",
        "CancellationReasons": [{ "Code": "TransactionConflict", "Message": "met another" }],
    })
}
