//! Blocks of numbers as people paste them. What NumPy and PyTorch print was printed by
//! them.

use convscope::app::{BlockError, Entry, NumberError, read_block};
use proptest::collection::vec;
use proptest::prelude::Strategy;

use crate::support::{Rows, for_all};

fn values(text: &str) -> Result<Rows, BlockError> {
    let rows = read_block(text)?.into_iter();
    let values = |row: Vec<_>| row.into_iter().map(|cell: Entry| cell.value);
    Ok(rows.map(|row| values(row).collect()).collect())
}

#[track_caller]
fn reads(text: &str, rows: &[&[f64]]) {
    let rows: Rows = rows.iter().map(|row| row.to_vec()).collect();
    assert_eq!(values(text), Ok(rows), "{text:?}");
}

const SQUARE: &[&[f64]] = &[&[1.0, -2.0], &[0.5, 4.0]];

#[test]
fn a_block_in_the_forms_in_which_people_paste_it() {
    for text in [
        "1 -2\n0.5 4",
        "1\t-2\n0.5\t4\n",
        "1\t−2\r\n0,5\t4\r\n",
        "1;-2\n0,5;4",
        "1;-2;\n0,5;4;\n",
        "1, -2\n.5, 4",
        "1,-2,\n0.5,4.,\n",
        "\u{feff}1,-2\r\n0.5,4\r\n",
        "\n  1.  -2. \n\n  0.5  4. \n\n",
        "1 −2\n1/2 4e0",
        "[[1, -2], [0.5, 4]]",
        "[[1,-2],[0.5,4],]",
        "[[ 1.  -2. ]\n [ 0.5  4. ]]",
        "[[1.\n  -2.]\n [0.5\n  4.]]",
        "[[1 -2], [0.5 4]]",
        "[1 -2; 0.5 4]",
        "[1, -2; 0.5, 4];",
        "[1 -2\n 0.5 4]",
        "dW = [1 -2; 0.5 4]",
        "dW =\n\n    1.0000   -2.0000\n    0.5000    4.0000\n\n",
        "array([[ 1. , -2. ],\n       [ 0.5,  4. ]])",
        "np.array([[1.0, -2.0], [0.5, 4.0]])",
        "array([[ 1. , -2. ],\n       [ 0.5,  4. ]], dtype=float32)",
        "dX = array([[1, -2],\n       [0.5, 4]], dtype=float64)",
        "tensor([[ 1.0000, -2.0000],\n        [ 0.5000,  4.0000]], dtype=torch.float64)",
        "tensor([[ 1.0000, -2.0000],\n        [ 0.5000,  4.0000]], device='cuda:0',\n       grad_fn=<ConvolutionBackward0>)",
        "tensor([[[[ 1.0000, -2.0000],\n          [ 0.5000,  4.0000]]]], requires_grad=True)",
        "[[np.float64(1.0), np.float64(-2.0)], [np.float64(0.5), np.float64(4.0)]]",
    ] {
        reads(text, SQUARE);
    }
}

#[test]
fn one_row_one_column_one_number() {
    reads("1 2 3", &[&[1.0, 2.0, 3.0]]);
    reads("1;2;3", &[&[1.0, 2.0, 3.0]]);
    reads("[1, 2, 3]", &[&[1.0, 2.0, 3.0]]);
    reads("1\n2", &[&[1.0], &[2.0]]);
    reads("[1; 2]", &[&[1.0], &[2.0]]);
    reads("[[1], [2]]", &[&[1.0], &[2.0]]);
    reads("0.5", &[&[0.5]]);
    reads("tensor(0.5000, grad_fn=<SumBackward0>)", &[&[0.5]]);
    reads("np.float64(0.5)", &[&[0.5]]);
    // A comma is a decimal mark beside `;` and tabs alone.
    reads("1,5", &[&[1.0, 5.0]]);
    reads("[1,5; 2,5]", &[&[1.0, 5.0], &[2.0, 5.0]]);
}

