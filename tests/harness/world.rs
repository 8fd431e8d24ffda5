//! One world: everything that a test needs, and nothing that another test sees.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use admin::Operation;
use dynoxide::Database;
use http::Response;
use lambda_http::Body;
use local::{
    functions,
    gateway::{Dispatch, Gateway},
    mailbox::{self, Mailbox, Message},
    seed::Seed,
    stream::Pump,
    template::Template,
};
use serde_json::{Value, json};
use shared::{
    app::App,
    aws::Aws,
    config::Config,
    domain::{
        id::{CustomerId, OrganizationId},
        pepper::{Pepper, PepperVersion, Peppers},
    },
    mail::Mailer,
    outbox,
    pepper_keeper::PepperKeeper,
};
use tokio::{net::TcpListener, sync::Mutex};

use crate::{
    beginning::Beginning,
    call::{self, Answer, Call, PortalPaths},
    clock::TestClock,
    logs, openapi,
    wire::{RACER, Wire},
};

/// The table of every world.
pub const TABLE: &str = "latchkey";
const PUBLIC_URL: &str = "https://portal.example.com";

/// The template, parsed once in a process.
pub(crate) fn template() -> &'static Template {
    static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Template::bundled().unwrap());
    &TEMPLATE
}

/// Variables that a test sets beside the template's.
pub fn settings<const N: usize>(
    variables: [(&'static str, &str); N],
) -> Vec<(&'static str, String)> {
    variables.map(|(name, value)| (name, value.to_owned())).to_vec()
}

/// Everything around the functions, and the functions.
pub struct World {
    /// The table, without the SDK.
    pub database: Database,
    /// Where mail arrives.
    pub mailbox: Mailbox,
    /// The time.
    pub clock: TestClock,
    /// What goes between the functions and AWS.
    pub wire: Wire,
    /// The template.
    pub template: &'static Template,
    /// What the organizations have.
    pub seed: Seed,
    gateway: Gateway,
    dispatch: Dispatch,
    apps: BTreeMap<String, &'static App>,
    mailer: &'static Mailer,
    pump: Mutex<Pump>,
}

impl World {
    /// A world with the defaults.
    pub async fn new() -> Self {
        Self::with(Vec::new()).await
    }

    /// A world without limits on mails and requests.
    pub async fn unlimited() -> Self {
        Self::with(settings([
            ("LATCHKEY_MAILS_PER_QUARTER_HOUR", "1000000"),
            ("LATCHKEY_MAILS_PER_DAY", "1000000"),
            ("LATCHKEY_NETWORK_REQUESTS_PER_QUARTER_HOUR", "1000000"),
            ("LATCHKEY_NETWORK_REQUESTS_PER_DAY", "1000000"),
        ]))
        .await
    }

    /// A world with these variables.
    pub async fn with(variables: Vec<(&'static str, String)>) -> Self {
        Self::peppered(variables, usual_peppers()).await
    }

    /// A world with these variables and this pepper.
    pub async fn peppered(variables: Vec<(&'static str, String)>, peppers: Peppers) -> Self {
        logs::start();
        let (template, clock) = (template(), TestClock::default());
        let Beginning { database, seed, start } = Beginning::copy(&clock).await;
        let mailbox = Mailbox::new(clock.for_local());
        let endpoints = [
            ("AWS_ENDPOINT_URL_DYNAMODB", serve_table(&database).await),
            ("AWS_ENDPOINT_URL_SESV2", serve_mailbox(&mailbox).await),
        ];
        let wire = Wire::default();
        let maker = AppMaker { peppers, ..AppMaker::new(&clock, &wire) };
        let variables: Vec<_> = variables.into_iter().chain(endpoints).collect();
        let apps: BTreeMap<String, &'static App> = template
            .functions()
            .map(|name| (name.to_owned(), maker.make(name, &variables)))
            .collect();
        let sender = apps["send-mail"];
        let mailer = Mailer::new(&sender.config, &sender.aws).unwrap();
        let source = template.stream_source();
        let pump = Pump::new(database.clone(), TABLE, source, clock.for_local(), start);
        let gateway = Gateway::new(template, clock.for_local(), request_ids()).unwrap();
        Self {
            gateway,
            dispatch: dispatch(apps.clone()),
            mailer: Box::leak(Box::new(mailer)),
            pump: Mutex::new(pump.unwrap()),
            database,
            mailbox,
            clock,
            wire,
            template,
            seed,
            apps,
        }
    }

    /// Sends a call through the gateway. Whatever comes back is as `docs/openapi.yaml` says.
    pub async fn call(&self, call: Call) -> Answer {
        let (request, from) = call.into_parts();
        let answered = self.gateway.handle(request.clone(), from, &self.dispatch).await;
        let answer = Answer::of(answered);
        openapi::check(&request, from, &answer);
        answer
    }

    /// What one function works with.
    pub fn app(&self, function: &str) -> &'static App {
        self.apps[function]
    }

    /// Invokes `admin`, as an operator does.
    ///
    /// # Errors
    /// What `admin` says.
    pub async fn admin(&self, operation: Value) -> Result<Value, admin::AdminError> {
        let operation: Operation = serde_json::from_value(operation).unwrap();
        let done = admin::handle(self.apps["admin"], operation).await?;
        Ok(serde_json::to_value(done).unwrap())
    }

    /// The demo organization.
    pub fn organization(&self) -> OrganizationId {
        self.seed.organization.id.parse().unwrap()
    }

    /// Its individual customer.
    pub fn individual(&self) -> CustomerId {
        self.seed.customers.individual.id.parse().unwrap()
    }

    /// The individual's email.
    pub fn email(&self) -> &str {
        &self.seed.customers.individual.email
    }

    /// A call that asks for a code for this email in the demo organization.
    pub fn code_request(&self, email: &str) -> Call {
        let organization = &self.seed.organization.id;
        let body = json!({ "email": email, "organization_id": organization });
        Call::post(PortalPaths::REQUEST).json(&body)
    }

    /// Asks for a code for this email and gives the `request_id`.
    pub async fn request_code(&self, email: &str) -> String {
        self.call(self.code_request(email)).await.expect(202).text("request_id")
    }

    /// Lets the stream deliver all there is, and gives all mails, the newest first.
    pub async fn mails(&self) -> Vec<Message> {
        self.deliver().await;
        self.mailbox.messages()
    }

    /// Lets the stream deliver all there is.
    pub async fn deliver(&self) {
        let (app, mailer) = (self.apps["send-mail"], self.mailer);
        let deliver = |event| async move {
            let sent = outbox::deliver(event, |sign_in| send_mail::handle(app, mailer, sign_in));
            Ok::<_, std::convert::Infallible>(sent.await)
        };
        // On the heap: the compiler bounds how deep futures lie in one another.
        Box::pin(self.pump.lock().await.drain(deliver)).await.unwrap();
    }

    /// What the stream gave up on.
    pub async fn dead_letters(&self) -> usize {
        self.pump.lock().await.dead_letters().len()
    }

    /// Asks for a code for this email, and gives the `request_id` and the code from the mail.
    pub async fn fresh_code(&self, email: &str) -> (String, String) {
        let request_id = self.request_code(email).await;
        (request_id, self.newest_code().await)
    }

    /// The code of the newest mail.
    pub async fn newest_code(&self) -> String {
        let mails = self.mails().await;
        let text = mails.first().unwrap().text.clone().unwrap();
        let (_, code) = text.trim_end().rsplit_once('#').unwrap();
        code.to_owned()
    }

    /// The long code of the newest mail's link.
    pub async fn newest_link_code(&self) -> String {
        let mails = self.mails().await;
        let text = mails.first().unwrap().text.clone().unwrap();
        let (_, rest) = text.split_once("/portal/authenticate#").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// Tries a code with its `request_id`.
    pub async fn authenticate(&self, code: &str, request_id: &str) -> Answer {
        let body = json!({ "code": code, "request_id": request_id });
        self.call(Call::post(PortalPaths::AUTHENTICATE).json(&body)).await
    }

    /// Tries a code without one.
    pub async fn authenticate_bare(&self, code: &str, from: &str) -> Answer {
        let body = json!({ "code": code });
        self.call(Call::post(PortalPaths::AUTHENTICATE).json(&body).from(from)).await
    }

    /// Signs in with this email and gives the session's token.
    pub async fn sign_in(&self, email: &str) -> String {
        let (request_id, code) = self.fresh_code(email).await;
        self.authenticate(&code, &request_id).await.expect(200).text("token")
    }

    /// Introspects a session's token.
    pub async fn introspect(&self, token: &str) -> Answer {
        self.call(Call::get(PortalPaths::INTROSPECT).bearer(token)).await
    }

    /// A call that opens a session for a customer with the merchant's token.
    pub fn session_for(&self, body: &Value) -> Call {
        Call::post(PortalPaths::CUSTOMER_SESSIONS).json(body).bearer(&self.seed.access_token)
    }

    /// Every item of the table.
    pub fn items(&self) -> Vec<Value> {
        let scan = serde_json::from_value(json!({ "TableName": TABLE })).unwrap();
        let found = serde_json::to_value(self.database.scan(scan).unwrap()).unwrap();
        found["Items"].as_array().unwrap().clone()
    }

    /// The items whose sort key begins so.
    pub fn items_of(&self, prefix: &str) -> Vec<Value> {
        let mut items = self.items();
        items.retain(|item| item["sk"]["S"].as_str().unwrap().starts_with(prefix));
        items
    }

    /// Every record of the table's stream, as JSON.
    pub fn stream_records(&self) -> String {
        let request = |value| serde_json::from_value(value).unwrap();
        let streams =
            self.database.list_streams(serde_json::from_value(json!({})).unwrap()).unwrap();
        let streams = serde_json::to_value(streams).unwrap();
        let arn = &streams["Streams"][0]["StreamArn"];
        let described =
            self.database.describe_stream(request(json!({ "StreamArn": arn }))).unwrap();
        let described = serde_json::to_value(described).unwrap();
        let shard = &described["StreamDescription"]["Shards"][0]["ShardId"];
        let start = serde_json::from_value(json!({
            "StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON",
        }));
        let start = self.database.get_shard_iterator(start.unwrap()).unwrap();
        let start = serde_json::to_value(start).unwrap();
        let read = serde_json::from_value(json!({ "ShardIterator": start["ShardIterator"] }));
        let records = self.database.get_records(read.unwrap()).unwrap();
        serde_json::to_string(&records).unwrap()
    }
}

pub(crate) async fn serve_table(database: &Database) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
    url
}

async fn serve_mailbox(mailbox: &Mailbox) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mailbox = mailbox.clone();
    tokio::spawn(async move { mailbox::serve(listener, mailbox).await.unwrap() });
    url
}

/// Makes the app of each function, with what the template gives it.
pub(crate) struct AppMaker<'a> {
    clock: &'a TestClock,
    wire: &'a Wire,
    peppers: Peppers,
}

impl<'a> AppMaker<'a> {
    pub(crate) fn new(clock: &'a TestClock, wire: &'a Wire) -> Self {
        Self { clock, wire, peppers: usual_peppers() }
    }

    pub(crate) fn make(
        &self,
        function: &str,
        variables: &[(&'static str, String)],
    ) -> &'static App {
        let given = template().environment(function).unwrap();
        let config = Config::read(|name| {
            let set = variables.iter().find(|(key, _)| *key == name);
            if let Some((_, value)) = set {
                return Some(value.clone());
            }
            let value = match name {
                "AWS_REGION" | "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "test",
                _ if !given.contains(name) => return None,
                "LATCHKEY_TABLE" => TABLE,
                "LATCHKEY_PUBLIC_URL" => PUBLIC_URL,
                "LATCHKEY_MAIL_FROM" => "login@example.com",
                _ => return None,
            };
            Some(value.to_owned())
        });
        let config = config.unwrap();
        let allowed = template().allowed_actions(function).unwrap().clone();
        let aws = Aws::through(&config.aws, self.wire.client(function, allowed));
        let peppered = given.contains("LATCHKEY_PEPPER_SECRET_ID");
        let app =
            App::assemble(config, aws, peppered.then(|| PepperKeeper::fixed(self.peppers.clone())));
        Box::leak(Box::new(App { clock: Arc::new(self.clock.clone()), ..app }))
    }
}

fn usual_peppers() -> Peppers {
    let current = Pepper::new(PepperVersion::new("1"), "a pepper that tests share");
    Peppers { current, previous: None }
}

fn dispatch(apps: BTreeMap<String, &'static App>) -> Dispatch {
    Arc::new(move |function, request| {
        let racer = racer(&request);
        let answer = functions::call(function, apps[function], request).unwrap_or_else(|| {
            let response = Response::builder().status(500).body(Body::Empty).unwrap();
            Box::pin(async { response })
        });
        Box::pin(RACER.scope(racer, answer))
    })
}

/// Which of several that run at once a request is.
fn racer(request: &lambda_http::Request) -> Option<usize> {
    request.headers().get(call::RACER)?.to_str().ok()?.parse().ok()
}

fn request_ids() -> local::gateway::RequestIds {
    let count = std::sync::atomic::AtomicUsize::new(1);
    Arc::new(move || format!("test-{}", count.fetch_add(1, std::sync::atomic::Ordering::Relaxed)))
}
