//! A tokeniser for program code as attackers write it into parameters (PHP, JavaScript, Java and its expression languages, Python, Perl,
//! Ruby, ASP), and the constructs found.
//!
//! It finds calls (a name, perhaps white space and comments, a parenthesis) and looks at the name and at what the argument begins with;
//! it finds the brackets in which templates hold expressions; and it looks for names that only programs have. It knows no grammar: the
//! innocent mention of a function (`printf() in C`) yields weak constructs only.

mod whole;

use super::shape::{Shape, Weighed};

/// Bytes of one value that are read, and calls looked at.
const VALUE_BYTES_MAX: usize = 8 * 1024;
const CALLS_MAX: usize = 256;

super::shape::constructs! {
    /// A construct of code and how much it says on its own. [`LIKELY_WEIGHT`](super::shape::LIKELY_WEIGHT) is enough to accuse.
    pub enum Construct {
        /// `<?php`, `<?=`, `<? echo`, `[php]`: the beginning of a program in PHP.
        PhpTag = "php-tag", 5;
        /// What a request brought, as a variable: `$_get[`, `$globals[`.
        PhpInput = "php-input", 5;
        /// A variable or a string that is called: `$f(1)`, `${'a'}(1)`, `$_[0](1)`, `("system")(1)`.
        VariableCall = "variable-call", 5;
        /// A setting of PHP with a value: `auto_prepend_file=`, `allow_url_include=`.
        PhpSetting = "php-setting", 5;
        /// A call of a function that runs code or commands, with an argument.
        DangerousCall = "dangerous-call", 4;
        /// A call of a function that programs are full of.
        Call = "call", 2;
        /// A call of a function that only a library has, as its name of several words says: `stream_get_contents(`, `fgetcsv(`.
        LibraryCall = "library-call", 4;
        /// The argument of such a call is a string, a variable or another call.
        CallArgument = "call-argument", 1;
        /// The value is nothing but the call of a function that only programs have: `strip_tags()`.
        WholeCall = "whole-call", 3;
        /// A statement ends behind such a call: `);`.
        StatementEnd = "statement-end", 1;
        /// A comment or a line break between the name and its parenthesis.
        HiddenCall = "hidden-call", 4;
        /// The process, the modules or the prototypes of JavaScript: `process.env`, `child_process`, `__proto__`.
        ScriptInside = "script-inside", 5;
        /// The prototype of every object, reached by its constructor: `constructor[prototype]`, `constructor . prototype`.
        PrototypePath = "prototype-path", 5;
        /// A function written down: `function(){`, `new function(`, `=>{`.
        ScriptFunction = "script-function", 3;
        /// A loop that never ends: `while(1)`, `while(!0)`.
        EndlessLoop = "endless-loop", 5;
        /// `console.log(…)` and its kin.
        ScriptConsole = "script-console", 5;
        /// References of a serialised component: `$1:constructor`, `resolved_model`.
        ComponentReference = "component-reference", 5;
        /// A class of Java that attacks use: `java.lang.runtime`, `processbuilder`.
        JavaClass = "java-class", 5;
        /// An expression in brackets with a call, a class or a sum in it: `${7*7}`, `#{t(java…)}`, `%{#a=…}`.
        BracketExpression = "bracket-expression", 5;
        /// Insides of Python: `__import__(`, `__class__`, `os.popen(`.
        PythonInside = "python-inside", 5;
        /// An expression inside a string of Perl: `@{[…]}`.
        PerlInterpolation = "perl-interpolation", 5;
        /// Insides of Ruby: `%x(`, `kernel.exec`, `instance_eval`.
        RubyInside = "ruby-inside", 5;
        /// A tag of ASP, JSP or ERB with code in it.
        ServerTag = "server-tag", 5;
        /// Objects and calls of Windows scripts: `wscript.shell`, `createobject(`.
        WindowsObject = "windows-object", 5;
        /// The name of a dangerous function in pieces: `'sys'.'tem'`.
        JoinedName = "joined-name", 5;
        /// The value is one statement that reaches files, processes or modules of the system: `open('x')`, `import os`, `fork()`.
        SystemStatement = "system-statement", 5;
        /// The value is a product of two numbers between braces: `{7*7}`.
        BraceSum = "brace-sum", 5;
        /// Weights of the constructs of one value reach the threshold. Accuses.
        Likely = "likely", 0;
    }
}

