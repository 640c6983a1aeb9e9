//! The layer and its gradients: numbers only. Nothing here knows of steps, of
//! text or of a page.

mod activation;
mod geometry;
mod grid;
mod layer;

pub use activation::Activation;
pub use geometry::{Geometry, GeometryError, Spacing, Tap};
pub use grid::{At, Grid, MAX_CELLS, Size};
pub use layer::{Forward, GradientSums, Gradients, Layer, LayerError, Operand};
