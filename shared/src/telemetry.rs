//! Logs: one JSON object a line on standard output, where `CloudWatch` takes it from.
//!
//! Nothing personal and nothing secret is logged: no addresses, no tokens, no codes, no query
//! strings. Other crates are heard from `WARN` on only, for below it they may log what they send.

use tracing::{Level, Subscriber};
use tracing_subscriber::{
    Layer, filter::Targets, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Starts logging to standard output; a second call changes nothing.
pub fn start() {
    let _already_started = subscriber(std::io::stdout).try_init();
}

/// What [`start`] starts, writing elsewhere: for tests that read the logs.
pub fn subscriber<W>(writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let own = Targets::new().with_default(Level::WARN).with_target("shared", Level::INFO);
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_writer(writer)
        .with_filter(own);
    tracing_subscriber::registry().with(lines)
}
