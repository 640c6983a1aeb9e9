//! Any text opens to a sound page. One without a key opens the page as it starts.
#![no_main]

use convscope::app::saved::{is_state, open, save};
use convscope::app::{Model, Msg, update};
use fuzz::assert_sound;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (opened, notices) = open(text);
    assert!(
        notices.iter().all(|notice| notice.ends_with('.')),
        "{notices:?}"
    );
    assert_sound(&opened);
    if !is_state(text) {
        assert_eq!(save(&opened), "v=1");
    }
    let mut model = Model::default();
    update(&mut model, Msg::Opened(text.to_owned()));
    assert_eq!(save(&model), save(&opened));
});
