//! `send-mail`: from the table's stream to the mailbox.

use std::{
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering},
};

use aws_lambda_events::{dynamodb::Event, streams::DynamoDbEventResponse};
use http::StatusCode;
use local::mailbox::Message;
use send_mail::SendError;
use serde_json::{Value, json};
use shared::{
    app::App,
    domain::{
        email_address::EmailAddress,
        locale::Locale,
        network::Network,
        pepper::{Pepper, PepperVersion, Peppers},
    },
    mail::Mailer,
    outbox,
    pepper_keeper::PepperKeeper,
    sign_in::{self, CodeRequest, Door},
};
use tests::{Call, PortalPaths, Verdict, World, logged, settings};

const AUTHENTICATE: &str = "https://portal.example.com/acme/portal/authenticate";

fn text(mail: &Message) -> &str {
    mail.text.as_deref().unwrap()
}

fn html(mail: &Message) -> &str {
    mail.html.as_deref().unwrap()
}

/// The code of a mail: what stands last in it.
fn code(mail: &Message) -> &str {
    text(mail).rsplit_once('#').unwrap().1
}

/// Lets the sends of these numbers, counted from now, end so, and every other call pass.
fn fate_of_sends(world: &World, numbers: Range<usize>, verdict: Verdict) {
    let sends = AtomicUsize::new(0);
    world.wire.decide(move |_, call| {
        let is_send = call.operation == "SendEmail";
        if is_send && numbers.contains(&sends.fetch_add(1, Ordering::SeqCst)) {
            verdict.clone()
        } else {
            Verdict::Pass
        }
    });
}

/// Makes a customer of a new organization of this name, asks for a code for it and gives the mail.
async fn mail_of_organization(world: &World, name: &str) -> Message {
    let create = json!({ "operation": "create_organization", "name": name, "slug": "initech" });
    let organization = world.admin(create).await.unwrap()["id"].take();
    let email = "joan@example.com";
    let create =
        json!({ "operation": "create_customer", "organization_id": organization, "email": email });
    world.admin(create).await.unwrap();
    let body = json!({ "email": email, "organization_id": organization });
    world.call(Call::post(PortalPaths::REQUEST).json(&body)).await.expect_status(202);
    world.mails().await.remove(0)
}

