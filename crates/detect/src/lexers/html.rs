//! A tokeniser for HTML and the scripts in it, as attackers write them into parameters, and the constructs found.
//!
//! It reads tags and attributes the way forgiving browsers do (no closing bracket needed, slashes as white space, line breaks inside
//! `javascript:`), and looks for what ends an attribute or a script string. It does not build a tree and knows no CSS beyond the few
//! properties that run scripts. Innocent formatting (`<b>`, `<p>`, a link) yields weak constructs only.

mod assembled;
mod handed;

use super::shape::{Shape, Weighed};

/// Bytes of one value that are read.
const VALUE_BYTES_MAX: usize = 16 * 1024;

/// Bytes of one tag that are read for attributes.
const TAG_BYTES_MAX: usize = 1_024;

/// Tags of one value that are read.
const TAGS_MAX: usize = 128;

super::shape::constructs! {
    /// A construct of HTML or script and how much it says on its own. [`LIKELY_WEIGHT`](super::shape::LIKELY_WEIGHT) is enough to accuse.
    pub enum Construct {
        /// `<script`.
        ScriptTag = "script-tag", 6;
        /// An event handler (`onload=`, `onerror=` …) inside a tag.
        EventHandler = "event-handler", 6;
        /// An event handler after a quote that closes an attribute, without a tag of its own.
        AttributeHandler = "attribute-handler", 6;
        /// `javascript:`, `vbscript:`, `data:text/html` where an address is expected.
        ScriptUri = "script-uri", 5;
        /// A tag that loads or runs something, with what it loads: `iframe src`, `object data`, `meta http-equiv`, `base href` …
        LoadingTag = "loading-tag", 5;
        /// A tag whose contents other languages read: `svg`, `math`, `style`, `xml`, `isindex` …
        ForeignTag = "foreign-tag", 3;
        /// `<img` or another picture.
        PictureTag = "picture-tag", 2;
        /// A picture or table with what it loads: `<img src=…`.
        LoadingPicture = "loading-picture", 5;
        /// Data bound to a tag: `datasrc=`, `datafld=`, `dataformatas=`, `&{…}`.
        DataBinding = "data-binding", 4;
        /// A tag's name with spaces or a prefix in it: `< x:script`, `<f o r m`.
        SpacedTag = "spaced-tag", 5;
        /// A link, in HTML or in forum code.
        Link = "link", 1;
        /// Any other tag.
        Tag = "tag", 1;
        /// The end of an attribute and of its tag, and another tag: `"><`.
        AttributeBreak = "attribute-break", 2;
        /// A quote that closes a script's string and goes on: `';`, `'-`, `'+`, `')`.
        ScriptBreak = "script-break", 2;
        /// A call of a function that attacks show themselves with: `alert(1)`, `eval(…)`, `prompt` and back ticks.
        ScriptCall = "script-call", 3;
        /// Such a call with the argument of a test: `alert(1)`, `prompt`1``, `confirm(document.domain)`.
        ProbeCall = "probe-call", 2;
        /// An object of the page: `document.cookie`, `window.location`, `localstorage` …
        PageObject = "page-object", 3;
        /// Letters written as numbers for a script: `string.fromcharcode(…)`, `atob(…)`.
        CharacterBuild = "character-build", 4;
        /// A style that runs a script: `expression(`, `-moz-binding`, `behavior:`.
        StyleScript = "style-script", 5;
        /// An attribute that carries a document or an address of script: `srcdoc=`, `formaction=`, `xlink:href=`.
        ScriptAttribute = "script-attribute", 4;
        /// A script without letters.
        SymbolScript = "symbol-script", 5;
        /// A way from a template expression to the function constructor: `constructor.constructor(`.
        ConstructorChain = "constructor-chain", 5;
        /// The value is a script from its first byte, where nobody writes sentences: `document.cookie`, `top['alert'](1)`.
        WholeScript = "whole-script", 5;
        /// A function of the page reached by a computed name, and called: `self['ale'+'rt'](1)`, `top[/al/.source](…)`.
        ComputedCall = "computed-call", 6;
        /// Such a function given to another one or to a name: `[1].find(alert)`, `a=eval;a(b)`.
        PassedCall = "passed-call", 6;
        /// A script is put together from pieces: `0['ev'+a](b)`, `a=1==1?'al':b`.
        AssembledScript = "assembled-script", 5;
        /// An attribute and its tag were left before anything else was written, and another tag begins: `"><a`, `>"<b`.
        LeftAttribute = "left-attribute", 5;
        /// Weights of the constructs of one value reach the threshold. Accuses.
        Likely = "likely", 0;
    }
}

