//! A caller's values, read as JavaScript's are, without a browser: what they mean, what a
//! sentence names where they mean nothing, and that no caller's code keeps the reader from
//! an answer. What only JavaScript's own values do is in `tests/web/refusals.rs`.

use std::cell::Cell;
use std::rc::Rc;

use convscope::arguments::{Given, Thrown, Value, grid, whole};
use convscope::math::{Activation, Grid, MAX_CELLS, Spacing};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::prop_oneof;
use proptest::sample::select;

use crate::support::{Rows, bits, for_so_many, is_long};

fn cases() -> u32 {
    if is_long() { 500_000 } else { 10_000 }
}

/// What somebody may give.
#[derive(Clone, Debug)]
enum Gift {
    Undefined,
    Null,
    Truth(bool),
    Number(f64),
    Text(String),
    Function,
    /// An object of a class.
    Instance,
    Plain(Vec<(String, Self)>),
    Array(Vec<Self>),
    /// An array that says it is that long; all its items are the same.
    Claim(f64, Box<Self>),
    /// An array that grows at each look.
    Growing(Rc<Cell<u32>>),
}

/// A gift of somebody whose code throws from some look on.
#[derive(Clone, Debug)]
struct Caller {
    gift: Gift,
    /// How many looks are answered; `None` where nobody's code is run.
    looks: Option<Rc<Cell<u32>>>,
}

impl Caller {
    fn steady(gift: Gift) -> Self {
        Self { gift, looks: None }
    }

    fn throwing_after(gift: Gift, looks: u32) -> Self {
        let looks = Some(Rc::new(Cell::new(looks)));
        Self { gift, looks }
    }

    fn look(&self) -> Result<(), Thrown> {
        let Some(looks) = &self.looks else {
            return Ok(());
        };
        let left = looks.get().checked_sub(1).ok_or(Thrown)?;
        looks.set(left);
        Ok(())
    }

    fn with(&self, gift: Gift) -> Self {
        let looks = self.looks.clone();
        Self { gift, looks }
    }

    fn at(&self, index: usize) -> Gift {
        match &self.gift {
            Gift::Array(items) => items.get(index).cloned().unwrap_or(Gift::Undefined),
            Gift::Claim(_, item) => (**item).clone(),
            Gift::Growing(_) => Gift::Number(1.0),
            _ => Gift::Undefined,
        }
    }
}

impl Value for Caller {
    fn kind(&self) -> String {
        let kind = match self.gift {
            Gift::Undefined => "undefined",
            Gift::Null => "null",
            Gift::Truth(_) => "boolean",
            Gift::Number(_) => "number",
            Gift::Text(_) => "string",
            Gift::Function => "function",
            _ => "object",
        };
        kind.to_owned()
    }

    fn number(&self) -> Option<f64> {
        match self.gift {
            Gift::Number(number) => Some(number),
            _ => None,
        }
    }

    fn text(&self) -> Option<String> {
        match &self.gift {
            Gift::Text(text) => Some(text.chars().take(20).collect()),
            _ => None,
        }
    }

    fn truth(&self) -> Option<bool> {
        match self.gift {
            Gift::Truth(truth) => Some(truth),
            _ => None,
        }
    }

    fn is_array(&self) -> Result<bool, Thrown> {
        self.look()?;
        let is_array = |gift| matches!(gift, &Gift::Array(_) | Gift::Claim(..) | Gift::Growing(_));
        Ok(is_array(&self.gift))
    }

    fn is_plain_object(&self) -> Result<bool, Thrown> {
        self.look()?;
        Ok(matches!(self.gift, Gift::Plain(_)))
    }

    fn names(&self) -> Result<Self, Thrown> {
        self.look()?;
        let entries = match &self.gift {
            Gift::Plain(entries) => entries.as_slice(),
            _ => &[],
        };
        let names = entries.iter().map(|(name, _)| Gift::Text(name.clone()));
        Ok(Self::steady(Gift::Array(names.collect())))
    }

    fn get(&self, name: &Self) -> Result<Self, Thrown> {
        self.look()?;
        let (Gift::Plain(entries), Gift::Text(name)) = (&self.gift, &name.gift) else {
            return Ok(self.with(Gift::Undefined));
        };
        let entry = entries.iter().find(|(known, _)| known == name);
        let gift = entry.map_or(Gift::Undefined, |(_, gift)| gift.clone());
        Ok(self.with(gift))
    }