/// Adds the constructs of one normalised value to the shape. `free_text` says that people write sentences into it.
///
/// ```
/// use vigie_detect::lexers::{code::{Construct, read}, shape::Shape};
/// let mut shape = Shape::default();
/// read(b"system/**/('id');", false, &mut shape);
/// assert!(shape.contains(Construct::HiddenCall) && shape.contains(Construct::Likely));
/// ```
pub fn read(value: &[u8], free_text: bool, shape: &mut Shape<Construct>) {
    let value = &value[..value.len().min(VALUE_BYTES_MAX)];
    if value.len() < 4
        || !value
            .iter()
            .any(|byte| matches!(byte, b'(' | b'{' | b'[' | b'<' | b'$' | b'.' | b'_' | b'=' | b'!' | b':' | b'%'))
            && !whole::begins_by_word(value)
    {
        return;
    }
    let mut found = Weighed::default();
    for at in memchr::memchr_iter(b'(', value).take(CALLS_MAX) {
        read_call(value, at, &mut found);
    }
    for at in memchr::memmem::find_iter(value, b"while(").take(8) {
        let condition = value[at + 6..].split(|byte| *byte == b';').next().unwrap_or_default();
        found.add_if(!condition.iter().any(|byte| matches!(byte, b'<' | b'>' | b'=')), Construct::EndlessLoop);
    }
    for at in memchr::memmem::find_iter(value, b"constructor").take(8) {
        found.add_if(reaches_prototype(&value[at + b"constructor".len()..]), Construct::PrototypePath);
    }
    read_tags(value, &mut found);
    read_brackets(value, &mut found);
    read_variables(value, &mut found);
    whole::read(value, &mut found);
    for (words, construct) in WORDS {
        found.add_if(words.iter().any(|word| memchr::memmem::find(value, word).is_some()), *construct);
    }
    for setting in PHP_SETTINGS {
        let mut places = memchr::memmem::find_iter(value, setting);
        found.add_if(
            places.any(|at| value[at + setting.len()..].trim_ascii_start().starts_with(b"=")),
            Construct::PhpSetting,
        );
    }
    if found.weight() >= super::shape::LIKELY_WEIGHT + u32::from(free_text) {
        found.add(Construct::Likely);
    }
    shape.merge(&found);
}

/// The name before a parenthesis, white space and comments between them skipped; says whether there were comments or line breaks.
fn called_name(before: &[u8]) -> (&[u8], bool) {
    let mut text = before;
    let mut hidden = false;
    for _ in 0..8 {
        let trimmed = text.trim_ascii_end();
        hidden |= text[trimmed.len()..].contains(&b'\n');
        text = trimmed;
        if text.ends_with(b"*/")
            && let Some(begins) = memchr::memmem::rfind(text, b"/*")
        {
            text = &text[..begins];
            hidden = true;
        } else if let Some(begins) =
            text.iter().rposition(|byte| *byte == b'#').or_else(|| memchr::memmem::rfind(text, b"//"))
            && before[text.len()..].contains(&b'\n')
            && text.len() - begins < 64
            && !text[begins..].contains(&b'\n')
        {
            text = &text[..begins];
            hidden = true;
        } else {
            break;
        }
    }
    // `"system"(…)` and `'system'(…)` call as well.
    let (text, quoted) = match text {
        [inner @ .., b'"' | b'\''] => (inner, true),
        other => (other, false),
    };
    let length = text.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let name = &text[text.len() - length..];
    (name, hidden || quoted && length > 2)
}

/// Whether the text ends in the name of a function as a string between parentheses or brackets: `("system")`, `['system']`.
fn calls_a_string(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let inside = &before[..before.len().saturating_sub(2)];
    let length = inside.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let (before, name) = inside.split_at(inside.len() - length);
    let opened = matches!(before, [.., b'(' | b'[', b'\'' | b'"']);
    opened && (DANGEROUS_FUNCTIONS.contains(&name) || FUNCTIONS.contains(&name))
}

/// Whether the text ends in the bare name of a dangerous function between parentheses, which no formula has before another one:
/// `(system)`.
fn calls_a_bracketed_name(before: &[u8]) -> bool {
    let Some(inside) = before.strip_suffix(b")") else { return false };
    let length = inside.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let (before, name) = inside.split_at(inside.len() - length);
    before.ends_with(b"(") && DANGEROUS_FUNCTIONS.contains(&name)
}

/// Whether the text ends in the first element of an array that holds the bare name of a dangerous function: `[system][0]`.
fn calls_an_element(before: &[u8]) -> bool {
    let inside_brackets = |text: &[u8], holds: fn(&u8) -> bool| {
        let inside = text.trim_ascii_end().strip_suffix(b"]")?.trim_ascii_end().to_owned();
        let length = inside.iter().rev().take_while(|byte| holds(byte)).count();
        let begins = inside[..inside.len() - length].trim_ascii_end().strip_suffix(b"[")?.len();
        Some((begins, inside[inside.len() - length..].to_owned()))
    };
    let Some((end, index)) = inside_brackets(before, u8::is_ascii_digit) else { return false };
    let name = inside_brackets(&before[..end], |byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    !index.is_empty() && name.is_some_and(|(_, name)| DANGEROUS_FUNCTIONS.contains(&name.as_slice()))
}

/// Whether `prototype` is what follows a constructor, behind dots, brackets and quotes.
fn reaches_prototype(rest: &[u8]) -> bool {
    let signs = rest
        .iter()
        .take(8)
        .take_while(|byte| matches!(byte, b' ' | b'.' | b'[' | b']' | b'"' | b'\'' | b'`' | b'{' | b':'))
        .count();
    signs > 0 && rest[signs..].starts_with(b"prototype")
}

/// Whether a parenthesis calls what other parentheses hold, and the call ends as a statement: `(sy.(st).em)(whoami);`,
/// `(['system'])[0]('uname');`. (`(nouveau) (texte)` and `§ 4(a)(1)` do not.)
fn calls_a_group(value: &[u8], open: usize) -> bool {
    let rest = &value[open + 1..];
    let ended = memchr::memchr(b')', rest).is_some_and(|close| {
        rest[close..].iter().find(|byte| !matches!(byte, b')' | b' ')).is_some_and(|byte| *byte == b';')
    });
    if !ended || matches!(rest.first(), None | Some(b')')) {
        return false;
    }
    let mut before = without_comments_at_end(&value[..open]);
    // Indexes of what the group holds.
    for _ in 0..3 {
        let begins = match before {
            [.., b']'] => memchr::memrchr(b'[', before),
            [.., b'}'] => memchr::memrchr(b'{', before),
            _ => break,
        };
        let Some(begins) = begins.filter(|begins| before.len() - begins < 32) else { return false };
        before = without_comments_at_end(&before[..begins]);
    }
    // A string of its own: `"system"(ls);`, perhaps behind the name of a type.
    if let [inner @ .., quote @ (b'\'' | b'"')] = before {
        let length =
            inner.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'\\')).count();
        return length >= 2 && inner[..inner.len() - length].ends_with(&[*quote]);
    }
    if !before.ends_with(b")") {
        return false;
    }
    opens_expression(before)
}

