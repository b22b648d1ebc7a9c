//! The Traffic Light Protocol 2.0 (FIRST, 2022): who may see what is exchanged.

/// A mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Tlp {
    /// Anybody
    Clear,
    /// The community
    Green,
    /// The recipient's organisation and its clients
    Amber,
    /// The recipient's organisation only
    #[value(name = "amber+strict")]
    AmberStrict,
    /// The recipient only
    Red,
}

impl Tlp {
    /// Its name, as machines write it.
    pub fn id(self) -> &'static str {
        match self {
            Tlp::Clear => "clear",
            Tlp::Green => "green",
            Tlp::Amber => "amber",
            Tlp::AmberStrict => "amber+strict",
            Tlp::Red => "red",
        }
    }

    /// The id of its marking definition, fixed by OASIS (STIX 2.1 extension definition for TLP 2.0).
    pub fn marking(self) -> &'static str {
        match self {
            Tlp::Clear => "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
            Tlp::Green => "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            Tlp::Amber => "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            Tlp::AmberStrict => "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
            Tlp::Red => "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
        }
    }
}
