//! What the tests share.

pub(crate) mod browser;
pub(crate) mod layers;
pub(crate) mod stage;

pub(crate) use self::stage::Stage;
