//! «My examples»: the list, its text, and what can be taken back.

use convscope::app::saved::save;
use convscope::app::{Effect, KeptMsg, LONGEST_NAME, Model, Msg, update};
use convscope::view::page;
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::sample::select;

use super::{after, entered, typed};
use crate::support::for_so_many;

fn named(name: &str) -> Msg {
    Msg::Kept(KeptMsg::Named(name.to_owned()))
}

fn renamed(index: usize, name: &str) -> Msg {
    Msg::Kept(KeptMsg::Renamed(index, name.to_owned()))
}

fn found(text: &str) -> Msg {
    Msg::Kept(KeptMsg::Found(text.to_owned()))
}

fn file(text: &str) -> Msg {
    Msg::Kept(KeptMsg::FileRead(Some(text.to_owned())))
}

const DELETED: fn(usize) -> Msg = |index| Msg::Kept(KeptMsg::Deleted(index));
const OPENED: fn(usize) -> Msg = |index| Msg::Kept(KeptMsg::Opened(index));
const PUT_BACK: Msg = Msg::Kept(KeptMsg::PutBackPressed);
const ONLY_KEEP: Option<Effect> = Some(Effect::KeepExamples { refocus: false });

/// The list as lines, what was said of it, and whether it can be put back.
#[track_caller]
fn assert_is(model: &Model, text: &str, said: &str, can_put_back: bool) {
    let kept = &model.kept;
    assert_eq!(kept.text(), text);
    assert_eq!(kept.said(), said);
    assert_eq!(kept.can_put_back(), can_put_back, "{said}");
}

#[test]
fn what_is_seen_is_kept_under_a_name() {
    let mut model = after([typed("X[0,0]", "2"), entered("X[0,0]", "2"), Msg::Sought(7)]);
    assert_is(&model, "", "", false);
    assert_eq!(update(&mut model, named(" Edges\tof a cat ")), ONLY_KEEP);
    let line = "Edges of a cat\tv=1&x=2,0.2,1.3;0.37,1.09,1.02;0.12,-0.23,-0.45&step=7\n";
    assert_is(&model, line, "Kept “Edges of a cat”.", false);
    // The same once more.
    assert_eq!(update(&mut model, named("Edges of a cat")), ONLY_KEEP);
    assert_is(&model, line, "Kept “Edges of a cat”.", false);
}

#[test]
fn a_name_that_is_there_stands_for_the_new_state_and_the_old_one_can_be_put_back() {
    let mut model = after([named("a"), Msg::Sought(1), named("b"), Msg::Sought(2)]);
    update(&mut model, named("a"));
    let replaced = "a\tv=1&step=2\nb\tv=1&step=1\n";
    assert_is(&model, replaced, "Replaced “a”.", true);
    // Nothing of the list changes by these.
    for msg in [OPENED(1), found(replaced), Msg::Hovered(None), OPENED(9)] {
        update(&mut model, msg);
        assert!(model.kept.can_put_back());
    }
    let effect = update(&mut model, PUT_BACK);
    assert_eq!(effect, Some(Effect::KeepExamples { refocus: true }));
    assert_is(&model, "a\tv=1\nb\tv=1&step=1\n", "It is back.", false);
    assert_eq!(update(&mut model, PUT_BACK), None);
}

#[test]
fn what_was_deleted_can_be_put_back_until_the_next_change() {
    let list = "a\tv=1\nb\tv=1&step=1\nc\tv=1&step=2\n";
    let mut model = after([found(list), DELETED(1)]);
    assert_is(&model, "a\tv=1\nc\tv=1&step=2\n", "Deleted “b”.", true);
    update(&mut model, PUT_BACK);
    assert_is(&model, list, "It is back.", false);
    for change in [
        named("d"),
        renamed(0, "d"),
        file("d\tv=1"),
        found("d\tv=1&step=1\n"),
    ] {
        update(&mut model, found(list));
        update(&mut model, DELETED(2));
        assert!(model.kept.can_put_back());
        update(&mut model, change);
        assert!(!model.kept.can_put_back());
    }
    assert_eq!(update(&mut model, DELETED(3)), None);
}

