//! One normalised view of what an attacker wrote into a request, made once per event, bounded, before any rule looks.
//!
//! The parts of a request (target, referrer, agent, body, headers …) are decoded and folded by [`decode`] into one
//! buffer, so that every `request.*` field is a slice of it. The tokenisers of [`crate::lexers`] then read the values of the parameters that
//! could be anything but plain words. Nothing here decides whether a request is hostile.

mod base64;
pub mod decode;
pub mod encoding;

use vigie_facts::event::{Action, Event, HttpRequest};
use vigie_facts::field::{Field, Fields, Value};

use crate::byte_set::{self, ByteSet};
use crate::lexers::shape::Shape;
use crate::lexers::shell::Place;
use crate::lexers::sql::SqlLexer;
use crate::lexers::{code, html, shell, sql};
use decode::{Kind, normalise_into};
use encoding::Encodings;

/// Values of one part of a request that the tokenisers read. Honest forms have fewer; what follows is still in the normalised texts.
pub const VALUES_MAX: usize = 512;

/// Stands between the parts in `request.text`.
const PART_END: u8 = b'\n';

/// Working space of the normaliser, kept between events so that nothing is allocated per record.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The normalised parts, one a line.
    text: Vec<u8>,
    path: Vec<u8>,
    value: Vec<u8>,
    pending: Vec<u8>,
    encoding: Vec<u8>,
    sql_shape: Vec<u8>,
    html_shape: Vec<u8>,
    shell_shape: Vec<u8>,
    code_shape: Vec<u8>,
    lexer: SqlLexer,
    /// A query with one level of escapes undone, and a text that stood in it in Base64.
    unescaped: Vec<u8>,
    base64: Vec<u8>,
}

/// What was found in the parts of a request beside their text: ways of writing that were undone, constructs the tokenisers saw.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    encodings: Encodings,
    sql: Shape<sql::Construct>,
    html: Shape<html::Construct>,
    shell: Shape<shell::Construct>,
    code: Shape<code::Construct>,
}

impl Found {
    /// Adds what was found in another part.
    pub(crate) fn merge(&mut self, other: Found) {
        self.encodings.merge(other.encodings);
        self.sql.join(other.sql);
        self.html.join(other.html);
        self.shell.join(other.shell);
        self.code.join(other.code);
    }

    fn is_empty(self) -> bool {
        self.encodings.is_empty()
            && self.sql.is_empty()
            && self.html.is_empty()
            && self.shell.is_empty()
            && self.code.is_empty()
    }
}

/// A place in [`Scratch::text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Slice {
    start: u32,
    end: u32,
}

/// An event with the normalised texts of its request, if it has one. Rules read both through [`Fields`].
#[derive(Clone, Copy, Debug)]
pub struct NormalisedEvent<'a> {
    event: &'a Event<'a>,
    scratch: &'a Scratch,
    slices: Slices,
}

/// Makes [`NormalisedEvent`]s. It has no state: the working space is the caller's, one for each worker.
///
/// ```
/// use vigie_detect::normalise::{Normaliser, Scratch};
/// use vigie_facts::event::{Action, Event, HttpRequest};
/// use vigie_facts::field::{Field, Fields, Value};
/// use vigie_facts::origin::{InputId, Origin};
/// use vigie_facts::service::Service;
/// let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
/// let request = HttpRequest { target: Some(b"/a/%2e%2e/B"), path: Some(b"/a/%2e%2e/B"), ..HttpRequest::default() };
/// let event = Event::new(origin, Service::WebAccess, Action::Http(request));
/// let mut scratch = Scratch::default();
/// let normalised = Normaliser::new().apply(&event, &mut scratch);
/// assert_eq!(normalised.get(Field::RequestDecoded), Some(Value::Text(b"/a/../b")));
/// assert_eq!(normalised.get(Field::RequestPath), Some(Value::Text(b"/b")));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Normaliser;

impl Normaliser {
    /// A normaliser.
    pub fn new() -> Normaliser {
        Normaliser
    }

    /// Normalises the request of an event into the working space. Events without a request cost nothing.
    pub fn apply<'a>(&self, event: &'a Event<'_>, scratch: &'a mut Scratch) -> NormalisedEvent<'a> {
        let slices = match &event.action {
            Action::Http(request) => scratch.read(request),
            Action::ServerMessage(message) => match message.request {
                Some(line) => scratch.read(&HttpRequest { referrer: message.referrer, ..request_of_line(line) }),
                None => Slices::default(),
            },
            Action::Alert(alert) => match alert.request {
                Some(target) => scratch.read(&request_of_line(target)),
                None => Slices::default(),
            },
            Action::SignIn(_)
            | Action::Connection(_)
            | Action::Session(_)
            | Action::Privilege(_)
            | Action::AccountChange(_)
            | Action::Mail(_)
            | Action::Database(_)
            | Action::Command(_)
            | Action::Packet(_)
            | Action::Housekeeping(_) => Slices::default(),
        };
        NormalisedEvent::new(event, scratch, slices)
    }
}