/// Whether the parenthesis that ends a text was opened a little before it, not behind a name, around an expression that could be
/// the name of a function: words, strings, dots and brackets, but no sentence.
fn opens_expression(before: &[u8]) -> bool {
    const GROUP_BYTES_MAX: usize = 96;
    let mut depth = 0_u32;
    let begins = before.iter().rev().take(GROUP_BYTES_MAX).position(|byte| {
        depth = match byte {
            b')' => depth + 1,
            b'(' => depth - 1,
            _ => depth,
        };
        depth == 0
    });
    let Some(begins) = begins.map(|back| before.len() - 1 - back) else { return false };
    let group = &before[begins + 1..before.len() - 1];
    let letters = group.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let expression = group.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.'\"[]() /*$\\^~`+".contains(byte));
    let sentence = group
        .windows(3)
        .any(|three| three[1] == b' ' && three[0].is_ascii_alphabetic() && three[2].is_ascii_alphabetic());
    let named = begins > 0 && (before[begins - 1].is_ascii_alphanumeric() || before[begins - 1] == b'_');
    // `($y)(…);` and, behind a definition, `(z)(…);` have short names.
    let long = letters >= 3 || letters >= 1 && (group.contains(&b'$') || before[..begins].contains(&b'('));
    long && expression && !sentence && !named
}

/// The text before white space and comments at its end.
fn without_comments_at_end(text: &[u8]) -> &[u8] {
    let mut text = text.trim_ascii_end();
    for _ in 0..4 {
        let Some(inside) = text.strip_suffix(b"*/") else { break };
        let Some(begins) = memchr::memmem::rfind(inside, b"/*") else { break };
        text = text[..begins].trim_ascii_end();
    }
    text
}

/// Whether a name is one of a library's, rather than one that a person or another language gave: it begins with the prefix of a family
/// and goes on with a word, or it stands in the list.
fn is_library_function(name: &[u8]) -> bool {
    // Databases have these.
    let of_databases: [&[u8]; 8] = [
        b"pg_sleep",
        b"pg_sleep_for",
        b"pg_read_file",
        b"pg_ls_dir",
        b"array_agg",
        b"array_to_json",
        b"json_array",
        b"json_object",
    ];
    if of_databases.contains(&name) {
        return false;
    }
    memchr::memchr(b'_', name).is_some_and(|at| at + 2 < name.len() && LIBRARY_FAMILIES.contains(&&name[..at]))
        || LIBRARY_FUNCTIONS.contains(&name)
}

fn read_call(value: &[u8], open: usize, found: &mut Weighed<Construct>) {
    let (name, hidden) = called_name(&value[..open]);
    if matches!(value[..open].trim_ascii_end().last(), Some(b'\'' | b'"' | b')' | b']' | b'}' | b'/')) {
        found.add_if(calls_a_group(value, open), Construct::VariableCall);
    }
    found.add_if(calls_a_bracketed_name(&value[..open]), Construct::VariableCall);
    found.add_if(calls_an_element(&value[..open]), Construct::VariableCall);
    if let [.., b'\'' | b'"', b')' | b']'] = value[..open].trim_ascii_end() {
        found.add_if(calls_a_string(&value[..open]), Construct::VariableCall);
        return;
    }
    let dangerous = DANGEROUS_FUNCTIONS.contains(&name);
    let library = !dangerous && is_library_function(name) && (open == 0 || value[open - 1] != b' ');
    if !dangerous && !library && !FUNCTIONS.contains(&name) {
        return;
    }
    found.add_if(library, Construct::LibraryCall);
    let close = value[open + 1..].trim_ascii_start();
    let spaced = open > 0 && value[open - 1] == b' ';
    let argument = matches!(close.first(), Some(b'\'' | b'"' | b'$' | b'`' | b'@'))
        || close.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')).count() > 0
            && close
                .iter()
                .find(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'.'))
                .is_some_and(|byte| matches!(byte, b'(' | b')' | b',' | b'-'));
    found.add_if(hidden, Construct::HiddenCall);
    if library {
        // Weighed above.
    } else if dangerous && argument && !(spaced && name == b"system") {
        found.add(Construct::DangerousCall);
    } else {
        found.add(Construct::Call);
    }
    found.add_if(whole::runs_a_command(close), Construct::SystemStatement);
    found.add_if(argument && !spaced, Construct::CallArgument);
    let whole = value.starts_with(name)
        && value.trim_ascii_end().strip_suffix(b";").unwrap_or(value.trim_ascii_end()).ends_with(b")")
        || value.starts_with(b"/")
            && value.ends_with(b")")
            && memchr::memrchr(b'/', &value[..open]).is_some_and(|slash| value[slash + 1..].starts_with(name));
    found.add_if(whole && !GENERIC_FUNCTIONS.contains(&name), Construct::WholeCall);
    let end = memchr::memchr(b')', &value[open..]).map(|step| &value[open + step..]);
    found.add_if(
        end.is_some_and(|end| {
            end.starts_with(b");")
                || end.starts_with(b"));")
                || end.starts_with(b").")
                || end.starts_with(b") ;")
                || end.starts_with(b")}")
        }),
        Construct::StatementEnd,
    );
}

