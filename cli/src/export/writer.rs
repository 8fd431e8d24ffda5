//! Where an export goes. A file is there once all customers are in it, and not before.

use std::{
    env, fs,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process,
};

use super::{Customer, table::Table};
use crate::{
    arguments::Format,
    private_file::{beside, create, remove},
};

/// Takes customers, a JSON object on each line; CSV is made of these when all its columns are known.
pub(super) struct Writer {
    output: Option<PathBuf>,
    /// Where the lines are until then, if not on standard output already.
    part: Option<PathBuf>,
    lines: BufWriter<Box<dyn Write>>,
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
        let lines: Box<dyn Write> = match &part {
            Some(part) => Box::new(create(part)?),
            None => Box::new(io::stdout()),
        };
        let table = (format == Format::Csv).then(Table::default);
        let output = output.map(Path::to_path_buf);
        Ok(Self { output, part, lines: BufWriter::new(lines), table })
    }

    pub(super) fn add(&mut self, customer: &Customer) -> io::Result<()> {
        if let Some(table) = &mut self.table {
            table.note(customer);
        }
        serde_json::to_writer(&mut self.lines, customer)?;
        self.lines.write_all(b"\n")
    }

    /// Puts all of it where it is to be.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.lines.flush()?;
        let Some(part) = &self.part else { return Ok(()) };
        match (&self.table, &self.output) {
            (None, Some(output)) => fs::rename(part, output),
            (None, None) => Ok(()),
            (Some(table), None) => {
                write_table(table, part, &mut io::stdout().lock())?;
                remove(part)
            }
            (Some(table), Some(output)) => {
                let new = beside(output, ".new");
                write_table(table, part, &mut create(&new)?)?;
                fs::rename(&new, output)?;
                remove(part)
            }
        }
    }

    /// Leaves nothing behind.
    pub(super) fn discard(self) -> io::Result<()> {
        self.part.as_deref().map_or(Ok(()), remove)
    }
}

fn write_table(table: &Table, lines: &Path, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    writeln!(out, "{}", table.header())?;
    for line in BufReader::new(File::open(lines)?).lines() {
        let customer: Customer = serde_json::from_str(&line?)?;
        writeln!(out, "{}", table.row(&customer))?;
    }
    out.flush()
}