#[tokio::test]
async fn a_mail_says_all_there_is_to_say_in_both_its_forms() {
    let world = World::new().await;
    world.request_code(world.email()).await;
    let mails = world.mails().await;
    let mail = &mails[0];
    assert_eq!(mail.to, "ada@example.com");
    assert_eq!(mail.from, r#""Acme" <login@example.com>"#);
    assert_eq!(mail.subject, "Sign in to Acme");
    let headers = json!({ "Auto-Submitted": "auto-generated", "Content-Language": "en" });
    assert_eq!(json!(mail.headers), headers);
    let code = code(mail);
    assert!(code.len() == 6 && code.bytes().all(|it| it.is_ascii_digit()));
    let link = format!("{AUTHENTICATE}#{}", world.newest_link_code().await);
    for form in [text(mail), html(mail)] {
        for part in ["Acme", code, "15 minutes", "works once", &link] {
            assert!(form.contains(part), "{part}: {form}");
        }
    }
    assert!(html(mail).contains(&format!("href=\"{link}\"")));
    assert!(html(mail).contains(&format!(">{code}</p>")));
    assert!(text(mail).lines().any(|line| line == code));
    assert!(text(mail).lines().any(|line| line == link));
}

#[tokio::test]
async fn the_last_line_is_what_phones_fill_in_from() {
    let world = World::new().await;
    let (_, code) = world.fresh_code(world.email()).await;
    let mails = world.mails().await;
    let last = format!("@portal.example.com #{code}");
    assert_eq!(text(&mails[0]).lines().last(), Some(last.as_str()));
    assert!(html(&mails[0]).contains(&last));
}

#[tokio::test]
async fn the_subject_never_holds_the_code() {
    let world = World::unlimited().await;
    for _ in 0..5 {
        let (_, code) = world.fresh_code(world.email()).await;
        let subject = &world.mails().await[0].subject;
        assert!(!subject.contains(&code), "{subject}");
        assert!(!subject.bytes().any(|it| it.is_ascii_digit()), "{subject}");
    }
}

#[tokio::test]
async fn the_link_s_secret_is_in_the_fragment_and_nowhere_else() {
    let world = World::new().await;
    world.request_code(world.email()).await;
    let secret = world.newest_link_code().await;
    let mail = world.mails().await.remove(0);
    assert!(secret.len() >= 32, "{secret}");
    for form in [text(&mail), html(&mail)] {
        let places: Vec<_> = form.match_indices(&secret).collect();
        assert_eq!(places.len(), 1);
        assert!(form[..places[0].0].ends_with(&format!("{AUTHENTICATE}#")));
        assert!(!form.contains('?'), "no query");
    }
    let rest = format!("{}{}{}{:?}", mail.subject, mail.from, mail.to, mail.headers);
    assert!(!rest.contains(&secret));
}

#[tokio::test]
async fn each_mail_has_a_code_and_a_link_of_its_own() {
    let world = World::new().await;
    world.request_code(world.email()).await;
    let first = world.newest_link_code().await;
    world.request_code(world.email()).await;
    assert_ne!(world.newest_link_code().await, first);
    let mails = world.mails().await;
    assert_eq!(mails.len(), 2);
}

#[tokio::test]
async fn a_mail_says_how_long_the_deployment_s_codes_are_good() {
    let world = World::with(settings([("LATCHKEY_CODE_TTL_SECONDS", "60")])).await;
    world.request_code(world.email()).await;
    let mail = world.mails().await.remove(0);
    for form in [text(&mail), html(&mail)] {
        assert!(form.contains("1 minute and"), "{form}");
    }
}

#[tokio::test]
async fn an_organization_s_name_is_safe_in_every_part() {
    for (name, from, escaped) in [
        ("Café", "=?UTF-8?B?Q2Fmw6k=?= <login@example.com>", "Sign in to Café"),
        (r#"A "B" \ C"#, r#""A \"B\" \\ C" <login@example.com>"#, r"Sign in to A &#34;B&#34; \ C"),
        (
            "<script>x</script> & Co.",
            r#""<script>x</script> & Co." <login@example.com>"#,
            "Sign in to &#60;script&#62;x&#60;/script&#62; &#38; Co.",
        ),
        (
            "O'Neil {{ words.code }}",
            r#""O'Neil {{ words.code }}" <login@example.com>"#,
            "Sign in to O&#39;Neil {{ words.code }}",
        ),
    ] {
        let world = World::new().await;
        let mail = mail_of_organization(&world, name).await;
        assert_eq!(mail.from, from);
        assert_eq!(mail.subject, format!("Sign in to {name}"));
        assert!(text(&mail).starts_with(&format!("Your code for {name}:")));
        assert_eq!(html(&mail).matches(escaped).count(), 3, "{}", html(&mail));
        assert!(!html(&mail).contains("<script"));
    }
}

/// Asks for a code in this language and gives the mail.
async fn mail_in(world: &World, locale: Locale) -> Message {
    let call = world.code_request(world.email()).header("accept-language", locale.tag());
    world.call(call).await.expect_status(202);
    world.mails().await.remove(0)
}

#[tokio::test]
async fn a_mail_is_all_in_the_language_of_whoever_asked() {
    let world = World::unlimited().await;
    let english = mail_in(&world, Locale::En).await;
    let sentences = [
        "Your code",
        "It is good for 15 minutes",
        "Or open this link",
        "Or sign in with one click",
        "If you did not ask",
    ];
    let says = |mail: &Message, sentence: &str| {
        text(mail).contains(sentence) || html(mail).contains(sentence)
    };
    assert!(sentences.into_iter().all(|it| says(&english, it)));
    for locale in Locale::ALL.into_iter().filter(|it| *it != Locale::En) {
        let mail = mail_in(&world, locale).await;
        assert_eq!(mail.headers["Content-Language"], locale.tag());
        assert_ne!(mail.subject, english.subject);
        assert!(mail.subject.contains("Acme"));
        assert!(html(&mail).contains(&format!("<html lang=\"{}\" dir=", locale.tag())));
        for sentence in sentences {
            assert!(!says(&mail, sentence), "{locale:?}: {sentence}");
        }
    }
}

#[tokio::test]
async fn what_machines_read_is_the_same_in_every_language() {
    let world = World::unlimited().await;
    for locale in Locale::ALL {
        let mail = mail_in(&world, locale).await;
        let code = code(&mail);
        assert!(code.len() == 6 && code.bytes().all(|it| it.is_ascii_digit()), "{code}");
        let last = format!("@portal.example.com #{code}");
        assert_eq!(text(&mail).lines().last(), Some(last.as_str()));
        assert!(html(&mail).contains(&format!("dir=\"ltr\">{last}</p>")));
        assert!(text(&mail).lines().any(|line| line == code));
        let link = format!("{AUTHENTICATE}#{}", world.newest_link_code().await);
        assert!(text(&mail).lines().any(|line| line == link));
        assert!(html(&mail).contains(&format!("href=\"{link}\"")));
        assert!(!mail.subject.contains(code));
    }
}

#[tokio::test]
async fn arabic_is_written_from_the_right_and_its_code_from_the_left() {
    let world = World::unlimited().await;
    for locale in Locale::ALL {
        let mail = mail_in(&world, locale).await;
        let direction = if locale == Locale::Ar { "rtl" } else { "ltr" };
        let opening = format!("<html lang=\"{}\" dir=\"{direction}\">", locale.tag());
        assert!(html(&mail).contains(&opening), "{opening}");
        assert!(html(&mail).contains("<p class=\"code\" dir=\"ltr\""));
        let is_isolated = mail.subject.contains("\u{2068}Acme\u{2069}");
        assert_eq!(is_isolated, locale == Locale::Ar, "{}", mail.subject);
    }
}

#[tokio::test]
async fn a_mail_counts_as_its_language_does() {
    for (ttl, locale, duration) in [
        ("60", Locale::Pl, "1 minutę"),
        ("180", Locale::Pl, "3 minuty"),
        ("900", Locale::Pl, "15 minut "),
        ("60", Locale::Ar, "دقيقة واحدة"),
        ("120", Locale::Ar, "دقيقتين"),
        ("180", Locale::Ar, "\u{2068}3\u{2069} دقائق"),
        ("900", Locale::Ar, "\u{2068}15\u{2069} دقيقة"),
    ] {
        let world = World::with(settings([("LATCHKEY_CODE_TTL_SECONDS", ttl)])).await;
        let mail = mail_in(&world, locale).await;
        for form in [text(&mail), html(&mail)] {
            assert!(form.contains(duration), "{duration}: {form}");
        }
    }
    let world = World::with(settings([("LATCHKEY_CODE_TTL_SECONDS", "60")])).await;
    let polish = world.code_request(world.email()).header("accept-language", "pl");
    world.call(polish).await.expect_status(202);
    world.clock.advance(38);
    assert!(text(&world.mails().await[0]).contains("22 sekundy"));
}

#[tokio::test]
async fn a_record_without_a_language_or_with_one_that_is_not_known_is_mailed_in_english() {
    let world = World::new().await;
    let polish = world.code_request(world.email()).header("accept-language", "pl");
    world.call(polish).await.expect_status(202);
    let image = world.items_of("SIGNIN#").remove(0);
    assert_eq!(image["locale"], json!({ "S": "pl" }));
    let mut older = image.clone();
    older.as_object_mut().unwrap().remove("locale");
    let mut newer = image.clone();
    newer["locale"] = json!({ "S": "tlh" });
    let mut locales = Vec::new();
    let answer = outbox::deliver(event(&inserts(vec![older, newer, image])), |sign_in| {
        locales.push(sign_in.locale);
        async { Ok::<_, SendError>(()) }
    });
    assert_eq!(failures(&answer.await), [""; 0]);
    assert_eq!(locales, [Locale::En, Locale::En, Locale::Pl]);
}

#[tokio::test]
async fn each_request_gets_one_mail() {
    let world = World::new().await;
    for count in 1..=3 {
        world.request_code(world.email()).await;
        assert_eq!(world.mails().await.len(), count);
        assert_eq!(world.mails().await.len(), count, "and no more later");
    }
    assert_eq!(world.mailbox.attempts().len(), 3);
}

#[tokio::test]
async fn nobody_s_email_gets_no_mail() {
    let world = World::new().await;
    world.request_code("nobody@example.com").await;
    assert!(world.mails().await.is_empty());
    assert!(world.mailbox.attempts().is_empty());
    assert_eq!(world.dead_letters().await, 0);
}

#[tokio::test]
async fn a_wrong_code_or_a_session_is_nothing_to_mail_about() {
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    let wrong = if code == "000000" { "111111" } else { "000000" };
    world.authenticate(wrong, &request_id).await.expect_status(401);
    world.authenticate(&code, &request_id).await.expect_status(200);
    let body = json!({ "customer_id": world.individual() });
    world.call(world.session_for(&body)).await.expect_status(201);
    assert_eq!(world.mails().await.len(), 1);
}

#[tokio::test]
async fn a_member_s_mail_goes_to_the_member() {
    let world = World::new().await;
    for member in world.seed.customers.team.members.clone() {
        let (request_id, code) = world.fresh_code(&member.email).await;
        let mail = world.mails().await.remove(0);
        assert_eq!(mail.to, member.email);
        world.authenticate(&code, &request_id).await.expect_status(200);
    }
}

#[tokio::test]
async fn a_failed_send_is_tried_again_with_the_same_code() {
    // 403, 404 and 429 are not what the mail is to blame for.
    for status in [500, 503, 403, 404, 429] {
        let world = World::new().await;
        let request_id = world.request_code(world.email()).await;
        world.mailbox.fail_next(2, StatusCode::from_u16(status).unwrap());
        let mails = world.mails().await;
        assert_eq!(mails.len(), 1, "{status}");
        let attempts = world.mailbox.attempts();
        assert_eq!(attempts.len(), 3, "{status}");
        assert!(attempts.iter().all(|it| it.message.text == mails[0].text));
        let answer = world.authenticate(code(&mails[0]), &request_id).await;
        answer.expect_status(200);
        assert_eq!(world.dead_letters().await, 0);
    }
}

#[tokio::test]
async fn an_error_that_is_not_the_mail_s_fault_is_tried_again() {
    for (status, error) in [
        (400, "SomethingNew"),
        (400, "SendingPausedException"),
        (400, "LimitExceededException"),
        (403, "UnrecognizedClientException"),
        (418, "SomethingNew"),
    ] {
        let world = World::new().await;
        world.request_code(world.email()).await;
        fate_of_sends(&world, 0..2, Verdict::Refuse(status, error));
        assert_eq!(world.mails().await.len(), 1, "{status} {error}");
        assert_eq!(world.mailbox.attempts().len(), 1, "two never reached the mailbox");
    }
}

#[tokio::test]
async fn a_mail_refused_for_good_is_logged_and_holds_up_no_other() {
    for error in ["MessageRejected", "BadRequestException"] {
        let world = World::new().await;
        let members = &world.seed.customers.team.members;
        world.request_code(&members[0].email).await;
        world.request_code(&members[1].email).await;
        fate_of_sends(&world, 0..1, Verdict::Refuse(400, error));
        let mails = world.mails().await;
        let sends = world.wire.operations();
        let sends = sends.iter().filter(|it| *it == "SendEmail").count();
        assert_eq!(sends, 2, "{error}: the first was not tried again");
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, members[1].email);
        assert_eq!(world.dead_letters().await, 0);
        let logged = logged();
        assert!(logged.contains("a mail was refused for good"));
        assert!(logged.contains(error), "the log says why: {error}");
    }
}

#[tokio::test]
async fn no_log_says_whom_a_mail_was_for() {
    for error in ["MessageRejected", "MailFromDomainNotVerifiedException"] {
        let world = World::new().await;
        let email = &world.seed.customers.team.members[0].email;
        world.request_code(email).await;
        let message = format!("Email address is not verified: {email}");
        let refusal = json!({ "__type": error, "message": message });
        fate_of_sends(&world, 0..1, Verdict::Answer(400, refusal));
        world.deliver().await;
        assert!(!logged().contains(email.as_str()), "{error}");
    }
}

#[tokio::test]
async fn a_send_whose_answer_is_lost_mails_the_same_code_again() {
    let world = World::new().await;
    let request_id = world.request_code(world.email()).await;
    fate_of_sends(&world, 0..1, Verdict::LoseAnswer);
    let mails = world.mails().await;
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].text, mails[1].text);
    assert_eq!(mails[0].html, mails[1].html);
    let answer = world.authenticate(code(&mails[1]), &request_id).await;
    answer.expect_status(200);
}