impl<'a> NormalisedEvent<'a> {
    /// An event whose normalised request stands in a working space.
    pub(crate) fn new(event: &'a Event<'a>, scratch: &'a Scratch, slices: Slices) -> NormalisedEvent<'a> {
        NormalisedEvent { event, scratch, slices }
    }
}

impl NormalisedEvent<'_> {
    /// The event itself.
    pub fn event(&self) -> &Event<'_> {
        self.event
    }

    /// Where the target stands in the working space.
    pub(crate) fn slices(&self) -> Slices {
        self.slices
    }

    fn slice(&self, slice: Option<Slice>) -> Option<Value<'_>> {
        slice.map(|slice| Value::Text(&self.scratch.text[slice.start as usize..slice.end as usize]))
    }

    fn words<'s>(&self, words: &'s [u8]) -> Option<Value<'s>> {
        (self.slices.decoded.is_some() && !words.is_empty()).then_some(Value::Text(words))
    }
}

impl Fields for NormalisedEvent<'_> {
    fn get(&self, field: Field) -> Option<Value<'_>> {
        match field {
            Field::RequestDecoded => self.slice(self.slices.decoded),
            Field::RequestPath if self.slices.path_is_folded => Some(Value::Text(&self.scratch.path)),
            Field::RequestPath => self.slice(self.slices.path),
            Field::RequestQuery => self.slice(self.slices.query),
            Field::RequestText => self.slices.decoded.map(|_| Value::Text(&self.scratch.text)),
            Field::RequestSqlShape => self.words(&self.scratch.sql_shape),
            Field::RequestHtmlShape => self.words(&self.scratch.html_shape),
            Field::RequestShellShape => self.words(&self.scratch.shell_shape),
            Field::RequestCodeShape => self.words(&self.scratch.code_shape),
            Field::RequestEncoding => self.words(&self.scratch.encoding),
            other => self.event.get(other),
        }
    }
}

/// Where the parts of a normalised target stand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slices {
    decoded: Option<Slice>,
    path: Option<Slice>,
    query: Option<Slice>,
    path_is_folded: bool,
}

impl Slices {
    /// The same, of a request whose target may not have been read: it has a text all the same.
    pub(crate) fn of_a_request(self) -> Slices {
        Slices { decoded: self.decoded.or(Some(Slice::default())), ..self }
    }
}

impl Scratch {
    fn read(&mut self, request: &HttpRequest<'_>) -> Slices {
        self.clear();
        let (path, query) = path_and_query(request);
        let (slices, mut found) = self.read_target(path, query);
        for (part, kind) in other_parts(request) {
            if let Some(part) = part.filter(|part| !part.is_empty()) {
                self.text.push(PART_END);
                found.merge(self.read_part(part, kind));
            }
        }
        self.write_words(found);
        slices
    }

