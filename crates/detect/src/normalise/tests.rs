//! Normalising is total, bounded, idempotent, and leaves ordinary requests as they are.

use proptest::prelude::*;
use vigie_facts::event::{Action, Event, HttpRequest, ServerMessage, ServerMessageKind};
use vigie_facts::field::{Field, Fields, Value};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;

use super::decode::{Kind, PART_BYTES_MAX, normalise_into};
use super::encoding::{Encoding, Encodings};
use super::{Normaliser, Scratch};

fn normalise(raw: &[u8], kind: Kind) -> (Vec<u8>, Encodings) {
    let (mut out, mut pending) = (Vec::new(), Vec::new());
    let encodings = normalise_into(raw, kind, &mut out, &mut pending);
    (out, encodings)
}

#[track_caller]
fn check(raw: &[u8], expected: &[u8]) {
    let (out, _) = normalise(raw, Kind::Plain);
    assert_eq!(out.escape_ascii().to_string(), expected.escape_ascii().to_string(), "{}", raw.escape_ascii());
}

#[test]
fn escapes_are_undone_to_any_depth() {
    for (raw, expected) in [
        ("/Index.PHP", "/index.php"),
        ("%41%4a", "aj"),
        ("%2525252541", "a"),
        ("%%34%31", "a"),
        ("%25%34%31", "a"),
        ("%u0041%U00e9", "aé"),
        ("&lt;&#60&#x3c;&#x3Cscript", "<<<<script"),
        ("&amp;lt;", "<"),
        ("%26%2360%3b", "<"),
        ("&#60body", "<body"),
        ("&#0000060;", "<"),
        ("\\x3cb\\u003e\\u{3c}\\074", "<b><<"),
        ("a+b", "a+b"),
        ("+ADw-script+AD4-", "<script>"),
        ("c+API-docs", "c+api-docs"),
        ("?a=1&lt=5&copy=2", "?a=1&lt=5&copy=2"),
        ("%zz%4", "%zz%4"),
        ("&unknown;&#;&#x;", "&unknown;&#;&#x;"),
        ("scr%00ipt", "script"),
        ("a \t b%0d%0aSet-Cookie: x", "a b\nset-cookie: x"),
        ("\u{ff1c}\u{ff33}cript\u{ff1e}", "<script>"),
        ("É À Œ Ж", "é à œ ж"),
        ("%E5%98%8A%E5%98%8DX", "\nx"),
        ("100%25 d'accord", "100% d'accord"),
        ("C:\\users\\export", "c:\\users\\export"),
    ] {
        check(raw.as_bytes(), expected.as_bytes());
    }
    check(b"%c0%ae%c0%ae%c0%af\xe0\x80\xaf\xf0\x80\x80\xae", b"..//.");
}

#[test]
fn a_plus_is_a_space_only_in_forms_and_only_unescaped() {
    assert_eq!(normalise(b"a+b%2Bc", Kind::Form).0, b"a b+c");
    assert_eq!(normalise(b"+ADw-b+AD4-", Kind::Form).0, b"<b>");
}

#[test]
fn mathematical_letters_become_plain() {
    assert_eq!(normalise("\u{1d414}\u{1d427}\u{1d608}\u{1d7cf}".as_bytes(), Kind::Plain).0, b"una1");
}

#[test]
fn ways_of_writing_are_reported() {
    for (raw, encoding) in [
        (&b"%41"[..], Encoding::Percent),
        (b"%2541", Encoding::NestedPercent),
        (b"%u0041", Encoding::PercentU),
        (b"&lt;", Encoding::CharacterReference),
        (b"\\x41", Encoding::Backslash),
        (b"+ADw-", Encoding::Utf7),
        (b"%c0%ae", Encoding::OverlongUtf8),
        (b"\xef\xbc\x9c", Encoding::LookAlike),
        ("\u{1d414}\u{1d7ce}".as_bytes(), Encoding::LookAlike),
        (b"a%00", Encoding::NulByte),
        (b"a\x1bb", Encoding::ControlCharacter),
    ] {
        assert!(normalise(raw, Kind::Plain).1.contains(encoding), "{} {encoding:?}", raw.escape_ascii());
    }
    assert!(!normalise(b"100%25", Kind::Plain).1.contains(Encoding::NestedPercent));
    assert!(normalise("d\u{e9}j\u{e0} vu".as_bytes(), Kind::Plain).1.is_empty());
}

