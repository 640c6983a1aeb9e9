//! A text is a finite number, which reads back to the bit however it is written out, or a
//! sentence says of it what is wrong.
#![no_main]

use convscope::app::{NumberError, parse_number};
use convscope::text::shortest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| match parse_number(text) {
    Ok(number) => {
        assert!(number.is_finite() && number.to_bits() != (-0.0_f64).to_bits());
        for all_digits in [shortest(number), format!("{number}"), format!("{number:e}")] {
            let again = parse_number(&all_digits).map(f64::to_bits);
            assert_eq!(again, Ok(number.to_bits()), "{all_digits}");
        }
    }
    Err(error) => {
        let sentence = error.to_string();
        match error {
            NumberError::Empty => assert_eq!(sentence.split(':').next(), Some("is empty")),
            NumberError::NotANumber(said) | NumberError::NotFinite(said) => {
                assert!(text.contains(&said) && sentence.starts_with(&format!("“{said}” is not ")));
            }
            NumberError::Misleading(said, character) => {
                assert!(text.contains(&said) && said.contains(character));
            }
        }
    }
});
