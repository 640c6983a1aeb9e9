//! How many bytes a reader downloads: each file of a build, as it is and gzipped.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

/// How many bytes `gzip -9` leaves.
///
/// # Errors
/// None: memory takes them all.
pub fn gzipped(bytes: &[u8]) -> io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// A table of the files below `folder` with the sum of their sizes.
///
/// # Errors
/// Where a folder or a file cannot be read.
pub fn table(folder: &Path) -> io::Result<String> {
    let mut rows = Vec::new();
    for path in files(folder)? {
        let bytes = fs::read(&path)?;
        let name = path.strip_prefix(folder).unwrap_or(&path).display();
        rows.push((name.to_string(), bytes.len(), gzipped(&bytes)?));
    }
    let sum = |of: fn(&(String, usize, usize)) -> usize| rows.iter().map(of).sum();
    rows.push(("sum".to_owned(), sum(|row| row.1), sum(|row| row.2)));

    let width = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    let mut table = format!("{:<width$} {:>10} {:>10}", "file", "bytes", "gzip -9");
    for (name, raw, zipped) in rows {
        // Writing to a string cannot fail.
        let _ = write!(table, "\n{name:<width$} {raw:>10} {zipped:>10}");
    }
    Ok(table)
}

/// Every file below `folder`, by name.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
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
        let rows = table.lines().map(|line| line.split_whitespace().collect());
        let rows: Vec<Vec<&str>> = rows.collect();
        let size = |row: usize, column: usize| -> usize { rows[row][column].parse().unwrap() };
        assert_eq!(rows.len(), 4, "{table}");
        assert_eq!((rows[1][0], size(1, 1)), ("b.txt", 1000));
        assert!(size(1, 2) < 100, "equal bytes compress well: {table}");
        assert!(rows[2][0].ends_with("a.txt") && size(2, 1) == 1, "{table}");
        assert!(size(2, 2) > 1, "gzip has a header: {table}");
        assert_eq!((size(3, 1), size(3, 2)), (1001, size(1, 2) + size(2, 2)));
    }
}
