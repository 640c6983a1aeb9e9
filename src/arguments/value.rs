//! What a reader may ask of a value that a caller gives.

/// The caller's own code was run, and threw.
#[derive(Clone, Copy, Debug)]
pub struct Thrown;

/// A value of the caller's, as JavaScript has it.
///
/// A look may run the caller's code: a getter, a proxy's trap. Each value is looked at
/// once, because a second look may see another one.
#[expect(
    clippy::missing_errors_doc,
    reason = "each look fails where the caller's code throws"
)]
pub trait Value: Sized {
    /// What `typeof` says, but `null` of `null`. This and what it holds is asked without a
    /// look.
    fn kind(&self) -> String;

    /// The number that it is, NaN and the infinities too.
    fn number(&self) -> Option<f64>;

    /// The beginning of the string that it is: all of it may be too long for this
    /// module's memory.
    fn text(&self) -> Option<String>;

    /// The boolean that it is.
    fn truth(&self) -> Option<bool>;

    /// Whether it is an array, also one of another page's.
    fn is_array(&self) -> Result<bool, Thrown>;

    /// Whether it is an object as `{ … }` makes it, not one of a class (a `Map`, say,
    /// whose entries would go unseen).
    fn is_plain_object(&self) -> Result<bool, Thrown>;

    /// The names of its own properties, in an array that the caller cannot reach.
    fn names(&self) -> Result<Self, Thrown>;

    /// A property.
    fn get(&self, name: &Self) -> Result<Self, Thrown>;

    /// The length of an array, a typed one too; `None` for a value that is none. It is
    /// whatever the caller claims, NaN and 2⁶⁴ too.
    fn length(&self) -> Result<Option<f64>, Thrown>;

    /// An item of an array.
    fn item(&self, index: usize) -> Result<Self, Thrown>;

    /// The first `count` items, up to the first that is no finite number, and with it, in
    /// an array that the caller cannot reach.
    fn numbers(&self, count: usize) -> Result<Self, Thrown>;

    /// Copies the items of such an array, which are all finite numbers. Fails where there
    /// are more than `cells`.
    fn copy_to(&self, cells: &mut [f64]) -> Result<(), Thrown>;
}
