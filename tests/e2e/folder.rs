//! A folder on the disk for what a page saves.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::browser::Page;

/// A folder that is gone with the story.
#[derive(Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    /// From now on the browser saves files here.
    #[track_caller]
    pub(crate) fn takes_downloads_of(&self, page: &Page) {
        let behaviour = json!({"behavior": "allow", "downloadPath": self.0});
        page.devtools("Browser.setDownloadBehavior", &behaviour);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
