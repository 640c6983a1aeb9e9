//! Activation functions, each beside its derivative.

/// The slope of the leaky `ReLU` where z is not above 0: `PyTorch`'s default.
const LEAK: f64 = 0.01;

/// An elementwise function H = σ(Z) with its derivative σ′(Z).
///
/// ```
/// use convscope::math::Activation;
///
/// let h = Activation::Sigmoid.apply(0.0);
/// assert_eq!(h, 0.5);
/// assert_eq!(Activation::Sigmoid.derivative(0.0, h), 0.25);
/// assert_eq!(Activation::named("relu"), Some(Activation::Relu));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Activation {
    /// σ(z) = 1 / (1 + e⁻ᶻ), σ′ = σ(1 − σ).
    #[default]
    Sigmoid,
    /// tanh z, with the derivative 1 − tanh² z.
    Tanh,
    /// max(0, z), with the derivative 1 where z > 0, else 0.
    Relu,
    /// z where z > 0, else 0.01 z; the derivative is 1 where z > 0, else 0.01.
    LeakyRelu,
    /// z itself, with the derivative 1.
    Identity,
}

impl Activation {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Sigmoid,
        Self::Tanh,
        Self::Relu,
        Self::LeakyRelu,
        Self::Identity,
    ];

    /// The name by which it is chosen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Relu => "relu",
            Self::LeakyRelu => "leaky_relu",
            Self::Identity => "identity",
        }
    }

    /// The activation of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The activation h of a pre-activation z: finite for every finite z.
    #[must_use]
    pub fn apply(self, z: f64) -> f64 {
        match self {
            Self::Sigmoid => sigmoid(z),
            Self::Tanh => z.tanh(),
            // Not `f64::max`, which would turn NaN into 0 and hide it.
            Self::Relu if z <= 0.0 => 0.0,
            Self::LeakyRelu if z <= 0.0 => LEAK * z,
            Self::Relu | Self::LeakyRelu | Self::Identity => z,
        }
    }

    /// Whether its slope jumps at z = 0.
    #[must_use]
    pub const fn has_kink(self) -> bool {
        match self {
            Self::Relu | Self::LeakyRelu => true,
            Self::Sigmoid | Self::Tanh | Self::Identity => false,
        }
    }

    /// The derivative at z, where h = `apply(z)`.
    ///
    /// Sigmoid and tanh have theirs in terms of h, as the notebook's
    /// `sigmoid_prime` does. At 0 ReLU and the leaky one have that of the negative
    /// side, as in PyTorch.
    #[must_use]
    pub fn derivative(self, z: f64, h: f64) -> f64 {
        match self {
            Self::Sigmoid => h * (1.0 - h),
            Self::Tanh => 1.0 - h * h,
            Self::Relu => f64::from(z > 0.0),
            Self::LeakyRelu if z > 0.0 => 1.0,
            Self::LeakyRelu => LEAK,
            Self::Identity => 1.0,
        }
    }
}

/// The logistic function, by the branch whose exponential cannot overflow:
/// e⁻ᶻ for z ≥ 0, eᶻ below.
fn sigmoid(z: f64) -> f64 {
    if z >= 0.0 {
        1.0 / (1.0 + (-z).exp())
    } else {
        let e = z.exp();
        e / (1.0 + e)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sigmoid_saturates_without_overflow() {
        let sigmoid = |z| Activation::Sigmoid.apply(z);
        assert_eq!(sigmoid(-1000.0), 0.0);
        assert_eq!(sigmoid(1000.0), 1.0);
        assert_eq!(sigmoid(0.0), 0.5);
        assert_eq!(sigmoid(f64::MIN), 0.0);
        assert_eq!(sigmoid(f64::MAX), 1.0);
    }

    #[test]
    fn everything_is_finite_for_finite_z() {
        let edges = [0.0, 1e-320, 1.0, 36.8, 709.0, 710.0, 745.2, 1e10, f64::MAX];
        for activation in Activation::ALL {
            for z in edges.into_iter().flat_map(|z| [z, -z]) {
                let h = activation.apply(z);
                assert!(h.is_finite(), "{activation:?}({z}) = {h}");
                assert!(activation.derivative(z, h).is_finite());
            }
        }
    }

    /// Values from mpmath at 30 digits.
    #[test]
    fn small_values_keep_their_digits() {
        let close = |a: f64, b: f64| assert!((a - b).abs() <= 2e-16 * b.abs(), "{a} {b}");
        close(Activation::Sigmoid.apply(-40.0), 4.248_354_255_291_589e-18);
        close(Activation::Sigmoid.apply(-700.0), 9.859_676_543_759_77e-305);
        close(Activation::Sigmoid.apply(0.77), 0.683_520_893_736_315_6);
    }

    #[test]
    fn relu_has_no_slope_at_zero_and_keeps_nan() {
        assert_eq!(Activation::Relu.derivative(0.0, 0.0), 0.0);
        assert_eq!(Activation::Relu.derivative(1e-300, 1e-300), 1.0);
        assert!(Activation::Relu.apply(f64::NAN).is_nan());
    }

    /// Python: `0.01 * -0.7`, and the slopes that PyTorch's documentation gives.
    #[test]
    fn the_leaky_relu_lets_a_hundredth_through() {
        let (leaky, slope) = (Activation::LeakyRelu, |z| {
            Activation::LeakyRelu.derivative(z, f64::NAN)
        });
        assert_eq!(leaky.apply(-0.7), -0.006_999_999_999_999_999);
        assert_eq!(leaky.apply(-1e200), -1e198);
        assert_eq!(leaky.apply(0.7), 0.7);
        assert_eq!(leaky.apply(0.0), 0.0);
        assert_eq!(
            [-0.7, -0.0, 0.0, 1e-300].map(slope),
            [0.01, 0.01, 0.01, 1.0]
        );
        assert!(leaky.apply(f64::NAN).is_nan());
    }

    #[test]
    fn names_lead_back() {
        for activation in Activation::ALL {
            assert_eq!(Activation::named(activation.name()), Some(activation));
        }
        assert_eq!(Activation::named("softmax"), None);
    }
}