fn read_tags(value: &[u8], found: &mut Weighed<Construct>) {
    for at in memchr::memchr_iter(b'<', value).take(64) {
        let rest = &value[at + 1..];
        if let Some(inside) = rest.strip_prefix(b"?") {
            let word = inside.trim_ascii_start();
            let is_document = inside.starts_with(b"xml ") && (memchr::memmem::find(inside, b"version").is_some());
            let program = inside.starts_with(b"=")
                || inside.starts_with(b"php")
                || inside.is_empty()
                || word.len() < inside.len()
                    && word
                        .first()
                        .is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'$' | b'@' | b'/'));
            let disguised = inside.strip_prefix(b"xml").is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"));
            found.add_if((program && !is_document) || disguised, Construct::PhpTag);
        }
        if let Some(inside) = rest.strip_prefix(b"%") {
            found.add_if(
                inside.first().is_some_and(|byte| {
                    matches!(byte, b' ' | b'=' | b'!' | b'@' | b'\n')
                        || inside.starts_with(b"eval")
                        || inside.starts_with(b"exec")
                }),
                Construct::ServerTag,
            );
        }
    }
    const COLD_FUSION: &[&[u8]] = &[
        b"<cfexecute",
        b"<cfset",
        b"<cffile",
        b"<cfinclude",
        b"<cfquery",
        b"<cfoutput",
        b"<cfscript",
        b"<cfdump",
        b"<cfhttp",
        b"<cfobject",
        b"<cfinvoke",
        b"<cfregistry",
    ];
    found.add_if(COLD_FUSION.iter().any(|tag| memchr::memmem::find(value, tag).is_some()), Construct::ServerTag);
    for sign in
        [&b"[php]"[..], b"[/php]", b"[\\php]", b"{php}", b"{/php}", b"<script language=php", b"<script language=\"php"]
    {
        found.add_if(memchr::memmem::find(value, sign).is_some(), Construct::PhpTag);
    }
}

/// Expressions in the brackets of templates and of expression languages.
fn read_brackets(value: &[u8], found: &mut Weighed<Construct>) {
    for at in memchr::memchr_iter(b'{', value).take(64) {
        let Some(sign) = at.checked_sub(1).map(|before| value[before]) else { continue };
        let inside = value[at + 1..].split(|byte| *byte == b'}').next().unwrap_or_default();
        if !matches!(sign, b'$' | b'#' | b'%' | b'*' | b'@' | b'~') || inside.len() < 2 {
            continue;
        }
        let call = memchr::memchr(b'(', inside)
            .is_some_and(|open| open > 0 && (inside[open - 1].is_ascii_alphanumeric() || inside[0] == b'('));
        let sum = inside.iter().enumerate().any(|(at, byte)| {
            matches!(byte, b'*' | b'+')
                && at > 0
                && inside[at - 1].is_ascii_digit()
                && inside.get(at + 1).is_some_and(u8::is_ascii_digit)
        });
        let assignment = inside.starts_with(b"#") || inside.starts_with(b"(#") || inside.starts_with(b"@");
        let scope = [
            &b"param."[..],
            b"header.",
            b"cookie.",
            b"applicationscope",
            b"sessionscope",
            b"requestscope",
            b"pagecontext",
            b"class.",
            b"request.",
            b"session.",
        ]
        .iter()
        .any(|word| inside.starts_with(word));
        found.add_if(
            matches!(sign, b'$' | b'#' | b'%' | b'*' | b'~')
                && (call || sum || assignment || scope)
                && !inside.contains(&b'\n'),
            Construct::BracketExpression,
        );
        found.add_if(sign == b'@' && inside.trim_ascii_start().starts_with(b"["), Construct::PerlInterpolation);
    }
}