#[test]
fn names_are_one_line_and_never_twice() {
    let mut model = after([found("a\tv=1\nb\tv=1&step=1\n")]);
    for name in ["", " \t ", "\u{feff}\r\n"] {
        for msg in [named(name), renamed(0, name)] {
            assert_eq!(update(&mut model, msg), None);
            assert_eq!(model.kept.said(), "An example needs a name.");
        }
    }
    for msg in [renamed(0, " a "), renamed(2, "c")] {
        assert_eq!(update(&mut model, msg), None);
    }
    assert_eq!(update(&mut model, renamed(1, "a")), ONLY_KEEP);
    let list = "a\tv=1\na (2)\tv=1&step=1\n";
    assert_is(&model, list, "Renamed to “a (2)”.", false);
    // The same again: its own name is free for it.
    update(&mut model, renamed(1, "a"));
    assert_is(&model, list, "Renamed to “a (2)”.", false);
    // 60 characters, of whatever size; what makes them different is among them.
    let long = "ü".repeat(70);
    update(&mut model, renamed(0, &long));
    update(&mut model, renamed(1, &long));
    let [first, second] = ["ü".repeat(60), "ü".repeat(56) + " (2)"];
    let list = format!("{first}\tv=1\n{second}\tv=1&step=1\n");
    assert_is(&model, &list, &format!("Renamed to “{second}”."), false);
}

#[test]
fn opening_leads_to_the_state_and_undo_back() {
    let mut model = after([
        typed("X[0,0]", "2"),
        entered("X[0,0]", "2"),
        Msg::NextPressed,
        named("two"),
        Msg::UndoPressed,
    ]);
    assert_eq!(save(&model), "v=1&step=1");
    assert_eq!(update(&mut model, OPENED(0)), None);
    let two = "v=1&x=2,0.2,1.3;0.37,1.09,1.02;0.12,-0.23,-0.45&step=1";
    assert_eq!(save(&model), two);
    assert_eq!(page(&model).status, "Opened “two”.");
    update(&mut model, Msg::UndoPressed);
    assert_eq!(save(&model), "v=1&step=1");

    // Also from the page as it starts, which a link takes the place of.
    let mut model = after([found("two\tv=1&bias=2&colour=red"), OPENED(0)]);
    assert_eq!(save(&model), "v=1&bias=2");
    let status = "“colour=red” is not understood and is left out.";
    assert_eq!(page(&model).status, status);
    update(&mut model, Msg::UndoPressed);
    assert_eq!(save(&model), "v=1");
}

/// As an editor or another system has written it.
#[test]
fn reading_is_tolerant_and_says_what_it_left_out() {
    let text = "\u{feff}a\tv=1\r\n\r\n  \nno tab\nempty\t\nodd\tcolour=red\r\n\tstep=3\nb\t%76=1&bias=oops \na\tv=1&step=9\n";
    let read = "a\tv=1\nUnnamed\tstep=3\nb\t%76=1&bias=oops\na (2)\tv=1&step=9\n";
    let mut model = after([file(text)]);
    assert_is(&model, read, "Added: 4. Lines not read: 3. ", false);
    assert_eq!(update(&mut model, file(text)), ONLY_KEEP);
    let again = "There already: 4. Lines not read: 3. ";
    assert_is(&model, read, again, false);
    // What is there stays as it is.
    let mut model = after([found("a\tv=1&step=5\n"), file("a\tv=1")]);
    let both = "a\tv=1&step=5\na (2)\tv=1\n";
    assert_is(&model, both, "Added: 1. ", false);

    assert_eq!(update(&mut model, Msg::Kept(KeptMsg::FileRead(None))), None);
    assert_is(&model, both, "This file cannot be read.", false);
    let mut model = after([found(text)]);
    let said = "Lines not read: 3. ";
    assert_is(&model, read, said, false);
    // Another tab has cleared the device.
    update(&mut model, found(""));
    assert_is(&model, "", "", false);
    let too_long = format!("long\tv=1&x={}", "1,".repeat(600_000));
    update(&mut model, file(&too_long));
    assert_is(&model, "", "Lines not read: 1. ", false);
}

