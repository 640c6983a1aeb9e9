//! Each example opens as it is written, and what its sentence says is so.
//! Expected numbers are worked out by hand.

use convscope::app::saved::{self, open};
use convscope::app::{EXAMPLES, Model, Msg, update};
use convscope::math::{Activation, Layer, Loss};

use convscope::view::page;

use super::field;
use crate::support::{LEARN, Rows, rows_of};

fn opened(name: &str) -> Model {
    let example = EXAMPLES.iter().find(|example| example.name == name);
    let (model, notices) = open(example.expect("an example").state);
    assert!(notices.is_empty(), "{name}: {notices:?}");
    model
}

fn layer(name: &str) -> Layer {
    opened(name).layer
}

fn z(layer: &Layer) -> Rows {
    rows_of(&layer.forward().z)
}

/// dX and dW.
fn gradients(layer: &Layer) -> [Rows; 2] {
    let sums = layer.backward(&layer.forward()).sums;
    [rows_of(&sums.dx), rows_of(&sums.dw)]
}

#[test]
fn each_opens_without_a_complaint_at_its_step() {
    for example in EXAMPLES {
        let (model, notices) = open(example.state);
        assert!(notices.is_empty(), "{}: {notices:?}", example.name);
        let step = example.state.split_once("step=").map(|(_, step)| step);
        assert_eq!(
            model.step.to_string(),
            step.unwrap_or("0"),
            "{}",
            example.name
        );
        assert_eq!(saved::save(&model), example.state, "as it is written");
        let length = example.sentence.chars().count();
        assert!(
            length < 120 && example.sentence.ends_with('.'),
            "{}",
            example.name
        );
    }
}

#[test]
fn the_first_is_what_the_page_starts_with() {
    assert_eq!(opened(EXAMPLES[0].name).layer, Model::default().layer);
}

#[test]
fn all_ones_count() {
    let counts = [
        [1.0, 2.0, 2.0, 1.0],
        [2.0, 4.0, 4.0, 2.0],
        [2.0, 4.0, 4.0, 2.0],
        [1.0, 2.0, 2.0, 1.0],
    ];
    assert_eq!(gradients(&layer("All ones"))[0], counts);
}

#[test]
fn one_cell_of_g_stamps_w_and_copies_a_patch() {
    let [dx, dw] = gradients(&layer("One-hot G"));
    let stamped = [
        [0.0; 4],
        [0.0, 1.0, 2.0, 0.0],
        [0.0, 3.0, 4.0, 0.0],
        [0.0; 4],
    ];
    assert_eq!(dx, stamped);
    assert_eq!(dw, [[6.0, 7.0], [10.0, 11.0]]);
}

#[test]
fn a_saturated_sigmoid_passes_nearly_nothing() {
    let layer = layer("Saturated sigmoid");
    assert_eq!(layer.activation(), Activation::Sigmoid);
    assert_eq!(z(&layer), [[10.0; 2]; 2]);
    for row in gradients(&layer).concat() {
        // σ′(10) = 4.54e-5, by a table of e^-10.
        assert!(
            row.iter().all(|&cell| cell > 0.0 && cell < 11.0 * 4.54e-5),
            "{row:?}"
        );
    }
}

#[test]
fn a_dead_relu_passes_nothing() {
    let layer = layer("Dead ReLU");
    assert_eq!(z(&layer), [[-6.0; 2]; 2]);
    assert!(
        gradients(&layer)
            .concat()
            .concat()
            .iter()
            .all(|&cell| cell == 0.0)
    );
}

#[test]
fn filters_filter() {
    assert_eq!(z(&layer("Sobel")), [[0.0, 4.0, 4.0, 0.0]; 4]);
    assert_eq!(z(&layer("Sharpen")), [[1.0, -1.0, 5.0, 3.0]; 2]);
    let blurred = z(&layer("Blur"));
    assert_eq!(blurred, [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]);
    assert_eq!(blurred.concat().iter().sum::<f64>(), 16.0);
}

