//! What goes between the SDK and AWS: counted, checked against the template's rights, and, where a
//! test plans so, delayed, refused or cut off.

use std::{
    any::Any,
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings,
            SharedHttpClient, SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};
use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde_json::{Value, json};

tokio::task_local! {
    /// Which of several requests that run at once is answered here.
    pub(crate) static RACER: Option<usize>;
}

/// One call of an AWS operation.
#[derive(Clone, Debug)]
pub struct WireCall {
    /// Which of several requests that run at once it is a part of.
    pub racer: Option<usize>,
    /// The function that made it.
    pub function: String,
    /// The operation, such as `TransactWriteItems`, or `SendEmail`.
    pub operation: String,
    /// What was asked.
    pub request: Value,
    /// Read capacity units that it took.
    pub reads: f64,
    /// Write capacity units that it took.
    pub writes: f64,
}

/// What is to become of a call.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It goes through.
    Pass,
    /// It goes through, and this is let go of once it is answered.
    Hold(Arc<dyn Any + Send + Sync>),
    /// It is not carried out, and the connection breaks.
    LoseRequest,
    /// It is carried out, and its answer is lost.
    LoseAnswer,
    /// It is not carried out, and this is answered: a status and an AWS error's name.
    Refuse(u16, &'static str),
    /// It is not carried out, and this is answered: a status and a body.
    Answer(u16, Value),
}

/// Decides of each call, by its number since the plan was made, before it goes out.
pub type Plan = Arc<dyn Fn(usize, WireCall) -> BoxFuture<'static, Verdict> + Send + Sync>;

/// The wires of one world.
#[derive(Clone, Default)]
pub struct Wire(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    calls: Vec<WireCall>,
    planned: usize,
    plan: Option<Plan>,
    /// Whether the plan is for the operator's calls instead of the functions'.
    operator: bool,
}

impl Wire {
    /// Every call so far.
    pub fn calls(&self) -> Vec<WireCall> {
        self.0.lock().unwrap().calls.clone()
    }

    /// Forgets every call so far.
    pub fn forget(&self) {
        self.0.lock().unwrap().calls.clear();
    }

    /// The operations called so far, in order.
    pub fn operations(&self) -> Vec<String> {
        self.calls().into_iter().map(|call| call.operation).collect()
    }

    /// Decides of every call from now on, until [`Wire::heal`].
    pub fn plan<F>(&self, plan: F)
    where
        F: Fn(usize, WireCall) -> BoxFuture<'static, Verdict> + Send + Sync + 'static,
    {
        let mut state = self.0.lock().unwrap();
        state.planned = 0;
        state.operator = false;
        state.plan = Some(Arc::new(plan));
    }

    /// Decides of every call of `admin` from now on, and of no other.
    pub fn plan_operator<F>(&self, plan: F)
    where
        F: Fn(usize, WireCall) -> BoxFuture<'static, Verdict> + Send + Sync + 'static,
    {
        self.plan(plan);
        self.0.lock().unwrap().operator = true;
    }

    /// The same for plans that need not wait.
    pub fn decide(&self, plan: impl Fn(usize, &WireCall) -> Verdict + Send + Sync + 'static) {
        self.plan(move |number, call| {
            let verdict = plan(number, &call);
            Box::pin(async move { verdict })
        });
    }

    /// Lets everything through again.
    pub fn heal(&self) {
        self.0.lock().unwrap().plan = None;
    }

    /// The client of one function, which may do these actions and no others.
    pub fn client(&self, function: &str, allowed: BTreeSet<String>) -> SharedHttpClient {
        SharedHttpClient::new(Client {
            wire: self.clone(),
            function: function.to_owned(),
            allowed: Arc::new(allowed),
            inner: Builder::new().build_http(),
        })
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wire")
    }
}

#[derive(Clone, Debug)]
struct Client {
    wire: Wire,
    function: String,
    allowed: Arc<BTreeSet<String>>,
    inner: SharedHttpClient,
}

impl Client {
    /// The plan for the next call. The operator's own calls go through whatever is planned, so
    /// that a plan can invoke `admin`.
    fn next_plan(&self) -> Option<(usize, Plan)> {
        let mut state = self.wire.0.lock().unwrap();
        let planned = (self.function == "admin") == state.operator;
        let plan = state.plan.clone().filter(|_| planned)?;
        state.planned += 1;
        Some((state.planned - 1, plan))
    }
}

impl HttpClient for Client {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { client: self.clone(), inner })
    }
}

#[derive(Clone, Debug)]
struct Connector {
    client: Client,
    inner: SharedHttpConnector,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move { connector.carry(request).await })
    }
}