    /// Forgets the request it holds.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.path.clear();
        self.encoding.clear();
        self.sql_shape.clear();
        self.html_shape.clear();
        self.shell_shape.clear();
        self.code_shape.clear();
    }

    /// Appends the normalised target to an empty text.
    pub(crate) fn read_target(&mut self, path: &[u8], query: Option<&[u8]>) -> (Slices, Found) {
        let mut encodings = normalise_into(path, Kind::Plain, &mut self.text, &mut self.pending);
        let path_end = self.text.len();
        let query_slice = query.map(|query| {
            self.text.push(b'?');
            let start = self.text.len();
            encodings.merge(normalise_into(query, Kind::Form, &mut self.text, &mut self.pending));
            slice(start, self.text.len())
        });
        // Wikis have titles of pages in their paths, and those are sentences.
        let is_title = !self.text[..path_end].iter().any(|byte| NOT_IN_TITLES[usize::from(*byte)]);
        let path_is_folded = fold_path(&self.text[..path_end], &mut self.path);
        let target_end = self.text.len();
        let mut values = Values::of(self, encodings);
        values.read(path, Kind::Plain, if is_title { Place::Text } else { Place::Value });
        values.read_segments(path);
        if let Some(query) = query {
            values.read_form(query);
        }
        let found = values.found;
        let slices = Slices {
            decoded: Some(slice(0, target_end)),
            path: Some(slice(0, path_end)),
            query: query_slice,
            path_is_folded,
        };
        (slices, found)
    }

    /// Appends another part, normalised.
    pub(crate) fn read_part(&mut self, part: &[u8], kind: Kind) -> Found {
        let encodings = normalise_into(part, kind, &mut self.text, &mut self.pending);
        let mut values = Values::of(self, encodings);
        match kind {
            Kind::Form => values.read_form(part),
            Kind::Plain => values.read_header(part),
        }
        values.found
    }

    /// Decodes one value on its own, for the tokenisers.
    fn decode_value(&mut self, raw: &[u8], kind: Kind) {
        self.value.clear();
        normalise_into(raw, kind, &mut self.value, &mut self.pending);
    }

    /// The normalised parts so far.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// The folded path of the target, if folding changed it.
    pub(crate) fn folded_path(&self) -> &[u8] {
        &self.path
    }

    /// Appends a target that was normalised before to an empty text.
    pub(crate) fn recall_target(&mut self, text: &[u8], folded_path: &[u8]) {
        self.text.extend_from_slice(text);
        self.path.extend_from_slice(folded_path);
    }

    /// Appends another part that was normalised before.
    pub(crate) fn recall_part(&mut self, text: &[u8]) {
        self.text.push(PART_END);
        self.text.extend_from_slice(text);
    }

    /// Writes what was found as the words rules read.
    pub(crate) fn write_words(&mut self, found: Found) {
        if found.is_empty() {
            return;
        }
        found.encodings.write_words(&mut self.encoding);
        found.sql.write_words(&mut self.sql_shape);
        found.html.write_words(&mut self.html_shape);
        found.shell.write_words(&mut self.shell_shape);
        found.code.write_words(&mut self.code_shape);
    }
}

/// Reads values one by one, each decoded on its own, so that an escaped ampersand does not end one.
struct Values<'s> {
    scratch: &'s mut Scratch,
    found: Found,
    left: usize,
}