#[tokio::test]
async fn a_send_that_never_arrived_is_tried_again() {
    let world = World::new().await;
    world.request_code(world.email()).await;
    fate_of_sends(&world, 0..3, Verdict::LoseRequest);
    assert_eq!(world.mails().await.len(), 1);
}

#[tokio::test]
async fn a_table_that_does_not_answer_delays_a_mail_and_loses_none() {
    let world = World::new().await;
    world.request_code(world.email()).await;
    world.wire.decide(|number, call| match call.operation.as_str() {
        "SendEmail" => Verdict::Pass,
        _ if number < 4 => Verdict::Refuse(400, "AccessDeniedException"),
        _ => Verdict::Pass,
    });
    assert_eq!(world.mails().await.len(), 1);
}

#[tokio::test]
async fn mails_go_out_in_the_order_they_were_asked_for() {
    let world = World::new().await;
    let mut asked = vec![world.email().to_owned()];
    let members = &world.seed.customers.team.members;
    asked.extend(members.iter().map(|member| member.email.clone()));
    for email in &asked {
        world.request_code(email).await;
    }
    fate_of_sends(&world, 1..3, Verdict::Refuse(500, "InternalServiceError"));
    let mut mails = world.mails().await;
    mails.reverse();
    let mailed: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(mailed, asked, "each once, though the second failed twice");
}

