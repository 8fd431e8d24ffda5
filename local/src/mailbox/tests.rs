use std::net::SocketAddr;

use serde_json::{Value, json};
use time::macros::datetime;
use tokio::net::TcpListener;

use super::*;
use crate::testing::exchange;

/// A served mailbox; it ends with the test's runtime.
struct Bench {
    mailbox: Mailbox,
    address: SocketAddr,
}

impl Bench {
    async fn new() -> Self {
        let mailbox = Mailbox::new(Arc::new(|| datetime!(2026-01-02 03:04:05.5 UTC)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, mailbox.clone()));
        Self { mailbox, address }
    }

    /// The status, the headers and the body of the answer.
    async fn request(&self, line: &str, body: &str) -> (u16, String, String) {
        let request = format!(
            "{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = exchange(self.address, request.as_bytes()).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), head.to_ascii_lowercase(), body.to_owned())
    }

    async fn send(&self, mail: &Value) -> (u16, String, Value) {
        let (status, head, body) =
            self.request("POST /v2/email/outbound-emails", &mail.to_string()).await;
        (status, head, serde_json::from_str(&body).unwrap())
    }

    async fn get(&self, path: &str) -> Value {
        let (status, _, body) = self.request(&format!("GET {path}"), "").await;
        assert_eq!(status, 200);
        serde_json::from_str(&body).unwrap()
    }
}

fn mail(subject: &str) -> Value {
    json!({
        "FromEmailAddress": "Shop <no-reply@shop.example>",
        "Destination": {"ToAddresses": ["ann@example.com"]},
        "ReplyToAddresses": ["help@shop.example"],
        "Content": {"Simple": {
            "Subject": {"Data": subject, "Charset": "UTF-8"},
            "Body": {"Text": {"Data": "123456"}, "Html": {"Data": "<b>123456</b>"}},
            "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
        }},
        "EmailTags": [{"Name": "kind", "Value": "sign-in"}],
        "ConfigurationSetName": "transactional",
    })
}

#[tokio::test]
async fn a_mail_sent_is_a_message_as_it_was_sent() {
    let bench = Bench::new().await;
    let (status, _, answer) = bench.send(&mail("Your code")).await;
    assert_eq!(status, 200);
    assert_eq!(
        bench.get("/messages").await,
        json!([{
            "id": answer["MessageId"],
            "to": "ann@example.com",
            "from": "Shop <no-reply@shop.example>",
            "subject": "Your code",
            "text": "123456",
            "html": "<b>123456</b>",
            "headers": {"Auto-Submitted": "auto-generated"},
            "reply_to": ["help@shop.example"],
            "tags": {"kind": "sign-in"},
            "configuration_set": "transactional",
            "received_at": "2026-01-02T03:04:05.5Z",
        }])
    );
}

#[tokio::test]
async fn the_newest_message_is_the_first_and_no_two_have_the_same_id() {
    let bench = Bench::new().await;
    bench.send(&mail("1")).await;
    bench.send(&mail("2")).await;
    let messages = bench.mailbox.messages();
    assert_eq!(
        messages.iter().map(|message| message.subject.as_str()).collect::<Vec<_>>(),
        ["2", "1"]
    );
    assert_ne!(messages[0].id, messages[1].id);
}

#[tokio::test]
async fn what_is_optional_at_ses_may_be_left_out() {
    let bench = Bench::new().await;
    let body = json!({"Text": {"Data": "hello"}});
    let sparse = json!({
        "FromEmailAddress": "a@example.com",
        "Destination": {"ToAddresses": ["b@example.com"], "CcAddresses": ["c@example.com"]},
        "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": body}},
        "ListManagementOptions": {"ContactListName": "x"},
    });
    assert_eq!(bench.send(&sparse).await.0, 200);
    let [message] = &bench.mailbox.messages()[..] else { panic!("not one message") };
    assert_eq!(message.to, "b@example.com, c@example.com");
    assert_eq!(message.html, None);

    for content in
        [json!({"Raw": {"Data": "TUlNRQ=="}}), json!({"Template": {"TemplateName": "t"}})]
    {
        let mut other = sparse.clone();
        other["Content"] = content;
        assert_eq!(bench.send(&other).await.0, 200);
    }
}

#[tokio::test]
async fn what_ses_would_not_take_is_a_400_in_its_shape() {
    let bench = Bench::new().await;
    let without = |field: &str| {
        let mut mail = mail("x");
        mail.as_object_mut().unwrap().remove(field);
        mail
    };
    let wrong = [
        json!([]),
        json!({}),
        without("Content"),
        without("Destination"),
        without("FromEmailAddress"),
    ];
    for body in wrong {
        let (status, head, answer) = bench.send(&body).await;
        assert_eq!(status, 400, "{body}");
        assert!(head.contains("x-amzn-errortype: "), "{head}");
        assert!(answer["message"].is_string(), "{answer}");
    }
    let (status, ..) = bench.request("POST /v2/email/outbound-emails", "{").await;
    assert_eq!(status, 400);
    assert!(bench.mailbox.messages().is_empty());
}

