//! Blocks of numbers as people paste them: from a spreadsheet, a file, NumPy, PyTorch,
//! MATLAB, JSON, or typed.

use std::fmt;

use super::draft::{NumberError, parse_number, trimmed};

/// A number of a block, and how it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub value: f64,
    pub text: String,
}

/// Why a text is no block; `Display` is the sentence for it. Rows and columns count
/// from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockError {
    /// There is no number.
    Empty,
    /// One cell does not read.
    Number {
        row: usize,
        col: usize,
        error: NumberError,
    },
    /// A row has another number of cells than the first.
    Ragged {
        row: usize,
        cells: usize,
        first: usize,
    },
    /// A bracket is missing, or something stands between or after them.
    Brackets,
}

impl fmt::Display for BlockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "There is no number."),
            Self::Number {
                row,
                col,
                error: NumberError::Empty,
            } => write!(f, "Row {row}, column {col} is empty."),
            Self::Number { row, col, error } => {
                write!(f, "Row {row}, column {col}: {error}.")
            }
            Self::Ragged { row, cells, first } => {
                write!(
                    f,
                    "Row {row} does not fit: it has {cells}, row 1 has {first} columns."
                )
            }
            Self::Brackets => write!(
                f,
                "The brackets do not fit: write rows such as [[1, 2], [3, 4]], or lines without brackets."
            ),
        }
    }
}

/// Reads rows of numbers, all of one length: `1 2`, `1,2`, `1;2` or tabs, line by line,
/// or `[[1, 2], [3, 4]]` and `[1 2; 3 4]` over any lines, also as `dW = array(…, dtype=…)`.
/// Beside tabs and `;` a comma is a decimal mark; without brackets `;` never ends a
/// row.
///
/// # Errors
/// Where a cell does not read as a number ([`parse_number`]), rows differ in length, or
/// there is nothing to read.
///
/// ```
/// use convscope::app::{Entry, read_block};
/// let values = |text| -> Vec<Vec<f64>> {
///     let rows = read_block(text).unwrap_or_default().into_iter();
///     rows.map(|row| row.iter().map(|cell| cell.value).collect()).collect()
/// };
/// assert_eq!(values("1,5;2\n3;4"), [[1.5, 2.0], [3.0, 4.0]]);
/// assert_eq!(values("tensor([[1., 2.]], device='cuda:0')"), [[1.0, 2.0]]);
/// ```
pub fn read_block(text: &str) -> Result<Vec<Vec<Entry>>, BlockError> {
    let text = argument(without_name(trimmed(text)));
    let in_brackets = text.starts_with('[');
    let lines: Vec<&str> = if in_brackets {
        bracketed(text)?
    } else {
        text.lines().collect()
    };
    let marks = if in_brackets { "," } else { "\t;," };
    let stands = |mark: &char| {
        lines
            .iter()
            .any(|line| line.chars().any(|one| one == *mark))
    };
    let separator = marks.chars().find(stands);
    let lines = lines.into_iter().filter(|line| !trimmed(line).is_empty());
    let mut rows = Vec::new();
    for line in lines {
        rows.push(read_row(rows.len() + 1, &split(line, separator))?);
    }
    let first = rows.first().ok_or(BlockError::Empty)?.len();
    match (1..).zip(&rows).find(|(_, cells)| cells.len() != first) {
        Some((row, cells)) => Err(BlockError::Ragged {
            row,
            cells: cells.len(),
            first,
        }),
        None => Ok(rows),
    }
}

fn read_row(row: usize, cells: &[&str]) -> Result<Vec<Entry>, BlockError> {
    let mut entries = Vec::new();
    for cell in cells {
        let text = argument(trimmed(cell));
        let col = entries.len() + 1;
        let value = parse_number(text).map_err(|error| BlockError::Number { row, col, error })?;
        let text = text.to_owned();
        entries.push(Entry { value, text });
    }
    Ok(entries)
}

/// The cells of a row; without a separator blanks part them. A separator may also stand
/// at the end.
fn split(row: &str, separator: Option<char>) -> Vec<&str> {
    let Some(separator) = separator else {
        return row.split_whitespace().collect();
    };
    let mut cells: Vec<&str> = row.split(separator).collect();
    if cells.len() > 1 && cells.last().is_some_and(|last| trimmed(last).is_empty()) {
        cells.pop();
    }
    cells
}

/// The rows of a text in brackets: what stands in the innermost ones. Within these `;`
/// ends a row; where there are no others a new line does, too.
fn bracketed(text: &str) -> Result<Vec<&str>, BlockError> {
    let mut rows = Vec::new();
    let (mut depth, mut deepest) = (0_usize, 0);
    // Where the text begins that follows the last bracket.
    let mut start = 0;
    for (index, bracket) in text.match_indices(['[', ']']) {
        let before = text.get(start..index).unwrap_or_default();
        let opens = bracket == "[";
        let is_row = !opens && start > 0 && text.as_bytes().get(start - 1) == Some(&b'[');
        if is_row {
            rows.push(before);
        } else if !is_between(before) || index > 0 && depth == 0 {
            return Err(BlockError::Brackets);
        }
        depth = if opens {
            depth + 1
        } else {
            depth.checked_sub(1).ok_or(BlockError::Brackets)?
        };
        deepest = deepest.max(depth);
        start = index + 1;
    }
    if depth > 0 || !is_between(text.get(start..).unwrap_or_default()) {
        return Err(BlockError::Brackets);
    }
    let ends = |character| character == ';' || deepest == 1 && character == '\n';
    Ok(rows.into_iter().flat_map(|row| row.split(ends)).collect())
}

/// Whether this may stand between two brackets.
fn is_between(text: &str) -> bool {
    trimmed(text).trim_matches([',', ';']).is_empty()
}

/// The text without `dW =` in front.
fn without_name(text: &str) -> &str {
    match text.split_once('=') {
        Some((name, value)) if is_name(trimmed(name)) => trimmed(value),
        _ => text,
    }
}

/// The first argument of a call, `[[1.]]` of `array([[1.]], dtype=float32)`; the text
/// itself where it is none. The arguments with a name say nothing of the numbers.
fn argument(text: &str) -> &str {
    let Some((name, rest)) = text.split_once('(') else {
        return text;
    };
    match rest.rsplit_once(')') {
        Some((inside, after)) if is_name(name) && is_between(after) => first_of(inside),
        _ => text,
    }
}

fn first_of(arguments: &str) -> &str {
    let named = arguments.split_once('=');
    let before = named.and_then(|(before, _)| before.rsplit_once(','));
    trimmed(before.map_or(arguments, |(before, _)| before))
}

/// `np.array`
fn is_name(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"_.".contains(&byte);
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(inner)
}
