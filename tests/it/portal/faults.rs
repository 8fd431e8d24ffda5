//! Whatever goes wrong between a page and the table: no answer without its effect, no effect twice,
//! and a page that says what to do.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use futures_util::{StreamExt, stream};
use serde_json::Value;
use tests::{Browser, Call, Shown, Verdict, World};

use super::{asked, for_ada, link, said, signed_in, token};

/// Everything that a form does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Begin,
    EnterCode,
    FollowMail,
    Prove,
    Resend,
    Choose,
    Arrive,
    SignOut,
    EndOne,
    EndOthers,
}

const DEEDS: [Deed; 10] = [
    Deed::Begin,
    Deed::EnterCode,
    Deed::FollowMail,
    Deed::Prove,
    Deed::Resend,
    Deed::Choose,
    Deed::Arrive,
    Deed::SignOut,
    Deed::EndOne,
    Deed::EndOthers,
];

/// A form that is about to be sent.
struct Ready<'w> {
    browser: Browser<'w>,
    place: &'static str,
    field: Option<(&'static str, String)>,
}

impl Ready<'_> {
    fn call(&self) -> Call {
        let field: Vec<_> =
            self.field.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.browser.form(self.place, &field)
    }
}

/// What the deeds change of the table, as counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    sign_ins: usize,
    proven: usize,
    sessions: usize,
    used_links: usize,
    generation: u32,
}

fn state(world: &World) -> State {
    let with = |prefix: &str, name: &str| {
        world.items_of(prefix).iter().filter(|item| item[name] != Value::Null).count()
    };
    let principals = world.items_of("PRINCIPAL");
    let generation =
        |item: &Value| item["generation"]["N"].as_str().unwrap().parse::<u32>().unwrap();
    State {
        sign_ins: world.items_of("SIGNIN#").len(),
        proven: with("SIGNIN#", "proof_hash"),
        sessions: world.items_of("SESSION#").len(),
        used_links: with("LINK#", "used_at"),
        generation: principals.iter().map(generation).sum(),
    }
}

impl Deed {
    /// All that comes before it.
    async fn prepare(self, world: &World) -> Ready<'_> {
        let shared = &world.seed.customers.shared_email;
        let (browser, place, field) = match self {
            Self::Begin => {
                let mut browser = Browser::of(world, "acme");
                browser.get("").await.expect(200);
                (browser, "", Some(("email", world.email().to_owned())))
            }
            Self::EnterCode => {
                let browser = asked(world, world.email()).await;
                (browser, "authenticate", Some(("code", world.newest_code().await)))
            }
            Self::FollowMail => {
                let browser = asked(world, world.email()).await;
                (browser, "authenticate", Some(("code", world.newest_link_code().await)))
            }
            Self::Prove => {
                let browser = asked(world, &shared.email).await;
                (browser, "authenticate", Some(("code", world.newest_code().await)))
            }
            Self::Resend => {
                let browser = asked(world, world.email()).await;
                world.deliver().await;
                world.clock.advance(30);
                (browser, "resend", None)
            }
            Self::Choose => {
                let mut browser = asked(world, &shared.email).await;
                super::enter_newest_code(&mut browser, world).await.expect(303);
                browser.follow().await.expect(200);
                (browser, "choose", Some(("account", shared.customer_ids[0].clone())))
            }
            Self::Arrive => {
                let mut browser = Browser::of(world, "acme");
                browser.get(&link(world, &for_ada(world)).await).await.expect(303);
                browser.follow().await.expect(200);
                (browser, "continue", None)
            }
            Self::SignOut => (signed_in(world, world.email()).await, "sign-out", None),
            Self::EndOne => {
                signed_in(world, world.email()).await;
                let mut browser = signed_in(world, world.email()).await;
                let session = browser.get("").await.field("session").unwrap();
                (browser, "sessions/end", Some(("session", session)))
            }
            Self::EndOthers => {
                signed_in(world, world.email()).await;
                let mut browser = signed_in(world, world.email()).await;
                browser.get("").await.expect(200);
                (browser, "sessions/end-others", None)
            }
        };
        Ready { browser, place, field }
    }

    /// The calls that it makes where nothing goes wrong.
    fn calls(self) -> usize {
        match self {
            Self::Begin | Self::Resend => 4,
            Self::Choose | Self::EndOne => 3,
            _ => 2,
        }
    }

    /// Where its success leads.
    fn leads_to(self) -> &'static str {
        match self {
            Self::Begin | Self::Resend => "/acme/portal/authenticate",
            Self::Prove => "/acme/portal/choose",
            _ => "/acme/portal",
        }
    }

    /// What it does, once.
    fn done(self, before: State) -> State {
        match self {
            Self::Begin | Self::Resend => State { sign_ins: before.sign_ins + 1, ..before },
            Self::EnterCode | Self::FollowMail => {
                State { sign_ins: before.sign_ins - 1, sessions: before.sessions + 1, ..before }
            }
            Self::Prove => State { proven: before.proven + 1, ..before },
            Self::Choose => State {
                sign_ins: before.sign_ins - 1,
                proven: before.proven - 1,
                sessions: before.sessions + 1,
                ..before
            },
            Self::Arrive => {
                State { sessions: before.sessions + 1, used_links: before.used_links + 1, ..before }
            }
            Self::SignOut | Self::EndOne => State { sessions: before.sessions - 1, ..before },
            Self::EndOthers => State { generation: before.generation + 1, ..before },
        }
    }

    fn opens_a_session(self) -> bool {
        matches!(self, Self::EnterCode | Self::FollowMail | Self::Choose | Self::Arrive)
    }
}

