//! How many bytes a reader downloads: each file of a build, as it is and gzipped.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};

/// A table of the files below `folder` with the sum of their sizes.
pub(crate) fn table(folder: &Path) -> Result<String> {
    let mut rows = Vec::new();
    let mut sum = (0, 0);
    for path in files(folder)? {
        let bytes = fs::read(&path)?;
        let (raw, zipped) = (bytes.len(), gzipped(&bytes)?);
        sum = (sum.0 + raw, sum.1 + zipped);
        let name = path.strip_prefix(folder).unwrap_or(&path);
        rows.push(row(&name.display().to_string(), raw, zipped));
    }
    let head = format!("{:<32} {:>10} {:>10}", "file", "bytes", "gzip -9");
    Ok(format!("{head}\n{}\n{}", rows.join("\n"), row("sum", sum.0, sum.1)))
}

fn row(name: &str, raw: usize, zipped: usize) -> String {
    format!("{name:<32} {raw:>10} {zipped:>10}")
}

/// Every file below `folder`, by name.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let list = if entry.file_type()?.is_dir() { &mut folders } else { &mut found };
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
        let sizes = |row: &[&str]| -> (usize, usize) {
            (row[1].parse().unwrap(), row[2].parse().unwrap())
        };
        assert_eq!(rows.len(), 4, "{table}");
        let (long, short, sum) = (sizes(&rows[1]), sizes(&rows[2]), sizes(&rows[3]));
        assert_eq!((rows[1][0], long.0), ("b.txt", 1000));
        assert!(long.1 < 100, "a thousand equal bytes compress well: {table}");
        assert_eq!((rows[2][0].ends_with("a.txt"), short.0), (true, 1));
        assert!(short.1 > 1, "gzip has a header: {table}");
        assert_eq!(sum, (1001, long.1 + short.1));
    }
}
