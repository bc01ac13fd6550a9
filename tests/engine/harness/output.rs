//! The result of running the engine.

use serde_json::Value;

/// Exit code and output of one command.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    /// Wraps a finished process. No input may make the engine panic, so this
    /// checks every process of every test for panics.
    pub(crate) fn of(output: std::process::Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        assert!(!stderr.contains("panicked"), "the engine panicked:\n{stderr}");
        let code = output.status.code();
        let code = code.unwrap_or_else(|| panic!("killed: {}\n{stderr}", output.status));
        Self { code, stdout, stderr }
    }

    /// Fails the test if the exit code is different.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// The only document on stdout.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!("{error} in stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr)
        })
    }

    /// The documents on stdout, one per line.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        let lines = self.stdout.lines().map(|line| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line:?}"))
        });
        lines.collect()
    }

    /// Fails the test if stdout does not contain all of these.
    #[track_caller]
    pub(crate) fn prints(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(self.stdout.contains(part), "{part:?} is not in:\n{}", self.stdout);
        }
        self
    }

    /// Fails the test if stderr is not one error that contains all of these.
    #[track_caller]
    pub(crate) fn says(&self, parts: &[&str]) {
        assert_eq!(
            self.stderr.lines().filter(|line| line.contains("error: ")).count(),
            1,
            "one error:\n{}",
            self.stderr
        );
        for part in parts {
            assert!(self.stderr.contains(part), "{part:?} is not in:\n{}", self.stderr);
        }
    }
}