/// Adds the constructs of one normalised value to the shape. `free_text` says that people write sentences into it.
///
/// ```
/// use vigie_detect::lexers::{html::{Construct, read}, shape::Shape};
/// let mut shape = Shape::default();
/// read(b"x\"><svg/onload=alert(1)>", false, &mut shape);
/// assert!(shape.contains(Construct::EventHandler) && shape.contains(Construct::Likely));
/// ```
pub fn read(value: &[u8], free_text: bool, shape: &mut Shape<Construct>) {
    let value = &value[..value.len().min(VALUE_BYTES_MAX)];
    if !may_hold_markup(value) {
        return;
    }
    let mut found = Weighed::default();
    read_tags(value, &mut found);
    read_words(value, &mut found);
    read_quotes(value, &mut found);
    read_symbols(value, &mut found);
    found.add_if(handed::leaves_an_attribute(value), Construct::LeftAttribute);
    found.add_if(handed::gives_a_function_away(value), Construct::PassedCall);
    found.add_if(handed::hides_a_style(value), Construct::StyleScript);
    found.add_if(assembled::is_assembled(value), Construct::AssembledScript);
    for at in memchr::memchr_iter(b'[', value).take(COMPUTED_MAX) {
        found.add_if(is_computed_call(value, at), Construct::ComputedCall);
    }
    let begins_script = !free_text && SCRIPT_BEGINNINGS.iter().any(|begins| value.starts_with(begins));
    found.add_if(begins_script, Construct::WholeScript);
    if found.weight() >= super::shape::LIKELY_WEIGHT + u32::from(free_text) {
        found.add(Construct::Likely);
    }
    shape.merge(&found);
}

/// Whether the value is worth reading: it has a byte that markup and script cannot do without.
fn may_hold_markup(value: &[u8]) -> bool {
    value.len() >= 4
        && value.iter().any(|byte| matches!(byte, b'<' | b'(' | b'"' | b'\'' | b'`' | b'[' | b'=' | b':' | b'.'))
}

fn read_tags(value: &[u8], found: &mut Weighed<Construct>) {
    for at in memchr::memchr_iter(b'<', value).take(TAGS_MAX) {
        let rest = &value[at + 1..];
        let spaces = rest.iter().take_while(|byte| matches!(byte, b'/' | b'<')).count();
        let rest = &rest[spaces..];
        let length = rest
            .iter()
            .take_while(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b':' | b'-' | b'?' | b'!' | b'_'))
            .count();
        let (name, inside) = rest.split_at(length);
        if name.first().is_none_or(|first| !first.is_ascii_alphabetic() && !matches!(first, b'?' | b'!')) {
            continue;
        }
        // A name goes on until white space, a slash or the end; `<someone@example.org>` and `a<b=c` are no tags.
        if !matches!(
            inside.first(),
            None | Some(b' ' | b'\n' | b'/' | b'>' | b'<' | b'"' | b'\'' | b'`' | b'+' | b'(' | b'[')
        ) {
            continue;
        }
        let (inside, after) = inside.split_at(tag_length(inside));
        at_tag(name, inside, after, found);
    }
}

