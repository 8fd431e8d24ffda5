//! `cargo local`: everything on loopback in one process, nothing to install.

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use local::{
    settings::{Settings, USAGE},
    stack::{self, Opened, Stack, StackError},
};
use shared::telemetry;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _nobody_to_tell = tell(&*error);
            ExitCode::FAILURE
        }
    }
}

/// An error and what it comes from, a line each.
fn tell(error: &dyn std::error::Error) -> io::Result<()> {
    writeln!(io::stderr(), "{error}")?;
    std::iter::successors(error.source(), |cause| cause.source())
        .try_for_each(|cause| writeln!(io::stderr(), "  because: {cause}"))
}

#[expect(clippy::disallowed_methods, reason = "the local stack's own edge: its environment")]
async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let variable = |name: &str| env::var(name).ok();
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help") {
        writeln!(io::stdout(), "{USAGE}")?;
        return Ok(());
    }
    let settings = Settings::read(arguments, variable)?;
    telemetry::subscriber(io::stderr).init();
    let opened = stack::open(&settings, variable).await?;
    write_state(&settings.state_dir, &opened)?;
    writeln!(io::stdout(), "{}", welcome(&settings, &opened.stack))?;
    Ok(opened.serve().await?)
}

/// `stack.json` for programs, `watch.env` for `cargo lambda watch`.
fn write_state(directory: &Path, opened: &Opened) -> Result<(), StackError> {
    let write = |name: &str, text: String| {
        let path = directory.join(name);
        fs::write(&path, text).map_err(|error| StackError::File(path.display().to_string(), error))
    };
    let named = || directory.display().to_string();
    fs::create_dir_all(directory).map_err(|error| StackError::File(named(), error))?;
    let lines = opened.environment.iter().map(|(name, value)| format!("{name}={value}\n"));
    write("watch.env", lines.collect())?;
    write("stack.json", serde_json::to_string_pretty(&opened.stack)?)
}

fn welcome(settings: &Settings, stack: &Stack) -> String {
    let Stack { base_url, mailbox_url, lambda_url, seed, .. } = stack;
    let state = settings.state_dir.display();
    let organization = &seed.organization.id;
    let slug = &seed.organization.slug;
    let email = &seed.customers.individual.email;
    let token = &seed.access_token;
    let external_id = &seed.customers.individual.external_id;
    let session = format!("{base_url}/v1/customer-portal/customer-session");
    let json = "-H content-type:application/json -d";
    let first = if settings.services_only {
        let port = base_url.rsplit(':').next().unwrap_or_default();
        format!(
            "Latchkey's table, mailbox and stream are running. Now start the functions:\n\n  \
             cargo lambda watch -A 127.0.0.1 -P {port} --disable-cors --ignore-changes --env-file {state}/watch.env"
        )
    } else {
        "Latchkey is running, all of it on this machine.".to_owned()
    };
    format!(
        "{first}

  API       {base_url}
  Portal    {base_url}/{slug}/portal    ← sign in as {email}
  Mailbox   {mailbox_url}        ← every mail ends here; open it
  Token     {token}  ← the demo merchant's
  Lambda    {lambda_url}        ← `admin`, for the `latchkey` command
  More      {state}/stack.json (a team, an email that two customers share, a second organization)

Ask for a code, and read it in the mailbox:

  curl {session}/request \\
    {json} '{{\"email\":\"{email}\",\"organization_id\":\"{organization}\"}}'

Exchange it for a session, and see whose it is:

  curl {session}/authenticate {json} '{{\"code\":\"CODE\"}}'
  curl {session}/user -H 'Authorization: Bearer SESSION_TOKEN'

Or open a session as the merchant's own function does:

  curl {base_url}/v1/customer-sessions/ \\
    -H 'Authorization: Bearer {token}' \\
    {json} '{{\"external_customer_id\":\"{external_id}\"}}'

An address gets three mails in a quarter hour; LATCHKEY_LIMITS=off lifts that.
"
    )
}
