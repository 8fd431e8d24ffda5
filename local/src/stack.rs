//! The local stack put together: table, mailbox, stream, functions and gateway in one process.

use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use dynoxide::Database;
use serde::Serialize;
use shared::{
    app::{App, StartError},
    config::{Config, ConfigError},
    domain::budget::Limit,
    mail::Mailer,
    outbox,
    store::StoreError,
};
use tokio::net::TcpListener;

use crate::{
    clock::{self, Clock},
    database::{self, DatabaseError},
    functions,
    gateway::{self, Gateway, RoutingError},
    lambda,
    mailbox::{self, Mailbox},
    seed::{self, Seed, SeedError},
    settings::Settings,
    stream::{Pump, Start, StreamError},
    template::{Template, TemplateError},
};

/// The name of the local table.
pub const TABLE: &str = "latchkey-local";
/// The local pepper. It protects nothing: it is the same for everybody who runs this.
/// Plain characters only, for `watch.env` knows no quoting.
const PEPPER: &str = "the-local-stacks-pepper-protects-nothing";

/// How often expired items are swept, which AWS does within days.
const BROOM_INTERVAL: Duration = Duration::from_mins(1);

/// Where everything is, and what was seeded: what `stack.json` holds.
#[derive(Clone, Debug, Serialize)]
pub struct Stack {
    /// The API.
    pub base_url: String,
    /// The mailbox.
    pub mailbox_url: String,
    /// Lambda's endpoint, which invokes `admin`.
    pub lambda_url: String,
    /// The table's endpoint.
    pub dynamodb_url: String,
    /// The table's name.
    pub table: String,
    /// What was seeded.
    #[serde(flatten)]
    pub seed: Seed,
}