/// Variables of PHP that are called.
fn read_variables(value: &[u8], found: &mut Weighed<Construct>) {
    for at in memchr::memchr_iter(b'$', value).take(64) {
        let mut rest = value[at + 1..].trim_ascii_start();
        while let Some(inner) = rest.strip_prefix(b"$") {
            rest = inner;
        }
        let braced = rest.first() == Some(&b'{');
        if !braced && !rest.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
            continue;
        }
        let mut length = if braced {
            memchr::memchr(b'}', rest).map_or(0, |end| end + 1)
        } else {
            rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count()
        };
        if length == 0 {
            continue;
        }
        // Indexes, properties, white space and comments up to the parenthesis.
        for _ in 0..6 {
            let after = &rest[length..];
            length += match after {
                [open @ (b'[' | b'{'), ..] => {
                    memchr::memchr(if *open == b'[' { b']' } else { b'}' }, after).map_or(0, |end| end + 1)
                }
                [b'-', b'>', name @ ..] | [b':', b':', name @ ..] => {
                    2 + name
                        .iter()
                        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'))
                        .count()
                }
                [b' ' | b'\n', ..] => 1,
                [b'/', b'*', ..] => memchr::memmem::find(after, b"*/").map_or(0, |end| end + 2),
                [b'/', b'/', ..] | [b'#', ..] => memchr::memchr(b'\n', after).map_or(0, |end| end + 1),
                _ => 0,
            };
        }
        let call = rest[length..].starts_with(b"(") && !(braced && rest.starts_with(b"{ifs"));
        found.add_if(
            call && !rest.starts_with(b"filter") && !rest.starts_with(b"expand") && rest[..length].len() < 96,
            Construct::VariableCall,
        );
    }
}

/// Functions that run code or commands, or that read and write files.
const DANGEROUS_FUNCTIONS: &[&[u8]] = &[
    b"assert",
    b"base64_decode",
    b"call_user_func",
    b"call_user_func_array",
    b"create_function",
    b"curl_exec",
    b"eval",
    b"exec",
    b"execsync",
    b"execfile",
    b"expect_popen",
    b"file_get_contents",
    b"file_put_contents",
    b"fsockopen",
    b"getruntime",
    b"gzinflate",
    b"gzuncompress",
    b"gzdecode",
    b"hex2bin",
    b"highlight_file",
    b"include_once",
    b"ini_set",
    b"move_uploaded_file",
    b"passthru",
    b"pcntl_exec",
    b"php_uname",
    b"phpinfo",
    b"phpversion",
    b"popen",
    b"popen2",
    b"proc_open",
    b"readfile",
    b"readfilesync",
    b"register_shutdown_function",
    b"require_once",
    b"scandir",
    b"set_error_handler",
    b"shell_exec",
    b"show_source",
    b"spawn",
    b"spawnsync",
    b"str_rot13",
    b"system",
    b"unserialize",
    b"var_dump",
    b"execfilesync",
    b"runinnewcontext",
    b"runinthiscontext",
    b"preg_replace",
    b"posix_getpwuid",
    b"getpwuid",
    b"get_defined_functions",
    b"parse_ini_file",
    b"opendir",
    b"array_map",
    b"array_filter",
    b"usort",
    b"uasort",
    b"__import__",
    b"importlib",
    b"loadstring",
    b"getattr",
    b"compile",
];

/// Functions that programs are full of.
const FUNCTIONS: &[&[u8]] = &[
    b"abs",
    b"addslashes",
    b"array",
    b"array_diff",
    b"array_merge",
    b"array_rand",
    b"assert_options",
    b"basename",
    b"bin2hex",
    b"chdir",
    b"chmod",
    b"chr",
    b"copy",
    b"count",
    b"crypt",
    b"date",
    b"decbin",
    b"define",
    b"die",
    b"echo",
    b"explode",
    b"extract",
    b"fclose",
    b"feof",
    b"fgets",
    b"file",
    b"file_exists",
    b"filegroup",
    b"fileowner",
    b"fopen",
    b"fputcsv",
    b"fputs",
    b"fread",
    b"fwrite",
    b"getenv",
    b"gettype",
    b"glob",
    b"header",
    b"hex",
    b"htmlspecialchars",
    b"implode",
    b"intval",
    b"session_start",
    b"is_dir",
    b"is_file",
    b"isset",
    b"join",
    b"json_decode",
    b"json_encode",
    b"link",
    b"ltrim",
    b"mail",
    b"md5",
    b"mkdir",
    b"mysql_query",
    b"nl2br",
    b"open",
    b"ord",
    b"parse_str",
    b"preg_match",
    b"print",
    b"print_r",
    b"printf",
    b"putenv",
    b"rand",
    b"range",
    b"rename",
    b"require",
    b"rmdir",
    b"rtrim",
    b"serialize",
    b"set_time_limit",
    b"sha1",
    b"sprintf",
    b"str_replace",
    b"strip_tags",
    b"strlen",
    b"strpos",
    b"strrev",
    b"strtolower",
    b"substr",
    b"symlink",
    b"tempnam",
    b"tmpfile",
    b"touch",
    b"trim",
    b"ucfirst",
    b"unlink",
    b"unpack",
    b"pack",
    b"urldecode",
    b"urlencode",
    b"usleep",
    b"sleep",
    b"version_compare",
    b"vsprintf",
    b"error_reporting",
    b"error_log",
    b"include",
    b"function",
    b"return",
    b"dirname",
    b"getcwd",
    b"get_class",
    b"method_exists",
];

