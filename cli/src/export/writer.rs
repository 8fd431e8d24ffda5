//! Where an export goes. A file is there once all customers are in it, and not before.

use std::{
    env,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process,
};

use tokio::task::yield_now;

use super::{Customer, table::Table};
use crate::{
    arguments::Format,
    private_file::{Draft, beside},
};

/// Lines of a table that are written without listening for a stop.
const LINES_AT_ONCE: usize = 100;

/// Takes customers, a JSON object on each line; CSV is made of these when all its columns are known.
pub(super) struct Writer {
    output: Option<PathBuf>,
    /// Closed before its file is removed.
    lines: BufWriter<Box<dyn Write>>,
    /// Where the lines are until then, if not on standard output already.
    part: Option<Draft>,
    table: Option<Table>,
}

impl Writer {
    /// A writer to a file, or to standard output.
    pub(super) fn open(output: Option<&Path>, format: Format) -> io::Result<Self> {
        let part = match (output, format) {
            (Some(output), _) => Some(beside(output, ".part")),
            (None, Format::Csv) => {
                let name = format!("latchkey-export-{}.part", process::id());
                Some(env::temp_dir().join(name))
            }
            (None, Format::Ndjson) => None,
        };
        let (part, lines): (_, Box<dyn Write>) = match part.map(Draft::create).transpose()? {
            Some((part, file)) => (Some(part), Box::new(file)),
            None => (None, Box::new(io::stdout())),
        };
        let table = (format == Format::Csv).then(Table::default);
        let output = output.map(Path::to_path_buf);
        Ok(Self { output, lines: BufWriter::new(lines), part, table })
    }

    /// Adds a customer; says how many bytes its line has.
    pub(super) fn add(&mut self, customer: &Customer) -> io::Result<usize> {
        if let Some(table) = &mut self.table {
            table.note(customer);
        }
        let mut line = serde_json::to_vec(customer)?;
        line.push(b'\n');
        self.lines.write_all(&line)?;
        Ok(line.len())
    }

    /// Puts all of it where it is to be. Where that fails, or is dropped before, nothing is left
    /// behind either.
    pub(super) async fn finish(self) -> io::Result<()> {
        let Self { output, mut lines, part, table } = self;
        lines.flush()?;
        drop(lines);
        let Some(part) = part else { return Ok(()) };
        match (table, output) {
            (None, Some(output)) => part.put(&output),
            (None, None) => Ok(()),
            (Some(table), None) => {
                write_table(&table, part.path(), &mut io::stdout()).await?;
                part.discard()
            }
            (Some(table), Some(output)) => {
                let (new, mut file) = Draft::create(beside(&output, ".new"))?;
                write_table(&table, part.path(), &mut file).await?;
                drop(file);
                new.put(&output)?;
                part.discard()
            }
        }
    }

    /// Leaves nothing behind.
    pub(super) fn discard(self) -> io::Result<()> {
        let Self { lines, part, .. } = self;
        drop(lines);
        part.map_or(Ok(()), Draft::discard)
    }
}

async fn write_table(table: &Table, lines: &Path, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    writeln!(out, "{}", table.header())?;
    for (number, line) in BufReader::new(File::open(lines)?).lines().enumerate() {
        if number.is_multiple_of(LINES_AT_ONCE) {
            // Whoever tells it to stop is heard.
            yield_now().await;
        }
        let customer: Customer = serde_json::from_str(&line?)?;
        writeln!(out, "{}", table.row(&customer))?;
    }
    out.flush()
}
