//! Texts with placeholders and conditions, which are files that a person can
//! proof-read.
//!
//! Left of a bar stands what decides about a line, right of it the line:
//!
//! ```text
//! squared             | $T = np.array(${rows T})
//! @forward !matrix    > $Z = F.conv2d($X, $W${spaced?, **spacing}) + $b
//! "                   > a line with the same words left of it as the one above
//! ```
//!
//! - A word is a condition; `!word` is its opposite, `one/other` holds where
//!   either does. A line is there where all its conditions hold.
//! - `@word` is the tag of a line, for the caller.
//! - `>` in place of `|` marks lines that stand out.
//! - `$name` and `${name}` are placeholders. `${condition?text}` is the text
//!   where the condition holds; it may have placeholders of the form `$name`.

/// A line of a filled template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its text. It has several lines where the text of a placeholder has.
    pub text: String,
    /// Its tag without the `@`; empty where it has none.
    pub tag: &'static str,
    /// Whether `>` marks it.
    pub is_marked: bool,
}

/// The lines of a template whose conditions hold, filled in.
pub fn fill(
    template: &'static str,
    holds: &dyn Fn(&str) -> bool,
    value: &dyn Fn(&str) -> String,
) -> Vec<Line> {
    let holds = |condition: &str| any_holds(condition, holds);
    let mut lines = Vec::new();
    let mut words = "";
    for line in template.lines() {
        let Some((margin, text)) = line.split_once(['|', '>']) else {
            continue;
        };
        if margin.trim_end() != "\"" {
            words = margin;
        }
        let tag = |word: &'static str| word.strip_prefix('@');
        let words = || words.split_ascii_whitespace();
        if words().all(|word| tag(word).is_some() || holds(word)) {
            let text = text.strip_prefix(' ').unwrap_or_default();
            lines.push(Line {
                text: filled(text, &holds, value),
                tag: words().find_map(tag).unwrap_or_default(),
                is_marked: line.as_bytes().get(margin.len()) == Some(&b'>'),
            });
        }
    }
    lines
}

/// Whether one of `one/!other` holds.
fn any_holds(condition: &str, holds: &dyn Fn(&str) -> bool) -> bool {
    let mut words = condition.split('/');
    words.any(|word| match word.strip_prefix('!') {
        Some(opposite) => !holds(opposite),
        None => holds(word),
    })
}

/// A text with its placeholders filled in.
pub fn filled(text: &str, holds: &dyn Fn(&str) -> bool, value: &dyn Fn(&str) -> String) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        result += before;
        let (name, tail) = placeholder(after);
        rest = tail;
        match name.split_once('?') {
            None => result += &value(name),
            Some((condition, text)) if holds(condition) => result += &filled(text, holds, value),
            Some(_) => {}
        }
    }
    result + rest
}

/// What stands in braces, or else the letters and digits; and what follows.
fn placeholder(text: &str) -> (&str, &str) {
    if let Some(braced) = text.strip_prefix('{') {
        return braced.split_once('}').unwrap_or((braced, ""));
    }
    let is_other = |character: char| !character.is_ascii_alphanumeric();
    let end = text.find(is_other);
    end.and_then(|end| text.split_at_checked(end))
        .unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(template: &'static str, conditions: &[&str]) -> String {
        let value = |name: &str| format!("<{name}>");
        let lines = fill(template, &|word| conditions.contains(&word), &value);
        let texts: Vec<String> = lines.into_iter().map(|line| line.text).collect();
        texts.join("\n")
    }

    #[test]
    fn placeholders_are_filled_in() {
        assert_eq!(text_of("| $X[$h:$h+kh]", &[]), "<X>[<h>:<h>+kh]");
        assert_eq!(text_of("| ${X}4 ${rows X}$", &[]), "<X>4 <rows X><>");
        assert_eq!(text_of("| f\"{name}\" 100 %", &[]), "f\"{name}\" 100 %");
    }

    #[test]
    fn a_line_is_there_where_all_its_conditions_hold() {
        let template = "\
            one !two | first\n\
            \"        | second\n\
            one/two  | third\n\
            \n\
            !one/two |\n\
            | last";
        assert_eq!(text_of(template, &[]), "\nlast");
        assert_eq!(text_of(template, &["one"]), "first\nsecond\nthird\nlast");
        assert_eq!(text_of(template, &["two"]), "third\n\nlast");
        assert_eq!(text_of(template, &["one", "two"]), "third\n\nlast");
    }

    #[test]
    fn a_part_of_a_line_has_conditions_too() {
        let template = "| z${biased? + $b}${!biased/twice? + 0};";
        assert_eq!(text_of(template, &["biased"]), "z + <b>;");
        assert_eq!(text_of(template, &[]), "z + 0;");
        assert_eq!(text_of(template, &["biased", "twice"]), "z + <b> + 0;");
    }

    #[test]
    fn lines_have_tags_and_marks() {
        let lines = fill("@step x >   a | b > c\n| d", &|_| true, &|_| String::new());
        let seen = lines
            .iter()
            .map(|line| (line.text.as_str(), line.tag, line.is_marked));
        let expected = [("  a | b > c", "step", true), ("d", "", false)];
        assert_eq!(seen.collect::<Vec<_>>(), expected);
    }
}
