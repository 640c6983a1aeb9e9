//! Two numbers that are computed with at once.
//!
//! With SIMD they share a register. The compiler does that by itself in some loops,
//! and stops doing it after a small change, so it is written out here. Without
//! SIMD, as on the host, the same operations are done one by one.

#[cfg(target_feature = "simd128")]
mod register {
    #![expect(
        unsafe_code,
        reason = "the only way to load and store a whole register"
    )]

    use std::arch::wasm32::{
        f64x2_add, f64x2_extract_lane, f64x2_mul, f64x2_splat, v128, v128_load, v128_store,
    };

    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Pair(v128);

    impl Pair {
        #[inline]
        pub(crate) fn splat(value: f64) -> Self {
            Self(f64x2_splat(value))
        }

        #[inline]
        pub(crate) fn load(cells: &[f64; 2]) -> Self {
            // SAFETY: the reference is to 16 bytes that can be read; a v128 may
            // be loaded from any address.
            Self(unsafe { v128_load(cells.as_ptr().cast()) })
        }

        #[inline]
        pub(crate) fn store(self, cells: &mut [f64; 2]) {
            // SAFETY: the reference is to 16 bytes that can be written; a v128
            // may be stored at any address.
            unsafe { v128_store(cells.as_mut_ptr().cast(), self.0) }
        }

        #[inline]
        pub(crate) fn plus(self, other: Self) -> Self {
            Self(f64x2_add(self.0, other.0))
        }

        #[inline]
        pub(crate) fn times(self, other: Self) -> Self {
            Self(f64x2_mul(self.0, other.0))
        }

        #[inline]
        pub(crate) fn sum(self) -> f64 {
            f64x2_extract_lane::<0>(self.0) + f64x2_extract_lane::<1>(self.0)
        }
    }
}

#[cfg(not(target_feature = "simd128"))]
mod register {
    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Pair([f64; 2]);

    impl Pair {
        #[inline]
        pub(crate) const fn splat(value: f64) -> Self {
            Self([value, value])
        }

        #[inline]
        pub(crate) const fn load(cells: &[f64; 2]) -> Self {
            Self(*cells)
        }

        #[inline]
        pub(crate) const fn store(self, cells: &mut [f64; 2]) {
            *cells = self.0;
        }

        #[inline]
        pub(crate) fn plus(self, other: Self) -> Self {
            Self([self.0[0] + other.0[0], self.0[1] + other.0[1]])
        }

        #[inline]
        pub(crate) fn times(self, other: Self) -> Self {
            Self([self.0[0] * other.0[0], self.0[1] * other.0[1]])
        }

        #[inline]
        pub(crate) fn sum(self) -> f64 {
            self.0[0] + self.0[1]
        }
    }
}

pub(crate) use register::Pair;