impl Connector {
    async fn carry(&self, mut request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let mut call = self.read(&request);
        if let Some(action) =
            actions(&call).into_iter().find(|it| !self.client.allowed.contains(it))
        {
            eprintln!("{} may not do {action}", call.function);
            return Ok(refusal(400, "AccessDeniedException"));
        }
        let verdict = match self.client.next_plan() {
            Some((number, plan)) => plan(number, call.clone()).await,
            None => Verdict::Pass,
        };
        match &verdict {
            Verdict::LoseRequest => return Err(broken()),
            Verdict::Refuse(status, error) => {
                self.note(call);
                return Ok(refusal(*status, error));
            }
            Verdict::Answer(status, body) => {
                self.note(call);
                return Ok(answer(*status, body));
            }
            Verdict::Pass | Verdict::Hold(_) | Verdict::LoseAnswer => {}
        }
        if call.operation != "SendEmail" {
            ask_for_capacity(&mut request);
        }
        let response = self.inner.call(request).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = ByteStream::new(response.into_body()).collect().await;
        let body = body.map_err(|error| ConnectorError::io(error.into()))?.into_bytes();
        let units = capacity(&body);
        if matches!(call.operation.as_str(), "GetItem" | "Query" | "BatchGetItem") {
            call.reads = units;
        } else {
            call.writes = units;
        }
        self.note(call);
        if matches!(verdict, Verdict::LoseAnswer) {
            return Err(broken());
        }
        let mut response = HttpResponse::new(status, SdkBody::from(body));
        *response.headers_mut() = headers;
        Ok(response)
    }

    fn read(&self, request: &HttpRequest) -> WireCall {
        let target = request.headers().get("x-amz-target").unwrap_or("SES.SendEmail");
        let operation = target.rsplit('.').next().unwrap().to_owned();
        let body = request.body().bytes().unwrap_or_default();
        let request = serde_json::from_slice(body).unwrap_or_default();
        let function = self.client.function.clone();
        let racer = RACER.try_with(|racer| *racer).ok().flatten();
        WireCall { racer, function, operation, request, reads: 0.0, writes: 0.0 }
    }

    fn note(&self, call: WireCall) {
        self.client.wire.0.lock().unwrap().calls.push(call);
    }
}

/// The IAM actions that a call needs.
fn actions(call: &WireCall) -> BTreeSet<String> {
    let one = |name: &str| BTreeSet::from([format!("dynamodb:{name}")]);
    match call.operation.as_str() {
        "SendEmail" => BTreeSet::from(["ses:SendEmail".to_owned()]),
        "GetSecretValue" => BTreeSet::from(["secretsmanager:GetSecretValue".to_owned()]),
        "TransactWriteItems" => {
            let items = call.request.get("TransactItems").and_then(Value::as_array);
            let kinds = items.into_iter().flatten().filter_map(Value::as_object);
            kinds
                .flat_map(|item| {
                    item.keys().flat_map(|kind| match kind.as_str() {
                        "ConditionCheck" => one("ConditionCheckItem"),
                        kind => one(&format!("{kind}Item")),
                    })
                })
                .collect()
        }
        name => one(name),
    }
}

/// Asks for it in front of all else, without writing the request anew: every test comes by here.
fn ask_for_capacity(request: &mut HttpRequest) {
    let asked = request.body().bytes().unwrap_or_default();
    let asked = std::str::from_utf8(asked).unwrap().strip_prefix('{').unwrap();
    let comma = if asked.starts_with('}') { "" } else { "," };
    let body = format!(r#"{{"ReturnConsumedCapacity":"TOTAL"{comma}{asked}"#);
    request.headers_mut().insert("content-length", body.len().to_string());
    *request.body_mut() = SdkBody::from(body);
}

/// What of an answer says how much it took. The rest is only read over.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Taken {
    consumed_capacity: Value,
}

fn capacity(answer: &[u8]) -> f64 {
    let units = |one: &Value| one.get("CapacityUnits").and_then(Value::as_f64).unwrap_or(0.0);
    match serde_json::from_slice::<Taken>(answer).unwrap_or_default().consumed_capacity {
        Value::Array(several) => several.iter().map(units).sum(),
        one => units(&one),
    }
}

fn refusal(status: u16, error: &str) -> HttpResponse {
    answer(status, &json!({ "__type": format!("com.amazonaws#{error}"), "message": "planned" }))
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    let body = SdkBody::from(body.to_string());
    HttpResponse::new(StatusCode::try_from(status).unwrap(), body)
}

fn broken() -> ConnectorError {
    ConnectorError::io("the connection broke, as planned".into())
}