impl<'s> Values<'s> {
    /// The values of a part that was decoded as a whole.
    fn of(scratch: &'s mut Scratch, encodings: Encodings) -> Values<'s> {
        Values { scratch, found: Found { encodings, ..Found::default() }, left: VALUES_MAX }
    }

    fn read_form(&mut self, form: &[u8]) {
        self.read_base64(form);
        if is_harmless(form) && !may_name_program(form) {
            return;
        }
        for pair in form.split(|byte| *byte == b'&') {
            let (name, value) = match memchr::memchr(b'=', pair) {
                Some(equals) => (&pair[..equals], &pair[equals + 1..]),
                None => (&b""[..], pair),
            };
            let free_text = FREE_TEXT_NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
            self.read(value, Kind::Form, if free_text { Place::Text } else { Place::Value });
            if name.len() > 8 {
                // An equals sign belongs to markup and statements too.
                self.read(if is_harmless(name) { name } else { pair }, Kind::Form, Place::Value);
            }
        }
        // An ampersand that was not escaped separates commands as well: `a=1&ping -n 1 192.0.2.1&rem`, `a=del x&rem`.
        if let Some(cut) = ampersand_of_no_pair(form) {
            let begins = memchr::memrchr(b'=', &form[..cut]).map_or(0, |equals| equals + 1);
            for part in [form, &form[begins..]].iter().take(if begins == 0 { 1 } else { 2 }) {
                self.scratch.decode_value(part, Kind::Form);
                shell::read(&self.scratch.value, Place::Text, &mut self.found.shell);
            }
        }
    }

    /// Parts of a path behind its first folder: values that a site writes as paths, `/article/24' union select …`.
    fn read_segments(&mut self, path: &[u8]) {
        const SEGMENTS_MAX: usize = 16;
        if is_harmless(path) {
            return;
        }
        for (number, segment) in path.split(|byte| *byte == b'/').enumerate().skip(1).take(SEGMENTS_MAX) {
            if segment.len() < 4 {
                continue;
            }
            if number > 1 {
                self.read(segment, Kind::Plain, Place::Text);
            }
            // Written for a query and put into a path: its blanks are plus signs.
            if memchr::memchr(b'+', segment).is_some() && memchr::memchr(b' ', segment).is_none() {
                self.read(segment, Kind::Form, Place::Text);
            }
        }
    }

    /// Texts in Base64, each read like a value.
    fn read_base64(&mut self, form: &[u8]) {
        let mut unescaped = std::mem::take(&mut self.scratch.unescaped);
        let mut decoded = std::mem::take(&mut self.scratch.base64);
        base64::texts(form, &mut unescaped, &mut decoded, |text| {
            self.read(text, Kind::Plain, Place::Value);
            self.scratch.decode_value(text, Kind::Plain);
            if let Some(evidence) = base64::evidence(&self.scratch.value) {
                self.found.encodings.add(evidence);
            }
            // Rules that read the whole text see it as a part of its own.
            self.scratch.text.push(PART_END);
            self.scratch.text.extend_from_slice(&self.scratch.value);
        });
        (self.scratch.unescaped, self.scratch.base64) = (unescaped, decoded);
    }

    /// Headers are full of slashes, parentheses and semicolons; only quotes, brackets and a few words are out of place.
    fn read_header(&mut self, header: &[u8]) {
        if !header.iter().any(|byte| ODD_IN_HEADERS[usize::from(*byte)])
            && !names_select_or_sleep(header)
            && !may_be_command(header)
        {
            return;
        }
        for line in header.split(|byte| *byte == b'\n') {
            match memchr::memchr(b'?', line) {
                Some(mark) if line.starts_with(b"http") => self.read_form(&line[mark + 1..]),
                _ => self.read(line, Kind::Plain, Place::Header),
            }
        }
    }

    fn read(&mut self, raw: &[u8], kind: Kind, place: Place) {
        // A folder of a shell's memory (`~-`) has no other sign.
        if self.left == 0
            || is_harmless(raw) && place != Place::Header && raw.first() != Some(&b'~') && !may_name_program(raw)
        {
            return;
        }
        self.left -= 1;
        self.scratch.decode_value(raw, kind);
        self.read_decoded(place);
        if matches!(self.scratch.value.first(), Some(b'{' | b'[')) {
            self.read_strings();
        }
    }

    /// The value in the working space.
    fn read_decoded(&mut self, place: Place) {
        let free_text = place != Place::Value;
        let (scratch, found) = (&mut *self.scratch, &mut self.found);
        scratch.lexer.read(&scratch.value, free_text, &mut found.sql);
        html::read(&scratch.value, free_text, &mut found.html);
        shell::read(&scratch.value, place, &mut found.shell);
        code::read(&scratch.value, place == Place::Text, &mut found.code);
    }

    /// The strings of a document in JSON, each a value of its own. (Of `"a\"b"` the first half is read; the rest is a string as well.)
    fn read_strings(&mut self) {
        const STRINGS_MAX: usize = 32;
        let document = std::mem::take(&mut self.scratch.value);
        let strings = document.split(|byte| *byte == b'"').skip(1).take(2 * STRINGS_MAX);
        for string in strings.filter(|string| string.len() >= 3 && !is_harmless(string)) {
            // What stands between two strings.
            if string.iter().all(|byte| matches!(byte, b':' | b',' | b' ' | b'{' | b'}' | b'[' | b']' | b'0'..=b'9')) {
                continue;
            }
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            self.scratch.value.clear();
            self.scratch.value.extend_from_slice(string);
            self.read_decoded(Place::Text);
        }
        self.scratch.value = document;
    }
}

/// The first ampersand of a form behind which no name with a value stands.
fn ampersand_of_no_pair(form: &[u8]) -> Option<usize> {
    let mut ampersands = memchr::memchr_iter(b'&', form);
    ampersands.find(|at| {
        let pair = form[at + 1..].split(|byte| *byte == b'&').next().unwrap_or_default();
        memchr::memchr(b'=', pair).is_none()
    })
}

/// Whether `select` or `sleep(` stands in a text, in any case. Only places where an S stands are looked at: headers are read
/// on every request.
fn names_select_or_sleep(text: &[u8]) -> bool {
    memchr::memchr2_iter(b's', b'S', text).any(|at| {
        text.get(at..at + 6)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"select") || word.eq_ignore_ascii_case(b"sleep("))
    })
}

/// Whether a header begins as no browser and no address begins, or goes on behind its last bracket with a separator of a shell.
fn may_be_command(header: &[u8]) -> bool {
    let known: [&[u8]; 3] = [b"Mozilla/", b"http", b"android-app:"];
    if !known.iter().any(|begins| header.starts_with(begins)) {
        return header.len() > 1;
    }
    let behind = memchr::memrchr(b')', header).map_or(0, |at| at + 1);
    header[behind..].contains(&b';')
}

/// Whether a text holds only bytes of which neither statements nor markup can be made.
fn is_harmless(raw: &[u8]) -> bool {
    raw.iter().all(|byte| HARMLESS[usize::from(*byte)])
}

/// Whether a program could be named by its path: `/usr/bin/id` has no byte that is out of place.
fn may_name_program(raw: &[u8]) -> bool {
    memchr::memmem::find(raw, b"bin/").is_some()
}

