//! The command line.

use std::{mem, path::PathBuf};

use lexopt::{Arg, Parser, ValueExt};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What `--help` shows.
pub const USAGE: &str = "\
Moves customers of an organization in and out.

Usage: latchkey import FILE --organization ID [options]
       latchkey export --organization ID [--output FILE] [options]

  --organization ID   whose customers they are to be, or are
  --function NAME     the admin function: the stack's output AdminFunctionName; `admin` by default
  --endpoint URL      Lambda's endpoint, for the local stack: lambda_url in its stack.json
  --format FORMAT     ndjson or csv; by default what the file's name ends in, or ndjson
  --help              this text
  --version           the version

import:
  --workers N         calls at once, 1 to 16; 4 by default
  --restart           begin anew where an earlier import of the file was cut short

export:
  --output FILE       where to; standard output by default, and for -

Region and credentials are those of the AWS CLI: AWS_PROFILE, AWS_REGION and so on. An import ends
with 0 when all lines are in, with 1 when some were refused, which FILE.refused.ndjson then explains,
with 2 when it could not go on or no customer is in the file, and with 130 when it was stopped. Where
it was cut short, FILE.latchkey-progress says how far it came, and the same command, without
--restart, goes on from there. An export ends with 0, 2 or 130, and always begins anew.";

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show the usage.
    Help,
    /// Show the version.
    Version,
    /// Move customers in.
    Import(Import),
    /// Move customers out.
    Export(Export),
}

/// Customers are to be moved in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Where they are.
    pub file: PathBuf,
    /// How they are written there.
    pub format: Format,
    /// Whose they are to be, and who does it.
    pub target: Target,
    /// Calls at once.
    pub workers: usize,
    /// Whether to forget what an earlier import noted.
    pub restart: bool,
}

/// Customers are to be moved out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Where to; standard output without it.
    pub output: Option<PathBuf>,
    /// How to write them.
    pub format: Format,
    /// Whose they are, and who gives them.
    pub target: Target,
}

/// An organization, and the function that answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The organization.
    pub organization: Uuid,
    /// The function's name.
    pub function: String,
    /// Lambda's endpoint, where it is not AWS's own.
    pub endpoint: Option<String>,
}

/// How customers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A JSON object on each line.
    Ndjson,
    /// Comma-separated values under a line of names.
    Csv,
}

/// What is wrong with the command line, as a sentence for the person at it.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// What is to be done is not said, or not known.
    #[error("Say `latchkey import` or `latchkey export`; `latchkey --help` says more.")]
    NoCommand,
    /// Something is said that what is to be done does not take.
    #[error("`latchkey {0}` takes {1}; `latchkey --help` says more.")]
    TooMuch(&'static str, String),
    /// An import without a file.
    #[error("Name the file to import; `latchkey --help` says more.")]
    NoFile,
    /// No organization is named.
    #[error("Name the organization: --organization ID.")]
    NoOrganization,
    /// The organization is no id.
    #[error("--organization is an id such as 6f1d9a52-6c0f-4ff5-9f0b-2f7fd8f1c0de.")]
    Organization,
    /// The format is none.
    #[error("--format is ndjson or csv.")]
    Format,
    /// The number of workers is none.
    #[error("--workers is a number from 1 to 16.")]
    Workers,
    /// The endpoint is none.
    #[error("--endpoint is a URL such as http://127.0.0.1:9001.")]
    Endpoint,
    /// Another mistake.
    #[error("{0}; `latchkey --help` says more.")]
    Other(#[from] lexopt::Error),
}

/// Everything that may be said, as it is said.
#[derive(Default)]
struct Said {
    words: Vec<PathBuf>,
    organization: Option<Uuid>,
    function: Option<String>,
    endpoint: Option<String>,
    format: Option<Format>,
    workers: Option<usize>,
    restart: bool,
    output: Option<PathBuf>,
}

impl Command {
    /// Reads a command line, which begins with the program's name.
    ///
    /// # Errors
    /// [`UsageError`] says what is wrong with it.
    pub fn read(mut parser: Parser) -> Result<Self, UsageError> {
        let mut said = Said::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("help") | Arg::Short('h') => return Ok(Self::Help),
                Arg::Long("version") | Arg::Short('V') => return Ok(Self::Version),
                Arg::Long("organization") => {
                    let id = Uuid::try_parse(&parser.value()?.string()?);
                    said.organization = Some(id.map_err(|_| UsageError::Organization)?);
                }
                Arg::Long("function") => said.function = Some(parser.value()?.string()?),
                Arg::Long("endpoint") => said.endpoint = Some(endpoint(&mut parser)?),
                Arg::Long("format") => said.format = Some(format(&mut parser)?),
                Arg::Long("workers") => said.workers = Some(workers(&mut parser)?),
                Arg::Long("restart") => said.restart = true,
                Arg::Long("output") => said.output = Some(parser.value()?.into()),
                Arg::Value(word) => said.words.push(word.into()),
                _ => return Err(argument.unexpected().into()),
            }
        }
        said.command()
    }
}

