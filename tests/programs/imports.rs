//! The functions as others import them: in Node, through bundlers, with their
//! types. `dist/` is taken as it is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python::folder;

/// What `imports/answer.js` says of the notebook's layer: z as the notebook prints it.
const ANSWER: &str = "0.77000000 0.82290000 -0.07370000 0.00660000";

/// A project of somebody else's, of `CommonJS` modules as npm makes it, with the
/// package convscope installed and the files of the page beside its own.
struct Project(PathBuf);

impl Project {
    fn with(files: &[(&str, &str)]) -> Self {
        let project = Self(folder());
        copy(&dist(), &project.0.join("beside"));
        let own = [("package.json", "{ \"name\": \"course\" }")];
        for (name, text) in own.iter().chain(files) {
            fs::write(project.0.join(name), text).expect("a folder to write to");
        }
        project.install_package();
        project
    }

    /// As npm packs it, and installs it without a network.
    fn install_package(&self) {
        let package = dist().with_file_name("pkg");
        let package = package.canonicalize().expect("`cargo xtask package`");
        let package = package.to_str().expect("a path");
        let packed = self.npm(&["pack", package, "--silent"]);
        let tarball = ["./", packed.trim()].concat();
        self.npm(&["install", &tarball, "--offline", "--no-audit", "--no-fund"]);
    }

    /// The npm that came with Node, if Node is not on the path.
    #[track_caller]
    fn npm(&self, arguments: &[&str]) -> String {
        let node = env::var_os("CONVSCOPE_NODE").map(PathBuf::from);
        let npm = node.map(|node| node.with_file_name("npm"));
        let npm = npm.filter(|npm| npm.is_file());
        let program = npm.unwrap_or_else(|| "npm".into());
        let mut command = Command::new(&program);
        command.args(arguments).current_dir(&self.0);
        let output = command.output().expect("npm, which comes with Node");
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "npm {arguments:?}: {complaints}");
        String::from_utf8_lossy(&output.stdout).into_owned()
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
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let project = Project::with(&[]);
    for folder in ["beside", "node_modules/convscope"] {
        let package = project.0.join(folder).join("package.json");
        let package = fs::read_to_string(package).expect("a package");
        assert!(package.contains(&version), "{package}");
        // Only the one is for publishing.
        assert_eq!(package.contains("\"private\""), folder == "beside");
    }
    let mut names: Vec<String> = fs::read_dir(project.0.join("node_modules/convscope"))
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    let expected = "LICENSE-APACHE LICENSE-MIT LICENSES.txt README.md convscope.d.ts convscope.js convscope_bg.wasm package.json";
    assert_eq!(names.join(" "), expected);
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
