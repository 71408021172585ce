//! Strategies and histories that a test writes down itself, for cases too small for an example.

use std::fs;

use serde_json::Value;

use crate::voorzet::run;

/// A strategy folder with a history, gone when the test ends.
pub(crate) struct Written(tempfile::TempDir);

impl Written {
    /// A folder with these files: paths and texts.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        Self(folder)
    }

    /// The decisions over its `history.ndjson`, each as `time customer decision by message`, where what
    /// is not there is left out.
    pub(crate) fn decisions(&self) -> Vec<String> {
        let path = |name: &str| self.0.path().join(name).display().to_string();
        let (dir, history, file) = (path(""), path("history.ndjson"), path("decisions.ndjson"));
        run(["replay", "--strategy", &dir, &history, "--json", "--decisions", &file]).ok();
        let text = fs::read_to_string(file).expect("decisions were written");
        let line = |line: &str| {
            let decision: Value = serde_json::from_str(line).expect("JSON");
            let text =
                |value: &Value| value.as_str().unwrap_or_default().trim_start_matches("account:").to_owned();
            let at = text(&decision["at"]);
            let action = &decision["action"];
            let parts = [
                at.get(5..16).unwrap_or_default().to_owned(),
                text(&decision["customer"]),
                text(&decision["decision"]),
                text(&action["by"]),
                text(&action["message"]),
            ];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        };
        text.lines().map(line).collect()
    }
}
