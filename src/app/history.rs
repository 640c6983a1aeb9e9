//! Undo and redo.

/// How many changes can be undone. A layer of the largest size takes 100 KB.
const DEPTH: usize = 100;

#[derive(Clone, Debug)]
pub struct History<T> {
    past: Vec<T>,
    future: Vec<T>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self {
            past: Vec::new(),
            future: Vec::new(),
        }
    }
}

impl<T> History<T> {
    /// Remembers the state before a change. What was undone is forgotten.
    pub fn record(&mut self, before: T) {
        self.future.clear();
        if self.past.len() == DEPTH {
            self.past.remove(0);
        }
        self.past.push(before);
    }

    /// Goes back one state: exchanges it with the current one. False where there is
    /// none.
    pub fn undo(&mut self, current: &mut T) -> bool {
        exchange(&mut self.past, &mut self.future, current)
    }

    /// Returns to the state that was undone last: exchanges it with the current
    /// one. False where there is none.
    pub fn redo(&mut self, current: &mut T) -> bool {
        exchange(&mut self.future, &mut self.past, current)
    }

    #[must_use]
    pub const fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    #[must_use]
    pub const fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

fn exchange<T>(from: &mut Vec<T>, to: &mut Vec<T>, current: &mut T) -> bool {
    let Some(other) = from.pop() else {
        return false;
    };
    to.push(std::mem::replace(current, other));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redo_is_forgotten_after_a_new_change() {
        let mut history = History::default();
        let mut state = 1;
        history.record(std::mem::replace(&mut state, 2));
        assert!(history.undo(&mut state));
        assert_eq!(state, 1);
        assert!(history.can_redo());
        history.record(std::mem::replace(&mut state, 3));
        assert!(!history.redo(&mut state));
        assert!(history.undo(&mut state));
        assert_eq!(state, 1);
        assert!(!history.undo(&mut state));
    }

    #[test]
    fn the_oldest_changes_fall_off() {
        let mut history = History::default();
        for state in 0..=DEPTH {
            history.record(state);
        }
        let mut state = DEPTH + 1;
        while history.undo(&mut state) {}
        assert_eq!(state, 1);
    }
}
