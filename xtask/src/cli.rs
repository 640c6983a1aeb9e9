//! What was asked for: the command line as a typed [`Command`].

use std::num::NonZeroU16;

use anyhow::{Context, Result, bail};
use lexopt::prelude::{Long, Short, Value, ValueExt};

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
convscope's chores: cargo xtask <command>

  serve [--port N] [--no-open]  build the page, serve it on http://127.0.0.1:8080/, open it
  build [--release]             build the page into dist/ and print its sizes
  bundle                        build the release page, and dist/convscope.html: all of it in one
                                file, which needs no server and no network
  package                       build the release page, and the module as an npm package in pkg/
  test [--long] [KIND] [NAME]   run every test, those of one kind (host, programs, web, e2e),
                                or of a kind those with NAME in their path; --long makes random
                                tests long: a million messages, a hundred thousand acts, and
                                runs the fuzz targets beside the host's
  bench                         measure the core and the page; print tables
  lint [--long]                 check format, clippy and docs, for the host and for wasm;
                                --long also licences, sources and use of what we depend on
  help                          print this

What a command needs and this machine lacks it installs first, and says so.
";

/// Where `serve` listens unless told otherwise.
const DEFAULT_PORT: NonZeroU16 = NonZeroU16::new(8080).unwrap();

/// One chore with its choices.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Serve { port: NonZeroU16, open: bool },
    Build { release: bool },
    Bundle,
    Package,
    Test(Selection),
    Lint { long: bool },
    Bench,
}

/// Which tests: all of them unless told otherwise.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) kind: Option<Kind>,
    /// A part of the path of the tests wanted.
    pub(crate) name: Option<String>,
    /// Whether random tests are to be long.
    pub(crate) long: bool,
}

impl Selection {
    /// Whether tests of this kind are among them.
    pub(crate) fn has(&self, kind: Kind) -> bool {
        self.kind.is_none_or(|only| only == kind)
    }
}

/// Where tests run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Host,
    Programs,
    Web,
    EndToEnd,
}

impl Kind {
    fn named(word: &str) -> Result<Self> {
        Ok(match word {
            "host" => Self::Host,
            "programs" => Self::Programs,
            "web" => Self::Web,
            "e2e" => Self::EndToEnd,
            _ => bail!("there are no `{word}` tests: they are `host`, `programs`, `web` or `e2e`"),
        })
    }
}

/// Reads the arguments; a word nobody knows is refused by name.
pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Command> {
    let mut command = match arguments.next()? {
        None | Some(Long("help") | Short('h')) => return Ok(Command::Help),
        Some(Value(word)) => named(&word.string()?)?,
        Some(option) => bail!("{}; a command comes first\n\n{HELP}", option.unexpected()),
    };
    while let Some(argument) = arguments.next()? {
        match (argument, &mut command) {
            (Long("help") | Short('h'), _) => return Ok(Command::Help),
            (Long("port"), Command::Serve { port, .. }) => {
                let value = arguments.value()?.string()?;
                let number = value.parse().ok();
                *port = number.with_context(|| {
                    format!("--port takes a number from 1 to 65535, not `{value}`")
                })?;
            }
            (Long("no-open"), Command::Serve { open, .. }) => *open = false,
            (Long("release"), Command::Build { release }) => *release = true,
            (Long("long"), Command::Lint { long } | Command::Test(Selection { long, .. })) => {
                *long = true;
            }
            (Value(word), Command::Test(tests)) if tests.kind.is_none() => {
                tests.kind = Some(Kind::named(&word.string()?)?);
            }
            (Value(word), Command::Test(tests)) if tests.name.is_none() => {
                tests.name = Some(word.string()?);
            }
            (other, _) => bail!("{}\n\n{HELP}", other.unexpected()),
        }
    }
    Ok(command)
}

/// The command of that name, with the choices it has unless told otherwise.
fn named(word: &str) -> Result<Command> {
    Ok(match word {
        "serve" => Command::Serve {
            port: DEFAULT_PORT,
            open: true,
        },
        "build" => Command::Build { release: false },
        "bundle" => Command::Bundle,
        "package" => Command::Package,
        "test" => Command::Test(Selection::default()),
        "lint" => Command::Lint { long: false },
        "bench" => Command::Bench,
        "help" => Command::Help,
        _ => bail!("there is no command `{word}`\n\n{HELP}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Command> {
        parse(lexopt::Parser::from_args(words))
    }

    #[track_caller]
    fn refused(words: &[&str], expected: &str) {
        let error = format!("{:#}", parsed(words).unwrap_err());
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn no_command_and_every_spelling_of_help_print_the_help() {
        for words in [&[][..], &["help"], &["--help"], &["-h"], &["serve", "-h"]] {
            assert_eq!(parsed(words).unwrap(), Command::Help, "{words:?}");
        }
    }

    #[test]
    fn choices_have_defaults_and_can_be_made() {
        let serve = |port, open| Command::Serve {
            port: NonZeroU16::new(port).unwrap(),
            open,
        };
        let tests = |kind, name: Option<&str>| {
            let name = name.map(str::to_owned);
            let long = false;
            Command::Test(Selection { kind, name, long })
        };
        let long_tests = Command::Test(Selection {
            kind: Some(Kind::Host),
            name: None,
            long: true,
        });
        for (words, expected) in [
            (&["serve"][..], serve(8080, true)),
            (
                &["serve", "--no-open", "--port", "9000"],
                serve(9000, false),
            ),
            (&["serve", "--port=1"], serve(1, true)),
            (&["build"], Command::Build { release: false }),
            (&["build", "--release"], Command::Build { release: true }),
            (&["bundle"], Command::Bundle),
            (&["package"], Command::Package),
            (&["test"], tests(None, None)),
            (&["test", "host"], tests(Some(Kind::Host), None)),
            (
                &["test", "e2e", "keyboard"],
                tests(Some(Kind::EndToEnd), Some("keyboard")),
            ),
            (&["test", "--long", "host"], long_tests),
            (&["lint"], Command::Lint { long: false }),
            (&["lint", "--long"], Command::Lint { long: true }),
            (&["bench"], Command::Bench),
        ] {
            assert_eq!(parsed(words).unwrap(), expected, "{words:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        refused(&["sreve"], "`sreve`");
        refused(&["--release"], "--release");
        refused(&["test", "--release"], "--release");
        refused(&["build", "twice"], "twice");
        refused(&["test", "focus"], "no `focus` tests");
        refused(&["test", "web", "focus", "keys"], "keys");
        refused(&["serve", "--port", "0"], "1 to 65535");
        refused(&["serve", "--port", "65536"], "1 to 65535");
        refused(&["serve", "--port"], "--port");
    }
}