const HARMLESS: ByteSet = byte_set::of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~&=,?");

/// Bytes that ordinary headers do not hold.
const ODD_IN_HEADERS: ByteSet = byte_set::of(b"'\"<`%\\${|");

/// Bytes that show that a path is more than the title of a page.
const NOT_IN_TITLES: ByteSet = byte_set::of(b"'\"<>;|`$({#&@\\\n");

/// Names of parameters into which people write sentences; there a quote or a dash says less.
const FREE_TEXT_NAMES: &[&[u8]] = &[
    b"q",
    b"s",
    b"query",
    b"oq",
    b"pq",
    b"wd",
    b"search",
    b"searchword",
    b"searchtext",
    b"keyword",
    b"keywords",
    b"recherche",
    b"rechercher",
    b"term",
    b"terms",
    b"text",
    b"texte",
    b"message",
    b"comment",
    b"comments",
    b"commentaire",
    b"body",
    b"content",
    b"contenu",
    b"title",
    b"titre",
    b"description",
    b"subject",
    b"sujet",
    b"mot",
    b"mots",
    b"buscar",
    b"consulta",
    b"mensaje",
    b"utm_campaign",
    b"utm_content",
    b"utm_term",
];

/// The parts of a request beside its target, and how each is written down.
fn other_parts<'r>(request: &HttpRequest<'r>) -> [(Option<&'r [u8]>, Kind); 7] {
    let body_kind = match request.body {
        Some(body) if looks_like_form(body) => Kind::Form,
        _ => Kind::Plain,
    };
    [
        (request.referrer, Kind::Plain),
        (request.user_agent, Kind::Plain),
        (request.body, body_kind),
        (request.headers, Kind::Plain),
        (request.forwarded_for, Kind::Plain),
        (request.user, Kind::Plain),
        (if request.target.is_some() { request.raw_request } else { None }, Kind::Plain),
    ]
}

/// Whether a body is a form rather than a document: it has a name and an equals sign before anything a document begins with.
fn looks_like_form(body: &[u8]) -> bool {
    let name = body
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'[' | b']' | b'%'))
        .count();
    name > 0 && body.get(name) == Some(&b'=')
}

/// The raw path and query; a malformed request line stands for the path.
fn path_and_query<'r>(request: &HttpRequest<'r>) -> (&'r [u8], Option<&'r [u8]>) {
    if let Some(path) = request.path {
        return (path, request.query);
    }
    match request.target {
        Some(target) => split_target(target),
        None => (request.raw_request.unwrap_or_default(), None),
    }
}

fn split_target(target: &[u8]) -> (&[u8], Option<&[u8]>) {
    match memchr::memchr(b'?', target) {
        Some(mark) => (&target[..mark], Some(&target[mark + 1..])),
        None => (target, None),
    }
}

/// The request of a line `GET /path HTTP/1.1`, or of a bare target.
fn request_of_line(line: &[u8]) -> HttpRequest<'_> {
    let method_length = line.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let target = match line.get(method_length) {
        Some(b' ') if method_length > 0 => &line[method_length + 1..],
        _ => line,
    };
    let target = match memchr::memmem::rfind(target, b" HTTP/") {
        Some(end) => &target[..end],
        None => target,
    };
    let (path, query) = split_target(target);
    HttpRequest { target: Some(target), path: Some(path), query, ..HttpRequest::default() }
}

/// Writes the path with `//`, `/./`, `/../` and `\` resolved; says whether that changed anything. A path that does not
/// begin with a slash (`*`, `http://…`, garbage) stays as it is.
fn fold_path(path: &[u8], out: &mut Vec<u8>) -> bool {
    if !matches!(path.first(), Some(b'/' | b'\\')) {
        return false;
    }
    let needs_folding = memchr::memchr(b'\\', path).is_some()
        || memchr::memmem::find(path, b"//").is_some()
        || memchr::memmem::find(path, b"/.").is_some();
    if !needs_folding {
        return false;
    }
    let mut ends_in_folder = false;
    for segment in path.split(|byte| matches!(byte, b'/' | b'\\')) {
        ends_in_folder = matches!(segment, b"" | b"." | b"..");
        match segment {
            b"" | b"." => {}
            b".." => {
                let parent = memchr::memrchr(b'/', out).unwrap_or(0);
                out.truncate(parent);
            }
            name => {
                out.push(b'/');
                out.extend_from_slice(name);
            }
        }
    }
    if ends_in_folder || out.is_empty() {
        out.push(b'/');
    }
    true
}

fn slice(start: usize, end: usize) -> Slice {
    Slice { start: start as u32, end: end as u32 }
}

#[cfg(test)]
mod tests;
