//! The layer and its gradients: numbers only. Nothing here knows of steps, of
//! text or of a page.

mod activation;
mod backward_view;
mod bug;
mod check;
mod fast;
mod geometry;
mod grid;
mod layer;

pub use activation::Activation;
pub use backward_view::{BackwardView, FullCorrelation};
pub use bug::Bug;
pub use check::{Check, Checked, Gradient, Obstacle, check};
pub use geometry::{Geometry, GeometryError, Spacing, Tap};
pub use grid::{At, Grid, MAX_CELLS, Positions, Size};
pub use layer::{Forward, GradientSums, Gradients, Layer, LayerError, Loss, Operand};
