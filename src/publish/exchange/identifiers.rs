//! Names that are the same whoever makes them: UUIDs of version 5 (RFC 9562 § 5.5). The same fact exported twice, or by two
//! organisations where STIX asks for it, has one name.

use uuid::Uuid;

/// The namespace of STIX cyber observables (STIX 2.1 § 2.9): everybody names an address alike.
const OBSERVABLES: Uuid = Uuid::from_u128(0x00ab_edb4_aa42_466c_9c01_fed2_3315_a9b7);

/// The namespace of everything else that Vigie names.
const OWN: Uuid = Uuid::from_u128(0x7669_6769_6530_5a1f_9d2c_6a0d_5b1e_4c33);

/// The id of an observable of one identifying member, by the canonical JSON of that member (RFC 8785).
pub(super) fn observable(kind: &str, contributing: &serde_json::Value) -> String {
    format!("{kind}--{}", Uuid::new_v5(&OBSERVABLES, contributing.to_string().as_bytes()))
}

/// The id of an object of ours, by what makes it what it is.
pub(super) fn own(kind: &str, what: &str) -> String {
    format!("{kind}--{}", own_uuid(&format!("{kind}\0{what}")))
}

/// A UUID of ours.
pub(super) fn own_uuid(what: &str) -> Uuid {
    Uuid::new_v5(&OWN, what.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_name_that_stix_gives_it() {
        // As `stix2.IPv4Address(value="198.51.100.3").id` of the OASIS library gives it.
        let id = observable("ipv4-addr", &serde_json::json!({ "value": "198.51.100.3" }));
        assert_eq!(id, "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4");
        assert_eq!(own("indicator", "a"), own("indicator", "a"));
        assert_ne!(own("indicator", "a"), own("grouping", "a"));
    }
}