#[test]
fn spacing_is_as_it_says() {
    let [dx, _] = gradients(&layer("Stride 2"));
    let edge = [1.0, 1.0, 2.0, 1.0, 1.0];
    assert_eq!(dx, [edge, edge, [2.0, 2.0, 4.0, 2.0, 2.0], edge, edge]);
    // 1 + 3 + 11 + 13 is the first.
    let z_of = |name: &str| z(&layer(name));
    let dilated = [[28.0, 32.0, 36.0], [48.0, 52.0, 56.0], [68.0, 72.0, 76.0]];
    assert_eq!(z_of("Dilation 2"), dilated);
    let padded = [
        [4.0, 6.0, 6.0, 4.0],
        [6.0, 9.0, 9.0, 6.0],
        [6.0, 9.0, 9.0, 6.0],
        [4.0, 6.0, 6.0, 4.0],
    ];
    assert_eq!(z_of("Padding 1"), padded);
}

#[test]
fn the_layer_to_train_learns() {
    let mut model = opened("A layer to train");
    assert_eq!(model.layer.loss(), Loss::SquaredError);
    for _ in 0..5 {
        update(&mut model, LEARN);
    }
    let losses = &model.tools.learning.descent.losses;
    assert_eq!(losses.len(), 6);
    assert!(
        losses.is_sorted_by(|before, after| after < before),
        "{losses:?}"
    );
}

/// From public courses and exams.
#[test]
fn what_is_worked_by_hand_comes_out() {
    assert_eq!(z(&layer("By hand: sigmoid")), [[17.0, 9.0], [10.0, 17.0]]);
    let [dx, _] = gradients(&layer("By hand: stride and padding"));
    assert_eq!(dx[0], [5.0, 14.0, 10.0, 12.0]);
    let relu = layer("By hand: ReLU and ½Σ(H − T)²");
    let forward = relu.forward();
    assert_eq!(rows_of(&forward.z), [[3.0, 0.0], [-2.0, 1.0]]);
    assert_eq!(rows_of(&forward.h), [[3.0, 0.0], [0.0, 1.0]]);
    // ½((3 − 1)² + (1 − 1)²)
    assert_eq!(relu.loss_of(&forward.h), 2.0);
}

/// The skeleton offers them by these names, after one's own layer.
#[test]
fn the_page_offers_each_by_its_name() {
    let page = include_str!("../../../index.html");
    let (_, select) = page
        .split_once("data-choice=\"example\"")
        .expect("a choice");
    let (select, _) = select.split_once("</select>").expect("its end");
    let options = select.split("<option").skip(1);
    let names: Vec<&str> = options
        .map(|option| option.split(['>', '<']).nth(1).unwrap_or_default())
        .collect();
    let expected: Vec<&str> = EXAMPLES.iter().map(|example| example.name).collect();
    assert_eq!(names, [&["Your own layer"][..], &expected].concat());
}

#[test]
fn an_edit_makes_it_one_s_own_and_undo_leads_back() {
    let mut model = Model::default();
    assert_eq!(model.example, Some(0));
    update(&mut model, Msg::ExampleChosen(3));
    assert_eq!((model.example, model.step), (Some(3), 10));
    assert_eq!(page(&model).status, EXAMPLES[3].sentence);
    update(&mut model, Msg::PreviousPressed);
    assert_eq!(page(&model).hint, EXAMPLES[3].sentence);
    update(&mut model, Msg::Changed(field("X[0,0]"), "7".to_owned()));
    assert_eq!(model.example, None);
    update(&mut model, Msg::UndoPressed);
    assert_eq!(model.example, Some(3));
    update(&mut model, Msg::UndoPressed);
    assert_eq!(model.layer, Model::default().layer);
    assert_eq!(model.example, Some(0));
}