#[tokio::test]
async fn more_mails_than_a_batch_holds_all_go_out_once() {
    let world = World::unlimited().await;
    for _ in 0..23 {
        world.request_code(world.email()).await;
    }
    fate_of_sends(&world, 4..6, Verdict::LoseRequest);
    let mails = world.mails().await;
    let mut codes: Vec<_> = mails.iter().map(text).collect();
    assert_eq!(codes.len(), 23);
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 23);
}

#[tokio::test]
async fn a_code_that_has_expired_is_not_mailed() {
    for (after_millis, mailed) in [(59_999, 1), (60_000, 0)] {
        let world = World::with(settings([("LATCHKEY_CODE_TTL_SECONDS", "60")])).await;
        world.request_code(world.email()).await;
        world.clock.advance_millis(after_millis);
        assert_eq!(world.mails().await.len(), mailed, "{after_millis}");
        assert_eq!(world.mailbox.attempts().len(), mailed);
        assert_eq!(world.dead_letters().await, 0, "there is nothing to retry");
    }
}

#[tokio::test]
async fn a_record_with_less_than_a_minute_left_goes_to_the_dead_letters() {
    for (after, mailed, dead) in [(840, 1, 0), (841, 0, 1)] {
        let world = World::new().await;
        world.request_code(world.email()).await;
        world.clock.advance(after);
        assert_eq!(world.mails().await.len(), mailed, "{after}");
        assert_eq!(world.mailbox.attempts().len(), mailed);
        assert_eq!(world.dead_letters().await, dead);
        world.request_code(world.email()).await;
        assert_eq!(world.mails().await.len(), mailed + 1, "later mails still go out");
    }
}

