//! How many bytes a reader downloads: each file of a build, as it is and gzipped.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

/// What a browser loads of a page before anything is asked of it.
const FIRST_LOAD: [&str; 4] = ["html", "css", "js", "wasm"];

/// A file of a build.
#[derive(Debug)]
pub struct FileSize {
    /// Its path in the folder of the build.
    pub path: PathBuf,
    /// Its bytes as it is.
    pub raw: usize,
    /// Its bytes after `gzip -9`.
    pub zipped: usize,
}

impl FileSize {
    /// Whether every visit loads it; what lies in a subfolder is loaded on demand.
    #[must_use]
    pub fn is_first_load(&self) -> bool {
        let is_kind = |kind: &&str| {
            self.path
                .extension()
                .is_some_and(|extension| extension == *kind)
        };
        !self.is_on_demand() && FIRST_LOAD.iter().any(is_kind)
    }

    /// Whether it lies in a subfolder.
    #[must_use]
    pub fn is_on_demand(&self) -> bool {
        self.path.components().count() > 1
    }
}

/// The files below `folder`, by name.
///
/// # Errors
/// Where a folder or a file cannot be read.
pub fn of(folder: &Path) -> io::Result<Vec<FileSize>> {
    let measure = |path: PathBuf| {
        let bytes = fs::read(&path)?;
        Ok(FileSize {
            path: path.strip_prefix(folder).unwrap_or(&path).to_owned(),
            raw: bytes.len(),
            zipped: gzipped(&bytes)?,
        })
    };
    files(folder)?.into_iter().map(measure).collect()
}

/// A table of the files below `folder` with the sum of their sizes.
///
/// # Errors
/// As [`of`].
pub fn table(folder: &Path) -> io::Result<String> {
    let files = of(folder)?;
    let mut sizes: Vec<_> = files
        .iter()
        .map(|file| (file.path.display().to_string(), file.raw, file.zipped))
        .collect();
    let raw = sizes.iter().map(|(_, raw, _)| raw).sum();
    let zipped = sizes.iter().map(|(_, _, zipped)| zipped).sum();
    sizes.push(("sum".to_owned(), raw, zipped));

    let width = sizes.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    let mut table = format!("{:<width$} {:>10} {:>10}", "file", "bytes", "gzip -9");
    for (name, raw, zipped) in sizes {
        // Writing to a string cannot fail.
        let _ = write!(table, "\n{name:<width$} {raw:>10} {zipped:>10}");
    }
    Ok(table)
}

/// Every file below `folder`, by name.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let list = if entry.file_type()?.is_dir() {
                &mut folders
            } else {
                &mut found
            };
            list.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn gzipped(bytes: &[u8]) -> io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_at_every_depth_are_listed_and_summed() {
        let folder = std::env::temp_dir().join(format!("xtask-sizes-{}", std::process::id()));
        fs::create_dir_all(folder.join("deep")).unwrap();
        fs::write(folder.join("b.txt"), [b'b'; 1000]).unwrap();
        fs::write(folder.join("deep").join("a.txt"), "a").unwrap();
        let table = table(&folder);
        fs::remove_dir_all(&folder).unwrap();

        let table = table.unwrap();
        let rows: Vec<Vec<&str>> = table
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        let sizes =
            |row: &[&str]| -> (usize, usize) { (row[1].parse().unwrap(), row[2].parse().unwrap()) };
        assert_eq!(rows.len(), 4, "{table}");
        let (long, short, sum) = (sizes(&rows[1]), sizes(&rows[2]), sizes(&rows[3]));
        assert_eq!((rows[1][0], long.0), ("b.txt", 1000));
        assert!(
            long.1 < 100,
            "a thousand equal bytes compress well: {table}"
        );
        assert_eq!((rows[2][0].ends_with("a.txt"), short.0), (true, 1));
        assert!(short.1 > 1, "gzip has a header: {table}");
        assert_eq!(sum, (1001, long.1 + short.1));
    }
    #[test]
    fn the_first_load_is_what_a_page_consists_of() {
        let file = |path: &str| FileSize {
            path: path.into(),
            raw: 0,
            zipped: 0,
        };
        for path in ["index.html", "a.css", "a.js", "a_bg.wasm"] {
            assert!(file(path).is_first_load(), "{path}");
        }
        for path in ["a.d.ts", "icon.svg", "more/a.js", "more/a.wasm"] {
            assert!(!file(path).is_first_load(), "{path}");
        }
        assert!(file("more/a.js").is_on_demand());
        assert!(!file("icon.svg").is_on_demand());
    }
}