#[test]
fn what_is_no_block_is_refused_with_its_place() {
    for (text, sentence) in [
        ("", "There is no number."),
        (" \n\r\n\t", "There is no number."),
        ("[]", "There is no number."),
        ("array([], dtype=float64)", "There is no number."),
        (
            "1 2\n3",
            "Row 2 does not fit: it has 1, row 1 has 2 columns.",
        ),
        (
            "[1 2; 3 4 5]",
            "Row 2 does not fit: it has 3, row 1 has 2 columns.",
        ),
        (
            "1 2\n3 nan",
            "Row 2, column 2: “nan” is not a number: type one such as 1.5, −2, 1e-3 or 1/4.",
        ),
        (
            "[[1, inf]]",
            "Row 1, column 2: “inf” is not a number: type one such as 1.5, −2, 1e-3 or 1/4.",
        ),
        ("1\t\t3", "Row 1, column 2 is empty."),
        (
            "1,5 2,5",
            "Row 1, column 2: “5 2” is not a number: type one such as 1.5, −2, 1e-3 or 1/4.",
        ),
        (
            "[[1, 1e999]]",
            "Row 1, column 2: “1e999” is not finite: a cell holds at most about 1.8e308, and nothing is divided by 0.",
        ),
    ] {
        let error = values(text).expect_err(text);
        assert_eq!(error.to_string(), sentence, "{text:?}");
    }
    for text in [
        "[", "[1", "[[1]", "[1]]", "[1] [2]", "[1 [2]]", "[[1] 2]", "[1] 2", "[[1]]; b",
    ] {
        assert_eq!(values(text), Err(BlockError::Brackets), "{text:?}");
    }
    let dots = values("[[1 2 ... 3]\n [4 5 ... 6]]");
    let error = NumberError::NotANumber("...".to_owned());
    let place = BlockError::Number {
        row: 1,
        col: 3,
        error,
    };
    assert_eq!(dots, Err(place));
}

/// Each form as another program writes it: the numbers, row by row, between marks.
const FORMS: [[&str; 5]; 9] = [
    ["", "\t", "\n", "", "."],
    ["", "\t", "\r\n", "\r\n", ","],
    ["", ";", "\n", ";", ","],
    ["\u{feff}", ",", "\r\n", ",\r\n", "."],
    ["  ", "  ", "\n  ", "\n", "."],
    ["[[", ", ", "], [", "]]", "."],
    ["[", "  ", "; ", "]", "."],
    [
        "array([[",
        ",\n        ",
        "],\n       [",
        "]], dtype=float64)",
        ".",
    ],
    [
        "tensor([[[",
        ", ",
        "],\n [",
        "]]], device='cuda:0', grad_fn=<Mul>)",
        ".",
    ],
];

#[test]
fn what_is_written_in_any_form_reads_back() {
    let rows =
        (1..6_usize, 1..6_usize).prop_flat_map(|(rows, cols)| vec(vec(-1e6..1e6_f64, cols), rows));
    for_all(&rows, |rows| {
        for [start, between, end_of_row, end, mark] in FORMS {
            let number = |value: &f64| value.to_string().replace('.', mark);
            let row = |row: &Vec<f64>| row.iter().map(number).collect::<Vec<_>>().join(between);
            let lines: Vec<String> = rows.iter().map(row).collect();
            let text = [start, &lines.join(end_of_row), end].concat();
            // One column has nothing beside which a comma is a decimal mark.
            if mark == "." || text.contains(between) {
                assert_eq!(values(&text).as_ref(), Ok(&rows), "{text:?}");
            }
        }
    });
}

#[test]
fn no_text_makes_it_stop() {
    for_all(&"[\\[\\](),;=\t\n 1.e−naé]{0,24}", |text: String| {
        if let Ok(rows) = read_block(&text) {
            assert!(rows.iter().all(|row| row.len() == rows[0].len()));
            assert!(!rows[0].is_empty());
        }
    });
}