/// Whether a tag without attributes is followed by words and nothing that a script has.
fn is_mentioned(inside: &[u8], after: &[u8]) -> bool {
    inside.is_empty()
        && matches!(after, [b'>', b' ', letter, ..] if letter.is_ascii_alphabetic())
        && !after[1..].iter().any(|byte| matches!(byte, b'<' | b'(' | b'=' | b';' | b'`' | b'{'))
}

/// Bytes up to the end of a tag: a closing bracket outside quotes, or inside when no other follows.
fn tag_length(inside: &[u8]) -> usize {
    let inside = &inside[..inside.len().min(TAG_BYTES_MAX)];
    let mut quote = None;
    for (at, byte) in inside.iter().enumerate() {
        match (quote, *byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') if inside[..at].iter().rev().find(|before| **before != b' ') == Some(&b'=') => {
                quote = Some(*byte);
            }
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    inside.len()
}

fn at_tag(name: &[u8], inside: &[u8], after: &[u8], found: &mut Weighed<Construct>) {
    let name_only = name.split(|byte| *byte == b':').next_back().unwrap_or(name);
    if has_handler(inside) {
        found.add(Construct::EventHandler);
    }
    match name_only {
        // `What does <script> do`: a sentence about it, rather than a script.
        b"script" => found.add(if is_mentioned(inside, after) { Construct::ForeignTag } else { Construct::ScriptTag }),
        b"iframe" | b"frame" | b"object" | b"embed" | b"applet" | b"base" | b"meta" | b"link" | b"form" | b"import"
        | b"portal" | b"bgsound" | b"layer" | b"ilayer" | b"frameset" | b"html" | b"body" | b"input" | b"button"
        | b"textarea" => {
            let loads = LOADING_ATTRIBUTES.iter().any(|attribute| attribute_at(inside, attribute).is_some());
            found.add(if loads { Construct::LoadingTag } else { Construct::Tag });
        }
        b"xml" | b"svg" | b"event-source" if attribute_at(inside, b"src").is_some() => {
            found.add(Construct::LoadingTag);
        }
        b"svg" | b"math" | b"style" | b"xml" | b"isindex" | b"marquee" | b"keygen" | b"xss" | b"animate" | b"set"
        | b"template" | b"noscript" | b"foreignobject" | b"handler" | b"listener" | b"!entity" | b"plaintext"
        | b"xmp" | b"event-source" | b"dialog" | b"details" | b"use" => found.add(Construct::ForeignTag),
        b"img" | b"image" | b"video" | b"audio" | b"table" | b"td"
            if [&b"src"[..], b"background", b"lowsrc", b"dynsrc"]
                .iter()
                .any(|name| attribute_at(inside, name).is_some()) =>
        {
            found.add(Construct::LoadingPicture);
        }
        b"img" | b"image" | b"video" | b"audio" | b"source" | b"picture" | b"table" | b"td" => {
            found.add(Construct::PictureTag);
        }
        b"a" | b"area" => found.add(Construct::Link),
        _ => found.add(Construct::Tag),
    }
    // A style that loads loads like a picture; back ticks around a value only old browsers read.
    let style = attribute_at(inside, b"style").map(|at| &inside[at..]);
    found.add_if(style.is_some_and(|style| memchr::memmem::find(style, b"url(").is_some()), Construct::LoadingPicture);
    found.add_if(memchr::memmem::find(inside, b"=``").is_some(), Construct::ScriptAttribute);
    for attribute in [&b"srcdoc"[..], b"formaction", b"xlink:href", b"dynsrc", b"lowsrc", b"ev:handler"] {
        if attribute_at(inside, attribute).is_some() {
            found.add(Construct::ScriptAttribute);
        }
    }
}

/// Whether the inside of a tag has an attribute whose name begins with `on` and is followed by an equals sign.
fn has_handler(inside: &[u8]) -> bool {
    memchr::memmem::find_iter(inside, b"on").any(|at| {
        let before = at.checked_sub(1).map(|before| inside[before]);
        if before
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'?' | b'&' | b'='))
        {
            return false;
        }
        let rest = &inside[at + 2..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        // Old browsers let any signs stand between a handler and its equals sign.
        (3..=24).contains(&length)
            && (follows_equals(&rest[length..])
                || HANDLERS.contains(&&rest[..length]) && signs_then_equals(&rest[length..]))
    })
}

