//! The functions as others import them: in Node, through bundlers, with their
//! types. `dist/` is taken as it is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python::folder;

/// What `imports/answer.js` says of the notebook's layer: z as the notebook prints it.
const ANSWER: &str = "0.77000000 0.82290000 -0.07370000 0.00660000";

/// A project of somebody else's, of `CommonJS` modules as npm makes it, with
/// convscope among its packages and beside its own files.
struct Project(PathBuf);

impl Project {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = folder();
        for place in ["node_modules/convscope", "beside"] {
            copy(&dist(), &folder.join(place));
        }
        let own = [("package.json", "{ \"name\": \"course\" }")];
        for (name, text) in own.iter().chain(files) {
            fs::write(folder.join(name), text).expect("a folder to write to");
        }
        Self(folder)
    }

    /// What a program prints, run in the folder of the project.
    #[track_caller]
    fn run(&self, variable: &str, default: &str, arguments: &[&str]) -> String {
        let program = env::var_os(variable).unwrap_or_else(|| default.into());
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.0);
        let output = command.output();
        let output = output.unwrap_or_else(|error| {
            panic!("{default}: {error}; run `cargo xtask test`, which finds or installs one")
        });
        let [said, complaints] =
            [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
        let succeeded = output.status.success();
        assert!(succeeded, "{default} {arguments:?}: {said}\n{complaints}");
        said
    }

    #[track_caller]
    fn node(&self, arguments: &[&str]) -> String {
        self.run("CONVSCOPE_NODE", "node", arguments)
    }

    /// What a bundle for browsers answers. Node takes the place of one.
    #[track_caller]
    fn answer_of_bundle(&self, bundle: &str) -> String {
        self.node(&["run.mjs", bundle])
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The release build.
fn dist() -> PathBuf {
    let dist = env::var_os("CONVSCOPE_DIST").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist"),
        PathBuf::from,
    );
    let is_built = dist.join("convscope.js").is_file();
    assert!(is_built, "run `cargo xtask build --release` first");
    dist
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of our own");
    for entry in fs::read_dir(from).expect("a folder one may read") {
        let path = entry.expect("a folder one may read").path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a folder to write to");
        }
    }
}

#[test]
fn node_takes_them_below_a_package_of_commonjs() {
    let project = Project::with(&[
        ("node.mjs", include_str!("imports/node.mjs")),
        ("node.cjs", "import(\"./node.mjs\");"),
    ]);
    for file in ["node.mjs", "node.cjs"] {
        assert_eq!(project.node(&[file]).trim(), ANSWER, "{file}");
    }
}

#[test]
fn the_package_has_our_version() {
    let package = fs::read_to_string(dist().join("package.json")).expect("a package");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(package.contains(&version), "{package}");
}

#[test]
fn vite_bundles_them() {
    let project = Project::with(&[
        ("browser.js", include_str!("imports/browser.js")),
        ("run.mjs", include_str!("imports/run.mjs")),
        ("vite.config.mjs", include_str!("imports/vite.config.mjs")),
    ]);
    project.run("CONVSCOPE_VITE", "vite", &["build", "--logLevel", "warn"]);
    assert_eq!(project.answer_of_bundle("out/main.mjs").trim(), ANSWER);
}

#[test]
fn webpack_bundles_them() {
    let project = Project::with(&[
        ("browser.js", include_str!("imports/browser.js")),
        ("run.mjs", include_str!("imports/run.mjs")),
        (
            "webpack.config.cjs",
            include_str!("imports/webpack.config.cjs"),
        ),
    ]);
    project.run("CONVSCOPE_WEBPACK", "webpack-cli", &["build"]);
    assert_eq!(project.answer_of_bundle("out/main.mjs").trim(), ANSWER);
}

#[test]
fn the_types_need_no_library_but_the_language_s() {
    let project = Project::with(&[("check.mts", include_str!("imports/check.mts"))]);
    for library in ["es2022", "es2022,dom"] {
        let arguments = "--noEmit --strict --module nodenext --lib";
        let mut arguments: Vec<&str> = arguments.split(' ').collect();
        arguments.extend([library, "check.mts"]);
        project.run("CONVSCOPE_TSC", "tsc", &arguments);
    }
}