#[tokio::test]
async fn who_changed_in_between_gets_no_mail() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let ada = json!({ "customer_id": world.individual() });
    let mia = json!({ "customer_id": team.id, "member_id": team.members[2].id });
    for (operation, input, email) in [
        ("delete_member", mia, team.members[2].email.as_str()),
        ("revoke_customer_sessions", ada.clone(), world.email()),
        (
            "change_customer_email",
            json!({ "customer_id": world.individual(), "email": "ada@new.example.com" }),
            world.email(),
        ),
        ("delete_customer", ada, "ada@new.example.com"),
    ] {
        world.request_code(email).await;
        let mut operation =
            json!({ "operation": operation, "organization_id": world.organization() });
        operation.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
        world.admin(operation.clone()).await.unwrap();
        assert!(world.mails().await.is_empty(), "{operation}");
        assert!(world.mailbox.attempts().is_empty());
        assert_eq!(world.dead_letters().await, 0);
    }
}

fn pepper(version: &str) -> Pepper {
    let secret = format!("a pepper that tests share, version {version}");
    Pepper::new(PepperVersion::new(version), &secret)
}

/// The app of a function as it is with these peppers.
fn app_with(world: &World, function: &str, current: &str, previous: Option<&str>) -> App {
    let app = world.app(function);
    let peppers = Peppers { current: pepper(current), previous: previous.map(pepper) };
    App {
        clock: app.clock.clone(),
        ..App::assemble(app.config.clone(), app.aws.clone(), Some(PepperKeeper::fixed(peppers)))
    }
}

