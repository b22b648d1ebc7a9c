//! Slips: failures to sign in that belong to somebody who signs in here anyway. A mistyped password is not an attack, even
//! while the same account or machine is under one; such failures are kept as traces, but no rule that counts may count them.

use vigie_facts::form::{Form, FormClass};

use crate::windows::Ledger;

/// Which rows are slips.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slips {
    rows: Vec<u32>,
}

impl Slips {
    /// Whether a stateful rule of that form must not count the row.
    pub(crate) fn excuses(&self, row: u32, form: Form) -> bool {
        let credential = form.class() == FormClass::Credential || form == Form::UserEnumeration;
        credential && self.rows.binary_search(&row).is_ok()
    }
}

/// The slips among the rows.
pub(crate) fn find(_ledger: Ledger<'_>) -> Slips {
    Slips::default()
}