impl Said {
    fn command(mut self) -> Result<Command, UsageError> {
        let mut words = mem::take(&mut self.words).into_iter();
        match words.next().ok_or(UsageError::NoCommand)?.to_str() {
            Some("import") => self.import(words),
            Some("export") => self.export(words),
            _ => Err(UsageError::NoCommand),
        }
    }

    fn import(self, mut words: impl Iterator<Item = PathBuf>) -> Result<Command, UsageError> {
        let file = words.next().ok_or(UsageError::NoFile)?;
        if let Some(more) = words.next() {
            let takes = format!("one file, and no `{}`", more.display());
            return Err(UsageError::TooMuch("import", takes));
        }
        none_of("import", &[("--output", self.output.is_some())])?;
        let format = self.format.unwrap_or_else(|| Format::of(&file));
        let (workers, restart) = (self.workers.unwrap_or(4), self.restart);
        Ok(Command::Import(Import { file, format, target: self.target()?, workers, restart }))
    }

    fn export(mut self, mut words: impl Iterator<Item = PathBuf>) -> Result<Command, UsageError> {
        if let Some(more) = words.next() {
            let takes = format!("no `{}`; --output names the file to write", more.display());
            return Err(UsageError::TooMuch("export", takes));
        }
        none_of("export", &[("--workers", self.workers.is_some()), ("--restart", self.restart)])?;
        let output = self.output.take().filter(|it| it.as_os_str() != "-");
        let named = output.as_deref().map_or(Format::Ndjson, Format::of);
        let format = self.format.unwrap_or(named);
        Ok(Command::Export(Export { format, target: self.target()?, output }))
    }

    fn target(self) -> Result<Target, UsageError> {
        let organization = self.organization.ok_or(UsageError::NoOrganization)?;
        let function = self.function.unwrap_or_else(|| "admin".to_owned());
        Ok(Target { organization, function, endpoint: self.endpoint })
    }
}

/// Refuses options that are said and that a command does not take.
fn none_of(command: &'static str, options: &[(&str, bool)]) -> Result<(), UsageError> {
    match options.iter().find(|(_, is_said)| *is_said) {
        Some((name, _)) => Err(UsageError::TooMuch(command, format!("no `{name}`"))),
        None => Ok(()),
    }
}

impl Format {
    /// What a file's name says.
    fn of(path: &std::path::Path) -> Self {
        let is_csv = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("csv"));
        if is_csv { Self::Csv } else { Self::Ndjson }
    }
}

fn endpoint(parser: &mut Parser) -> Result<String, UsageError> {
    let text = parser.value()?.string()?;
    match url::Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(text),
        _ => Err(UsageError::Endpoint),
    }
}

fn format(parser: &mut Parser) -> Result<Format, UsageError> {
    match parser.value()?.to_str() {
        Some("ndjson") => Ok(Format::Ndjson),
        Some("csv") => Ok(Format::Csv),
        _ => Err(UsageError::Format),
    }
}

fn workers(parser: &mut Parser) -> Result<usize, UsageError> {
    let number = parser.value()?.parse().map_err(|_| UsageError::Workers)?;
    if (1..=16).contains(&number) { Ok(number) } else { Err(UsageError::Workers) }
}

