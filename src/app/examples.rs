//! Layers worth a look, each one line of data.

use crate::math::Layer;

use super::saved;

/// A layer with what to look at in it.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    pub name: &'static str,
    /// What to look at.
    pub sentence: &'static str,
    /// The layer and the step, as a saved state.
    pub state: &'static str,
}

const fn example(name: &'static str, sentence: &'static str, state: &'static str) -> Example {
    Example {
        name,
        sentence,
        state,
    }
}

/// The examples in the order in which they are offered; the page starts with the first.
///
/// A state is written as `saved::save` writes it: keys in its order, defaults left out,
/// after the layer nothing but `step` or `rate`. A sentence ends in a full stop and has
/// at most 120 characters.
#[rustfmt::skip]
pub const EXAMPLES: [Example; 15] = [
    example("Notebook example", "The layer of the NumPy notebook.", "v=1"),
    example("All ones", "With ones everywhere dX counts the windows that use each cell of X.", "v=1&x=1,1,1,1;1,1,1,1;1,1,1,1;1,1,1,1&w=1,1;1,1&activation=identity&step=20"),
    example("One-hot G", "One cell of G is 1: dX is W, stamped where the window lies, and dW is the patch of X under it.", "v=1&x=1,2,3,4;5,6,7,8;9,10,11,12;13,14,15,16&w=1,2;3,4&g=0,0,0;0,1,0;0,0,0&activation=identity&loss=by-hand&step=20"),
    example("Saturated sigmoid", "Z is far from 0, where the sigmoid is flat: its slope, and with it every gradient, nearly vanishes.", "v=1&x=2,3,2;3,2,3;2,3,2&w=1,1;1,1&step=10"),
    example("Dead ReLU", "Z is negative everywhere: H is 0, and so is every gradient, exactly.", "v=1&x=1,2,1;2,1,2;1,2,1&w=-1,-1;-1,-1&activation=relu&step=10"),
    example("Sobel", "The kernel answers where the picture grows brighter from left to right, and with 0 where it does not.", "v=1&x=0,0,0,1,1,1;0,0,0,1,1,1;0,0,0,1,1,1;0,0,0,1,1,1;0,0,0,1,1,1;0,0,0,1,1,1&w=-1,0,1;-2,0,2;-1,0,1&activation=identity&step=16"),
    example("Blur", "One bright cell is spread over its neighbours; what Z adds up to is what X did.", "v=1&x=0,0,0,0,0;0,0,0,0,0;0,0,16,0,0;0,0,0,0,0;0,0,0,0,0&w=0.0625,0.125,0.0625;0.125,0.25,0.125;0.0625,0.125,0.0625&activation=identity&step=9"),
    example("Sharpen", "Where the picture is even it stays as it is; on both sides of the edge the difference grows.", "v=1&x=1,1,1,3,3,3;1,1,1,3,3,3;1,1,1,3,3,3;1,1,1,3,3,3&w=0,-1,0;-1,5,-1;0,-1,0&activation=identity&step=8"),
    example("Stride 2", "The windows lie two cells apart: in dX they overlap in the middle row and column alone.", "v=1&x=1,1,1,1,1;1,1,1,1,1;1,1,1,1,1;1,1,1,1,1;1,1,1,1,1&w=1,1,1;1,1,1;1,1,1&stride=2&activation=identity&step=10"),
    example("Dilation 2", "The cells of W lie two apart: each window takes four cells of nine.", "v=1&x=1,2,3,4,5;6,7,8,9,10;11,12,13,14,15;16,17,18,19,20;21,22,23,24,25&w=1,1;1,1&dilation=2&activation=identity&step=1"),
    example("Padding 1", "With a kernel of 3×3 and one ring of zeros Z is as large as X; at the edge fewer products count.", "v=1&x=1,1,1,1;1,1,1,1;1,1,1,1;1,1,1,1&w=1,1,1;1,1,1;1,1,1&padding=1&activation=identity&step=16"),
    example("A layer to train", "Open «Loss and learning» and take steps: L falls as H comes nearer to T.", "v=1&t=1,0;0,1&loss=squared-error&rate=0.5"),
    example("By hand: sigmoid", "Z is 17, 9, 10, 17: check dZ = G ⊙ H ⊙ (1 − H) with your calculator.", "v=1&x=5,1,0;2,4,3;0,2,4&w=2,1;1,1&g=1,0;1,2&loss=by-hand"),
    example("By hand: stride and padding", "The first row of dX is 5, 14, 10, 12.", "v=1&x=1,2,3,4;5,6,7,8;9,10,11,12;13,14,15,16&w=1,2,3;4,5,6;7,8,9&g=1,2;3,4&stride=2&padding=1&activation=identity&loss=by-hand"),
    example("By hand: ReLU and ½Σ(H − T)²", "G is H − T, and ReLU lets through only what is above 0.", "v=1&x=1,-1,0;0,1,0;0,-1,1&w=1,-1;1,1&t=1,0;0,1&activation=relu&loss=squared-error"),
];

/// The example whose layer this is. In the string of an example the layer is
/// followed by the step or the learning rate alone.
pub(super) fn example_of(layer: &Layer) -> Option<usize> {
    let text = saved::save_layer(layer);
    let is_it = |example: &Example| {
        let rest = example.state.strip_prefix(text.as_str());
        rest.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with("&step=") || rest.starts_with("&rate=")
        })
    };
    EXAMPLES.iter().position(is_it)
}
