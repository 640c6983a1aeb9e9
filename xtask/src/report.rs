//! Test counts, read from what the test runners print, and their summary.

use anyhow::Result;

/// How many tests ended how; skipped are those marked as ignored.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    passed: u32,
    failed: u32,
    skipped: u32,
}

impl Counts {
    /// Adds what a `test result: ok. 3 passed; 0 failed; 1 ignored; …` line says;
    /// any other line says nothing. There is one per test binary.
    pub(crate) fn read(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else {
            return;
        };
        for part in result.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (Some(Ok(count)), Some(what)) = (words.next().map(str::parse::<u32>), words.next())
            else {
                continue;
            };
            match what {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.skipped += count,
                _ => {}
            }
        }
    }

    /// A test that is a command of its own.
    pub(crate) fn of_one(outcome: &Result<()>) -> Self {
        Self {
            passed: outcome.is_ok().into(),
            failed: outcome.is_err().into(),
            skipped: 0,
        }
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// `N passed, N failed`, with `, N skipped` if any was: CI looks for this line.
    fn line(self) -> String {
        let skipped = match self.skipped {
            0 => String::new(),
            count => format!(", {count} skipped"),
        };
        format!("{} passed, {} failed{skipped}", self.passed, self.failed)
    }
}

/// The layers of tests that ran, in order.
#[derive(Debug, Default)]
pub(crate) struct Report {
    total: Counts,
    lines: Vec<String>,
}

impl Report {
    /// Adds a layer: its counts and how its commands ended.
    ///
    /// Green means that there were tests and the commands succeeded. Whatever else went
    /// wrong than a test (it did not compile, it crashed, there was no test)
    /// counts as one failure, so that the total cannot look green.
    pub(crate) fn add(&mut self, layer: &str, (mut counts, outcome): (Counts, Result<()>)) {
        let trouble = match outcome {
            Err(error) => format!(": {error:#}"),
            Ok(()) if counts == Counts::default() => ": ran no test".to_owned(),
            Ok(()) => String::new(),
        };
        if !trouble.is_empty() && counts.failed == 0 {
            counts.failed = 1;
        }
        self.lines
            .push(format!("{layer:<14} {}{trouble}", counts.line()));
        self.total.add(counts);
    }

    /// Whether every test of every layer passed.
    pub(crate) fn is_green(&self) -> bool {
        self.total.failed == 0 && self.total.passed > 0
    }

    /// One line per layer, then the total alone on the last line.
    pub(crate) fn summary(&self) -> String {
        format!("{}\n\n{}", self.lines.join("\n"), self.total.line())
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    /// A report of layers of passed, failed and skipped tests, each with how its
    /// command ended.
    fn report(layers: [(&str, [u32; 3], Result<()>); 3]) -> Report {
        let mut report = Report::default();
        for (layer, [passed, failed, skipped], outcome) in layers {
            let counts = Counts {
                passed,
                failed,
                skipped,
            };
            report.add(layer, (counts, outcome));
        }
        report
    }

    #[test]
    fn result_lines_are_added_up_and_others_are_not() {
        let mut sum = Counts::default();
        for line in [
            "running 3 tests",
            "test result_of_forward: 7 passed ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.01s",
            "",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 filtered out; finished in 12.05s",
        ] {
            sum.read(line);
        }
        assert_eq!(
            sum,
            Counts {
                passed: 13,
                failed: 2,
                skipped: 1
            }
        );
    }

    #[test]
    fn green_layers_make_a_green_report() {
        assert!(!Report::default().is_green(), "nothing ran");
        let report = report([
            ("host", [3, 0, 1], Ok(())),
            ("web", [2, 0, 0], Ok(())),
            ("e2e", [1, 0, 0], Ok(())),
        ]);
        assert!(report.is_green());
        let last = report.summary().lines().last().map(str::to_owned);
        assert_eq!(last.as_deref(), Some("6 passed, 0 failed, 1 skipped"));
    }

    #[test]
    fn failed_tests_are_counted_as_they_are_and_whatever_else_broke_is_one_failure() {
        let report = report([
            ("host", [3, 2, 0], Err(anyhow!("exit code 101"))),
            ("web", [0, 0, 0], Ok(())),
            ("e2e", [1, 0, 0], Err(anyhow!("killed"))),
        ]);
        assert!(!report.is_green());
        assert_eq!(
            report.summary(),
            "host           3 passed, 2 failed: exit code 101\n\
             web            0 passed, 1 failed: ran no test\n\
             e2e            1 passed, 1 failed: killed\n\
             \n\
             4 passed, 4 failed"
        );
    }
}