/// Families of functions in the manual of PHP (the word before the first low line), of which no other language has many.
const LIBRARY_FAMILIES: &[&[u8]] = &[
    b"apache",
    b"apcu",
    b"array",
    b"base64",
    b"bcmath",
    b"bzip",
    b"cal",
    b"class",
    b"ctype",
    b"curl",
    b"date",
    b"dba",
    b"debug",
    b"dns",
    b"dom",
    b"enchant",
    b"error",
    b"exif",
    b"ezmlm",
    b"fastcgi",
    b"filter",
    b"finfo",
    b"forward",
    b"fpm",
    b"ftp",
    b"func",
    b"gc",
    b"geoip",
    b"gmp",
    b"gnupg",
    b"hash",
    b"highlight",
    b"html",
    b"http",
    b"iconv",
    b"ignore",
    b"image",
    b"imagick",
    b"imap",
    b"ini",
    b"intl",
    b"iptc",
    b"is",
    b"iterator",
    b"json",
    b"ldap",
    b"libxml",
    b"litespeed",
    b"locale",
    b"mailparse",
    b"mb",
    b"mcrypt",
    b"mhash",
    b"msg",
    b"mysql",
    b"mysqli",
    b"nl",
    b"numfmt",
    b"ob",
    b"oci",
    b"odbc",
    b"opcache",
    b"openssl",
    b"output",
    b"override",
    b"parse",
    b"password",
    b"pcntl",
    b"pg",
    b"php",
    b"phpdbg",
    b"posix",
    b"preg",
    b"proc",
    b"pspell",
    b"quoted",
    b"radius",
    b"random",
    b"readline",
    b"realpath",
    b"register",
    b"runkit",
    b"sapi",
    b"sem",
    b"session",
    b"set",
    b"shm",
    b"shmop",
    b"simplexml",
    b"snmp",
    b"socket",
    b"sodium",
    b"spl",
    b"sqlite",
    b"sqlsrv",
    b"ssh2",
    b"str",
    b"stream",
    b"substr",
    b"sybase",
    b"sys",
    b"tidy",
    b"token",
    b"trigger",
    b"uopz",
    b"utf8",
    b"var",
    b"version",
    b"wddx",
    b"win32",
    b"xdebug",
    b"xhprof",
    b"xml",
    b"xmlrpc",
    b"xmlwriter",
    b"yaml",
    b"zend",
    b"zip",
    b"zlib",
];

/// Functions of PHP whose names are one word that no sentence has, or that stand outside the families.
const LIBRARY_FUNCTIONS: &[&[u8]] = &[
    b"acosh",
    b"addcslashes",
    b"asinh",
    b"atan2",
    b"atanh",
    b"bzclose",
    b"bzcompress",
    b"bzdecompress",
    b"bzopen",
    b"bzread",
    b"bzwrite",
    b"checkdate",
    b"checkdnsrr",
    b"chgrp",
    b"chown",
    b"chroot",
    b"closedir",
    b"closelog",
    b"constant",
    b"convert_uudecode",
    b"convert_uuencode",
    b"crc32",
    b"dechex",
    b"decoct",
    b"deg2rad",
    b"disk_free_space",
    b"disk_total_space",
    b"diskfreespace",
    b"dl",
    b"doubleval",
    b"escapeshellarg",
    b"escapeshellcmd",
    b"fdatasync",
    b"fgetc",
    b"fgetcsv",
    b"fgetss",
    b"fileatime",
    b"filectime",
    b"fileinode",
    b"filemtime",
    b"fileperms",
    b"filesize",
    b"filetype",
    b"floatval",
    b"flock",
    b"fnmatch",
    b"fpassthru",
    b"fprintf",
    b"fscanf",
    b"fseek",
    b"fstat",
    b"fsync",
    b"ftell",
    b"ftok",
    b"ftruncate",
    b"function_exists",
    b"get_browser",
    b"get_cfg_var",
    b"get_current_user",
    b"get_defined_constants",
    b"get_defined_vars",
    b"get_html_translation_table",
    b"get_include_path",
    b"get_included_files",
    b"get_loaded_extensions",
    b"get_meta_tags",
    b"get_object_vars",
    b"get_resource_type",
    b"getallheaders",
    b"getenv",
    b"gethostbyaddr",
    b"gethostbyname",
    b"gethostbynamel",
    b"gethostname",
    b"getlastmod",
    b"getmxrr",
    b"getmygid",
    b"getmyinode",
    b"getmypid",
    b"getmyuid",
    b"getopt",
    b"getprotobyname",
    b"getrandmax",
    b"getrusage",
    b"getservbyname",
    b"gettimeofday",
    b"gzclose",
    b"gzcompress",
    b"gzencode",
    b"gzeof",
    b"gzfile",
    b"gzgets",
    b"gzopen",
    b"gzpassthru",
    b"gzputs",
    b"gzread",
    b"gzwrite",
    b"hexdec",
    b"highlight_string",
    b"htmlentities",
    b"htmlspecialchars_decode",
    b"hypot",
    b"idate",
    b"import_request_variables",
    b"ip2long",
    b"jdtogregorian",
    b"krsort",
    b"ksort",
    b"lcfirst",
    b"lchgrp",
    b"lchown",
    b"levenshtein",
    b"linkinfo",
    b"localeconv",
    b"long2ip",
    b"lstat",
    b"memory_get_usage",
    b"metaphone",
    b"microtime",
    b"mktime",
    b"money_format",
    b"mt_rand",
    b"mt_srand",
    b"natcasesort",
    b"natsort",
    b"octdec",
    b"openlog",
    b"pathinfo",
    b"pclose",
    b"pfsockopen",
    b"phpcredits",
    b"quotemeta",
    b"rad2deg",
    b"rawurldecode",
    b"rawurlencode",
    b"readdir",
    b"readgzfile",
    b"readlink",
    b"realpath",
    b"rewinddir",
    b"rsort",
    b"setlocale",
    b"setrawcookie",
    b"settype",
    b"similar_text",
    b"sprintf",
    b"srand",
    b"strcasecmp",
    b"strcmp",
    b"strcoll",
    b"strcspn",
    b"strftime",
    b"stripcslashes",
    b"stripos",
    b"stripslashes",
    b"stristr",
    b"strnatcasecmp",
    b"strnatcmp",
    b"strncasecmp",
    b"strncmp",
    b"strpbrk",
    b"strptime",
    b"strrchr",
    b"strripos",
    b"strrpos",
    b"strspn",
    b"strstr",
    b"strtok",
    b"strtotime",
    b"strtoupper",
    b"strtr",
    b"strval",
    b"syslog",
    b"ucwords",
    b"uksort",
    b"uniqid",
    b"vfprintf",
    b"vprintf",
    b"wordwrap",
    b"__halt_compiler",
    b"iptcparse",
    b"iptcembed",
    b"move_uploaded_file",
    b"is_uploaded_file",
    b"imagecreatefromjpeg",
    b"imagecreatefrompng",
    b"fdopen",
    b"fopencookie",
];

