//! What a template captured, and the actions built from it.

use std::net::IpAddr;

use vigie_facts::event::{
    AccountChange, AccountChangeKind, Connection, ConnectionPhase, Database, DatabaseKind, Event, Mail, MailStep,
    Outcome, Privilege, Protocol, Session, SignIn,
};

use crate::{address, scan};

macro_rules! slots {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $class:ident;)+) => {
        /// What a captured text is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Slot {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Slot {
            /// The slot of a name in a template, with its usual class.
            pub(super) fn from_name(name: &str) -> Option<(Slot, Class)> {
                match name { $($name => Some((Slot::$variant, Class::$class)),)+ _ => None }
            }
        }
    };
}

slots! {
    /// Nothing that is kept.
    Skip = "_", Word;
    /// Address the traffic arrived from.
    SourceIp = "ip", Ip;
    /// Address or name of the source.
    SourceAddr = "addr", Addr;
    /// Name of the source.
    SourceName = "host", Host;
    /// Port of the source.
    SourcePort = "port", Int;
    /// Address it went to.
    DestinationIp = "dip", Ip;
    /// Port it went to.
    DestinationPort = "dport", Int;
    /// Account.
    User = "user", User;
    /// Account whose rights were asked for.
    Target = "target", Word;
    /// How somebody tried to sign in.
    Method = "method", Word;
    /// What the peer's software calls itself.
    Software = "software", Text;
    /// Reason.
    Reason = "reason", Rest;
    /// Command line.
    Command = "command", Rest;
    /// Group.
    Group = "group", Word;
    /// Envelope sender.
    From = "from", Text;
    /// Envelope recipient.
    To = "to", Text;
    /// Message id.
    MessageId = "mid", Text;
    /// Queue id.
    QueueId = "qid", Id;
    /// Name given at HELO.
    Helo = "helo", Text;
    /// Bytes.
    Bytes = "bytes", Int;
    /// Tries.
    Tries = "tries", Int;
    /// Database.
    Database = "db", Text;
    /// Statement.
    Statement = "statement", Rest;
    /// Message.
    Message = "message", Rest;
    /// Error code.
    Code = "code", Word;
}

/// Which text fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Word,
    Int,
    Ip,
    Addr,
    Host,
    Id,
    Text,
    User,
    Rest,
}

impl Class {
    pub(super) fn from_name(name: &str) -> Option<Class> {
        Some(match name {
            "word" => Class::Word,
            "int" => Class::Int,
            "ip" => Class::Ip,
            "addr" => Class::Addr,
            "host" => Class::Host,
            "id" => Class::Id,
            "text" => Class::Text,
            "user" => Class::User,
            "rest" => Class::Rest,
            _ => return None,
        })
    }

    /// Whether it is bounded by what surrounds it, not by its own bytes.
    pub(super) fn is_free(self) -> bool {
        matches!(self, Class::Text | Class::User | Class::Rest)
    }

    /// Whether a byte can belong to it.
    pub(super) fn has(self, b: u8) -> bool {
        match self {
            Class::Word => b != b' ',
            Class::Int => b.is_ascii_digit(),
            Class::Ip | Class::Addr | Class::Host => {
                !matches!(b, b' ' | b'[' | b']' | b'(' | b')' | b',' | b';' | b'<' | b'>' | b'"' | b'\'' | b'=')
            }
            Class::Id => b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'),
            Class::Text | Class::User | Class::Rest => true,
        }
    }

    /// Whether a whole text fits.
    pub(super) fn fits(self, text: &[u8]) -> bool {
        match self {
            Class::Ip => address::ip(text).is_some(),
            Class::Text | Class::User | Class::Rest => true,
            _ => !text.is_empty(),
        }
    }
}

/// Captures one template may have.
const CAPTURES_MAX: usize = 16;