fn signs_then_equals(rest: &[u8]) -> bool {
    rest.iter().take(48).find(|byte| byte.is_ascii_alphanumeric() || **byte == b'=') == Some(&b'=')
}

fn follows_equals(rest: &[u8]) -> bool {
    rest.iter().find(|byte| !matches!(byte, b' ' | b'\n' | b'/')) == Some(&b'=')
}

fn attribute_at(inside: &[u8], name: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(inside, name).find(|at| {
        let before = at.checked_sub(1).map(|before| inside[before]);
        !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && follows_equals(&inside[at + name.len()..])
    })
}

/// What follows the quotes: the end of a tag, of an attribute, of a script's string.
fn read_quotes(value: &[u8], found: &mut Weighed<Construct>) {
    for at in memchr::memchr3_iter(b'"', b'\'', b'`', value) {
        let rest = value[at + 1..].trim_ascii_start();
        match rest {
            [b'>', ..] | [b'/', b'>', ..] if rest.contains(&b'<') => found.add(Construct::AttributeBreak),
            [b';' | b'-' | b'+' | b')' | b'}' | b'*' | b'^' | b'|' | b'&' | b',', ..] if rest.len() > 2 => {
                found.add(Construct::ScriptBreak);
            }
            [b'o', b'n', ..] => {
                let length = rest[2..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                if (length > 3 || HANDLERS.contains(&&rest[2..2 + length])) && follows_equals(&rest[2 + length..]) {
                    found.add(Construct::AttributeHandler);
                }
            }
            _ if rest.starts_with(b"formaction=") || rest.starts_with(b"srcdoc=") => {
                found.add(Construct::AttributeHandler);
            }
            _ => {}
        }
    }
    let scripted = found.contains(Construct::ScriptCall) || found.contains(Construct::PageObject);
    let quoted = memchr::memchr3(b'"', b'\'', b'`', value);
    for at in memchr::memmem::find_iter(value, b"on").take(TAGS_MAX) {
        let after = &value[at + 2..];
        let length = after.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let begins = at == 0 || matches!(value[at - 1], b' ' | b'\n' | b'/' | b'"' | b'\'' | b'`');
        let is_handler = HANDLERS.contains(&&after[..length]) && follows_equals(&after[length..]);
        let behind = memchr::memchr(b'=', after).map_or(&b""[..], |equals| after[equals + 1..].trim_ascii_start());
        let shows_itself =
            [&b"alert("[..], b"confirm(", b"prompt(", b"alert`", b"eval("].iter().any(|call| behind.starts_with(call));
        if begins && is_handler && (shows_itself || scripted || quoted.is_some_and(|quote| quote < at)) {
            found.add(Construct::AttributeHandler);
        }
    }
}

fn read_words(value: &[u8], found: &mut Weighed<Construct>) {
    for at in memchr::memchr_iter(b':', value) {
        at_colon(value, at, found);
    }
    for at in memchr::memchr2_iter(b'(', b'`', value) {
        at_call(value, at, found);
    }
    for (words, construct) in [
        (PAGE_OBJECTS, Construct::PageObject),
        (CONSTRUCTOR_CHAINS, Construct::ConstructorChain),
        (PASSED_CALLS, Construct::PassedCall),
        (STYLE_SCRIPTS, Construct::StyleScript),
    ] {
        if words.iter().any(|word| memchr::memmem::find(value, word).is_some()) {
            found.add(construct);
        }
    }
    let bound = [&b"datasrc="[..], b"datafld=", b"dataformatas=", b"&{", b"xml:namespace", b"importimplementation="];
    found.add_if(bound.iter().any(|word| memchr::memmem::find(value, word).is_some()), Construct::DataBinding);
    found.add_if(
        memchr::memchr_iter(b'<', value).take(TAGS_MAX).any(|at| is_spaced_tag(&value[at + 1..])),
        Construct::SpacedTag,
    );
    if memchr::memmem::find(value, b"[url=").is_some() || memchr::memmem::find(value, b"[link=").is_some() {
        found.add(Construct::Link);
    }
}

/// `f o r m`, ` x:script`, `x : iframe`: names of tags that run or load, with spaces strewn in or behind a prefix.
fn is_spaced_tag(rest: &[u8]) -> bool {
    let mut name = [0_u8; 16];
    let (mut length, mut spaces) = (0, 0);
    for byte in rest.iter().take(40) {
        match byte {
            b' ' | b'\n' | b'/' => spaces += 1,
            b':' => {
                spaces += 1;
                length = 0;
            }
            letter if letter.is_ascii_alphabetic() && length < name.len() => {
                name[length] = *letter;
                length += 1;
            }
            _ => break,
        }
        let known: [&[u8]; 10] =
            [b"script", b"iframe", b"form", b"object", b"embed", b"applet", b"meta", b"style", b"svg", b"dialog"];
        if spaces > 0 && known.contains(&&name[..length]) {
            // `a < form` in a sentence has one space; a prefix or three spaces are no accident.
            return spaces > 2 || rest.iter().take(24).any(|byte| *byte == b':');
        }
    }
    false
}

/// `javascript:` and its kin, with white space strewn in, where an address begins.
fn at_colon(value: &[u8], colon: usize, found: &mut Weighed<Construct>) {
    let mut name = [0u8; 10];
    let mut length = 0;
    let mut start = colon;
    for (at, byte) in value[..colon].iter().enumerate().rev().take(32) {
        match byte {
            b' ' | b'\n' if length < 10 && (length > 0 || at + 1 == colon) => {}
            b'a'..=b'z' | b'-' if length < 10 => {
                name[9 - length] = *byte;
                length += 1;
                start = at;
            }
            _ => break,
        }
        let schemes: [&[u8]; 5] = [b"javascript", b"vbscript", b"livescript", b"mocha", b"data"];
        if schemes.contains(&&name[10 - length..]) {
            break;
        }
    }
    let scheme = &name[10 - length..];
    let rest = &value[colon + 1..];
    let before = value[..start].iter().rev().find(|byte| !matches!(byte, b' ' | b'\n')).copied();
    let address_begins = matches!(
        before,
        None | Some(b'=' | b'"' | b'\'' | b'`' | b'(' | b'>' | b',' | b';' | b'{' | b'[' | b'/' | b'|')
    );
    let script = match scheme {
        b"javascript" | b"vbscript" | b"livescript" | b"mocha" => {
            // `JavaScript: The Good Parts` is a book; `javascript:void(0)` is a habit of page authors.
            let goes_on = rest.starts_with(b" \\")
                || rest.first().is_some_and(|byte| *byte != b' ' || matches!(before, Some(b'=' | b'"' | b'\'' | b'`')));
            goes_on && !rest.starts_with(b"void(0)") && !rest.starts_with(b";")
        }
        b"data" => {
            rest.starts_with(b"text/html")
                || rest.starts_with(b"image/svg")
                || rest.starts_with(b"text/javascript")
                || rest.starts_with(b"text/xml")
                || rest.starts_with(b"application/")
                || rest.starts_with(b"text/plain;")
                || rest.starts_with(b"text/css")
                || rest.starts_with(b";base64,")
                || rest.starts_with(b";charset=")
                || rest.trim_ascii_start().starts_with(b",") && memchr::memchr(b'<', rest).is_some()
        }
        _ => false,
    };
    if script && address_begins {
        found.add(Construct::ScriptUri);
    }
}

fn at_call(value: &[u8], open: usize, found: &mut Weighed<Construct>) {
    let before = value[..open].trim_ascii_end();
    let before = before.strip_suffix(b"?.").unwrap_or(before);
    // `(alert)(1)` and `[alert][0](1)` call as well.
    let before = before.strip_suffix(b")").unwrap_or(before);
    let length = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let name = &before[before.len() - length..];
    let rest = value[open + 1..].trim_ascii_start();
    let name = match name {
        b"call" | b"apply" | b"bind" => {
            let receiver = before[..before.len() - length].strip_suffix(b".").unwrap_or_default();
            let length = receiver.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
            &receiver[receiver.len() - length..]
        }
        other => other,
    };
    // A back tick that opens, not one that closes a name in a text about programs.
    let template = value[open] == b'`'
        && open > 0
        && value[open - 1].is_ascii_alphabetic()
        && memchr::memchr(b'`', rest).is_some()
        && memchr::memchr_iter(b'`', &value[..open]).count().is_multiple_of(2);
    let tested = template
        || matches!(rest.first(), Some(b'0'..=b'9' | b'\'' | b'"' | b'`' | b'/'))
        || PROBE_ARGUMENTS.iter().any(|argument| rest.starts_with(argument));
    // A name as the argument, with nothing around it that a sentence has: `eval(name)`, `settimeout(a.b)`.
    let word = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')).count();
    let named = word > 0 && value[..open].ends_with(name) && matches!(rest.get(word), Some(b')' | b'.' | b'(' | b'[' | b'`'))
        // `settimeout(function)` is how a page of a manual is called.
        && !rest.starts_with(b"function)");
    if tested && PROBE_CALLS.contains(&name) || named && name != b"fetch" && PROBE_CALLS.contains(&name) {
        found.add(Construct::ProbeCall);
    }
    if name == b"function" && before.ends_with(b"new function") && !rest.starts_with(b")") {
        found.add(Construct::CharacterBuild);
        found.add_if(tested, Construct::ProbeCall);
    }
    if SCRIPT_CALLS.contains(&name) && !rest.is_empty() && !rest.starts_with(b")") {
        found.add(Construct::ScriptCall);
    }
    if matches!(name, b"fromcharcode" | b"atob" | b"unescape" | b"fromcodepoint" | b"decodeuricomponent")
        && !rest.is_empty()
        && !rest.starts_with(b")")
    {
        found.add(Construct::CharacterBuild);
    }
    if name.ends_with(b"expression") && memchr::memchr(b':', &value[..open]).is_some() {
        found.add(Construct::StyleScript);
    }
}

/// Brackets of one value that are looked at for a computed name.
const COMPUTED_MAX: usize = 64;

/// Bytes of a computed name.
const COMPUTED_BYTES_MAX: usize = 256;

/// Whether a bracket follows an object every page has, holds something that computes a name (a string, an expression, but neither a
/// number nor a word), and what it names is called.
fn is_computed_call(value: &[u8], open: usize) -> bool {
    const OBJECTS: &[&[u8]] =
        &[b"self", b"this", b"top", b"parent", b"window", b"frames", b"globalthis", b"document", b"content", b"opener"];
    let before = value[..open].trim_ascii_end();
    let length = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let name = &before[before.len() - length..];
    let inside = &value[open + 1..value.len().min(open + 1 + COMPUTED_BYTES_MAX)];
    let computes = inside
        .first()
        .is_some_and(|byte| matches!(byte, b'\'' | b'"' | b'`' | b'/' | b'(' | b'[' | b'\\' | b'+' | b'!'));
    // A name of letters in another base: `top[8680439..tostring(30)](1)`.
    let spelt = memchr::memmem::find(inside, b"..tostring(").is_some();
    (computes || spelt)
        && OBJECTS.contains(&name)
        && memchr::memchr_iter(b']', inside).any(|close| matches!(inside.get(close + 1), Some(b'(' | b'`')))
}

/// A run of the six signs in which any script can be written, brackets among them.
fn read_symbols(value: &[u8], found: &mut Weighed<Construct>) {
    let mut runs = value.split(|byte| !matches!(byte, b'[' | b']' | b'(' | b')' | b'!' | b'+' | b'{' | b'}'));
    if runs.any(|run| run.len() >= 16 && run.contains(&b'[') && (run.contains(&b'!') || run.contains(&b'('))) {
        found.add(Construct::SymbolScript);
    }
    // Letters taken out of what an object or an array is called: `({}+[])[1]`, `(_+{})[2]`.
    let taken = |sign: &&[u8]| {
        memchr::memmem::find_iter(value, sign).any(|at| {
            value.get(at + sign.len()).is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'!'))
        })
    };
    found.add_if([&b"+{})["[..], b"+[])["].iter().any(taken), Construct::SymbolScript);
}

