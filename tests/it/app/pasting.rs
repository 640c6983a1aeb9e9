//! Blocks pasted into X, W, G and T.

use convscope::app::{
    Field, FieldText, Focus, Key, Meaning, Model, Msg, is_block, meaning, update,
};
use convscope::math::{At, Loss, Operand, Size};
use convscope::view::page;

use crate::support::{Rows, rows_of};

const fn field(operand: Operand, row: usize, col: usize) -> Field {
    Field::Cell {
        operand,
        at: At::new(row, col),
    }
}

fn paste(model: &mut Model, into: Field, text: &str) -> String {
    update(model, Msg::Pasted(into, text.to_owned()));
    let page = page(model);
    // Beside the grid, or where it went well below all of them.
    let refusals = page.grids.iter().map(|grid| grid.refusal.as_str());
    refusals.chain([page.status.as_str()]).collect()
}

fn grid(model: &Model, operand: Operand) -> Rows {
    rows_of(model.layer.operand(operand))
}

#[test]
fn a_block_fills_from_a_cell_on_and_one_undo_takes_it_back() {
    let mut model = Model::default();
    let before = model.layer.clone();
    update(
        &mut model,
        Msg::Typed(field(Operand::X, 1, 2), "7x".to_owned()),
    );
    let said = paste(
        &mut model,
        field(Operand::X, 1, 1),
        "1.5\t-2\r\n3\t4e-1\r\n",
    );
    assert_eq!(said, "Pasted 2×2 from X[1,1] on.");
    assert_eq!(
        grid(&model, Operand::X),
        [[0.1, 0.2, 1.3], [0.37, 1.5, -2.0], [0.12, 3.0, 0.4]]
    );
    assert!(model.drafts.is_empty(), "what was typed there is gone");
    update(&mut model, Msg::UndoPressed);
    assert_eq!(model.layer, before);
}

#[test]
fn what_people_copy_is_read() {
    for text in [
        "1,5;2\n3;4",
        "1.5\t2\n3\t4",
        "1,5\t2\n3\t4",
        "\u{feff}1.5,2\r\n3,4\r\n",
        "1.5 2\n3 4",
        "[[1.5, 2], [3, 4]]",
        "[[1.5 2. ]\n [3.  4. ]]",
        "array([[1.5, 2. ],\n       [3. , 4. ]], dtype=float32)",
        "tensor([[1.5000, 2.0000],\n        [3.0000, 4.0000]], device='cuda:0', grad_fn=<AddBackward0>)",
        "W = np.array([[1.5, 2], [3, 4],])",
        "[1.5 2; 3 4]",
        "[1.5, 2\n3, 4]",
    ] {
        let mut model = Model::default();
        assert!(is_block(text), "{text}");
        let said = paste(&mut model, field(Operand::W, 0, 0), text);
        assert_eq!(
            grid(&model, Operand::W),
            [[1.5, 2.0], [3.0, 4.0]],
            "{text}: {said}"
        );
    }
}

/// What stands for one number is typed, whatever it is.
#[test]
fn one_number_is_no_block() {
    for text in [
        "1.5", "1,5", " 1 / 4 ", "½", "−2", "1e-3", "abc", "", "1 x", "12,345",
    ] {
        assert!(!is_block(text), "{text:?}");
    }
    for text in [
        "1 2",
        "1,2,3",
        "1;2",
        "1\t2",
        "1\n2",
        "[1]",
        "tensor(5.)",
        "a\tb",
    ] {
        assert!(is_block(text), "{text:?}");
    }
    let mut model = Model::default();
    paste(&mut model, field(Operand::X, 0, 0), "2,5");
    assert_eq!(grid(&model, Operand::X)[0][0], 2.5);
    paste(&mut model, field(Operand::X, 0, 1), "tensor(5.)");
    assert_eq!(grid(&model, Operand::X)[0][1], 5.0);
}

#[test]
fn what_does_not_read_is_refused_with_its_place_and_changes_nothing() {
    for (text, said) in [
        ("1\t2\n3\tx", "Not pasted. Row 2, column 2: "),
        (
            "1\t2\n3",
            "Not pasted. Row 2 does not fit: it has 1, row 1 has 2 columns.",
        ),
        ("1\tnan\n3\t4", "Not pasted. Row 1, column 2: "),
        ("[[1, inf], [3, 4]]", "Not pasted. Row 1, column 2: "),
        ("[[1, 2], [3, 4]", "Not pasted. The brackets do not fit: "),
        ("1\t\n3\t4", "Not pasted. Row 2 does not fit: "),
    ] {
        let mut model = Model::default();
        let before = model.layer.clone();
        let status = paste(&mut model, field(Operand::X, 0, 0), text);
        assert!(status.starts_with(said), "{text:?}: {status}");
        assert_eq!(model.layer, before);
        assert!(!model.history.can_undo() && model.drafts.is_empty());
    }
}

