//! A tokeniser for program code as attackers write it into parameters (PHP, JavaScript, Java and its expression languages, Python, Perl,
//! Ruby, ASP), and the constructs found.
//!
//! It finds calls (a name, perhaps white space and comments, a parenthesis) and looks at the name and at what the argument begins with;
//! it finds the brackets in which templates hold expressions; and it looks for names that only programs have. It knows no grammar: the
//! innocent mention of a function (`printf() in C`) yields weak constructs only.

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
    read_tags(value, &mut found);
    read_brackets(value, &mut found);
    read_variables(value, &mut found);
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

fn read_call(value: &[u8], open: usize, found: &mut Weighed<Construct>) {
    let (name, hidden) = called_name(&value[..open]);
    if let [.., b'\'' | b'"', b')' | b']'] = value[..open].trim_ascii_end() {
        found.add_if(calls_a_string(&value[..open]), Construct::VariableCall);
        return;
    }
    let dangerous = DANGEROUS_FUNCTIONS.contains(&name);
    if !dangerous && !FUNCTIONS.contains(&name) {
        return;
    }
    let close = value[open + 1..].trim_ascii_start();
    let spaced = open > 0 && value[open - 1] == b' ';
    let argument = matches!(close.first(), Some(b'\'' | b'"' | b'$' | b'`' | b'@'))
        || close.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')).count() > 0
            && close
                .iter()
                .find(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'.'))
                .is_some_and(|byte| matches!(byte, b'(' | b')' | b',' | b'-'));
    found.add_if(hidden, Construct::HiddenCall);
    if dangerous && argument && !(spaced && name == b"system") {
        found.add(Construct::DangerousCall);
    } else {
        found.add(Construct::Call);
    }
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