/// Functions by which tests show themselves, given to a function that calls them.
const PASSED_CALLS: &[&[u8]] = &[
    b".find(alert",
    b".map(alert",
    b".foreach(alert",
    b".some(alert",
    b".every(alert",
    b".filter(alert",
    b".sort(alert",
    b".findindex(alert",
    b".find(confirm",
    b".map(confirm",
    b".foreach(confirm",
    b".some(confirm",
    b".filter(confirm",
    b".find(prompt",
    b".map(prompt",
    b".foreach(prompt",
    b".map(eval",
    b".find(eval",
    b".foreach(eval",
    b"new function`",
];

const LOADING_ATTRIBUTES: &[&[u8]] = &[
    b"src",
    b"data",
    b"href",
    b"code",
    b"codebase",
    b"http-equiv",
    b"charset",
    b"action",
    b"content",
    b"background",
    b"xmlns",
    b"autofocus",
    b"manifest",
    b"classid",
    b"datasrc",
    b"poster",
    b"implementation",
    b"namespace",
    b"ns",
];
const HANDLERS: &[&[u8]] = &[
    b"abort",
    b"activate",
    b"afterprint",
    b"afterscriptexecute",
    b"animationcancel",
    b"animationend",
    b"animationiteration",
    b"animationstart",
    b"auxclick",
    b"beforecopy",
    b"beforecut",
    b"beforeinput",
    b"beforepaste",
    b"beforeprint",
    b"beforescriptexecute",
    b"beforetoggle",
    b"beforeunload",
    b"begin",
    b"blur",
    b"bounce",
    b"canplay",
    b"canplaythrough",
    b"change",
    b"click",
    b"close",
    b"contextmenu",
    b"copy",
    b"cuechange",
    b"cut",
    b"dblclick",
    b"drag",
    b"dragend",
    b"dragenter",
    b"dragleave",
    b"dragover",
    b"dragstart",
    b"drop",
    b"durationchange",
    b"end",
    b"ended",
    b"error",
    b"finish",
    b"focus",
    b"focusin",
    b"focusout",
    b"formdata",
    b"fullscreenchange",
    b"hashchange",
    b"input",
    b"invalid",
    b"keydown",
    b"keypress",
    b"keyup",
    b"load",
    b"loadeddata",
    b"loadedmetadata",
    b"loadend",
    b"loadstart",
    b"message",
    b"mousedown",
    b"mouseenter",
    b"mouseleave",
    b"mousemove",
    b"mouseout",
    b"mouseover",
    b"mouseup",
    b"mousewheel",
    b"pagehide",
    b"pageshow",
    b"paste",
    b"pause",
    b"play",
    b"playing",
    b"pointercancel",
    b"pointerdown",
    b"pointerenter",
    b"pointerleave",
    b"pointermove",
    b"pointerout",
    b"pointerover",
    b"pointerrawupdate",
    b"pointerup",
    b"popstate",
    b"progress",
    b"propertychange",
    b"ratechange",
    b"readystatechange",
    b"repeat",
    b"reset",
    b"resize",
    b"scroll",
    b"scrollend",
    b"search",
    b"seeked",
    b"seeking",
    b"select",
    b"selectionchange",
    b"selectstart",
    b"show",
    b"start",
    b"submit",
    b"suspend",
    b"timeupdate",
    b"toggle",
    b"touchcancel",
    b"touchend",
    b"touchmove",
    b"touchstart",
    b"transitioncancel",
    b"transitionend",
    b"transitionrun",
    b"transitionstart",
    b"unhandledrejection",
    b"unload",
    b"volumechange",
    b"waiting",
    b"webkitanimationend",
    b"webkittransitionend",
    b"wheel",
];
const PROBE_ARGUMENTS: &[&[u8]] =
    &[b"document", b"string.", b"atob", b"null", b"window", b"location", b"self", b"this", b"%", b"xss"];