    fn length(&self) -> Result<Option<f64>, Thrown> {
        self.look()?;
        Ok(match &self.gift {
            Gift::Array(items) => Some(items.len() as f64),
            Gift::Claim(length, _) => Some(*length),
            Gift::Growing(length) => {
                length.set(length.get() + 1);
                Some(f64::from(length.get()))
            }
            _ => None,
        })
    }

    fn item(&self, index: usize) -> Result<Self, Thrown> {
        self.look()?;
        Ok(self.with(self.at(index)))
    }

    fn numbers(&self, count: usize) -> Result<Self, Thrown> {
        self.look()?;
        let mut numbers = Vec::new();
        while numbers.len() < count {
            let gift = self.at(numbers.len());
            let is_finite = matches!(gift, Gift::Number(number) if number.is_finite());
            numbers.push(gift);
            if !is_finite {
                break;
            }
        }
        Ok(Self::steady(Gift::Array(numbers)))
    }

    fn copy_to(&self, cells: &mut [f64]) -> Result<(), Thrown> {
        let Gift::Array(items) = &self.gift else {
            return Err(Thrown);
        };
        for (index, item) in items.iter().enumerate() {
            let Gift::Number(number) = item else {
                return Err(Thrown);
            };
            *cells.get_mut(index).ok_or(Thrown)? = *number;
        }
        Ok(())
    }
}

fn finite() -> impl Strategy<Value = f64> {
    prop_oneof![
        -9.0..9.0,
        any::<f64>().prop_filter("finite", |number| number.is_finite()),
    ]
}

fn anything_simple() -> impl Strategy<Value = Gift> {
    prop_oneof![
        Just(Gift::Undefined),
        Just(Gift::Null),
        any::<bool>().prop_map(Gift::Truth),
        select(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY]).prop_map(Gift::Number),
        finite().prop_map(Gift::Number),
        "[ -~é0-9]{0,30}".prop_map(Gift::Text),
        Just(Gift::Function),
        Just(Gift::Instance),
        Just(Gift::Plain(Vec::new())),
        Just(Gift::Array(Vec::new())),
    ]
}

/// Rows of numbers, of which some are something else, or of another length.
fn nearly_rows() -> impl Strategy<Value = Gift> {
    let number = prop_oneof![
        60 => finite().prop_map(Gift::Number),
        1 => anything_simple(),
    ];
    let row = move |cols: usize| {
        let other = prop_oneof![20 => Just(cols), 1 => 0..5_usize];
        let number = number.clone();
        let cells = other.prop_flat_map(move |cols| vec(number.clone(), cols));
        prop_oneof![30 => cells.prop_map(Gift::Array), 1 => anything_simple()]
    };
    let rows = (0..5_usize, 0..5_usize).prop_flat_map(move |(rows, cols)| vec(row(cols), rows));
    prop_oneof![30 => rows.prop_map(Gift::Array), 1 => anything_simple()]
}

/// The rows that a value is, or how the sentence about it begins.
fn meant(name: &str, gift: &Gift) -> Result<Rows, String> {
    let Gift::Array(items) = gift else {
        return Err(format!("{name} is "));
    };
    let mut rows = Rows::new();
    for (row, item) in items.iter().enumerate() {
        let Gift::Array(cells) = item else {
            return Err(format!("{name}[{row}] is "));
        };
        if row == 0 && cells.is_empty() {
            return Err(format!("{name}[0] is empty"));
        }
        if row > 0 && cells.len() != rows[0].len() {
            return Err(format!("{name}[{row}] has length {};", cells.len()));
        }
        let mut numbers = Vec::new();
        for (col, cell) in cells.iter().enumerate() {
            match cell {
                Gift::Number(number) if number.is_finite() => numbers.push(*number),
                _ => return Err(format!("{name}[{row}][{col}] is ")),
            }
        }
        rows.push(numbers);
    }
    if rows.is_empty() {
        return Err(format!("{name} is an empty array"));
    }
    Ok(rows)
}

#[track_caller]
fn assert_means(read: &Result<Grid, String>, meant: &Result<Rows, String>) {
    match (read, meant) {
        (Ok(grid), Ok(rows)) => {
            assert_eq!(
                (grid.size().rows, grid.size().cols),
                (rows.len(), rows[0].len())
            );
            assert_eq!(bits(grid.cells()), bits(&rows.concat()));
        }
        (Err(sentence), Err(beginning)) => {
            assert!(sentence.starts_with(beginning), "{sentence}: {beginning}");
            let is_told = ["needs to be", "it needs"].map(|words| sentence.contains(words));
            assert!(is_told.contains(&true), "{sentence}");
        }
        _ => panic!("{read:?}, but {meant:?}"),
    }
}

