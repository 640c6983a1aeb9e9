//! A template whose conditions are decided first and whose values come later is the same as one
//! that is filled at once.
#![no_main]

use convscope::text::filled;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|template: &str| {
    let holds = |condition: &str| condition.len().is_multiple_of(2);
    let value = |name: &str| format!("<{name}>");
    let decided = filled(template, &holds, &|name| format!("${{{name}}}"));
    let nothing_holds = |condition: &str| panic!("{condition:?} was decided before");
    let filled_later = filled(&decided, &nothing_holds, &value);
    assert_eq!(filled_later, filled(template, &holds, &value));

    let words_alone = filled(template, &holds, &|_| String::new());
    assert!(words_alone.len() <= template.len());
});