/// 500 of them, and no hang.
#[test]
fn a_file_may_have_very_many() {
    let line = |step: usize| format!("a\tv=1&step={step}\n");
    let many: String = (0..100_000).map(line).collect();
    let mut model = after([file(&many)]);
    let kept = &model.kept;
    assert_eq!(kept.names().last(), Some("a (500)"));
    assert_eq!(kept.said(), "Added: 500. Lines not read: 99500. ");
    let text = kept.text().to_owned();
    assert_eq!(update(&mut model, named("b")), None);
    assert_is(
        &model,
        &text,
        "There are too many: delete some first.",
        false,
    );
    // In the place of one there is room.
    assert_eq!(update(&mut model, named("a")), ONLY_KEEP);
    assert_eq!(model.kept.names().count(), 500);
    assert_eq!(
        after([found(model.kept.text())]).kept.text(),
        model.kept.text()
    );
}

#[test]
fn a_refusal_is_said_and_the_list_stays() {
    let model = after([named("a"), Msg::Kept(KeptMsg::Refused)]);
    let said = model.kept.said();
    assert!(
        said.starts_with("Kept “a”. This browser does not keep it"),
        "{said}"
    );
    assert_eq!(model.kept.text(), "a\tv=1\n");
}

#[test]
fn the_share_tool_shows_the_names() {
    let model = after([found("a\tv=1\nb\tv=1\n")]);
    assert_eq!(page(&model).share, None);
    let model = after([
        found("a\tv=1\nb\tv=1\n"),
        Msg::ToolPressed(convscope::app::Tool::Share),
        DELETED(0),
    ]);
    let share = page(&model).share.expect("the tool is open");
    assert_eq!(share.kept.names().collect::<Vec<_>>(), ["b"]);
    assert_eq!(share.kept.said(), "Deleted “a”.");
    assert!(share.kept.can_put_back());
}

/// Whatever is typed for names, the text of the list reads back as the same list.
#[test]
fn the_text_reads_back() {
    let odd = select(vec![
        "\t", "\n", "\r", "\u{feff}", "\u{2028}", "\u{85}", "\u{a0}", " ", "(2)", "\0", "é", "𝒳",
        "a",
    ]);
    let letter = (any::<bool>(), odd, any::<char>());
    let letter = letter.prop_map(|(is_odd, odd, any)| {
        if is_odd {
            odd.to_owned()
        } else {
            any.to_string()
        }
    });
    let name = vec(letter, 0..70).prop_map(|letters| letters.concat());
    let deed = (name, 0..4_usize, 0..5_usize);
    for_so_many(2000, &vec(deed, 0..12), |deeds| {
        let mut model = Model::default();
        for (name, what, index) in deeds {
            update(&mut model, Msg::Sought(index));
            update(
                &mut model,
                match what {
                    0 => renamed(index, &name),
                    1 => file(&format!("{name}\tv=1&step={index}")),
                    2 => DELETED(index),
                    _ => named(&name),
                },
            );
        }
        let text = model.kept.text();
        assert_eq!(after([found(text)]).kept.text(), text);
        let names: Vec<&str> = model.kept.names().collect();
        for name in &names {
            assert!(!name.is_empty() && *name == name.trim(), "{name:?}");
            assert!(name.chars().count() <= LONGEST_NAME, "{name:?}");
            let same = names.iter().filter(|other| *other == name);
            assert_eq!(same.count(), 1, "{name:?}");
        }
    });
}