#[test]
fn rows_of_numbers_are_a_grid_and_all_else_is_named() {
    let [mut good, mut bad] = [Cell::new(0), Cell::new(0)];
    for_so_many(cases(), &nearly_rows(), |gift| {
        let meant = meant("w", &gift);
        let count = if meant.is_ok() { &good } else { &bad };
        count.set(count.get() + 1);
        assert_means(&grid("w", &Caller::steady(gift)), &meant);
    });
    assert!(*good.get_mut() > cases() / 5 && *bad.get_mut() > cases() / 5);
}

/// An option, and whether it is one.
fn option() -> impl Strategy<Value = (String, Gift, bool)> {
    let named = |name: &str, gift: Gift, is_one| (name.to_owned(), gift, is_one);
    let spacing = select(&["stride", "padding", "dilation"]);
    let right = (spacing, 1..4_u32)
        .prop_map(move |(name, number)| named(name, Gift::Number(number.into()), true));
    let activation = select(&Activation::ALL).prop_map(move |activation| {
        let name = activation.name().to_owned();
        named("activation", Gift::Text(name), true)
    });
    let bias = finite().prop_map(move |bias| named("bias", Gift::Number(bias), true));
    let known = select(&["stride", "padding", "dilation", "bias", "activation"]);
    let missing = known.clone();
    let missing = missing.prop_map(move |name| named(name, Gift::Undefined, true));
    let wrong_gift = prop_oneof![
        Just(Gift::Null),
        Just(Gift::Truth(true)),
        Just(Gift::Number(f64::NAN)),
        Just(Gift::Number(f64::INFINITY)),
        Just(Gift::Text("Same".to_owned())),
        Just(Gift::Array(vec![Gift::Number(1.0)])),
        Just(Gift::Function),
    ];
    let wrong = (known, wrong_gift).prop_map(move |(name, gift)| named(name, gift, false));
    let uneven = (
        select(&["stride", "padding", "dilation"]),
        select(&[-1.0, 0.5, 1e300]),
    )
        .prop_map(move |(name, number)| named(name, Gift::Number(number), false));
    let unknown = "[a-zA-Z]{0,12}[0-9]".prop_map(move |name| named(&name, Gift::Null, false));
    prop_oneof![
        6 => right,
        2 => activation,
        2 => bias,
        1 => missing,
        1 => wrong,
        1 => uneven,
        1 => unknown,
    ]
}

#[test]
fn options_mean_what_they_say_and_the_first_that_is_wrong_is_named() {
    let x = Caller::steady(Gift::Array(vec![
        Gift::Array(vec![Gift::Number(2.0); 9]);
        9
    ]));
    let w = Caller::steady(Gift::Array(vec![
        Gift::Array(vec![Gift::Number(3.0); 2]);
        2
    ]));
    let missing = Caller::steady(Gift::Undefined);
    let small = |number: f64| (1..4).find(|&one| one as f64 == number).expect("1 to 3");
    for_so_many(cases(), &vec(option(), 0..5), |mut all| {
        let mut seen = Vec::new();
        all.retain(|(name, ..)| {
            !seen.contains(name) && {
                seen.push(name.clone());
                true
            }
        });
        let entries = all
            .iter()
            .map(|(name, gift, _)| (name.clone(), gift.clone()));
        let options = Caller::steady(Gift::Plain(entries.collect()));
        let given = Given {
            x: &x,
            w: &w,
            g: &missing,
            options: &options,
        };
        let read = given.layer();
        if let Some((name, ..)) = all.iter().find(|(.., is_one)| !is_one) {
            let sentence = read.expect_err("a sentence");
            let beginnings = [
                format!("{name} is "),
                format!("options has the unknown key \"{name}\""),
            ];
            let is_named = beginnings.iter().any(|words| sentence.starts_with(words));
            return assert!(is_named, "{sentence}");
        }
        let layer = read.expect("a layer");
        let (mut spacing, mut bias, mut activation) = (Spacing::default(), 0.0, "sigmoid");
        for (name, gift, _) in &all {
            match (name.as_str(), gift) {
                ("bias", Gift::Number(number)) => bias = *number,
                ("stride", Gift::Number(number)) => spacing.stride = small(*number),
                ("padding", Gift::Number(number)) => spacing.padding = small(*number),
                ("dilation", Gift::Number(number)) => spacing.dilation = small(*number),
                ("activation", Gift::Text(text)) => activation = text,
                _ => {}
            }
        }
        assert_eq!(layer.geometry().spacing(), spacing);
        assert_eq!(layer.bias().to_bits(), bias.to_bits());
        assert_eq!(layer.activation().name(), activation);
    });
}