/// Calls that show an attack or turn a text into a script.
const PROBE_CALLS: &[&[u8]] =
    &[b"alert", b"prompt", b"confirm", b"eval", b"settimeout", b"setinterval", b"fetch", b"import", b"atob", b"btoa"];
const SCRIPT_CALLS: &[&[u8]] = &[
    b"import",
    b"btoa",
    b"alert",
    b"prompt",
    b"confirm",
    b"eval",
    b"settimeout",
    b"setinterval",
    b"msgbox",
    b"execscript",
    b"fetch",
    b"importscripts",
    b"write",
    b"writeln",
    b"print",
];
const PAGE_OBJECTS: &[&[u8]] = &[
    b"document.cookie",
    b"document.domain",
    b"document.write",
    b"document.location",
    b"document.body",
    b"document.createelement",
    b"document.getelement",
    b"document.url",
    b"document[",
    b"window.location",
    b"window.open",
    b"window.name",
    b"window[",
    b"self[",
    b"top[",
    b"this[",
    b"location.href",
    b"location=",
    b"location =",
    b"location.hash",
    b"location.replace",
    b".innerhtml",
    b".outerhtml",
    b"localstorage.",
    b"sessionstorage.",
    b"xmlhttprequest",
    b"navigator.sendbeacon",
    b"globalthis",
    b"parent.frames",
];
const CONSTRUCTOR_CHAINS: &[&[u8]] = &[
    b"constructor.constructor",
    b".constructor(",
    b"['constructor']",
    b"[\"constructor\"]",
    b".call`${",
    b". call ` ${",
    b".call ` ${",
    b"reflect.apply",
    b"constructor[",
    b"$eval(",
    b"$on.constructor",
    b"toString().constructor",
    b"='constructor'",
    b"=\"constructor\"",
];
const SCRIPT_BEGINNINGS: &[&[u8]] = &[
    b"document.cookie",
    b"document.domain",
    b"document.location",
    b"document.write",
    b"document[",
    b"window.location",
    b"window.alert",
    b"window['",
    b"window[\"",
    b"self['",
    b"self[\"",
    b"top['",
    b"top[\"",
    b"top[/",
    b"parent['",
    b"this['",
    b"globalthis['",
    b"string.fromcharcode(",
    b"fetch('",
    b"fetch(\"",
    b"fetch(`",
    b"navigator.sendbeacon",
    b"atob('",
    b"atob(\"",
    b"location='",
    b"location=\"",
    b"location.href='",
    b"location.href=\"",
    b"location=location",
    b"external.navigateandfind(",
    b".innerhtml",
    b".outerhtml",
    b".parentnode",
    b"onerror=alert",
    b"onerror=eval",
    b"throw onerror",
    b"@import'",
    b"@import\"",
    b"@import url",
    b"<style>@import",
];
const STYLE_SCRIPTS: &[&[u8]] = &[
    b"-moz-binding",
    b"behavior:url",
    b"behaviour:url",
    b"behavior: url",
    b"behaviour: url",
    b"binding:url",
    b"binding: url",
    b"url(javascript",
    b"url('javascript",
    b"url(\"javascript",
    b"@import'",
    b"@import\"",
    b"@import '",
    b"@import \"",
    b"@import url",
    b"@import/*",
    b"@\\import",
];