/// Asks for a code as long as this was the pepper, and gives the `request_id`.
async fn request_code_under(world: &World, version: &str) -> String {
    let app = app_with(world, "request-code", version, None);
    let asked = CodeRequest {
        organization: world.organization(),
        email: EmailAddress::parse(world.email()).unwrap(),
        customer: None,
        door: Door::Public(Network::of("192.0.2.1".parse().unwrap())),
        locale: Locale::En,
    };
    sign_in::request(&app, &asked).await.unwrap().to_string()
}

async fn world_after_rotation() -> World {
    let peppers = Peppers { current: pepper("2"), previous: Some(pepper("1")) };
    World::peppered(Vec::new(), peppers).await
}

#[tokio::test]
async fn a_pepper_rotated_before_the_mail_leaves_its_code_and_link_good() {
    let world = world_after_rotation().await;
    let request_id = request_code_under(&world, "1").await;
    let code = world.newest_code().await;
    world.authenticate(&code, &request_id).await.expect_status(200);

    request_code_under(&world, "1").await;
    let code = world.newest_code().await;
    let answer = world.authenticate_bare(&code, "192.0.2.1").await;
    answer.expect_status(200);

    request_code_under(&world, "1").await;
    let link = world.newest_link_code().await;
    let answer = world.authenticate_bare(&link, "198.51.100.1").await;
    answer.expect_status(200);
}

#[tokio::test]
async fn a_code_whose_pepper_is_not_to_be_had_is_not_mailed_and_tried_again() {
    let world = world_after_rotation().await;
    request_code_under(&world, "2").await;
    let records = inserts(world.items_of("SIGNIN#"));
    let stale: &App = Box::leak(Box::new(app_with(&world, "send-mail", "1", None)));
    let mailer: &Mailer = Box::leak(Box::new(Mailer::new(&stale.config, &stale.aws).unwrap()));
    let send = |sign_in| send_mail::handle(stale, mailer, sign_in);
    let answer = outbox::deliver(event(&records), send).await;
    assert_eq!(failures(&answer), ["0"], "the stream tries again");
    assert!(world.mailbox.attempts().is_empty());
    assert_eq!(world.mails().await.len(), 1);
}