/// What goes wrong at one of the calls.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The function dies before the call.
    Before(usize),
    /// The call is carried out, and the function dies before the answer.
    After(usize),
    /// The answer is lost, and everything works again.
    AnswerLost(usize),
    /// The request is lost, and everything works again.
    RequestLost(usize),
    /// The call is refused in this way, and everything works again.
    Refused(usize, u16, &'static str),
    /// The call and all that follow are refused in this way.
    RefusedFromNowOn(usize, u16, &'static str),
}

impl Fault {
    /// Everything that can go wrong at each of so many calls.
    fn at_each_of(calls: usize) -> impl Iterator<Item = Self> {
        let refusals =
            [(400, "ProvisionedThroughputExceededException"), (500, "InternalServerError")];
        (0..calls).flat_map(move |at| {
            let broken =
                [Self::Before(at), Self::After(at), Self::AnswerLost(at), Self::RequestLost(at)];
            let once = refusals.map(|(status, error)| Self::Refused(at, status, error));
            let always = refusals.map(|(status, error)| Self::RefusedFromNowOn(at, status, error));
            broken.into_iter().chain(once).chain(always)
        })
    }

    fn plan(self, world: &World) {
        world.wire.decide(move |number, _| match self {
            Self::Before(at) if number >= at => Verdict::LoseRequest,
            Self::After(at) | Self::AnswerLost(at) if number == at => Verdict::LoseAnswer,
            Self::After(at) if number > at => Verdict::LoseRequest,
            Self::RequestLost(at) if number == at => Verdict::LoseRequest,
            Self::Refused(at, status, error) if number == at => Verdict::Refuse(status, error),
            Self::RefusedFromNowOn(at, status, error) if number >= at => {
                Verdict::Refuse(status, error)
            }
            _ => Verdict::Pass,
        });
    }

    fn passes(self) -> bool {
        matches!(self, Self::AnswerLost(_) | Self::RequestLost(_) | Self::Refused(..))
    }
}

/// Fails unless this is the page for a table that does not answer, with its reference.
#[track_caller]
fn assert_busy(shown: &Shown, context: &str) {
    assert_eq!(shown.status(), 503, "{context}: {}", shown.text());
    assert_eq!(shown.0.header("content-type"), Some("text/html; charset=utf-8"), "{context}");
    assert_eq!(shown.0.header("retry-after"), Some("1"), "{context}");
    assert!(shown.says("problem-busy"), "{context}: {}", shown.text());
    assert!(shown.has("Reference: test-"), "{context}: {}", shown.text());
    assert!(shown.cookies().is_empty(), "{context}: {:?}", shown.cookies());
}

/// A deed while something goes wrong, and again when all is well.
async fn under(world: &World, deed: Deed, fault: Fault) {
    let context = format!("{deed:?}, {fault:?}");
    let mut ready = Box::pin(deed.prepare(world)).await;
    let (before, mails) = (state(world), world.mails().await.len());
    let call = ready.call();
    fault.plan(world);
    let shown = ready.browser.send(call.clone()).await;
    world.wire.heal();
    let after = state(world);
    let happened = after == deed.done(before);
    assert!(happened || after == before, "{context}: {before:?} became {after:?}");
    if fault.passes() {
        assert_eq!(shown.status(), 303, "{context}: {}", shown.text());
    } else {
        assert_busy(&shown, &context);
    }
    if matches!(deed, Deed::Begin | Deed::Resend) {
        let sent = world.mails().await.len() - mails;
        assert_eq!(sent, usize::from(happened), "{context}: a mail for each sign-in");
    }
    if shown.status() == 303 {
        assert!(happened, "{context}: it is said to be done");
        assert_eq!(shown.location().as_deref(), Some(deed.leads_to()), "{context}");
        if deed.opens_a_session() {
            world.introspect(&token(&ready.browser)).await.expect_status(200);
        }
        if deed == Deed::Prove {
            assert_eq!(ready.browser.follow().await.values("account").len(), 2, "{context}");
        }
        return;
    }
    // Sent again, it is done once, or was.
    let again = ready.browser.send(call).await;
    assert!(again.status() < 500, "{context}: {}", again.text());
    let last = state(world);
    match deed {
        Deed::Begin => {
            assert_eq!(again.status(), 303, "{context}");
            assert!(last.sign_ins <= before.sign_ins + 2, "{context}: {last:?}");
        }
        // The browser does not know of the first, so another is asked for.
        Deed::Resend => assert!(last.sign_ins <= before.sign_ins + 2, "{context}: {last:?}"),
        Deed::EndOthers => {
            let raised = before.generation + 1 + u32::from(happened);
            assert_eq!(last, State { generation: raised, ..before }, "{context}");
            world.introspect(&token(&ready.browser)).await.expect_status(200);
        }
        _ => assert_eq!(last, deed.done(before), "{context}"),
    }
    if deed.opens_a_session() {
        let opened = again.cookie("session.acme").is_some();
        assert_eq!(opened, !happened, "{context}: {}", again.text());
    }
}

#[tokio::test]
async fn a_deed_makes_so_many_calls() {
    let world = World::unlimited().await;
    for deed in DEEDS {
        let mut ready = Box::pin(deed.prepare(&world)).await;
        let before = state(&world);
        world.wire.forget();
        let call = ready.call();
        let shown = ready.browser.send(call).await;
        assert_eq!(shown.expect(303).location().as_deref(), Some(deed.leads_to()), "{deed:?}");
        assert_eq!(
            world.wire.calls().len(),
            deed.calls(),
            "{deed:?}: {:?}",
            world.wire.operations()
        );
        assert_eq!(state(&world), deed.done(before), "{deed:?}");
    }
}

/// A deed under everything that can go wrong: one after the other where it passes, and side by side
/// where it takes the time of many retries.
async fn under_every_fault(deed: Deed) {
    let (passing, lasting): (Vec<_>, Vec<_>) =
        Fault::at_each_of(deed.calls()).partition(|fault| fault.passes());
    let world = World::unlimited().await;
    for fault in passing {
        Box::pin(under(&world, deed, fault)).await;
    }
    let lasting = stream::iter(lasting).for_each_concurrent(4, |fault| async move {
        let world = Box::pin(World::unlimited()).await;
        Box::pin(under(&world, deed, fault)).await;
    });
    lasting.await;
}

/// One test for each deed.
macro_rules! under_every_fault {
    ($($name:ident: $deed:ident),* $(,)?) => {$(
        #[tokio::test]
        async fn $name() {
            Box::pin(under_every_fault(Deed::$deed)).await;
        }
    )*};
}

under_every_fault! {
    asking_for_a_code_is_done_once_or_not_at_all: Begin,
    entering_a_code_is_done_once_or_not_at_all: EnterCode,
    following_a_mail_s_link_is_done_once_or_not_at_all: FollowMail,
    proving_a_shared_email_is_done_once_or_not_at_all: Prove,
    asking_for_another_code_is_done_once_or_not_at_all: Resend,
    choosing_an_account_is_done_once_or_not_at_all: Choose,
    arriving_by_a_link_is_done_once_or_not_at_all: Arrive,
    signing_out_is_done_once_or_not_at_all: SignOut,
    ending_a_session_is_done_once_or_not_at_all: EndOne,
    ending_all_others_is_done_once_or_not_at_all: EndOthers,
}

#[tokio::test]
async fn a_replaced_session_that_cannot_be_ended_does_not_stop_the_new_one() {
    let world = World::new().await;
    let mut browser = signed_in(&world, world.email()).await;
    let before = token(&browser);
    super::ask(&mut browser, &super::member(&world, 0)).await;
    let code = world.newest_code().await;
    world.wire.decide(|_, call| match call.operation.as_str() {
        "DeleteItem" => Verdict::Refuse(500, "InternalServerError"),
        _ => Verdict::Pass,
    });
    browser.post("authenticate", &[("code", &code)]).await.expect_location("/acme/portal");
    world.wire.heal();
    super::assert_live(&world, &token(&browser), true).await;
    super::assert_live(&world, &before, true).await;
}

#[tokio::test]
async fn the_end_of_a_replaced_session_keeps_nobody_waiting() {
    let world = World::new().await;
    let mut browser = signed_in(&world, world.email()).await;
    super::ask(&mut browser, &super::member(&world, 0)).await;
    let code = world.newest_code().await;
    world.wire.plan(|_, call| {
        let hangs = call.operation == "DeleteItem";
        Box::pin(async move { if hangs { std::future::pending().await } else { Verdict::Pass } })
    });
    let begun = std::time::Instant::now();
    browser.post("authenticate", &[("code", &code)]).await.expect_location("/acme/portal");
    assert!(begun.elapsed() < std::time::Duration::from_millis(2_500), "its own bound is 3 s");
    world.wire.heal();
    super::assert_live(&world, &token(&browser), true).await;
}

#[tokio::test]
async fn a_use_that_cannot_be_written_back_does_not_stop_the_page() {
    let world = World::new().await;
    let mut browser = signed_in(&world, world.email()).await;
    world.clock.advance(3_600);
    world.wire.decide(|_, call| match call.operation.as_str() {
        "UpdateItem" => Verdict::Refuse(500, "InternalServerError"),
        _ => Verdict::Pass,
    });
    assert!(browser.get("").await.expect(200).says("account-title"));
}

#[tokio::test]
async fn a_look_survives_a_lost_answer_and_says_when_the_table_is_lost() {
    for fault in [
        Fault::AnswerLost(0),
        Fault::RequestLost(0),
        Fault::Refused(0, 500, "InternalServerError"),
        Fault::Before(0),
        Fault::RefusedFromNowOn(0, 400, "ThrottlingException"),
    ] {
        let world = World::new().await;
        let account = signed_in(&world, world.email()).await;
        let code = asked(&world, world.email()).await;
        let choose = Deed::Choose.prepare(&world).await.browser;
        let arrive = Deed::Arrive.prepare(&world).await.browser;
        let looks =
            [(account, ""), (code, "authenticate"), (choose, "choose"), (arrive, "continue")];
        for (mut browser, place) in looks {
            fault.plan(&world);
            let shown = browser.get(place).await;
            world.wire.heal();
            if fault.passes() {
                assert_eq!(shown.status(), 200, "{place:?}, {fault:?}: {}", shown.text());
            } else {
                assert_busy(&shown, &format!("{place:?}, {fault:?}"));
            }
        }
    }
}

#[tokio::test]
async fn a_mistake_of_ours_is_a_page_that_tells_nothing_but_its_reference() {
    for error in ["ValidationException", "ResourceNotFoundException", "AccessDeniedException"] {
        let world = World::unlimited().await;
        for deed in DEEDS {
            let ready = Box::pin(deed.prepare(&world)).await;
            world.wire.decide(move |_, _| Verdict::Refuse(400, error));
            let shown = Shown(world.call(ready.call()).await).expect(500);
            world.wire.heal();
            assert!(shown.says("problem-ours"), "{}", shown.text());
            assert!(shown.has("Reference: test-"), "{}", shown.text());
            assert!(!shown.html().contains(error) && !shown.html().contains("planned"));
            assert_eq!(shown.0.header("content-type"), Some("text/html; charset=utf-8"));
            assert!(shown.cookies().is_empty());
        }
    }
    assert_ne!(said("problem-ours"), said("problem-busy"));
}

#[tokio::test]
async fn a_table_that_does_not_answer_is_a_page_within_a_browser_s_patience() {
    let answered = stream::iter(DEEDS).for_each_concurrent(4, |deed| async move {
        let world = Box::pin(World::new()).await;
        let ready = Box::pin(deed.prepare(&world)).await;
        world.wire.plan(|_, _| Box::pin(std::future::pending()));
        let begun = tokio::time::Instant::now();
        let shown = Shown(world.call(ready.call()).await);
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{deed:?}");
        assert_busy(&shown, &format!("{deed:?}"));
    });
    answered.await;
    let world = World::new().await;
    world.wire.plan(|_, _| Box::pin(std::future::pending()));
    assert_busy(&Browser::of(&world, "acme").get("").await, "the first page");
}

#[tokio::test]
async fn calls_that_are_slow_together_are_cut_off_in_time() {
    let three_in_a_row = [Deed::Begin, Deed::Resend, Deed::Choose, Deed::EndOne];
    let answered = stream::iter(three_in_a_row).for_each_concurrent(4, |deed| async move {
        let world = Box::pin(World::new()).await;
        let ready = Box::pin(deed.prepare(&world)).await;
        let before = state(&world);
        // Each is answered at its third attempt, after two seconds: within the patience of each.
        let attempts = Arc::new(Mutex::new(HashMap::<String, usize>::new()));
        world.wire.plan(move |_, call| {
            let attempts = Arc::clone(&attempts);
            Box::pin(async move {
                let attempt = {
                    let mut attempts = attempts.lock().unwrap();
                    let count = attempts.entry(call.operation).or_default();
                    *count += 1;
                    *count
                };
                if attempt < 3 {
                    std::future::pending::<()>().await;
                }
                Verdict::Pass
            })
        });
        let begun = tokio::time::Instant::now();
        let shown = Shown(world.call(ready.call()).await);
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{deed:?}");
        world.wire.heal();
        assert_busy(&shown, &format!("{deed:?}"));
        assert_eq!(state(&world), before, "{deed:?}");
    });
    answered.await;
}
