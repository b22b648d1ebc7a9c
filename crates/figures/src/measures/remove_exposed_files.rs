//! Files that nobody should read were asked for and answered with success: look what they gave away.

use super::{Draft, Seen};
use vigie_facts::form::Form;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let paths = seen.answered(Form::SensitiveFileProbe);
    let detections: u64 = paths.iter().map(|(_, count)| count).sum();
    (detections > 0).then(|| {
        Draft::soon("remove-exposed-files")
            .count("detections", detections)
            .count("paths", paths.len() as u64)
            .figure("forms.sensitive-file-probe.detections")
            .items(paths.into_iter().map(|(path, _)| path))
    })
}