/// Records of new items.
fn inserts(images: Vec<Value>) -> Vec<(&'static str, Value)> {
    images.into_iter().map(|image| ("INSERT", image)).collect()
}

/// A batch of these records: each what happened and the new image, numbered from 0.
fn event(records: &[(&str, Value)]) -> Event {
    let record = |(number, (name, image)): (usize, &(&str, Value))| {
        let keys = json!({ "pk": image["pk"], "sk": image["sk"] });
        json!({
            "eventID": number.to_string(), "eventName": name, "eventVersion": "1.1",
            "eventSource": "aws:dynamodb", "awsRegion": "local", "eventSourceARN": "arn",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_262_400, "Keys": keys, "NewImage": image,
                "SequenceNumber": number.to_string(), "SizeBytes": 1, "StreamViewType": "NEW_IMAGE",
            },
        })
    };
    let records: Vec<_> = records.iter().enumerate().map(record).collect();
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

/// The sequence numbers that an answer to the stream names.
fn failures(answer: &DynamoDbEventResponse) -> Vec<&str> {
    let failures = answer.batch_item_failures.iter();
    failures.map(|failure| failure.item_identifier.as_deref().unwrap()).collect()
}

/// Items of sign-ins that have a mail.
async fn sign_ins(world: &World, count: usize) -> Vec<Value> {
    for _ in 0..count {
        world.request_code(world.email()).await;
    }
    world.items_of("SIGNIN#")
}

#[tokio::test]
async fn what_announces_no_mail_is_passed_over_though_the_filter_be_gone() {
    let world = World::new().await;
    let sign_in = sign_ins(&world, 1).await.remove(0);
    let with_mail = |mail: Value| {
        let mut image = sign_in.clone();
        image["mail"] = mail;
        image
    };
    let mut without = sign_in.clone();
    without.as_object_mut().unwrap().remove("mail");
    let records = [
        ("MODIFY", sign_in.clone()),
        ("REMOVE", sign_in.clone()),
        ("INSERT", without),
        ("INSERT", with_mail(json!({ "BOOL": true }))),
        ("INSERT", with_mail(json!({ "NULL": true }))),
        ("INSERT", with_mail(json!({ "M": {} }))),
        ("INSERT", json!({ "pk": { "S": "ORG#1" }, "sk": { "S": "ORG" } })),
        ("INSERT", sign_in.clone()),
    ];
    let mut sent = 0;
    let answer = outbox::deliver(event(&records), |_| {
        sent += 1;
        async { Ok::<_, SendError>(()) }
    });
    assert_eq!(failures(&answer.await), [""; 0]);
    assert_eq!(sent, 1, "the last and no other");
}

#[tokio::test]
async fn a_batch_stops_at_the_first_that_fails_and_names_it() {
    let world = World::new().await;
    let records = inserts(sign_ins(&world, 3).await);
    let mut tried = 0;
    let answer = outbox::deliver(event(&records), |_| {
        tried += 1;
        let fails = tried == 2;
        async move { if fails { Err(SendError::PepperGone) } else { Ok(()) } }
    });
    assert_eq!(failures(&answer.await), ["1"]);
    assert_eq!(tried, 2);
}

#[tokio::test]
async fn a_damaged_record_is_named_and_not_a_crash() {
    let world = World::new().await;
    let mut images = sign_ins(&world, 2).await;
    images[0].as_object_mut().unwrap().remove("seed");
    let answer = outbox::deliver(event(&inserts(images)), |_| async { Ok::<_, SendError>(()) });
    assert_eq!(failures(&answer.await), ["0"]);
}

#[tokio::test]
async fn an_empty_batch_is_done() {
    let answer = outbox::deliver(event(&[]), |_| async { Ok::<_, SendError>(()) });
    assert_eq!(failures(&answer.await), [""; 0]);
}