const BLOCK: &str = "1 2 3\n4 5 6\n7 8 9";
const NINE: [[f64; 3]; 3] = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]];

fn press(model: &mut Model, name: &str, focus: Focus) {
    let key = Key {
        name,
        ..Key::default()
    };
    let Meaning::Ours(msg) = meaning(model, key, focus) else {
        panic!("{name} is ours");
    };
    update(model, msg);
}

fn in_field(operand: Operand) -> Focus {
    Focus::Field(field(operand, 0, 0), FieldText::default())
}

#[test]
fn a_block_without_room_says_what_enter_would_resize() {
    let mut model = Model::default();
    let before = model.layer.clone();
    let said = paste(&mut model, field(Operand::W, 0, 0), BLOCK);
    assert_eq!(
        said,
        "3×3 block into W, which becomes 3×3: Enter does it, Escape drops it."
    );
    assert!(page(&model).needs_room);
    assert_eq!(model.layer, before);

    press(&mut model, "Escape", in_field(Operand::W));
    assert_eq!(
        (page(&model).status.as_str(), page(&model).needs_room),
        ("", false)
    );
    assert_eq!(model.layer, before);

    paste(&mut model, field(Operand::W, 0, 0), BLOCK);
    // Something else is done: nobody waits any longer.
    update(&mut model, Msg::NextPressed);
    assert!(!page(&model).needs_room);
    update(&mut model, Msg::RoomPressed);
    assert_eq!(model.layer, before);

    update(
        &mut model,
        Msg::Typed(field(Operand::W, 1, 1), "7x".to_owned()),
    );
    paste(&mut model, field(Operand::W, 0, 0), BLOCK);
    press(&mut model, "Enter", in_field(Operand::W));
    assert!(model.drafts.is_empty(), "what was typed there is gone");
    assert_eq!(grid(&model, Operand::W), NINE);
    assert_eq!(model.layer.g().size(), Size::new(1, 1));
    update(&mut model, Msg::UndoPressed);
    assert_eq!(model.layer, before, "one undo takes back both");

    // From a cell on: what lies before it stays.
    paste(&mut model, field(Operand::X, 2, 1), BLOCK);
    update(&mut model, Msg::RoomPressed);
    let x = grid(&model, Operand::X);
    assert_eq!((x.len(), x[0].len()), (5, 4));
    assert_eq!(x[0], [0.1, 0.2, 1.3, 0.0]);
    assert_eq!(
        x[2..],
        [
            [0.12, 1.0, 2.0, 3.0],
            [0.0, 4.0, 5.0, 6.0],
            [0.0, 7.0, 8.0, 9.0]
        ]
    );
}

#[test]
fn what_can_have_no_room_is_refused() {
    let mut model = Model::default();
    let before = model.layer.clone();
    let said = paste(&mut model, field(Operand::G, 1, 0), BLOCK);
    assert_eq!(
        said,
        "The 3×3 block does not fit from G[1,0] on into G, which has the shape of Z."
    );
    // W cannot be larger than X.
    let said = paste(&mut model, field(Operand::W, 1, 1), BLOCK);
    assert_eq!(
        said,
        "The 3×3 block does not fit from W[1,1] on into W, which cannot become so large here."
    );
    assert!(!page(&model).needs_room);
    assert_eq!(model.layer, before);
}

#[test]
fn g_and_t_are_filled_where_they_can_be_edited() {
    let mut model = Model::default();
    paste(&mut model, field(Operand::G, 0, 0), "1 2\n3 4");
    assert_eq!(grid(&model, Operand::G), [[1.0, 2.0], [3.0, 4.0]]);
    assert_eq!(model.layer.loss(), Loss::ByHand);
    update(&mut model, Msg::LossChosen(Loss::SquaredError));
    let g = grid(&model, Operand::G);
    assert_eq!(paste(&mut model, field(Operand::G, 0, 0), "9 9\n9 9"), "");
    assert_eq!(grid(&model, Operand::G), g);
    paste(&mut model, field(Operand::T, 0, 0), "[[0, 1], [1, 0]]");
    assert_eq!(grid(&model, Operand::T), [[0.0, 1.0], [1.0, 0.0]]);
}
