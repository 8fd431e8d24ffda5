//! The `latchkey` command; what it does is in the library beside it.

#[cfg(unix)]
use std::{future::poll_fn, task::Poll};
use std::{
    io::{self, Write},
    process::{self, ExitCode},
};

use cli::{
    admin::{Admin, Patience},
    arguments::{Command, Export, Format, Import, USAGE},
    export::{self, Exported},
    import::{self, ROWS_AT_ONCE},
    screen::Screen,
    words::counted,
};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Not all lines are in.
const SOME_REFUSED: u8 = 1;
/// It could not be done.
const FAILED: u8 = 2;
/// It was stopped, by convention 128 and the number of the signal.
const STOPPED: u8 = 130;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut screen = Screen::standard();
    let ended = match Command::read(lexopt::Parser::from_env()) {
        Ok(Command::Help) => print(USAGE),
        Ok(Command::Version) => print(concat!("latchkey ", env!("CARGO_PKG_VERSION"))),
        Ok(Command::Import(wanted)) => import(&wanted, &mut screen).await,
        Ok(Command::Export(wanted)) => export(&wanted, &mut screen).await,
        Err(error) => Err(error.into()),
    };
    ended.unwrap_or_else(|error| {
        screen.say(&error.to_string());
        FAILED.into()
    })
}

type Ended = Result<ExitCode, Box<dyn std::error::Error>>;

fn print(text: &str) -> Ended {
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

async fn import(wanted: &Import, screen: &mut Screen) -> Ended {
    let admin = Admin::connect(&wanted.target, Patience::default()).await;
    let ended = import::import(wanted, ROWS_AT_ONCE, &admin, screen, stopped()).await?;
    let file = wanted.file.display();
    Ok(match ended {
        import::Ended::Done(tally) => {
            screen.say(&format!("{file} is imported: {tally}."));
            if tally.refused > 0 {
                screen.say(&format!("{file}.refused.ndjson has the refused lines, and why."));
                SOME_REFUSED.into()
            } else {
                ExitCode::SUCCESS
            }
        }
        import::Ended::Stopped(tally) => {
            screen.say(&format!("Stopped: {tally}. The same command goes on from there."));
            STOPPED.into()
        }
    })
}

async fn export(wanted: &Export, screen: &mut Screen) -> Ended {
    let admin = Admin::connect(&wanted.target, Patience::default()).await;
    match export::export(wanted, &admin, screen, stopped()).await? {
        export::Ended::Done(exported) => {
            screen.say(&format!("{exported}."));
            remark(&exported, wanted.format, screen);
            Ok(ExitCode::SUCCESS)
        }
        export::Ended::Stopped => {
            screen.say(match &wanted.output {
                None => "Stopped. What is written so far is not all of it.",
                Some(_) => "Stopped. Nothing is kept of it.",
            });
            Ok(STOPPED.into())
        }
    }
}

/// What of an export would be missing after an import of it.
fn remark(exported: &Exported, format: Format, screen: &mut Screen) {
    if exported.nameless > 0 {
        let them = counted(exported.nameless, "customer");
        screen.say(&format!("{them} without an external id: an import refuses those."));
    }
    if exported.large > 0 && format == Format::Ndjson {
        let them = counted(exported.large, "customer");
        screen.say(&format!("{them} larger than an import takes: 2 MB a line, 10,000 members."));
    }
    if exported.members > 0 && format == Format::Csv {
        screen.say("A CSV file has no members: --format ndjson has them.");
    }
}

/// Ends when the process is told to end, on Unix from now on. When it is told again, it does at once,
/// unless it is just writing, to a pipe that nobody reads from, say: there is one thread.
fn stopped() -> impl Future<Output = ()> {
    let mut orders = Orders::heard();
    async move {
        orders.next().await;
        tokio::spawn(async move {
            orders.next().await;
            process::exit(STOPPED.into());
        });
    }
}

/// What tells the process to end. Whoever hears it is not ended by it, so it is heard before there
/// is a file that would be left behind.
#[cfg(unix)]
struct Orders(Vec<Signal>);

#[cfg(unix)]
impl Orders {
    fn heard() -> Self {
        let kinds = [SignalKind::interrupt(), SignalKind::terminate()];
        Self(kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect())
    }

    async fn next(&mut self) {
        poll_fn(|context| {
            let is_told = self.0.iter_mut().any(|it| it.poll_recv(context).is_ready());
            if is_told { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}

/// What tells the process to end. It is heard from the first `next` on: whoever is told before that
/// is ended by it.
#[cfg(not(unix))]
struct Orders;

#[cfg(not(unix))]
impl Orders {
    fn heard() -> Self {
        Self
    }

    async fn next(&mut self) {
        let _never_fails = tokio::signal::ctrl_c().await;
    }
}