#[tokio::test]
async fn ordered_faults_fail_that_many_sends_and_leave_a_trace() {
    let bench = Bench::new().await;
    assert_eq!(bench.request("POST /faults", r#"{"fail_next":2,"status":429}"#).await.0, 204);
    let (status, head, _) = bench.send(&mail("1")).await;
    assert_eq!(status, 429);
    assert!(head.contains("x-amzn-errortype: toomanyrequestsexception"), "{head}");
    assert_eq!(bench.send(&mail("2")).await.0, 429);
    assert_eq!(bench.send(&mail("3")).await.0, 200);

    let tried = bench.get("/attempts").await;
    let tried: Vec<_> =
        tried.as_array().unwrap().iter().map(|one| (&one["subject"], &one["status"])).collect();
    let expected = [(json!("3"), json!(200)), (json!("2"), json!(429)), (json!("1"), json!(429))];
    assert_eq!(
        tried,
        expected.iter().map(|(subject, status)| (subject, status)).collect::<Vec<_>>()
    );
    assert_eq!(bench.mailbox.messages().len(), 1);
}

#[tokio::test]
async fn an_order_without_status_is_for_500_and_a_new_order_replaces_the_old() {
    let bench = Bench::new().await;
    bench.request("POST /faults", r#"{"fail_next":1}"#).await;
    let (status, head, _) = bench.send(&mail("1")).await;
    assert_eq!(status, 500);
    assert!(head.contains("internalserviceerrorexception"), "{head}");

    bench.mailbox.fail_next(5, StatusCode::BAD_REQUEST);
    bench.request("POST /faults", r#"{"fail_next":0}"#).await;
    assert_eq!(bench.send(&mail("2")).await.0, 200);
}

#[tokio::test]
async fn an_order_that_makes_no_sense_is_refused() {
    let bench = Bench::new().await;
    for order in [
        "",
        "{}",
        r#"{"fail_next":-1}"#,
        r#"{"fail_next":1,"status":200}"#,
        r#"{"fail_next":1,"status":99}"#,
    ] {
        assert_eq!(bench.request("POST /faults", order).await.0, 400, "{order}");
    }
    assert_eq!(bench.send(&mail("1")).await.0, 200);
}

#[tokio::test]
async fn clearing_forgets_messages_and_attempts() {
    let bench = Bench::new().await;
    bench.mailbox.fail_next(1, StatusCode::BAD_REQUEST);
    bench.send(&mail("1")).await;
    bench.send(&mail("2")).await;
    assert_eq!(bench.request("DELETE /messages", "").await.0, 204);
    assert_eq!(bench.get("/messages").await, json!([]));
    assert_eq!(bench.get("/attempts").await, json!([]));
}

#[tokio::test]
async fn the_page_shows_mails_and_runs_nothing_of_them() {
    let bench = Bench::new().await;
    let mut evil = mail("<script>alert(1)</script>");
    evil["Content"]["Simple"]["Body"]["Html"]["Data"] = json!("\"><script>alert(2)</script>");
    evil["Content"]["Simple"]["Body"]["Text"]["Data"] = json!("</pre><script>alert(3)</script>");
    evil["FromEmailAddress"] = json!("\"<img src=x onerror=alert(4)>\" <a@example.com>");
    bench.send(&evil).await;

    let (status, head, page) = bench.request("GET /", "").await;
    assert_eq!(status, 200);
    assert!(page.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""));
    assert_eq!(page.matches("<script").count(), 1, "only the page's own");
    assert!(!page.contains("<img"));
    assert!(head.contains("script-src 'self'"), "{head}");
    assert!(page.contains("&#60;script&#62;alert(1)"), "{page}");
}

#[tokio::test]
async fn the_page_names_sends_that_failed() {
    let bench = Bench::new().await;
    let (_, _, page) = bench.request("GET /", "").await;
    assert!(page.contains("<section id=\"failed\" hidden>"));
    bench.mailbox.fail_next(1, StatusCode::SERVICE_UNAVAILABLE);
    bench.send(&mail("Your code")).await;
    let (_, _, page) = bench.request("GET /", "").await;
    assert!(page.contains("<b>503</b> Your code"), "{page}");
}

#[tokio::test]
async fn the_pages_parts_are_served_and_nothing_else_is() {
    let bench = Bench::new().await;
    for (path, kind) in [("/mailbox.css", "text/css"), ("/mailbox.js", "text/javascript")] {
        let (status, head, _) = bench.request(&format!("GET {path}"), "").await;
        assert_eq!(status, 200);
        assert!(head.contains(kind), "{head}");
    }
    assert_eq!(bench.request("GET /v2/email/identities", "").await.0, 404);
}