/// Names that other languages, spreadsheets and sentences have as well.
const GENERIC_FUNCTIONS: &[&[u8]] = &[
    b"abs",
    b"array",
    b"copy",
    b"count",
    b"date",
    b"define",
    b"echo",
    b"extract",
    b"file",
    b"function",
    b"header",
    b"hex",
    b"include",
    b"join",
    b"link",
    b"mail",
    b"open",
    b"print",
    b"rand",
    b"range",
    b"rename",
    b"require",
    b"return",
    b"sleep",
    b"touch",
    b"trim",
    b"die",
    b"compile",
    b"system",
    b"exec",
    b"eval",
];

const PHP_SETTINGS: &[&[u8]] = &[
    b"allow_url_include",
    b"allow_url_fopen",
    b"auto_prepend_file",
    b"auto_append_file",
    b"disable_functions",
    b"open_basedir",
    b"safe_mode",
    b"suhosin.simulation",
    b"memory_limit",
    b"extension_dir",
    b"display_errors",
    b"upload_tmp_dir",
    b"max_execution_time",
    b"error_prepend_string",
    b"include_path",
    b"user_ini.filename",
    b"cgi.force_redirect",
    b"cgi.redirect_status_env",
    b"session.save_path",
    b"short_open_tag",
    b"error_append_string",
    b"sendmail_path",
    b"unserialize_callback_func",
    b"zend_extension",
    b"enable_dl",
    b"opcache.preload",
];