/// From any look on: then the sentence says so, or it was not needed any more.
#[test]
fn a_caller_whose_code_throws_is_told_so() {
    let options = vec(option(), 0..4).prop_map(|all| {
        Gift::Plain(
            all.into_iter()
                .map(|(name, gift, _)| (name, gift))
                .collect(),
        )
    });
    let all = (nearly_rows(), nearly_rows(), options, 0..40_u32);
    for_so_many(cases(), &all, |(x, w, options, looks)| {
        let layer = |looks| {
            let x = Caller::throwing_after(x.clone(), looks);
            let [w, options] = [&w, &options].map(|gift| x.with(gift.clone()));
            let g = &x.with(Gift::Null);
            Given {
                x: &x,
                w: &w,
                g,
                options: &options,
            }
            .layer()
        };
        let throwing = layer(looks);
        let is_told =
            matches!(&throwing, Err(sentence) if sentence.contains("throws when it is read"));
        // What is refused may be described in fewer words where it throws once more.
        let is_refused = throwing.is_err() && layer(u32::MAX).is_err();
        assert!(
            is_told || is_refused || throwing == layer(u32::MAX),
            "{throwing:?}"
        );
    });
}

/// They are refused at once, without all these items.
#[test]
fn arrays_that_say_they_are_huge() {
    let most = MAX_CELLS as f64;
    let one = || Box::new(Gift::Number(1.0));
    let row = |length: f64| Gift::Claim(length, one());
    for length in [most + 1.0, 4_294_967_296.0, 9e15, 1.8e19, f64::INFINITY] {
        let long = Gift::Array(vec![row(length)]);
        let sentence = grid("x", &Caller::steady(long)).expect_err("a sentence");
        assert!(sentence.contains("at most"), "{sentence}");
        let high = Gift::Claim(length, Box::new(Gift::Array(vec![Gift::Number(1.0)])));
        let sentence = grid("x", &Caller::steady(high)).expect_err("a sentence");
        assert!(sentence.contains("at most"), "{sentence}");
        let empty = Gift::Claim(length, Box::new(Gift::Array(Vec::new())));
        let sentence = grid("x", &Caller::steady(empty)).expect_err("a sentence");
        assert!(sentence.starts_with("x[0] is empty"), "{sentence}");
    }
    for length in [f64::NAN, -1.0, 0.0, f64::NEG_INFINITY] {
        let sentence = grid("x", &Caller::steady(row(length))).expect_err("a sentence");
        assert!(sentence.contains("empty"), "{length}: {sentence}");
    }
}

#[test]
fn an_array_that_grows_while_it_is_read() {
    let growing = Gift::Growing(Rc::new(Cell::new(0)));
    let rows = Gift::Array(vec![growing]);
    let sentence = grid("g", &Caller::steady(rows)).expect_err("a sentence");
    assert!(
        sentence.starts_with("g[0] changes its length"),
        "{sentence}"
    );
}

#[test]
fn a_whole_number_is_one_of_its_range() {
    let number = prop_oneof![
        (-3..9_i32).prop_map(f64::from),
        any::<f64>(),
        select(&[-0.0, 0.5, 1e300, f64::NAN]),
    ];
    let gift = prop_oneof![9 => number.prop_map(Gift::Number), 1 => anything_simple()];
    for_so_many(cases(), &gift, |gift| {
        let wanted =
            (2..=6).find(|&one| matches!(gift, Gift::Number(number) if number == one as f64));
        let read = whole("step", &Caller::steady(gift), 2..=6);
        match (read, wanted) {
            (Ok(number), Some(wanted)) => assert_eq!(number, wanted),
            (Err(sentence), None) => {
                let words = "; it needs to be a whole number from 2 to 6";
                assert!(
                    sentence.starts_with("step is ") && sentence.ends_with(words),
                    "{sentence}"
                );
            }
            (read, wanted) => panic!("{read:?}, but {wanted:?}"),
        }
    });
}
