//! Scripts of messages that write themselves as Rust: what a random test has found can be
//! pasted into a test of its own.

use std::fmt;

use convscope::app::Msg;

/// What happens, message after message.
#[derive(Clone)]
pub(super) struct Script(pub(super) Vec<Msg>);

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(rust).collect();
        write!(f, "[\n    {},\n]", lines.join(",\n    "))
    }
}

/// What stands before a name, and the type that `Debug` leaves out there.
const TYPES: [(&str, &str); 27] = [
    ("operand: ", "Operand"),
    ("grid: ", "GridId"),
    ("ActivationChosen(", "Activation"),
    ("Compared(", "GridId"),
    ("CopyEnded(", "Clip"),
    ("CopyPressed(", "Clip"),
    ("DecimalsChosen(", "Decimals"),
    ("GradientCheck(", "GradientCheckMsg"),
    ("Grid(", "GridId"),
    ("Guessed(", "Bug"),
    ("Kept(", "KeptMsg"),
    ("LanguageChosen(", "Language"),
    ("Learning(", "LearningMsg"),
    ("LossChosen(", "Loss"),
    ("NotationChosen(", "Notation"),
    ("OwnGradient(", "OwnGradientMsg"),
    ("Program(", "Language"),
    ("Saved(", "Export"),
    ("SavingFailed(", "Export"),
    ("SizeChosen(", "Operand"),
    ("SpeedChosen(", "Speed"),
    ("SpotTheBug(", "SpotTheBugMsg"),
    ("ThemeChosen(", "Theme"),
    ("Tool(", "ToolMsg"),
    ("ToolPressed(", "Tool"),
    ("ViewChosen(", "BackwardView"),
    (" } }, ", "Direction"), // after a cell
];

/// A message as Rust.
fn rust(msg: &Msg) -> String {
    let debug = format!("Msg::{msg:?}");
    let mut code = String::new();
    let (mut is_text, mut is_escaped) = (false, false);
    for (index, character) in debug.char_indices() {
        let is_quote = character == '"' && !is_escaped;
        if !is_text {
            code.push_str(&missing(&code, &debug[index..]));
        }
        code.push(character);
        if is_quote && is_text {
            code.push_str(".to_owned()");
        }
        is_escaped = character == '\\' && !is_escaped;
        is_text ^= is_quote;
    }
    code
}

/// What has to stand between what is written and what follows.
fn missing(before: &str, rest: &str) -> String {
    let is_name = rest.starts_with(|first: char| first.is_ascii_uppercase());
    let is_field = rest.starts_with("Cell {") || rest.starts_with("LearningRate");
    let of_place = TYPES.iter().find(|(place, _)| before.ends_with(place));
    let named = match of_place {
        _ if is_field => Some("Field"),
        Some((_, name)) if is_name => Some(*name),
        _ if before.contains("CopyEnded(") && before.ends_with(", ") => Some("Copied"),
        _ => None,
    };
    named.map_or_else(String::new, |name| format!("{name}::"))
}

#[cfg(test)]
mod tests {
    use convscope::app::{
        Clip, Copied, Decimals, Direction, Export, Field, KeptMsg, Language, LearningMsg, Msg,
        Notation, OwnGradientMsg, Room, Speed, SpotTheBugMsg, Theme, Tool, ToolMsg,
    };
    use convscope::math::{Activation, At, BackwardView, Bug, Loss, Operand, Size, Spacing};
    use convscope::trace::{CellRef, GridId};

    use super::rust;

    /// The compiler reads what is expected.
    #[test]
    fn what_is_written_is_rust() {
        macro_rules! assert_written {
            ($($msg:expr;)*) => { $(
                let expected = stringify!($msg);
                let written = rust(&$msg);
                let bare = |text: &str| text.split_whitespace().collect::<String>().replace(",}", "}");
                assert_eq!(bare(&written), bare(expected), "{written}");
            )* };
        }
        assert_written! {
            Msg::NextPressed;
            Msg::Typed(Field::Cell { operand: Operand::X, at: At { row: 0, col: 1 } }, "a\"B\\ C".to_owned());
            Msg::Left(Field::LearningRate, "Cell { X".to_owned());
            Msg::ArrowPressed(CellRef { grid: GridId::Dx, at: At { row: 0, col: 1 } }, Direction::Up);
            Msg::Hovered(Some(CellRef { grid: GridId::T, at: At { row: 0, col: 0 } }));
            Msg::Hovered(None);
            Msg::Tabbed { back: true };
            Msg::Sought(184);
            Msg::SizeChosen(Operand::W, Size { rows: 1, cols: 2 });
            Msg::SpacingChosen(Spacing { stride: 1, padding: 2, dilation: 3 });
            Msg::ActivationChosen(Activation::LeakyRelu);
            Msg::LossChosen(Loss::ByHand);
            Msg::ViewChosen(BackwardView::Gather);
            Msg::DecimalsChosen(Decimals::Rounded(4));
            Msg::NotationChosen(Notation::Ours);
            Msg::LanguageChosen(Language::Rust);
            Msg::SpeedChosen(Speed::Half);
            Msg::ThemeChosen(Theme::Dark);
            Msg::CopyPressed(Clip::Link);
            Msg::CopyEnded(Clip::Program, Copied::Refused);
            Msg::ToolPressed(Tool::Learning);
            Msg::Tool(ToolMsg::Learning(LearningMsg::StepPressed));
            Msg::Tool(ToolMsg::SpotTheBug(SpotTheBugMsg::Guessed(Bug::NoSlope)));
            Msg::Tool(ToolMsg::OwnGradient(OwnGradientMsg::Compared(GridId::Dw)));
            Msg::Tool(ToolMsg::Saved(Export::Grid(GridId::H)));
            Msg::SavingFailed(Export::Program(Language::NumPy));
            Msg::Measured(Room { width: 1.5, height: 2.0, digit: 0.5, condensed: 0.25 });
            Msg::Kept(KeptMsg::Renamed(1, "b".to_owned()));
            Msg::Kept(KeptMsg::FileRead(Some("B\tv=1".to_owned())));
        }
    }
}
