//! Where programs run that compute the same layer: in Chromium, in Node, in Python.

use std::{
    env,
    ffi::OsStr,
    fmt::{self, Display, Formatter},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

use crate::{browser::Browser, server};

/// How long one answer may take: nothing may hang.
const LIMIT: Duration = Duration::from_mins(1);

/// A square layer: the rows of X and of W, and as many columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layer {
    /// Rows of X.
    pub(crate) extent: u32,
    /// Rows of W.
    pub(crate) kernel: u32,
}

impl Layer {
    /// Of so many rows.
    pub(crate) const fn new(extent: u32, kernel: u32) -> Self {
        Self { extent, kernel }
    }

    /// Multiplications and additions of both passes, those of the activation apart.
    pub(crate) fn operations(self) -> f64 {
        let positions = f64::from(self.extent - self.kernel + 1).powi(2);
        // Three convolutions: for Z, for dX and for dW.
        3.0 * 2.0 * positions * f64::from(self.kernel).powi(2)
    }
}

impl Display for Layer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { extent, kernel } = self;
        write!(f, "X {extent}×{extent}, W {kernel}×{kernel}")
    }
}

/// What a program answers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Answer {
    /// What it measured.
    Sample {
        /// Of one call.
        milliseconds: f64,
        /// The first cell of dW, the same whoever computes it.
        first_dw: f64,
    },
    /// Why it cannot run.
    Absent {
        /// In words.
        absent: String,
    },
}

/// One of the places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A page of our server.
    Chromium,
    /// Node, where there is one.
    Node,
    /// Python with `NumPy`.
    Python,
}

/// All places, ready.
#[derive(Debug)]
pub(crate) struct Places {
    browser: Browser,
    node: Option<Conversation>,
    python: Option<Conversation>,
}

impl Places {
    /// Opens the page at `origin` and starts the others.
    pub(crate) async fn open(browser: Browser, origin: &str) -> Result<Self> {
        browser
            .open(&format!("{origin}/programs/chromium.html"))
            .await?;
        let programs = [json!("/programs/chromium.mjs")];
        browser
            .run::<()>("return import(arguments[0]).then(() => null)", &programs)
            .await?;
        let dist = server::folder("CONVSCOPE_DIST")?;
        let node = Conversation::start("node", &[&program("node.mjs"), &dist]);
        let python = env::var_os("CONVSCOPE_PYTHON").context("CONVSCOPE_PYTHON is not set")?;
        let python = Conversation::start(python, &[&program("peers.py")]);
        Ok(Self {
            browser,
            node: node.ok(),
            python: python.ok(),
        })
    }

    /// Lets a program measure itself. One that fails is absent from then on.
    pub(crate) async fn sample(&mut self, place: Place, program: &str, layer: Layer) -> Answer {
        let question = json!([program, layer.extent, layer.kernel]);
        let answer = match place {
            Place::Chromium => {
                let arguments = question.as_array().map_or(&[][..], Vec::as_slice);
                self.browser
                    .run("return sample(...arguments)", arguments)
                    .await
            }
            Place::Node => ask(&mut self.node, &question.to_string()).await,
            Place::Python => ask(&mut self.python, &question.to_string()).await,
        };
        answer.unwrap_or_else(|error| Answer::Absent {
            absent: format!("{error:#}"),
        })
    }

    /// What V8 computes and copies at most, in GFLOP/s and GB/s.
    pub(crate) async fn limits(&self) -> Result<[f64; 2]> {
        self.browser.run("return limits()", &[]).await
    }

    /// Ends them.
    pub(crate) async fn close(self) -> Result<()> {
        self.browser.close().await
    }
}

/// Asks in a conversation, which is over once something goes wrong.
async fn ask(conversation: &mut Option<Conversation>, question: &str) -> Result<Answer> {
    let mut open = conversation.take().context("not here")?;
    let answer = timeout(LIMIT, open.ask(question));
    let answer = answer.await.context("no answer within a minute")??;
    *conversation = Some(open);
    Ok(serde_json::from_str(&answer)?)
}

/// A program that answers each line by a line. Dropped, it ends.
#[derive(Debug)]
struct Conversation {
    _process: Child,
    questions: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Conversation {
    fn start(program: impl AsRef<OsStr>, arguments: &[&Path]) -> Result<Self> {
        let mut process = Command::new(program)
            .args(arguments)
            // One thread each, as in the browser.
            .env("OMP_NUM_THREADS", "1")
            .env("OPENBLAS_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let questions = process.stdin.take().context("a pipe")?;
        let answers = process.stdout.take().context("a pipe")?;
        Ok(Self {
            _process: process,
            questions,
            answers: BufReader::new(answers).lines(),
        })
    }

    async fn ask(&mut self, question: &str) -> Result<String> {
        let line = format!("{question}\n");
        self.questions.write_all(line.as_bytes()).await?;
        let answer = self.answers.next_line().await?;
        answer.context("it ended without an answer")
    }
}

/// A program that is not in Rust.
fn program(name: &str) -> PathBuf {
    server::programs().join(name)
}
