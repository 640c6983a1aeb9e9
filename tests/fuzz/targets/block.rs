//! A text is rows of one length, which read back in every form, or a sentence says what is
//! wrong. Pasted into X it leaves a sound page, and undo takes it back.
#![no_main]

use convscope::app::{Entry, Field, Model, Msg, parse_number, read_block, update};
use convscope::math::{At, Operand};
use convscope::text::shortest;
use fuzz::assert_sound;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match read_block(text) {
        Ok(rows) => assert_reads_back(&rows),
        Err(error) => assert!(error.to_string().ends_with('.')),
    }
    paste(text);
});

fn assert_reads_back(rows: &[Vec<Entry>]) {
    assert!(rows.first().is_some_and(|first| !first.is_empty()));
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    for entry in rows.iter().flatten() {
        assert_eq!(parse_number(&entry.text), Ok(entry.value));
    }
    let forms = [
        ("", "\t", "\n", ""),
        ("", ";", "\r\n", "\n"),
        ("[[", ", ", "], [", "]]"),
    ];
    for (start, between, end_of_row, end) in forms {
        let join = |row: &Vec<Entry>| {
            let cells: Vec<String> = row.iter().map(|cell| shortest(cell.value)).collect();
            cells.join(between)
        };
        let lines: Vec<String> = rows.iter().map(join).collect();
        let written = [start, &lines.join(end_of_row), end].concat();
        assert_eq!(
            read_block(&written).map(|rows| bits(&rows)),
            Ok(bits(rows)),
            "{written:?}"
        );
    }
}

fn bits(rows: &[Vec<Entry>]) -> Vec<Vec<u64>> {
    let row = |row: &Vec<Entry>| row.iter().map(|cell| cell.value.to_bits()).collect();
    rows.iter().map(row).collect()
}

fn paste(text: &str) {
    let mut model = Model::default();
    let before = model.layer.clone();
    let first = Field::Cell {
        operand: Operand::X,
        at: At::ORIGIN,
    };
    update(&mut model, Msg::Pasted(first, text.to_owned()));
    update(&mut model, Msg::RoomPressed);
    assert_sound(&model);
    let is_changed = model.layer != before;
    assert_eq!(is_changed, model.history.can_undo());
    update(&mut model, Msg::UndoPressed);
    assert_eq!(model.layer, before);
}