#[test]
fn deep_nesting_and_long_input_stay_linear_and_bounded() {
    let mut nested = b"%".to_vec();
    nested.extend(b"25".repeat(30_000));
    nested.extend(b"41");
    assert_eq!(normalise(&nested, Kind::Plain).0, b"a");
    let stacked = [b"%3".repeat(20_000), b"5".to_vec()].concat();
    assert_eq!(normalise(&stacked, Kind::Plain).0, b"5");
    let (out, encodings) = normalise(&vec![b'A'; PART_BYTES_MAX + 9], Kind::Plain);
    assert_eq!(out.len(), PART_BYTES_MAX);
    assert!(encodings.contains(Encoding::Cut));
}

fn hostile_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"%".to_vec()),
        Just(b"%25".to_vec()),
        Just(b"&#".to_vec()),
        Just(b"&amp".to_vec()),
        Just(b"\\u00".to_vec()),
        Just(b"\\x".to_vec()),
        Just(b"+AD".to_vec()),
        Just(b"%u00".to_vec()),
        Just(b"\xc0".to_vec()),
        Just(b"\xef\xbc".to_vec()),
        Just(b"\xe0\x80".to_vec()),
        Just(b";".to_vec()),
        Just(b"  ".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..4),
        "[0-9a-fA-FxXuw;&%#+-]{0,6}".prop_map(String::into_bytes),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn normalising_twice_equals_normalising_once(raw in hostile_bytes()) {
        for kind in [Kind::Plain, Kind::Form] {
            let (once, _) = normalise(&raw, kind);
            let (twice, _) = normalise(&once, Kind::Plain);
            prop_assert_eq!(&once, &twice, "{}", raw.escape_ascii());
            prop_assert!(once.len() <= raw.len());
        }
    }

    #[test]
    fn any_request_is_read_without_panic(target in hostile_bytes(), agent in hostile_bytes(), body in hostile_bytes()) {
        let request = HttpRequest { target: Some(&target), user_agent: Some(&agent), body: Some(&body), ..HttpRequest::default() };
        let event = event(&Action::Http(request));
        let mut scratch = Scratch::default();
        let normalised = Normaliser::new().apply(&event, &mut scratch);
        for field in Field::ALL {
            let _ = normalised.get(*field);
        }
    }
}

fn event<'a>(action: &Action<'a>) -> Event<'a> {
    Event::new(Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 }, Service::WebAccess, *action)
}

#[track_caller]
fn check_fields(action: &Action<'_>, expected: &[(Field, &str)]) {
    let event = event(action);
    let mut scratch = Scratch::default();
    let normalised = Normaliser::new().apply(&event, &mut scratch);
    for (field, text) in expected {
        let value = match normalised.get(*field) {
            Some(Value::Text(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(&value, text, "{}", field.name());
    }
}

#[test]
fn parts_of_a_request_are_slices_of_one_text() {
    let request = HttpRequest {
        target: Some(b"/Shop/%2e%2e//x?q=A+B&r=%2B"),
        path: Some(b"/Shop/%2e%2e//x"),
        query: Some(b"q=A+B&r=%2B"),
        referrer: Some(b"https://example.org/%41"),
        user_agent: Some(b"Agent/1.0"),
        ..HttpRequest::default()
    };
    check_fields(
        &Action::Http(request),
        &[
            (Field::RequestDecoded, "/shop/..//x?q=a b&r=+"),
            (Field::RequestPath, "/x"),
            (Field::RequestQuery, "q=a b&r=+"),
            (Field::RequestText, "/shop/..//x?q=a b&r=+\nhttps://example.org/a\nagent/1.0"),
            (Field::RequestSqlShape, "None"),
            (Field::UrlPath, "/Shop/%2e%2e//x"),
        ],
    );
}

#[test]
fn a_request_cited_by_an_error_log_is_normalised_too() {
    let message = ServerMessage {
        level: None,
        message: b"open() failed",
        kind: ServerMessageKind::FileMissing,
        request: Some(b"GET /a/%2E%2e/etc/PASSWD?x=1 HTTP/1.1"),
        host: None,
        referrer: None,
        path: None,
    };
    check_fields(
        &Action::ServerMessage(message),
        &[
            (Field::RequestDecoded, "/a/../etc/passwd?x=1"),
            (Field::RequestPath, "/etc/passwd"),
            (Field::RequestQuery, "x=1"),
        ],
    );
}

#[test]
fn paths_are_folded_without_climbing_above_the_root() {
    for (path, expected) in [
        ("/../../etc", "/etc"),
        ("/a/./b//c/", "/a/b/c/"),
        ("\\a\\..\\b", "/b"),
        ("/a/..", "/"),
        ("*", "*"),
        ("http://example.org//x", "http://example.org//x"),
    ] {
        let request =
            HttpRequest { target: Some(path.as_bytes()), path: Some(path.as_bytes()), ..HttpRequest::default() };
        check_fields(&Action::Http(request), &[(Field::RequestPath, expected)]);
    }
}
