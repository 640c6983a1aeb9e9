//! The first look at the page.

use crate::browser::{Visit, visit, wait_until};
use crate::oracle::Layer;
use crate::server::WITHOUT_SCRIPT;

#[test]
fn opens_with_the_layer_of_the_notebook_at_step_0() {
    visit(|page| {
        let state = page.state();
        state.assert_shows(&Layer::notebook(), 0);
        let all = |grid: &str, wanted: Option<&str>| {
            state.grids[grid]
                .iter()
                .flatten()
                .all(|cell| cell.as_deref() == wanted)
        };
        for grid in ["Z", "H", "dZ"] {
            assert!(all(grid, None), "{grid} is not computed yet");
        }
        for grid in ["dX", "dW"] {
            assert!(all(grid, Some("0")), "{grid} is zero");
        }
        assert!(all("G", Some("1")), "G is all ones");

        let editable: Vec<String> = page.run(
            "return [...app.querySelectorAll('[data-grid] [data-row][data-col]')].flatMap(cell =>
                 [...cell.querySelectorAll('input')].map(input =>
                     `${whereIs(cell).grid} ${input.type} ${input.inputMode}`))",
            &[],
        );
        let inputs = [("X", 9), ("W", 4), ("b", 1), ("G", 4)];
        let count = |grid: &str| {
            let input = format!("{grid} text text");
            editable.iter().filter(|&found| *found == input).count()
        };
        assert_eq!(inputs.map(|(grid, _)| (grid, count(grid))), inputs);
        assert_eq!(editable.len(), 9 + 4 + 1 + 4, "no other inputs in grids");

        for button in [
            "First step",
            "Previous step",
            "Play",
            "Next step",
            "Last step",
        ] {
            assert!(page.has_button(button), "there is a button «{button}»");
        }
        let [min, max, step, name]: [String; 4] = page.run(
            "const range = app.querySelector('input[type=range]');
             return [range.min, range.max, range.step, range.getAttribute('aria-label') ?? range.labels[0]?.textContent.trim()]",
            &[],
        );
        assert_eq!([min, max, step, name], ["0", "10", "1", "Step"]);
    });
}

#[test]
fn has_a_title_a_description_and_an_icon() {
    visit(|page| {
        let (title, description, icon): (String, String, String) = page.run(
            "const icon = document.querySelector('link[rel~=icon]').href;
             return fetch(icon).then(answer => [
                 document.title,
                 document.querySelector('meta[name=description]').content,
                 `${answer.ok} ${answer.headers.get('content-type')}`,
             ])",
            &[],
        );
        assert!(title.contains("convscope"), "the title is {title:?}");
        assert!(description.len() > 40, "the description is {description:?}");
        assert!(icon.starts_with("true image/"), "the icon is {icon}");
    });
}

/// Not even the script that would say it has come.
#[test]
fn says_so_where_no_script_comes() {
    let visitor = Visit::at_a_desk().to(WITHOUT_SCRIPT).with_errors();
    visitor.live(|page| {
        wait_until("an alert can be read", || {
            page.run(
                "return [...document.querySelectorAll('[role=alert]')].some(alert =>
                     isVisible(alert) && /has not loaded.*last slash/.test(alert.innerText))",
                &[],
            )
        });
    });
}

#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox cannot be a phone")]
fn nothing_jumps_when_the_program_takes_over() {
    for visitor in [Visit::at_a_desk(), Visit::on_a_phone()] {
        visitor.live(|page| {
            // The size of the window reaches a new tab late, and moves things.
            page.reload();
            let shifts: Vec<String> = page.run(
                "return new Promise(resolve => {
                     const all = [];
                     new PerformanceObserver(list => {
                         for (const { value, sources } of list.getEntries())
                             all.push(`${value}: ${sources.map(({ node }) => node?.outerHTML?.slice(0, 60))}`);
                     }).observe({ type: 'layout-shift', buffered: true });
                     setTimeout(() => resolve(all), 300);
                 })",
                &[],
            );
            assert!(shifts.is_empty(), "{shifts:?}");
        });
    }
}
