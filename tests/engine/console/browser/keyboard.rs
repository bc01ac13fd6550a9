//! Using the console without a mouse: Tab, Enter and letters.

use thirtyfour::{Key, TypingData};

use super::{Browser, Console, PASSWORD, Scripts, maple_court};
use crate::console::server::operator;

impl Browser {
    /// Presses keys on the focused element.
    #[track_caller]
    fn types(&self, keys: impl Into<TypingData>) {
        let keys: TypingData = keys.into();
        self.wait(self.driver.action_chain().send_keys(keys.to_string()).perform());
    }

    /// Presses Tab until the element with this name has the focus. The focus must be
    /// visible at each stop.
    #[track_caller]
    fn tab_to(&self, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..120 {
            self.types(Key::Tab);
            let (here, trouble): (String, String) = self.ask(FOCUS);
            assert!(trouble.is_empty(), "the focus on {here:?} {trouble}");
            if here == name {
                return;
            }
            passed.push(here);
        }
        panic!("Tab does not lead to {name:?}, but to {passed:#?}");
    }
}

/// Returns the focused element's name, and why the focus is not visible, if it
/// is not.
const FOCUS: &str = "
    const at = document.activeElement;
    const label = at.labels && at.labels[0] ? at.labels[0].textContent : at.textContent;
    const name = label.replace(/\\s+/g, ' ').trim();
    if (at === document.body) return ['', ''];
    const box = at.getBoundingClientRect(), style = getComputedStyle(at);
    const trouble = [];
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) trouble.push('has no outline');
    if (box.width < 10 || box.height < 10) trouble.push('is too small');
    if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth)
        trouble.push('is off the screen');
    return [name, trouble.join(', ')];";

#[test]
fn a_manager_without_a_mouse() {
    let site = maple_court();
    site.json(&["sync"]);
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let Some(ana) = Browser::open(&console.url, Scripts::On) else { return };
    ana.visit("/");
    ana.is_at("Sign in");
    ana.tab_to("Name");
    ana.types("ana");
    ana.tab_to("Password");
    ana.types(PASSWORD);
    ana.types(Key::Enter);
    ana.is_at("People");

    ana.tab_to("Skip to the content");
    ana.types(Key::Enter);
    ana.tab_to("Sync now");
    ana.visit("/p/maple-court/people");
    ana.tab_to("!55 open alerts");
    ana.types(Key::Enter);
    ana.is_at("Alerts");
    ana.tab_to("Merge: Robert Keller");
    ana.types(Key::Enter);
    ana.sees("Merged: the account now has the PMS's name");
    ana.tab_to("Undo");
    ana.types(Key::Enter);
    ana.sees("The answer was undone");
    ana.tab_to("Dismiss… Robert Keller");
    ana.types(Key::Enter);
    ana.tab_to("Reason");
    ana.types("A nickname");
    ana.types(Key::Enter);
    ana.sees("Dismissed. The alert stays closed until something changes.");

    ana.tab_to("Signed in as ana manager");
    ana.types(Key::Enter);
    ana.tab_to("Sign out");
    ana.types(Key::Enter);
    ana.is_at("Sign in");
}
