//! A function may die between any two of its calls, and any answer may be lost. Whatever happens,
//! there is no 200 without its effect, no effect twice, and nothing in between that stays.

use serde_json::json;
use tests::{Answer, Call, PortalPaths, Verdict, World};

/// What goes wrong at one of a function's calls.
#[derive(Clone, Copy, Debug)]
enum Crash {
    /// The function dies before the call.
    Before(usize),
    /// The call is carried out, and the function dies before the answer.
    After(usize),
    /// The answer is lost, and everything works again.
    AnswerLost(usize),
    /// The request is lost, and everything works again.
    RequestLost(usize),
}

impl Crash {
    fn at_each_of(calls: usize) -> impl Iterator<Item = Self> {
        let kinds = [Self::Before, Self::After, Self::AnswerLost, Self::RequestLost];
        (0..calls).flat_map(move |number| kinds.map(|kind| kind(number)))
    }

    fn plan(self, world: &World) {
        world.wire.decide(move |number, _| match self {
            Self::Before(at) if number >= at => Verdict::LoseRequest,
            Self::After(at) if number == at => Verdict::LoseAnswer,
            Self::After(at) if number > at => Verdict::LoseRequest,
            Self::AnswerLost(at) if number == at => Verdict::LoseAnswer,
            Self::RequestLost(at) if number == at => Verdict::LoseRequest,
            _ => Verdict::Pass,
        });
    }

    fn is_fatal(self) -> bool {
        matches!(self, Self::Before(_) | Self::After(_))
    }
}

/// A call under a crash: granted only where the function lived, and otherwise 503.
async fn under(crash: Crash, world: &World, call: Call, granted: u16) -> Answer {
    crash.plan(world);
    let answer = world.call(call).await;
    world.wire.heal();
    if crash.is_fatal() {
        assert_eq!(answer.status, 503, "{crash:?}");
        assert_eq!(answer.header("retry-after"), Some("1"));
    } else {
        assert_eq!(answer.status, granted, "{crash:?}: {:?}", answer.body);
    }
    answer
}

#[tokio::test]
async fn a_sign_in_is_either_used_with_a_session_or_usable_without() {
    for by_link in [false, true] {
        for crash in Crash::at_each_of(2) {
            let world = World::new().await;
            let (request_id, code) = world.fresh_code(world.email()).await;
            let code = if by_link { world.newest_link_code().await } else { code };
            let body = json!({ "code": code, "request_id": request_id });
            let call = Call::post(PortalPaths::AUTHENTICATE).json(&body);
            let answer = under(crash, &world, call.clone(), 200).await;
            let sessions = world.items_of("SESSION#").len();
            let again = world.call(call).await.status;
            match sessions {
                0 => assert_eq!(again, 200, "{crash:?}: the code is usable"),
                1 => assert_eq!(again, 401, "{crash:?}: the code is used"),
                more => panic!("{crash:?}: {more} sessions"),
            }
            if answer.status == 200 {
                world.introspect(&answer.text("token")).await.expect_status(200);
            }
        }
    }
}

#[tokio::test]
async fn a_bare_code_survives_every_crash_too() {
    for crash in Crash::at_each_of(3) {
        let world = World::new().await;
        let (_, code) = world.fresh_code(world.email()).await;
        let call = Call::post(PortalPaths::AUTHENTICATE).json(&json!({ "code": code }));
        under(crash, &world, call.clone(), 200).await;
        let used = world.items_of("SESSION#").len() == 1;
        let again = world.call(call).await.status;
        assert_eq!(again, if used { 401 } else { 200 }, "{crash:?}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_charged_twice() {
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    for _ in 0..4 {
        Crash::AnswerLost(0).plan(&world);
        world.authenticate(&wrong, &request_id).await.expect_status(401);
    }
    world.wire.heal();
    assert_eq!(world.items_of("SIGNIN#")[0]["tries"]["N"], "4");
    world.authenticate(&code, &request_id).await.expect_status(200);
}

#[tokio::test]
async fn asking_for_a_code_is_answered_with_a_mail_or_not_at_all() {
    for crash in Crash::at_each_of(4) {
        let world = World::new().await;
        let answer = under(crash, &world, world.code_request(world.email()), 202).await;
        let mails = world.mails().await.len();
        assert!(mails <= 1, "{crash:?}");
        if answer.status == 202 {
            assert_eq!(mails, 1, "{crash:?}");
            let code = world.newest_code().await;
            world.authenticate(&code, &answer.text("request_id")).await.expect_status(200);
        }
        let spent = world
            .items_of("BUDGET#")
            .iter()
            .filter(|it| it["pk"]["S"].as_str().unwrap().starts_with("LOGIN#"))
            .count();
        assert_eq!(spent, mails, "{crash:?}: mail and budget go together");
    }
}

#[tokio::test]
async fn a_merchant_s_session_and_its_link_are_opened_together_or_not_at_all() {
    for crash in Crash::at_each_of(2) {
        let world = World::new().await;
        let body = json!({ "customer_id": world.seed.customers.individual.id });
        let answer = under(crash, &world, world.session_for(&body), 201).await;
        let opened = world.items_of("SESSION#").len();
        assert_eq!(opened, world.items_of("LINK#").len(), "{crash:?}");
        if answer.status == 201 {
            assert_eq!(opened, 1, "{crash:?}");
            world.introspect(&answer.text("token")).await.expect_status(200);
        }
    }
}

#[tokio::test]
async fn signing_out_is_answered_only_when_it_is_done() {
    for crash in Crash::at_each_of(2) {
        let world = World::new().await;
        let token = world.sign_in(world.email()).await;
        let call = Call::delete(PortalPaths::SESSION).bearer(&token);
        let answer = under(crash, &world, call, 204).await;
        let status = world.introspect(&token).await.status;
        if answer.status == 204 {
            assert_eq!(status, 401, "{crash:?}");
        }
    }
}

#[tokio::test]
async fn reads_survive_a_lost_answer_and_report_a_lost_table() {
    for crash in Crash::at_each_of(1) {
        let world = World::new().await;
        let token = world.sign_in(world.email()).await;
        for path in [PortalPaths::INTROSPECT, PortalPaths::USER] {
            under(crash, &world, Call::get(path).bearer(&token), 200).await;
        }
    }
}
