//! Any file of kept examples leaves a list of names that differ, which reads back; reading the
//! file once more adds nothing; what the list has can be opened.
#![no_main]

use std::collections::BTreeSet;

use convscope::app::{KeptMsg, LONGEST_NAME, Model, Msg, update};
use fuzz::assert_sound;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut model = Model::default();
    read_file(&mut model, text);
    let list = model.kept.text().to_owned();
    let names: Vec<&str> = model.kept.names().collect();
    for name in &names {
        assert!(
            (1..=LONGEST_NAME).contains(&name.chars().count()),
            "{name:?}"
        );
        assert!(!name.contains(char::is_control), "{name:?}");
    }
    let different: BTreeSet<&&str> = names.iter().collect();
    assert_eq!(different.len(), names.len(), "{names:?}");

    read_file(&mut model, text);
    assert_eq!(model.kept.text(), list);
    let mut other = Model::default();
    update(&mut other, Msg::Kept(KeptMsg::Found(list.clone())));
    assert_eq!(other.kept.text(), list);

    update(&mut model, Msg::Kept(KeptMsg::Opened(0)));
    assert_sound(&model);
});

fn read_file(model: &mut Model, text: &str) {
    let text = Some(text.to_owned());
    update(model, Msg::Kept(KeptMsg::FileRead(text)));
}