/// Why the local stack does not run.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// A port is taken.
    #[error("port {port} cannot be used; set {variable} to another one")]
    Port {
        /// The port.
        port: u16,
        /// The variable it comes from.
        variable: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written or read.
    #[error("cannot use the file {0}")]
    File(String, #[source] io::Error),
    /// A server stopped.
    #[error("a server stopped")]
    Stopped(#[from] io::Error),
    /// The template is not understood.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A route is not understood.
    #[error(transparent)]
    Routing(#[from] RoutingError),
    /// The database is not to be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A variable holds what it must not.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The functions do not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The stream cannot be read.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The table does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The demo organization was not made.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// `stack.json` is no stack's.
    #[error("the seed beside the data file cannot be read")]
    SeedFile(#[from] serde_json::Error),
}

/// A stack whose doors are open and that serves nobody yet.
pub struct Opened {
    /// Where everything is.
    pub stack: Stack,
    /// The environment that the functions have, for `cargo lambda watch`.
    pub environment: Vec<(String, String)>,
    app: &'static App,
    database: Database,
    template: Template,
    mailbox: Mailbox,
    mailbox_listener: TcpListener,
    lambda_listener: TcpListener,
    api_listener: Option<TcpListener>,
    clock: Clock,
    /// Whether the data outlives the process, and so must the place in the stream.
    kept: bool,
}

/// Opens the doors, makes the table and seeds it.
///
/// # Errors
/// [`StackError`] says why not.
pub async fn open(
    settings: &Settings,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Opened, StackError> {
    let template = Template::bundled()?;
    let database = match &settings.data {
        Some(path) => database::open_file(path)?,
        None => database::open_in_memory()?,
    };
    database::create_table(&database, &template, TABLE)?;

    let clock = clock::system();
    let mailbox = Mailbox::new(Arc::clone(&clock));
    let mailbox_listener = listen(settings.mailbox_port, "LATCHKEY_MAILBOX_PORT").await?;
    let lambda_listener = listen(0, "").await?;
    let table_listener = listen(0, "").await?;
    let dynamodb_url = url(table_listener.local_addr()?);
    tokio::spawn(dynoxide::server::serve_on(table_listener, database.clone()));
    let api_listener = listen(settings.port, "LATCHKEY_PORT").await?;
    let base_url = url(api_listener.local_addr()?);
    // With --services, the port is left to `cargo lambda watch`.
    let api_listener = (!settings.services_only).then_some(api_listener);
    let mailbox_url = url(mailbox_listener.local_addr()?);
    let lambda_url = url(lambda_listener.local_addr()?);

    let environment = environment(settings, &base_url, &mailbox_url, &dynamodb_url, variable);
    let config = Config::read(|name| {
        let found = environment.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone())
    })?;
    let app: &'static App = Box::leak(Box::new(App::with_pepper(config).await?));
    let seed = seed_once(app, settings.data.as_deref()).await?;
    let table = TABLE.to_owned();
    let stack = Stack { base_url, mailbox_url, lambda_url, dynamodb_url, table, seed };
    Ok(Opened {
        stack,
        environment,
        app,
        database,
        template,
        mailbox,
        mailbox_listener,
        lambda_listener,
        api_listener,
        clock,
        kept: settings.data.is_some(),
    })
}

impl Opened {
    /// Serves until the process ends.
    ///
    /// # Errors
    /// [`StackError`] where a server stops.
    pub async fn serve(self) -> Result<(), StackError> {
        let source = self.template.stream_source();
        let start = if self.kept { Start::Saved } else { Start::TrimHorizon };
        let mut pump =
            Pump::new(self.database.clone(), TABLE, source, Arc::clone(&self.clock), start)?;
        let mailer = Mailer::new(&self.app.config, &self.app.aws)?;
        let (app, mailer) = (self.app, &mailer);
        let mails = pump.run(|event| async move {
            let sent = outbox::deliver(event, |sign_in| send_mail::handle(app, mailer, sign_in));
            Ok::<_, std::convert::Infallible>(sent.await)
        });
        let gateway = Gateway::new(&self.template, self.clock, request_ids())?;
        let dispatch = functions::dispatch(app);
        let api = async {
            match self.api_listener {
                Some(listener) => gateway::serve(listener, gateway, dispatch).await,
                None => std::future::pending().await,
            }
        };
        let database = self.database;
        let broom = async {
            loop {
                tokio::time::sleep(BROOM_INTERVAL).await;
                let database = database.clone();
                let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
                if !matches!(swept, Ok(Ok(_))) {
                    tracing::warn!("expired items were not swept; the next sweep tries again");
                }
            }
        };
        tokio::select! {
            () = broom => Ok(()),
            stopped = mails => Ok(stopped?),
            stopped = mailbox::serve(self.mailbox_listener, self.mailbox) => Ok(stopped?),
            stopped = lambda::serve(self.lambda_listener, app) => Ok(stopped?),
            stopped = api => Ok(stopped?),
        }
    }
}

/// What the functions are given: the template's variables and Lambda's, then the person's own.
fn environment(
    settings: &Settings,
    base_url: &str,
    mailbox_url: &str,
    dynamodb_url: &str,
    variable: impl Fn(&str) -> Option<String>,
) -> Vec<(String, String)> {
    let mut environment: Vec<(String, String)> = [
        ("LATCHKEY_TABLE", TABLE),
        ("LATCHKEY_PUBLIC_URL", base_url),
        ("LATCHKEY_MAIL_FROM", "sign-in@latchkey.example"),
        ("LATCHKEY_PEPPER", PEPPER),
        ("AWS_REGION", "local"),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_url),
        ("AWS_ENDPOINT_URL_SESV2", mailbox_url),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let own = [
        "LATCHKEY_CODE_TTL_SECONDS",
        "LATCHKEY_SESSION_TTL_SECONDS",
        "LATCHKEY_SESSION_IDLE_SECONDS",
        "LATCHKEY_MERCHANT_SESSION_TTL_SECONDS",
        "LATCHKEY_LINK_TTL_SECONDS",
    ];
    let own = own.into_iter().filter_map(|name| Some((name.to_owned(), variable(name)?)));
    environment.extend(own.filter(|(_, value)| !value.is_empty()));
    if !settings.limits {
        let Limit { per_quarter_hour, per_day } = Limit::NONE;
        for limit in ["MAILS", "NETWORK_REQUESTS", "MERCHANT_REQUESTS"] {
            let name = format!("LATCHKEY_{limit}_PER_QUARTER_HOUR");
            environment.push((name, per_quarter_hour.to_string()));
            environment.push((format!("LATCHKEY_{limit}_PER_DAY"), per_day.to_string()));
        }
    }
    environment
}

/// Seeds the table; a table in a file is seeded the first time only, and what was seeded is kept
/// beside it, for tokens cannot be read back from the table.
async fn seed_once(app: &App, data: Option<&str>) -> Result<Seed, StackError> {
    let Some(data) = data else {
        return Ok(seed::seed(app).await?);
    };
    let path = format!("{data}.stack.json");
    if Path::new(&path).exists() {
        let text = fs::read(&path).map_err(|error| StackError::File(path.clone(), error))?;
        let seed: Seed = serde_json::from_slice(&text)?;
        if is_of_this_table(app, &seed).await? {
            return Ok(seed);
        }
    }
    let seed = seed::seed(app).await?;
    let text = serde_json::to_vec_pretty(&seed)?;
    fs::write(&path, text).map_err(|error| StackError::File(path, error))?;
    Ok(seed)
}

/// Whether the data file was not deleted and begun anew meanwhile.
async fn is_of_this_table(app: &App, seed: &Seed) -> Result<bool, StackError> {
    let Ok(id) = seed.organization.id.parse() else { return Ok(false) };
    Ok(app.store.recent_organization(id, app.now()).await?.is_some())
}

async fn listen(port: u16, variable: &'static str) -> Result<TcpListener, StackError> {
    let address = (Ipv4Addr::LOCALHOST, port);
    let listener = TcpListener::bind(address).await;
    listener.map_err(|source| StackError::Port { port, variable, source })
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// Ids as the gateway gives them: of no meaning, each but once in this process.
fn request_ids() -> gateway::RequestIds {
    let count = std::sync::atomic::AtomicU64::new(1);
    Arc::new(move || {
        let next = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        format!("local-{next:06}")
    })
}