const WORDS: &[(&[&[u8]], Construct)] = &[
    (
        &[
            b"$_get[",
            b"$_post[",
            b"$_request[",
            b"$_cookie[",
            b"$_server[",
            b"$_files[",
            b"$_env[",
            b"$_session[",
            b"$globals[",
            b"${_get",
            b"$_get{",
            b"$http_raw_post_data",
            b"php://input",
            b"$_get",
            b"$_post",
            b"$_request",
            b"$_cookie",
            b"$_server",
            b"$_files",
            b"$_session",
            b"$globals",
            b"$http_cookie_vars",
            b"$http_get_vars",
            b"$http_post_vars",
            b"$http_server_vars",
            b"$argv",
        ],
        Construct::PhpInput,
    ),
    (
        &[
            b"process.env",
            b"process[",
            b"process.mainmodule",
            b"process.binding",
            b"process.exit(",
            b"process.kill",
            b"child_process",
            b"global.process",
            b"module.exports",
            b"require('",
            b"require(\"",
            b"require(`",
            b"require[",
            b"__proto__",
            b"constructor.constructor",
            b"this.constructor",
            b"''.constructor",
            b"\"\".constructor",
            b"[].constructor",
            b"{}.constructor",
            b"constructor.prototype",
            b"constructor[prototype]",
            b"_$$nd_func$$_",
            b"globalthis.",
            b"fs.readfile",
            b"fs.readdir",
            b"fs.writefile",
            b"import('",
            b"string.raw`",
            b"reflect.apply",
            b"reflect.construct",
            b"object.assign(",
            b"object.defineproperty",
            b"vm.runin",
            b"mainmodule.require",
            b"sort.call`",
            b"reflect.sort",
        ],
        Construct::ScriptInside,
    ),
    (
        &[
            b"function(){",
            b"function() {",
            b"function () {",
            b"new function(",
            b"new function (",
            b"function(){return",
            b"=>{",
            b"()=>",
            b"() => {",
            b"(function(",
        ],
        Construct::ScriptFunction,
    ),
    (
        &[
            b"while(1)",
            b"while(true)",
            b"while(!0)",
            b"while(!false)",
            b"while(!''",
            b"while(!\"\"",
            b"while(!``",
            b"while(!-0",
            b"while(!+0",
            b"while (true)",
            b"while (1)",
            b"for(;;)",
            b"for (;;)",
            b"while(!null",
            b"while(!undefined",
            b"while(!nan",
        ],
        Construct::EndlessLoop,
    ),
    (
        &[
            b"console.log(",
            b"console.info(",
            b"console.error(",
            b"console.warn(",
            b"console.debug(",
            b"console.table(",
            b"console.dir(",
            b"console[\"",
            b"console['",
            b"console.log.",
            b"console.info.",
            b"res.end(",
            b"res.send(",
            b"res.write(",
            b"response.end(",
        ],
        Construct::ScriptConsole,
    ),
    (
        &[
            b":constructor:constructor",
            b"resolved_model",
            b":__proto__:",
            b"$1:__proto__",
            b"\"_response\"",
            b"'_formdata'",
            b"\"_formdata\"",
            b"$@0",
        ],
        Construct::ComponentReference,
    ),
    (
        &[
            b"java.lang.",
            b"java.io.",
            b"java.util.",
            b"java.net.",
            b"javax.",
            b"getruntime",
            b"processbuilder",
            b"class.forname",
            b".getclass()",
            b".classloader",
            b"scriptenginemanager",
            b"freemarker.",
            b"org.apache.",
            b"com.opensymphony",
            b"ognl.",
            b"groovy.",
            b"t(java",
            b"@java.",
            b"nashorn",
            b"com.sun.",
            b"sun.misc",
            b"org.springframework",
            b"#_memberaccess",
            b"#context[",
            b"#request",
            b"#application",
            b"#dm=",
            b"#rt=",
            b"xwork.",
            b"newinstance(",
            b"bcel$$",
            b"javassist.",
            b"clojure.core$",
            b"org.codehaus.",
            b"com.mchange.",
            b"com.bea.",
            b"com.caucho.",
            b"org.jboss.",
            b"org.omg.corba",
            b"org.python.",
            b"bsh.interpreter",
            b"runtime.exec",
            b"thread.sleep(",
            b"clonetransformer",
            b"forclosure",
            b"instantiatefactory",
            b"instantiatetransformer",
            b"prototypeclonefactory",
            b"prototypeserializationfactory",
            b"whileclosure",
        ],
        Construct::JavaClass,
    ),
    (
        &[
            b"__import__",
            b"__class__",
            b"__globals__",
            b"__subclasses__",
            b"__builtins__",
            b"__mro__",
            b"__base__",
            b"__init__",
            b"__getattribute__",
            b"__dict__",
            b"__reduce__",
            b"os.popen(",
            b"os.system(",
            b"os.exec",
            b"os.spawn",
            b"subprocess.",
            b"import os;",
            b"import os,",
            b"import os\n",
            b"import socket",
            b"import pty",
            b"from os import",
            b"sys.modules",
            b"builtins.",
            b"platform.popen",
            b"codecs.open",
            b"pickle.loads",
            b"time.sleep(",
            b"import os;",
            b"exec(compile",
            b"timeit.timeit",
            b"eval(compile",
            b"importlib.",
            b"cos\nsystem",
            b"lipsum.",
        ],
        Construct::PythonInside,
    ),
    (&[b"@{[", b"use posix", b"qx{", b"qx(", b"use socket", b"%env]", b"getpwuid($"], Construct::PerlInterpolation),
    (
        &[
            b"%x(",
            b"%x{",
            b"%x[",
            b"kernel.exec",
            b"kernel.exit",
            b"kernel.abort",
            b"kernel.eval",
            b"kernel.load(",
            b"kernel.require",
            b"kernel.sleep",
            b"kernel.syscall",
            b"kernel.trap",
            b"kernel.`",
            b"kernel.system",
            b"kernel.open",
            b"kernel.fork",
            b"kernel.spawn",
            b"process.fork",
            b"process.kill(",
            b"process.exec",
            b"io.popen",
            b"io.read(",
            b"file.read(",
            b"file.open(",
            b"instance_eval",
            b"class_eval",
            b".constantize",
            b".to_i)",
            b"process.spawn",
            b"dir.entries",
            b"dir.glob",
            b"open('|",
            b"open(\"|",
            b"erb.new",
            b"object.const_get",
            b"marshal.load",
        ],
        Construct::RubyInside,
    ),
    (
        &[
            b"wscript.shell",
            b"createobject(",
            b"scripting.filesystemobject",
            b"response.write(",
            b"server.createobject",
            b"execute(request",
            b"eval(request",
            b"eval request",
            b"execute request",
            b"system.diagnostics.process",
            b"request.item[",
            b"process.start(",
        ],
        Construct::WindowsObject,
    ),
];
