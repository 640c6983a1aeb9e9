//! What several targets assert.

use convscope::app::{Model, is_offered, saved};
use convscope::math::Operand;

/// The page can show the model, and its saved string leads back to it.
#[track_caller]
pub fn assert_sound(model: &Model) {
    let layer = &model.layer;
    let mut cells = Operand::ALL
        .iter()
        .flat_map(|one| layer.operand(*one).cells());
    assert!(cells.all(|cell| cell.is_finite()));
    assert!(layer.bias().is_finite() && model.tools.learning.rate.is_finite());
    assert!(is_offered(layer.x().size(), layer.w().size()));
    assert!(model.step <= model.steps().last());
    assert!(model.pinned.is_none_or(|cell| model.has(cell)));

    let text = saved::save(model);
    let (opened, notices) = saved::open(&text);
    assert!(notices.is_empty(), "{notices:?}");
    assert_eq!(opened.layer, model.layer);
    assert_eq!(saved::save(&opened), text);
}
