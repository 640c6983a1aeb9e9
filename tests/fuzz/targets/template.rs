//! A template whose conditions are decided first and whose values come later is the same as one
//! that is filled at once, also after another.
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

    let longer = ["é $x${ab? $y}${abc? $z} ", template].concat();
    let expected = ["é <x> <y> ", &filled_later].concat();
    assert_eq!(filled(&longer, &holds, &value), expected);
});
