//! How many bytes a reader downloads: each file of a build, as it is and gzipped.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};

/// A table of the files below `folder` with the sum of their sizes.
pub(crate) fn table(folder: &Path) -> Result<String> {
    let mut sizes = Vec::new();
    for path in files(folder)? {
        let bytes = fs::read(&path)?;
        let name = path.strip_prefix(folder).unwrap_or(&path);
        sizes.push((name.display().to_string(), bytes.len(), gzipped(&bytes)?));
    }
    let raw = sizes.iter().map(|(_, raw, _)| raw).sum();
    let zipped = sizes.iter().map(|(_, _, zipped)| zipped).sum();
    sizes.push(("sum".to_owned(), raw, zipped));

    let width = sizes.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    let mut table = format!("{:<width$} {:>10} {:>10}", "file", "bytes", "gzip -9");
    for (name, raw, zipped) in sizes {
        write!(table, "\n{name:<width$} {raw:>10} {zipped:>10}")?;
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
}
