//! Running programs: printed first, streamed while they run, judged by how they end.
//!
//! None gets our standard input: a question nobody can answer must not hang CI.

use std::{
    io::{self, BufRead, BufReader, Write},
    process::{Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// Runs the command to its end.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    announce(command);
    let status = command.stdin(Stdio::null()).status();
    judge(command, status.with_context(|| no_start(command))?)
}

/// Runs the command and ends it when it takes longer than `limit`.
pub(crate) fn run_within(limit: Duration, command: &mut Command) -> Result<()> {
    announce(command);
    let child = command.stdin(Stdio::null()).spawn();
    let mut child = child.with_context(|| no_start(command))?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return judge(command, status);
        }
        if started.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("`{}` did not end within {limit:?}", line(command));
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// Runs the command and shows each line of its standard output to `see` while
/// passing all of it on unchanged.
pub(crate) fn run_reading(command: &mut Command, mut see: impl FnMut(&str)) -> Result<()> {
    announce(command);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.with_context(|| no_start(command))?;
    let mut output = BufReader::new(child.stdout.take().context("the output is piped")?);
    let mut bytes = Vec::new();
    while output.read_until(b'\n', &mut bytes)? > 0 {
        io::stdout().write_all(&bytes)?;
        io::stdout().flush()?;
        see(String::from_utf8_lossy(&bytes).trim_end());
        bytes.clear();
    }
    judge(command, child.wait()?)
}

/// Becomes the command, so that whoever ends us ends it; returns only if that fails.
#[cfg(unix)]
pub(crate) fn become_command(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    announce(command);
    let error = command.stdin(Stdio::null()).exec();
    Err(error).with_context(|| no_start(command))
}

/// Runs the command in our place, as near as this system comes to becoming it.
#[cfg(not(unix))]
pub(crate) fn become_command(command: &mut Command) -> Result<()> {
    run(command)
}

/// What the command prints if it can be run and succeeds; shown to nobody.
pub(crate) fn probe(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let succeeded = output.status.success();
    succeeded.then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Says something about what is being done, apart from the output of programs.
pub(crate) fn say(text: &str) {
    eprintln!("xtask: {text}");
}

fn announce(command: &Command) {
    eprintln!("\n$ {}", line(command));
}

fn no_start(command: &Command) -> String {
    format!("cannot start `{}`", line(command))
}

fn judge(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// The command as one would type it, less its environment.
fn line(command: &Command) -> String {
    let words = [command.get_program()]
        .into_iter()
        .chain(command.get_args());
    let quoted = words.map(|word| match word.to_string_lossy() {
        word if word.contains(' ') => format!("\"{word}\""),
        word => word.into_owned(),
    });
    quoted.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program every machine that runs these tests has, its complaints unseen.
    fn cargo(argument: &str) -> Command {
        let mut command = Command::new("cargo");
        command.arg(argument).stderr(Stdio::null());
        command
    }

    #[test]
    fn a_failure_names_the_command() {
        let error = run(&mut cargo("no such command")).unwrap_err().to_string();
        assert!(
            error.starts_with("`cargo \"no such command\"` failed"),
            "{error}"
        );
        let error = run(&mut Command::new("convscope-no-such-program")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot start `convscope-no-such-program`"
        );
    }

    #[test]
    fn lines_are_read_and_the_exit_code_is_kept() {
        let mut seen = Vec::new();
        run_reading(&mut cargo("--version"), |line| seen.push(line.to_owned())).unwrap();
        assert_eq!(seen.len(), 1);
        assert!(seen[0].starts_with("cargo "));
        assert!(run_reading(&mut cargo("no-such-command"), |_| ()).is_err());
    }

    #[test]
    fn a_probe_answers_only_for_a_success() {
        assert!(
            probe(&mut cargo("--version"))
                .unwrap()
                .starts_with("cargo ")
        );
        assert_eq!(probe(&mut cargo("no-such-command")), None);
        assert_eq!(probe(&mut Command::new("convscope-no-such-program")), None);
    }

    #[cfg(unix)]
    #[test]
    fn what_takes_too_long_is_ended() {
        let mut sleep = Command::new("sleep");
        let started = Instant::now();
        let error = run_within(Duration::from_millis(1), sleep.arg("60")).unwrap_err();
        assert!(error.to_string().contains("did not end within 1ms"));
        assert!(started.elapsed() < Duration::from_secs(30));
    }
}
