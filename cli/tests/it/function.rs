//! A function that imports into memory, behind Lambda's API, and does what a test tells it to.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use cli::{
    admin::{Admin, Patience},
    arguments::Target,
    screen::Screen,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Notify};

pub(crate) const ORGANIZATION: &str = "6f1d9a52-6c0f-4ff5-9f0b-2f7fd8f1c0de";

/// What is to become of a call.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// What is asked.
    Do,
    /// Nothing; Lambda answers with this status and error.
    Refuse(u16, &'static str),
    /// What is asked, and then the same.
    DoAndRefuse(u16, &'static str),
    /// Nothing; the function fails with this type and sentence.
    Fail(&'static str, &'static str),
    /// Nothing, for the table is busy, but for the first row.
    Postpone,
    /// This is answered.
    Answer(Value),
}

type Plan = dyn Fn(usize, &Value) -> Verdict + Send + Sync;

/// The function.
#[derive(Clone)]
pub(crate) struct Function(Arc<Inner>);

struct Inner {
    endpoint: String,
    plan: Mutex<Box<Plan>>,
    state: Mutex<Kept>,
    called: Notify,
}

#[derive(Default)]
struct Kept {
    calls: Vec<Value>,
    customers: BTreeMap<String, Value>,
    pages: Vec<Value>,
}

impl Function {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let plan: Box<Plan> = Box::new(|_, _| Verdict::Do);
        let (plan, state) = (Mutex::new(plan), Mutex::default());
        let function = Self(Arc::new(Inner { endpoint, plan, state, called: Notify::new() }));
        let router = Router::new()
            .route("/2015-03-31/functions/admin/invocations", post(invoke))
            .layer(DefaultBodyLimit::max(6 * 1024 * 1024))
            .with_state(function.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        function
    }

    /// Decides of every call from now on, by its number.
    pub(crate) fn plan(&self, plan: impl Fn(usize, &Value) -> Verdict + Send + Sync + 'static) {
        self.0.state.lock().unwrap().calls.clear();
        *self.0.plan.lock().unwrap() = Box::new(plan);
    }

    /// The pages of the next export.
    pub(crate) fn shows(&self, pages: Vec<Value>) {
        self.0.state.lock().unwrap().pages = pages;
    }

    /// Every call since the plan was made.
    pub(crate) fn calls(&self) -> Vec<Value> {
        self.0.state.lock().unwrap().calls.clone()
    }

    /// Waits until there are so many of them.
    pub(crate) async fn called(&self, times: usize) {
        loop {
            let next = self.0.called.notified();
            if self.calls().len() >= times {
                return;
            }
            next.await;
        }
    }

    /// The external ids of its customers.
    pub(crate) fn customers(&self) -> Vec<String> {
        self.0.state.lock().unwrap().customers.keys().cloned().collect()
    }

    /// A customer.
    pub(crate) fn customer(&self, external_id: &str) -> Value {
        self.0.state.lock().unwrap().customers[external_id].clone()
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.0.endpoint
    }

    pub(crate) fn target(&self) -> Target {
        Target {
            organization: ORGANIZATION.parse().unwrap(),
            function: "admin".to_owned(),
            endpoint: Some(self.0.endpoint.clone()),
        }
    }

    /// The way to it, with little patience.
    pub(crate) async fn admin(&self) -> Admin {
        Admin::connect(&self.target(), little_patience()).await
    }

    fn call(&self, operation: &Value) -> Result<Value, Response> {
        let number = {
            let mut state = self.0.state.lock().unwrap();
            state.calls.push(operation.clone());
            state.calls.len() - 1
        };
        self.0.called.notify_waiters();
        let verdict = (self.0.plan.lock().unwrap())(number, operation);
        match verdict {
            Verdict::Do => Ok(self.obey(operation)),
            Verdict::Refuse(status, error) => Err(refusal(status, error)),
            Verdict::DoAndRefuse(status, error) => {
                self.obey(operation);
                Err(refusal(status, error))
            }
            Verdict::Fail(kind, message) => {
                let told = json!({ "errorType": kind, "errorMessage": message });
                Err(([("x-amz-function-error", "Unhandled")], Json(told)).into_response())
            }
            Verdict::Postpone => {
                let mut first = operation.clone();
                let rows = first["customers"].as_array_mut().unwrap();
                let postponed = vec![json!({ "status": "postponed" }); rows.len() - 1];
                rows.truncate(1);
                let mut told = self.obey(&first);
                told["results"].as_array_mut().unwrap().extend(postponed);
                Ok(told)
            }
            Verdict::Answer(answer) => Ok(answer),
        }
    }

    fn obey(&self, operation: &Value) -> Value {
        let mut state = self.0.state.lock().unwrap();
        if operation["operation"] == "export_customers" {
            let page: usize = operation["after"].as_str().map_or(0, |it| it.parse().unwrap());
            return state.pages[page].clone();
        }
        assert_eq!(operation["organization_id"], ORGANIZATION);
        let rows = operation["customers"].as_array().unwrap();
        let results: Vec<Value> = rows.iter().map(|row| state.import(row)).collect();
        json!({ "results": results })
    }
}

impl Kept {
    fn import(&mut self, row: &Value) -> Value {
        let Some(name) = row["external_id"].as_str() else {
            let fault = json!({ "field": "external_id", "message": "This field is required." });
            return json!({ "status": "refused", "faults": [fault] });
        };
        match self.customers.insert(name.to_owned(), row.clone()) {
            None => json!({ "status": "created", "id": name }),
            Some(_) => json!({ "status": "exists", "id": name }),
        }
    }
}

async fn invoke(State(function): State<Function>, payload: Bytes) -> Response {
    match function.call(&serde_json::from_slice(&payload).unwrap()) {
        Ok(answer) => Json(answer).into_response(),
        Err(response) => response,
    }
}

fn refusal(status: u16, error: &'static str) -> Response {
    let told = json!({ "Type": "User", "Message": "as planned" });
    let status = StatusCode::from_u16(status).unwrap();
    (status, [("x-amzn-errortype", error)], Json(told)).into_response()
}

pub(crate) fn little_patience() -> Patience {
    Patience {
        first_wait: Duration::from_millis(1),
        longest_wait: Duration::from_millis(5),
        before_any_answer: Duration::from_millis(100),
        after_an_answer: Duration::from_secs(2),
    }
}

/// A screen that nobody looks at.
pub(crate) fn no_screen() -> Screen {
    Screen::of(Box::new(std::io::sink()), false)
}
