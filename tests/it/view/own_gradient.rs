//! One's own gradient: which cells differ, and which mistake gives just that. What each
//! mistake gives is computed by the tests' own algorithms.

use std::cell::Cell;

use convscope::app::{Field, Model, Msg, OwnGradient, Tool, update};
use convscope::math::{At, Bug, Layer, Operand};
use convscope::trace::GridId;
use convscope::view::page;

use super::told;
use crate::math::bugs::mistaken;
use crate::oracle;
use crate::support::{Rows, compared, for_so_many, layers_with_a_loss};

const GRIDS: [GridId; 4] = [GridId::Dx, GridId::Dw, GridId::Db, GridId::Dz];

/// What «Check gradients» says of one's own gradient, between its buttons and the check,
/// which was not asked for.
fn said(model: &mut Model, text: &str, of: GridId) -> String {
    update(model, Msg::GradientTyped(text.to_owned()));
    update(model, compared(of));
    let told = told(&page(model), Tool::GradientCheck);
    let (_, after) = told.split_once("[Compare with dZ]").expect("a button");
    let (_, said) = after.split_once('\n').expect("what is below it");
    let (said, _) = said.split_once("\nNot checked since").expect("the check");
    said.to_owned()
}

/// Python prints each with `'%.4f'`, as the notebook does.
const DX: &str =
    "[[ 0.0865  0.0632 -0.0212]\n [ 0.1496  0.2558  0.1043]\n [ 0.0574  0.2098  0.1525]]";

#[test]
fn the_notebooks_gradients_agree() {
    let mut model = Model::default();
    let dx = said(&mut model, DX, GridId::Dx);
    assert_eq!(dx, "All 9 cells of your dX agree.");
    assert_eq!(said(&mut model, "0,93", GridId::Db), "Your db agrees.");
    assert_eq!(
        said(&mut model, "0.2163;0.2120\n0.2497;0.25", GridId::Dz),
        "All 4 cells of your dZ agree."
    );
    // The next example has another size.
    update(&mut model, Msg::ExampleChosen(1));
    let told = told(&page(&model), Tool::GradientCheck);
    assert!(told.contains("Yours is 2×2, dZ is 3×3."), "{told}");
    update(&mut model, Msg::UndoPressed);
    let told = super::told(&page(&model), Tool::GradientCheck);
    assert!(told.contains("All 4 cells of your dZ agree."), "{told}");
}

#[test]
fn a_cell_that_differs_is_told_with_the_right_number() {
    let mut model = Model::default();
    let dz = "0.2163 0.2121\n0.2497 0.25";
    assert_eq!(
        said(&mut model, dz, GridId::Dz),
        "1 of 4 cells of your dZ differ. No mistake of «Spot the bug» gives just this.\nCells that differ\ndZ[0,1] 0.2121 0.2120 0.0001"
    );
    // Whole numbers are not rounded ones.
    assert!(
        said(&mut model, "0 0\n0 0", GridId::Dz).starts_with("4 of 4 cells of your dZ differ.")
    );
    assert!(said(&mut model, "1", GridId::Db).starts_with("Your db differs."));
    assert!(said(&mut model, "0.9", GridId::Db).starts_with("Your db agrees."));
}

#[test]
fn what_does_not_read_is_told_and_stays() {
    let mut model = Model::default();
    for (text, sentence) in [
        (
            "1 2\n3",
            "Row 2 does not fit: it has 1, row 1 has 2 columns.",
        ),
        (
            "[[1]",
            "The brackets do not fit: write rows such as [[1, 2], [3, 4]], or lines without brackets.",
        ),
        ("1 2 3", "Yours is 1×3, dZ is 2×2."),
        ("", "There is no number."),
    ] {
        assert_eq!(said(&mut model, text, GridId::Dz), sentence);
        assert_eq!(model.tools.own_gradient.text, text);
    }
}

/// dZ without σ′ is G.
#[test]
fn a_mistake_is_named_and_explained() {
    let mut model = Model::default();
    let told = said(&mut model, "1 1\n1 1", GridId::Dz);
    assert!(told.starts_with(
        "4 of 4 cells of your dZ differ. This is what comes out with the mistake «σ′ left out»."
    ));
    assert!(told.contains("wrong: dZ = G\n"), "{told}");
    assert!(told.contains("dZ[1,0] 1 0.2497 0.7503"), "{told}");

    // Another layer: the same text is compared anew.
    let field = Field::Cell {
        operand: Operand::G,
        at: At::ORIGIN,
    };
    update(&mut model, Msg::Changed(field, "2".to_owned()));
    let told = super::told(&page(&model), Tool::GradientCheck);
    assert!(
        told.contains("No mistake of «Spot the bug» gives just this."),
        "{told}"
    );
}

/// A gradient of the right pass, and of the one with a mistake.
fn both(layer: &Layer, bug: Bug, of: GridId) -> [Rows; 2] {
    let (z, _) = oracle::forward(layer);
    let dz = oracle::delta(layer, &z);
    let right = (dz.clone(), oracle::backward(layer, &dz));
    [right, mistaken(bug, layer)].map(|(dz, (dx, dw, db))| match of {
        GridId::Dx => dx,
        GridId::Dw => dw,
        GridId::Db => vec![vec![db]],
        _ => dz,
    })
}

fn written(rows: &Rows, number: impl Fn(&f64) -> String) -> String {
    let row = |row: &Vec<f64>| row.iter().map(&number).collect::<Vec<_>>().join(", ");
    let rows: Vec<String> = rows.iter().map(row).collect();
    ["[[", &rows.join("],\n["), "]]"].concat()
}

/// With four decimals, and with all digits.
fn texts(rows: &Rows) -> [String; 2] {
    [
        written(rows, |cell| format!("{cell:.4}")),
        written(rows, f64::to_string),
    ]
}

#[test]
fn every_mistake_is_named_from_its_own_gradient() {
    let named = Cell::new([0; Bug::ALL.len()]);
    for_so_many(64, &layers_with_a_loss(4), |layer| {
        for (place, bug) in Bug::ALL.into_iter().enumerate() {
            for of in GRIDS {
                let [right, wrong] = both(&layer, bug, of);
                let (a, b) = (right.concat(), wrong.concat());
                let far = a.iter().zip(b).any(|(a, b)| (a - b).abs() > 1e-3);
                for text in texts(&wrong).into_iter().filter(|_| far) {
                    let own = OwnGradient {
                        text,
                        ..OwnGradient::default()
                    };
                    let compared = own.compare(&layer, of).expect("a grid of that size");
                    assert!(compared.mistakes.contains(&bug), "{bug:?} {of:?} {own:?}");
                    let mut counts = named.get();
                    counts[place] += 1;
                    named.set(counts);
                }
            }
        }
    });
    assert!(named.get().iter().all(|&count| count > 0), "{named:?}");
}

#[test]
fn right_gradients_agree() {
    for_so_many(64, &layers_with_a_loss(4), |layer| {
        let mut model = Model::new(layer);
        for of in GRIDS {
            let [right, _] = both(&model.layer, Bug::NoSlope, of);
            for text in texts(&right) {
                let told = said(&mut model, &text, of);
                let agrees = told.contains("agree") && !told.contains("differ");
                assert!(agrees, "{told} {text}");
            }
        }
    });
}
