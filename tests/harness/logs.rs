//! Everything that the functions log in this process, as they log it in production.

use std::{
    io::{self, Write},
    sync::{Mutex, Once},
};

use tracing_subscriber::util::SubscriberInitExt;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static START: Once = Once::new();

/// What has been logged so far, by every test of this process.
pub fn logged() -> String {
    String::from_utf8(LINES.lock().unwrap().clone()).unwrap()
}

pub(crate) fn start() {
    START.call_once(|| shared::telemetry::subscriber(|| Lines).init());
}

struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
