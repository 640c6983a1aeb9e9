//! A gradient that the person has computed elsewhere, beside the right one.

use crate::math::{Bug, Gradients, Grid, Layer, Size};
use crate::text::read;
use crate::trace::{GridId, Trace};

use super::super::block::{BlockError, Entry, read_block};
use super::super::draft::{ascii, parse_number};
use super::super::model::Model;

/// What counts as equal where all digits are given, relative to the products that make
/// a cell: single precision has seven digits.
const PRECISION: f64 = 1e-6;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnGradient {
    /// As it was typed or pasted.
    pub text: String,
    /// With which gradient it is compared; `None` until one is chosen.
    pub of: Option<GridId>,
    /// How it compares. No step changes that, and it takes a pass for each mistake.
    pub outcome: Option<Result<Comparison, Incomparable>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnGradientMsg {
    Compared(GridId),
}

pub(super) fn update(model: &mut Model, OwnGradientMsg::Compared(grid): OwnGradientMsg) {
    model.tools.own_gradient.of = Some(grid);
    renew(model);
}

pub(in crate::app) fn type_gradient(model: &mut Model, text: String) {
    model.tools.own_gradient.text = text;
    renew(model);
}

/// Compares anew, with another text or another layer.
pub(super) fn renew(model: &mut Model) {
    let own = &mut model.tools.own_gradient;
    own.outcome = own.of.map(|of| own.compare(&model.layer, of));
}

/// How a person's gradient compares.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The right one.
    pub right: Grid,
    /// The person's numbers, row-major.
    pub entries: Vec<Entry>,
    /// For each cell whether the two agree.
    pub agree: Vec<bool>,
    /// The mistakes that give just this gradient, and not the right one.
    pub mistakes: Vec<Bug>,
}

/// Why there is nothing to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incomparable {
    /// The text is no block of numbers.
    Unread(BlockError),
    /// It has another size.
    Size { is: Size, right: Size },
}

impl OwnGradient {
    /// Those with which one can be compared.
    pub const GRIDS: [GridId; 4] = [GridId::Dx, GridId::Dw, GridId::Db, GridId::Dz];

    /// Compares the text with a gradient of the layer. A number agrees that is the
    /// right one rounded to the decimals that were typed.
    ///
    /// # Errors
    /// Where the text does not read, or has another size.
    pub fn compare(&self, layer: &Layer, of: GridId) -> Result<Comparison, Incomparable> {
        let gradients = layer.backward(&layer.forward());
        let right = gradient(&gradients, of);
        let entries = self.read(right.size())?;
        let scales = gradient(&layer.scales(&gradients), of);
        let tolerances = tolerances(&entries);
        let agree_with = |grid: &Grid| -> Vec<bool> {
            let agrees = |(index, cell): (usize, &f64)| {
                let noise = PRECISION * scales.cells()[index].max(cell.abs());
                let error = (cell - entries[index].value).abs();
                cell.is_finite() && error <= tolerances[index].max(noise)
            };
            grid.cells().iter().enumerate().map(agrees).collect()
        };
        let agree = agree_with(&right);
        let gives_this = |bug: &Bug| {
            let wrong = Trace::of(layer).with(Some(*bug)).gradients();
            agree_with(&gradient(&wrong, of)).into_iter().all(|it| it)
        };
        let mistakes = if agree.iter().all(|&it| it) {
            Vec::new()
        } else {
            Bug::ALL.into_iter().filter(gives_this).collect()
        };
        Ok(Comparison {
            right,
            entries,
            agree,
            mistakes,
        })
    }

    /// One number is read as in a cell: its comma is a decimal mark.
    fn read(&self, right: Size) -> Result<Vec<Entry>, Incomparable> {
        if let (Size::ONE, Ok(value)) = (right, parse_number(&self.text)) {
            let text = self.text.trim().to_owned();
            return Ok(vec![Entry { value, text }]);
        }
        let rows = read_block(&self.text).map_err(Incomparable::Unread)?;
        let is = Size::new(rows.len(), rows.first().map_or(0, Vec::len));
        if is == right {
            Ok(rows.into_iter().flatten().collect())
        } else {
            Err(Incomparable::Size { is, right })
        }
    }
}

fn gradient(Gradients { dz, sums }: &Gradients, of: GridId) -> Grid {
    match of {
        GridId::Dx => sums.dx.clone(),
        GridId::Dw => sums.dw.clone(),
        GridId::Db => Grid::filled(Size::ONE, sums.db),
        _ => dz.clone(),
    }
}

/// How far the right number may be from each that was typed: half of the last decimal.
/// Numbers without an exponent count as written with the decimals of the longest, as
/// NumPy and this page leave zeros out at the end. What has no decimals is exact.
fn tolerances(entries: &[Entry]) -> Vec<f64> {
    let forms: Vec<(i32, Option<i32>)> = entries.iter().map(|one| form(&one.text)).collect();
    let plain = forms.iter().filter(|(_, exponent)| exponent.is_none());
    let most = plain.map(|(decimals, _)| *decimals).max().unwrap_or(0);
    let tolerance = |(decimals, exponent): (i32, Option<i32>)| match (decimals, exponent) {
        (0, Some(_)) => 0.0,
        (decimals, Some(exponent)) => half_of(exponent - decimals),
        (_, None) if most == 0 => 0.0,
        (_, None) => half_of(-most),
    };
    forms.into_iter().map(tolerance).collect()
}

/// A little more than half of 10ᵉ: a tie may come out on either side.
fn half_of(exponent: i32) -> f64 {
    0.500_001 * 10_f64.powi(exponent)
}

/// The decimals of a number as it was typed, and its exponent.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "what is saturated is far beyond any f64"
)]
fn form(text: &str) -> (i32, Option<i32>) {
    let plain = ascii(text);
    let (mantissa, exponent) = match plain.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, read(exponent).map(|exponent| exponent as i32)),
        None => (plain.as_str(), None),
    };
    let decimals = mantissa.split_once(['.', ',']);
    let decimals = decimals.map_or(0, |(_, decimals)| decimals.len());
    (decimals as i32, exponent)
}
