//! What the local stack reads from its command line and environment.

use std::path::PathBuf;

/// How the local stack runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `LATCHKEY_PORT`: the API's port, 8700 by default; 0 takes any.
    pub port: u16,
    /// `LATCHKEY_MAILBOX_PORT`: the mailbox's port, 8701 by default; 0 takes any.
    pub mailbox_port: u16,
    /// `LATCHKEY_STATE_DIR`: where `stack.json` goes, `target/local` by default.
    pub state_dir: PathBuf,
    /// `LATCHKEY_LIMITS=off`: lifts the mails per address and the requests per network, and never
    /// the tries per code.
    pub limits: bool,
    /// `--services`: only what is around the functions; `cargo lambda watch` runs the functions.
    pub services_only: bool,
    /// `--data PATH`: a file that the data is kept in; without it, memory.
    pub data: Option<String>,
}

/// What is wrong with the command line or the environment, as a sentence for the person at it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// An argument is not known.
    #[error("`{0}` is not known.\n\n{USAGE}")]
    Argument(String),
    /// `--data` lacks its path.
    #[error("--data needs the path of a file.\n\n{USAGE}")]
    NoPath,
    /// A port is none.
    #[error("{0} must be a port, 0 to 65535.")]
    Port(&'static str),
    /// `LATCHKEY_LIMITS` is neither on nor off.
    #[error("LATCHKEY_LIMITS is either on or off.")]
    Limits,
}

/// What `--help` shows.
pub const USAGE: &str = "\
Usage: cargo local [--data PATH] [--services]

  --data PATH   keep the data in this file; without it, in memory
  --services    only the table, the mailbox and the stream; `cargo lambda watch` runs the functions
  --help        this text

Environment: LATCHKEY_PORT, LATCHKEY_MAILBOX_PORT, LATCHKEY_STATE_DIR, LATCHKEY_LIMITS=off,
LATCHKEY_CODE_TTL_SECONDS, LATCHKEY_SESSION_TTL_SECONDS, LATCHKEY_SESSION_IDLE_SECONDS,
LATCHKEY_MERCHANT_SESSION_TTL_SECONDS, LATCHKEY_LINK_TTL_SECONDS: see docs/local.md.";

impl Settings {
    /// Reads arguments, without the program's name, and variables.
    ///
    /// # Errors
    /// [`SettingsError`] says what is wrong.
    pub fn read(
        arguments: impl IntoIterator<Item = String>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let port = |name, default: u16| match variable(name) {
            Some(text) => text.parse().map_err(|_| SettingsError::Port(name)),
            None => Ok(default),
        };
        let mut settings = Self {
            port: port("LATCHKEY_PORT", 8700)?,
            mailbox_port: port("LATCHKEY_MAILBOX_PORT", 8701)?,
            state_dir: variable("LATCHKEY_STATE_DIR").unwrap_or("target/local".to_owned()).into(),
            limits: match variable("LATCHKEY_LIMITS").as_deref() {
                None | Some("on") => true,
                Some("off") => false,
                Some(_) => return Err(SettingsError::Limits),
            },
            services_only: false,
            data: None,
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--services" => settings.services_only = true,
                "--data" => settings.data = Some(arguments.next().ok_or(SettingsError::NoPath)?),
                _ => return Err(SettingsError::Argument(argument)),
            }
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::{Settings, SettingsError};

    fn read(arguments: &[&str], variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        Settings::read(arguments.iter().map(ToString::to_string), |name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_needs_to_be_said() {
        let settings = read(&[], &[]).unwrap();
        assert_eq!((settings.port, settings.mailbox_port, settings.limits), (8700, 8701, true));
        assert_eq!(settings.state_dir.to_str(), Some("target/local"));
    }

    #[test]
    fn what_is_said_is_heard() {
        let variables = [("LATCHKEY_PORT", "0"), ("LATCHKEY_LIMITS", "off")];
        let settings = read(&["--data", "a.db", "--services"], &variables).unwrap();
        assert_eq!((settings.port, settings.limits), (0, false));
        assert_eq!((settings.data.as_deref(), settings.services_only), (Some("a.db"), true));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert_eq!(read(&["--date"], &[]), Err(SettingsError::Argument("--date".to_owned())));
        assert_eq!(read(&["--data"], &[]), Err(SettingsError::NoPath));
        let ports = [("LATCHKEY_PORT", "70000")];
        assert_eq!(read(&[], &ports), Err(SettingsError::Port("LATCHKEY_PORT")));
        assert_eq!(read(&[], &[("LATCHKEY_LIMITS", "no")]), Err(SettingsError::Limits));
    }
}