#[cfg(test)]
mod tests {
    use super::{Command, Export, Format, Import, Target, UsageError};

    const ID: &str = "6f1d9a52-6c0f-4ff5-9f0b-2f7fd8f1c0de";

    fn read(line: &str) -> Result<Command, UsageError> {
        let line = line.replace("ID", ID);
        Command::read(lexopt::Parser::from_iter(["latchkey"].into_iter().chain(line.split(' '))))
    }

    fn target() -> Target {
        Target { organization: ID.parse().unwrap(), function: "admin".into(), endpoint: None }
    }

    fn import(file: &str, format: Format) -> Import {
        Import { file: file.into(), format, target: target(), workers: 4, restart: false }
    }

    #[test]
    fn an_import_needs_a_file_and_an_organization() {
        for (file, format) in [
            ("a.ndjson", Format::Ndjson),
            ("a.csv", Format::Csv),
            ("A.CSV", Format::Csv),
            ("a", Format::Ndjson),
        ] {
            let command = read(&format!("import {file} --organization ID")).unwrap();
            assert_eq!(command, Command::Import(import(file, format)));
        }
        assert!(matches!(read("import --organization ID"), Err(UsageError::NoFile)));
        assert!(matches!(read("import a.csv"), Err(UsageError::NoOrganization)));
    }

    #[test]
    fn an_export_needs_an_organization() {
        let export = |output: Option<&str>, format| {
            Command::Export(Export { output: output.map(Into::into), format, target: target() })
        };
        assert_eq!(read("export --organization ID").unwrap(), export(None, Format::Ndjson));
        let csv = export(Some("a.csv"), Format::Csv);
        assert_eq!(read("--output a.csv export --organization=ID").unwrap(), csv);
        let named = export(Some("a.csv"), Format::Ndjson);
        assert_eq!(read("export --format ndjson --output a.csv --organization ID").unwrap(), named);
        let dash = read("export --output - --organization ID").unwrap();
        assert_eq!(dash, export(None, Format::Ndjson));
        assert!(matches!(read("export"), Err(UsageError::NoOrganization)));
    }

    #[test]
    fn everything_else_has_a_default() {
        let said = "import a --organization ID --function f --endpoint http://127.0.0.1:1 \
                    --format csv --workers 16 --restart";
        let mut expected = import("a", Format::Csv);
        expected.target.function = "f".to_owned();
        expected.target.endpoint = Some("http://127.0.0.1:1".to_owned());
        (expected.workers, expected.restart) = (16, true);
        assert_eq!(read(said).unwrap(), Command::Import(expected));
        assert_eq!(read("--help").unwrap(), Command::Help);
        assert_eq!(read("import -h").unwrap(), Command::Help);
        assert_eq!(read("--version").unwrap(), Command::Version);
    }

    #[test]
    fn what_is_too_much_is_named() {
        for (line, more) in [
            ("export a.csv --organization ID", "`latchkey export` takes no `a.csv`; --output"),
            ("export --organization ID --workers 2", "`latchkey export` takes no `--workers`;"),
            ("export --restart", "`latchkey export` takes no `--restart`;"),
            ("import a b --organization ID", "`latchkey import` takes one file, and no `b`;"),
            ("import a --output b", "`latchkey import` takes no `--output`;"),
        ] {
            let said = read(line).unwrap_err().to_string();
            assert!(said.starts_with(more), "{line}: {said}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for line in ["", "exprot --organization ID", "a.csv --organization ID"] {
            assert!(matches!(read(line), Err(UsageError::NoCommand)), "{line}");
        }
        assert!(matches!(read("import a --organization 5"), Err(UsageError::Organization)));
        assert!(matches!(read("import a --format json"), Err(UsageError::Format)));
        assert!(matches!(read("import a --endpoint localhost"), Err(UsageError::Endpoint)));
        for workers in ["0", "17", "x"] {
            let line = format!("import a --workers {workers}");
            assert!(matches!(read(&line), Err(UsageError::Workers)), "{workers}");
        }
        for line in ["import a --organisation ID", "import a --function"] {
            assert!(matches!(read(line), Err(UsageError::Other(_))), "{line}");
        }
    }
}