/// The texts a template captured.
#[derive(Clone, Copy, Debug)]
pub struct Captures<'a> {
    protocol: Protocol,
    len: usize,
    texts: [(Slot, &'a [u8]); CAPTURES_MAX],
}

impl<'a> Captures<'a> {
    /// Nothing captured yet; messages of this table are about the given protocol.
    pub fn new(protocol: Protocol) -> Captures<'a> {
        Captures { protocol, len: 0, texts: [(Slot::Skip, &[]); CAPTURES_MAX] }
    }

    /// With a text captured beforehand (a queue id in front of the message).
    #[must_use]
    pub fn with(mut self, slot: Slot, text: &'a [u8]) -> Captures<'a> {
        self.push(slot, text);
        self
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.len = len;
    }

    pub(super) fn push(&mut self, slot: Slot, text: &'a [u8]) {
        if slot != Slot::Skip && self.len < CAPTURES_MAX {
            self.texts[self.len] = (slot, text);
            self.len += 1;
        }
    }

    /// The protocol messages of this table are about.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// What was captured for a slot; the later, should a template have two.
    pub fn text(&self, slot: Slot) -> Option<&'a [u8]> {
        self.texts[..self.len].iter().rev().find(|(of, _)| *of == slot).map(|(_, text)| *text)
    }

    /// As [`Captures::text`], with an empty text as nothing.
    pub fn some(&self, slot: Slot) -> Option<&'a [u8]> {
        self.text(slot).filter(|text| !text.is_empty())
    }

    /// A slot as a number.
    pub fn number(&self, slot: Slot) -> Option<u64> {
        scan::number(self.text(slot)?)
    }

    /// A sign-in of the captured account by the captured method.
    pub fn sign_in(&self, outcome: Outcome) -> SignIn<'a> {
        SignIn {
            outcome,
            user: self.some(Slot::User),
            user_exists: None,
            method: self.some(Slot::Method),
            protocol: self.protocol,
            password: None,
            tries: self.number(Slot::Tries).map_or(1, |tries| tries.clamp(1, 1_000_000) as u32),
            echo: false,
        }
    }

    /// A connection.
    pub fn connection(&self, phase: ConnectionPhase) -> Connection<'a> {
        Connection {
            phase,
            protocol: self.protocol,
            user: self.some(Slot::User),
            peer_software: self.some(Slot::Software),
            reason: self.some(Slot::Reason),
        }
    }

    /// A session.
    pub fn session(&self, opened: bool) -> Session<'a> {
        Session { opened, user: self.some(Slot::User), protocol: self.protocol }
    }

    /// Use of another account's rights.
    pub fn privilege(&self, outcome: Outcome) -> Privilege<'a> {
        Privilege {
            outcome,
            user: self.some(Slot::User),
            target_user: self.some(Slot::Target),
            command: self.some(Slot::Command),
        }
    }

    /// A change of an account.
    pub fn account(&self, kind: AccountChangeKind, outcome: Outcome) -> AccountChange<'a> {
        AccountChange { kind, user: self.some(Slot::User), group: self.some(Slot::Group), outcome }
    }

    /// A mail.
    pub fn mail(&self, step: MailStep) -> Mail<'a> {
        Mail {
            step,
            from: self.some(Slot::From),
            to: self.some(Slot::To),
            message_id: self.some(Slot::MessageId),
            queue_id: self.some(Slot::QueueId),
            reason: self.some(Slot::Reason),
            bytes: self.number(Slot::Bytes),
            helo: self.some(Slot::Helo),
            user: self.some(Slot::User),
        }
    }

    /// A database's record.
    pub fn database(&self, kind: DatabaseKind) -> Database<'a> {
        Database {
            kind,
            user: self.some(Slot::User),
            database: self.some(Slot::Database),
            statement: self.some(Slot::Statement),
            message: self.some(Slot::Message),
            code: self.some(Slot::Code),
        }
    }

    /// The address captured, wherever it was.
    pub fn source(&self) -> Option<IpAddr> {
        self.text(Slot::SourceIp).or_else(|| self.text(Slot::SourceAddr)).and_then(address::ip)
    }

    /// Sets addresses, ports and names of an event.
    pub(super) fn fill(&self, event: &mut Event<'a>) {
        for (slot, text) in &self.texts[..self.len] {
            match slot {
                Slot::SourceIp => event.source = address::ip(text),
                Slot::SourceAddr => match address::ip(text) {
                    Some(ip) => event.source = Some(ip),
                    None => event.source_name = known_name(text),
                },
                Slot::SourceName => event.source_name = known_name(text),
                Slot::SourcePort => event.source_port = scan::number(text),
                Slot::DestinationIp => event.destination = address::ip(text),
                Slot::DestinationPort => event.destination_port = scan::number(text),
                _ => {}
            }
        }
    }
}

/// A name, unless it is a service's word for not having one.
fn known_name(name: &[u8]) -> Option<&[u8]> {
    let none = name.is_empty()
        || [&b"unknown"[..], b"UNKNOWN", b"(null)", b"?", b"-", b"%"].contains(&name)
        || name.eq_ignore_ascii_case(b"unknown");
    (!none).then_some(name)
}
