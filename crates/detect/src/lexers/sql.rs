//! A tokeniser for SQL as attackers write it into parameters, and the constructs found among the tokens.
//!
//! A parameter that ends up inside a statement may stand bare, inside `'…'`, inside `"…"` or inside the back quotes of a MySQL name; the
//! text is read once for each of these places (the idea of libinjection), and constructs are looked for in the token sequence. Constructs carry weights:
//! one strong construct (`union-select`) or several weak ones make the word `likely`. The dialect is the
//! union of those of MySQL, PostgreSQL, SQL Server, Oracle and SQLite. It does not parse: a construct is a sign, not a proof.

mod between;
mod json;

use super::shape::{Shape, Weighed};

/// Bytes of one value that are read, and tokens kept: an injection shows itself early, and the time stays bounded.
const VALUE_BYTES_MAX: usize = 8 * 1024;
const TOKENS_MAX: usize = 512;

/// Bytes of a piece of a string that stands beside another piece of it, with its quotes.
const PIECE_BYTES_MAX: usize = 18;

super::shape::constructs! {
    /// A construct of SQL and how much it says on its own. [`LIKELY_WEIGHT`](super::shape::LIKELY_WEIGHT) is enough to accuse.
    pub enum Construct {
        /// `union [all] select` and something to select.
        UnionSelect = "union-select", 6;
        /// `select … from` with a projection that no sentence has.
        SelectFrom = "select-from", 3;
        /// A parenthesis that begins with `select`.
        Subquery = "subquery", 5;
        /// `or`/`and` and two constants compared: `or 1=1`, `and 'a'='b'`.
        Tautology = "tautology", 5;
        /// `or`/`and` and a constant that stands for truth at the end: `or 1`, `or true`.
        BareTruth = "bare-truth", 3;
        /// `or`/`and` and a column compared with something.
        Condition = "condition", 2;
        /// `or`/`and` and a call of a database function, or a comparison with one.
        BooleanCall = "boolean-call", 5;
        /// A quote that closes a string, followed by what may follow a string in a statement.
        StringBreak = "string-break", 1;
        /// The string break is followed at once by `or`, `and`, `||`, `union`, `having`, `order by`, a comparison …
        BreakConnective = "break-connective", 1;
        /// The string break is followed by a condition: `' or a<>b`, `'/'1'<'3`.
        BreakCondition = "break-condition", 2;
        /// A number, `or` or `and`, and a comparison: `1 and 1=user`.
        NumberCondition = "number-condition", 3;
        /// Two numbers compared between parentheses or commas: `(8362=9139)*9139`, `iif(1=2,…)`.
        ConstantComparison = "constant-comparison", 4;
        /// A comment that swallows the rest of the statement.
        CommentEnd = "comment-end", 2;
        /// A string break and then nothing but such a comment: `admin'--`.
        BreakComment = "break-comment", 2;
        /// A semicolon and another statement.
        StackedQuery = "stacked-query", 5;
        /// A statement that changes data or tables.
        Modification = "modification", 4;
        /// A call that only waits: `sleep(5)`, `waitfor delay`, `benchmark(…)`.
        TimeFunction = "time-function", 4;
        /// A call that makes a message of data: `extractvalue`, `updatexml`, `procedure analyse` …
        ErrorFunction = "error-function", 5;
        /// Files or the network through the database: `load_file`, `into outfile`, `xp_cmdshell`, `utl_http` …
        FileFunction = "file-function", 5;
        /// A catalogue: `information_schema.tables`, `sysobjects`, `sqlite_master` …
        SchemaName = "schema-name", 4;
        /// `@@version`, `user()`, `current_user` and other questions about the database itself.
        ServerQuestion = "server-question", 2;
        /// A call of a database function that attacks are built from: `concat(`, `char(`, `substring(` …
        DatabaseFunction = "database-function", 1;
        /// Letters written as numbers: `char(39)+char(97)`, `chr(39)||…`.
        CharacterBuild = "character-build", 4;
        /// A long hexadecimal literal.
        HexLiteral = "hex-literal", 1;
        /// `case when … then`.
        CaseWhen = "case-when", 4;
        /// `/**/` between words, as white space.
        InlineComment = "inline-comment", 2;
        /// `/*!50000 …*/`, which only MySQL executes.
        VersionComment = "version-comment", 4;
        /// `order by 7`, `group by 1`, `having 1=1`, `limit 1,1` after a value.
        ClauseNumber = "clause-number", 3;
        /// `exec xp_…`, `declare @…`, `execute immediate`.
        Procedure = "procedure", 5;
        /// `null,null,null`.
        NullList = "null-list", 3;
        /// A value, an operator and a comparison or call, where a number was expected: `1-if(…)`, `1*(select …)`.
        Arithmetic = "arithmetic", 2;
        /// A type is asked for as only PostgreSQL writes it: `password::int`.
        Cast = "cast", 5;
        /// `select` and at once a call of a database function.
        SelectCall = "select-call", 3;
        /// The value is nothing but a call that waits.
        WholeCall = "whole-call", 1;
        /// The value is nothing but an expression: a call that only databases know, from its first byte to its last.
        WholeExpression = "whole-expression", 4;
        /// A variable of a database server: `@@version`, `@@datadir`.
        ServerVariable = "server-variable", 5;
        /// Strings concatenated after a string break: `'||'`, `'+'`.
        Concatenation = "concatenation", 2;
        /// The value is an expression between the quotes a program puts around it: `aa'!='1`, `1'^0 is null-'`.
        BetweenQuotes = "between-quotes", 4;
        /// A function or an operator on JSON, as databases have them: `json_extract(…)`, `'{"a":1}'::jsonb @> '{}'`, `->>'$.a'`.
        JsonExpression = "json-expression", 5;
        /// Weights of the constructs of one value reach the threshold. Accuses.
        Likely = "likely", 0;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    String,
    Word,
    Operator,
    Open,
    Close,
    Comma,
    Semicolon,
    Comment,
    Variable,
    Other,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    kind: Kind,
    start: u32,
    end: u32,
}

/// Working space, kept between values so that nothing is allocated per record.
#[derive(Debug, Default)]
pub struct SqlLexer {
    tokens: Vec<Token>,
}

/// Where in a statement the value is taken to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Bare,
    Quoted(u8),
}

impl SqlLexer {
    /// Adds the constructs of one normalised value to the shape. `free_text` says that people write sentences into
    /// it, so that quotes and dashes say less.
    ///
    /// ```
    /// use vigie_detect::lexers::{shape::Shape, sql::{Construct, SqlLexer}};
    /// let mut shape = Shape::default();
    /// SqlLexer::default().read(b"1' union/**/select null,version()-- ", false, &mut shape);
    /// assert!(shape.contains(Construct::UnionSelect) && shape.contains(Construct::Likely));
    /// ```
    pub fn read(&mut self, value: &[u8], free_text: bool, shape: &mut Shape<Construct>) {
        let value = &value[..value.len().min(VALUE_BYTES_MAX)];
        if !may_hold_sql(value) || is_nested_form(value) {
            return;
        }
        if is_joined_by_pluses(value) {
            let spaced: Vec<u8> = value.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
            return self.read_places(&spaced, free_text, shape);
        }
        self.read_places(value, free_text, shape);
    }

    fn read_places(&mut self, value: &[u8], free_text: bool, shape: &mut Shape<Construct>) {
        self.read_at(value, Place::Bare, free_text, shape);
        for quote in [b'\'', b'"', b'`'] {
            if memchr::memchr(quote, value).is_some() {
                self.read_at(value, Place::Quoted(quote), free_text, shape);
            }
        }
    }

    fn read_at(&mut self, value: &[u8], place: Place, free_text: bool, shape: &mut Shape<Construct>) {
        self.tokens.clear();
        let mut found = Weighed::default();
        let from = match place {
            Place::Bare => 0,
            // A backslash at the very beginning is there because the program puts its own before the quote.
            Place::Quoted(quote) => match string_end(value, usize::from(value.starts_with(b"\\")), quote) {
                Some(end) => end,
                None => return,
            },
        };
        tokenise(value, from, &mut self.tokens, &mut found);
        let reading = Reading { value, tokens: &self.tokens, place };
        reading.find(&mut found);
        found.add_if(place == Place::Bare && has_cast(value), Construct::Cast);
        found.add_if(place == Place::Bare && json::has_expression(value), Construct::JsonExpression);
        let needed = super::shape::LIKELY_WEIGHT + u32::from(free_text);
        if found.weight() >= needed {
            found.add(Construct::Likely);
        }
        shape.merge(&found);
    }
}

/// Whether a name or a call is followed by two colons and the name of a type, and the text ends or goes on with no letter.
fn has_cast(value: &[u8]) -> bool {
    const TYPES: &[&[u8]] = &[
        b"int",
        b"bigint",
        b"text",
        b"bool",
        b"boolean",
        b"double precision",
        b"numeric",
        b"regclass",
        b"varchar",
        b"json",
        b"xml",
    ];
    memchr::memmem::find_iter(value, b"::").any(|at| {
        let before = at.checked_sub(1).map(|before| value[before]);
        let rest = &value[at + 2..];
        before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b')' | b'\'' | b'_'))
            && TYPES.iter().any(|name| {
                rest.strip_prefix(*name).is_some_and(|end| {
                    end.first().is_none_or(|byte| matches!(byte, b' ' | b')' | b':' | b'-' | b'=' | b'>'))
                })
            })
    })
}

/// Whether the value is a form of its own, as programs that measure pages send it: `1=0&2=0&3=7`. Its equals signs compare nothing.
fn is_nested_form(value: &[u8]) -> bool {
    memchr::memchr(b'&', value).is_some()
        && memchr::memmem::find(value, b"--").is_none()
        && value.split(|byte| *byte == b'&').all(|pair| {
            pair.is_empty()
                || memchr::memchr(b'=', pair).is_some_and(|equals| equals > 0)
                    && pair.iter().all(|byte| {
                        byte.is_ascii_alphanumeric()
                            || matches!(byte, b'=' | b'.' | b'_' | b'-' | b':' | b'/' | b'%' | b',' | b'+')
                    })
        })
}

/// Whether plus signs stand where a statement has blanks, as when a form was escaped twice: `1+union+select+2`.
fn is_joined_by_pluses(value: &[u8]) -> bool {
    let joint = |at: &usize| {
        let beside =
            |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"'\")*(".contains(byte));
        *at > 0 && beside(value.get(at - 1)) && beside(value.get(at + 1))
    };
    memchr::memchr(b' ', value).is_none() && memchr::memchr_iter(b'+', value).filter(joint).take(2).count() == 2
}

/// Whether the value is worth reading: it has a byte that only statements and sentences have.
fn may_hold_sql(value: &[u8]) -> bool {
    value.len() >= 4
        && value.iter().any(|byte| {
            matches!(
                byte,
                b' ' | b'\n' | b'\'' | b'"' | b'(' | b';' | b'#' | b'*' | b'@' | b'|' | b'`' | b'=' | b'<' | b'>'
            )
        })
}

/// The place after the quote that ends a string that began before `from`, or `None`. Doubled and escaped quotes do not end it.
fn string_end(value: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    while let Some(step) = memchr::memchr(quote, &value[at..]) {
        let place = at + step;
        let escaped = value[from..place].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
        if !escaped {
            if value.get(place + 1) == Some(&quote) && from > 0 {
                at = place + 2;
                continue;
            }
            return Some(place + 1);
        }
        at = place + 1;
    }
    None
}

fn tokenise(value: &[u8], from: usize, tokens: &mut Vec<Token>, found: &mut Weighed<Construct>) {
    let mut at = from;
    while at < value.len() && tokens.len() < TOKENS_MAX {
        let start = at;
        let byte = value[at];
        let rest = &value[at..];
        let kind = match byte {
            b' ' | b'\n' => {
                at += 1;
                continue;
            }
            b'/' if rest.starts_with(b"/*!") => {
                found.add(Construct::VersionComment);
                at += 3 + rest[3..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                continue;
            }
            b'/' if rest.starts_with(b"/*") => {
                if let Some(length) = memchr::memmem::find(&rest[2..], b"*/") {
                    at += length + 4;
                    found.add_if(!tokens.is_empty() && at < value.len() && length <= 64, Construct::InlineComment);
                    continue;
                }
                at = value.len();
                Kind::Comment
            }
            b'*' if rest.starts_with(b"*/") => {
                at += 2;
                continue;
            }
            b'-' | b'#' if rest.starts_with(b"--") || byte == b'#' && hash_begins_comment(value, at) => {
                at = comment_end(value, at);
                Kind::Comment
            }
            b'\'' | b'"' => {
                at = string_end(value, at + 1, byte).unwrap_or(value.len());
                Kind::String
            }
            b'`' => {
                at = string_end(value, at + 1, byte).unwrap_or(value.len());
                Kind::Word
            }
            b'0'..=b'9' | b'.' if byte != b'.' || rest.get(1).is_some_and(u8::is_ascii_digit) => {
                at += number_length(rest);
                Kind::Number
            }
            b'a'..=b'z' | b'_' | 0x80.. | b'$' => {
                at += word_length(rest);
                Kind::Word
            }
            b'\\' if is_null(rest) => {
                at += 2;
                Kind::Word
            }
            b'@' => {
                at += variable_length(rest);
                Kind::Variable
            }
            b'(' => one(&mut at, Kind::Open),
            b')' => one(&mut at, Kind::Close),
            b',' => one(&mut at, Kind::Comma),
            b';' => one(&mut at, Kind::Semicolon),
            b'=' | b'<' | b'>' | b'!' | b'|' | b'&' | b'+' | b'-' | b'*' | b'/' | b'%' | b'^' | b'~' => {
                at += operator_length(rest);
                Kind::Operator
            }
            _ => one(&mut at, Kind::Other),
        };
        tokens.push(Token { kind, start: start as u32, end: at as u32 });
    }
}

/// Whether MySQL's null stands here, written with a backslash.
fn is_null(rest: &[u8]) -> bool {
    matches!(rest, [_, b'n'] | [_, b'n', b' ' | b')' | b'-' | b'=', ..])
}

/// Bytes of a variable: `@name`, `@@global.name`, and what MySQL takes as one, whatever stands between the back quotes: `` @`'` ``.
fn variable_length(rest: &[u8]) -> usize {
    if let [_, b'`', quoted @ ..] = rest
        && let Some(end) = memchr::memchr(b'`', quoted)
    {
        return end + 3;
    }
    let of_name = |byte: &&u8| matches!(byte, b'@' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'`' | b'.');
    1 + rest[1..].iter().take_while(of_name).count()
}

fn one(at: &mut usize, kind: Kind) -> Kind {
    *at += 1;
    kind
}

/// The end of the line a comment stands on.
fn comment_end(value: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &value[at..]).map_or(value.len(), |length| at + length)
}

/// `#` begins a comment in MySQL; in texts it is part of a word (`c#`, `#1`).
fn hash_begins_comment(value: &[u8], at: usize) -> bool {
    let after = value.get(at + 1);
    let before = at.checked_sub(1).map(|before| value[before]);
    if memchr::memchr(b'\n', &value[at..]).is_some() {
        return true;
    }
    let ends = matches!(after, None | Some(b' ' | b'\n'));
    ends && !before.is_some_and(|byte| byte.is_ascii_alphabetic()) || matches!(before, Some(b'\'' | b'"' | b')' | b'`'))
}

fn number_length(rest: &[u8]) -> usize {
    if rest.len() > 2 && rest[0] == b'0' && rest[1] == b'x' && rest[2].is_ascii_hexdigit() {
        return 2 + rest[2..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    }
    if matches!(rest, [b'0', b'b', b'0' | b'1', ..]) {
        return 2 + rest[2..].iter().take_while(|byte| matches!(byte, b'0' | b'1')).count();
    }
    let mut length = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    if rest.get(length) == Some(&b'e') {
        let sign = usize::from(matches!(rest.get(length + 1), Some(b'+' | b'-')));
        let digits = rest[length + 1 + sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 {
            length += 1 + sign + digits;
        }
    }
    length
}

fn word_length(rest: &[u8]) -> usize {
    rest.iter().take_while(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'$' | 0x80..)).count()
}

fn operator_length(rest: &[u8]) -> usize {
    match rest {
        [b'<', b'=', b'>', ..] => 3,
        [b'<', b'=' | b'>' | b'<', ..]
        | [b'>' | b'!' | b'^', b'=', ..]
        | [b'>', b'>', ..]
        | [b'|', b'|', ..]
        | [b'&', b'&', ..] => 2,
        _ => 1,
    }
}

/// One value read at one place.
struct Reading<'a> {
    value: &'a [u8],
    tokens: &'a [Token],
    place: Place,
}

/// What stands at a place of the token sequence, as far as comparisons care.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operand {
    Constant,
    Column,
    Call,
    Subquery,
}

impl<'a> Reading<'a> {
    fn text(&self, index: usize) -> &'a [u8] {
        self.tokens.get(index).map_or(&[], |token| &self.value[token.start as usize..token.end as usize])
    }

    fn kind(&self, index: usize) -> Option<Kind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    fn is_word(&self, index: usize, word: &[u8]) -> bool {
        self.kind(index) == Some(Kind::Word) && self.text(index) == word
    }

    fn is_any(&self, index: usize, words: &[&[u8]]) -> bool {
        self.kind(index) == Some(Kind::Word) && words.contains(&self.text(index))
    }

    fn find(&self, found: &mut Weighed<Construct>) {
        self.find_break(found);
        if self.place != Place::Bare && between::is_expression(self) {
            found.add(Construct::BetweenQuotes);
            found.add(Construct::StringBreak);
        }
        self.find_whole(found);
        for index in 0..self.tokens.len() {
            match self.kind(index) {
                Some(Kind::Word) => self.at_word(index, found),
                Some(Kind::Operator) if matches!(self.text(index), b"||" | b"&&" | b"|" | b"&" | b"^") => {
                    self.condition(index, found);
                }
                Some(Kind::Operator) => self.at_operator(index, found),
                Some(Kind::Open) if self.is_any(index + 1, &[b"select"]) => found.add(Construct::Subquery),
                Some(Kind::Semicolon) => self.at_semicolon(index, found),
                Some(Kind::Variable) => self.at_variable(index, found),
                Some(Kind::Number) if self.text(index).starts_with(b"0x") && self.text(index).len() >= 10 => {
                    found.add(Construct::HexLiteral);
                }
                Some(Kind::Number) => self.at_number(index, found),
                Some(Kind::Comment) => self.at_comment(index, found),
                _ => {}
            }
        }
    }

    /// Values that are nothing but an expression: `concat(0x7e,version())`, `'a'='a'`, `5 rlike 5`. (`1=1` alone is how map servers
    /// are asked for everything.)
    fn find_whole(&self, found: &mut Weighed<Construct>) {
        if self.place != Place::Bare || self.tokens.len() < 3 {
            return;
        }
        let calls = self.kind(1) == Some(Kind::Open) && self.tokens[0].end == self.tokens[1].start;
        let ends = self.value.ends_with(b")");
        found.add_if(calls && ends && self.is_any(0, WHOLE_FUNCTIONS), Construct::WholeExpression);
        let number = |index| self.kind(index) == Some(Kind::Number);
        // `1 or 1`, `1 xor 2`, and nothing else; `1 or 2` may be an answer.
        let joins = self.is_word(1, b"xor") || self.is_any(1, &[b"or", b"and"]) && self.text(0) == self.text(2);
        found.add_if(self.tokens.len() == 3 && number(0) && number(2) && joins, Construct::Tautology);
        // `1 or '1`: the quote of the program closes the string.
        let open = self.tokens.len() == 3 && number(0) && self.is_any(1, &[b"or", b"and", b"xor"]);
        let closed_by_program = open
            && self.last_string_is_open()
            && self.text(2).get(1..).is_some_and(|inside| inside.iter().all(u8::is_ascii_digit));
        found.add_if(closed_by_program, Construct::Tautology);
        // `1 is not 2`, and nothing else.
        let second = if self.is_word(2, b"not") { 3 } else { 2 };
        let is = number(0) && self.is_word(1, b"is") && number(second) && self.tokens.len() == second + 1;
        found.add_if(is, Construct::Tautology);
        // `1 order by 5`, `-1 order by 1,2,3`, perhaps with a comment behind it.
        let numbers = (0..self.tokens.len())
            .take_while(|index| {
                matches!(self.kind(*index), Some(Kind::Number | Kind::Comma)) || *index == 0 && self.text(0) == b"-"
            })
            .count();
        let ordered =
            self.is_any(numbers, &[b"order", b"group"]) && self.is_word(numbers + 1, b"by") && number(numbers + 2);
        let goes_on = matches!(self.kind(numbers + 3), Some(Kind::Word));
        found.add_if(numbers > 0 && ordered && !goes_on, Construct::NumberCondition);
        // `-1 union select`, the rest of which was cut off.
        let unites = self.text(0) == b"-" && self.is_word(numbers, b"union");
        let selects = self.is_word(numbers + 1, b"select") && self.tokens.len() == numbers + 2;
        found.add_if(numbers > 1 && unites && selects, Construct::UnionSelect);
        // `length(version())`: a call around a question about the database.
        let asks = (1..self.tokens.len()).any(|index| {
            self.is_any(index, QUESTION_FUNCTIONS)
                && self.kind(index + 1) == Some(Kind::Open)
                && self.kind(index + 2) == Some(Kind::Close)
        });
        let around = self.kind(0) == Some(Kind::Word) && self.kind(1) == Some(Kind::Open) && self.value.ends_with(b")");
        found.add_if(around && asks && self.names_database_function(0, 1), Construct::WholeExpression);
        // `order by 16` and nothing before it: so many columns are asked for until the database complains.
        let counted = self.is_any(0, &[b"order", b"group"]) && self.is_word(1, b"by") && number(2);
        found.add_if(counted && matches!(self.kind(3), None | Some(Kind::Comment)), Construct::NumberCondition);
        let constant = |index| matches!(self.kind(index), Some(Kind::Number | Kind::String));
        if !constant(0) || self.tokens.len() > 4 || !constant(self.tokens.len() - 1) {
            return;
        }
        let sign =
            matches!(self.text(1), b"<>" | b"!=" | b"<=>" | b"rlike" | b"regexp" | b"like" | b"glob" | b"sounds");
        let strings = self.kind(0) == Some(Kind::String) && self.kind(2) == Some(Kind::String);
        let compares = sign || strings && self.text(1) == b"=";
        let joins = strings && self.text(1) == b"||" && self.tokens.len() == 3;
        found.add_if(joins || compares && self.comparison(1) == Some(self.tokens.len() - 1), Construct::Tautology);
    }

    /// What follows the quote that closes the string the value is taken to stand in.
    fn find_break(&self, found: &mut Weighed<Construct>) {
        if self.place == Place::Bare {
            return;
        }
        let first = self.skip_closing(0);
        match self.kind(first) {
            Some(Kind::Comment) if first + 1 == self.tokens.len() && self.swallows_nothing(first) => {
                found.add(Construct::StringBreak);
                found.add(Construct::BreakComment);
            }
            Some(Kind::Comment | Kind::Semicolon) => found.add(Construct::StringBreak),
            Some(Kind::Operator) => {
                found.add(Construct::StringBreak);
                let operand = self.operand(first + 1);
                let text = self.text(first);
                let cut_off = self.is_comparison(first)
                    && operand.is_some_and(|(_, after)| self.kind(after) == Some(Kind::Comment));
                if cut_off || self.compares(first + 1) {
                    found.add(Construct::BreakCondition);
                }
                if matches!(text, b"=" | b"<" | b">" | b"<>" | b"!=" | b"<=>" | b"<=" | b">=") && operand.is_some() {
                    found.add(Construct::BreakConnective);
                    if matches!(self.kind(first + 1), Some(Kind::String)) {
                        found.add(Construct::Concatenation);
                    }
                }
                if matches!(text, b"||" | b"+" | b"|" | b"&" | b"&&" | b"^" | b"*" | b"-" | b"/") && operand.is_some() {
                    found.add(Construct::BreakConnective);
                    if matches!(self.kind(first + 1), Some(Kind::String))
                        || matches!(operand, Some((Operand::Call | Operand::Subquery, _)))
                    {
                        found.add(Construct::Concatenation);
                    }
                }
            }
            Some(Kind::Word)
                if (self.is_any(first, CONNECTIVES) || self.is_any(first, CLAUSES))
                // A word glued to the quote is how French and English write (`l'or`, `d'and`); a statement goes on.
                && (self.kind(first + 1).is_some_and(|kind| kind != Kind::Word)
                    || self.is_any(first + 1, FOLLOWERS)
                    || self.stands_apart(first)
                        && (self.is_comparison(first + 2)
                            || self.tests_by_word(first)
                            || self.tests_by_word(first + 2))
                    || self.leads_with_quote() && self.is_comparison(first + 2)) =>
            {
                found.add(Construct::StringBreak);
                found.add(Construct::BreakConnective);
                let apart = self.stands_apart(first) || self.leads_with_quote();
                if self.compares(first + 1) || apart && self.is_comparison(first + 2) || self.is_cut_off(first + 1) {
                    found.add(Construct::BreakCondition);
                }
                // `' not like '%`: the last string is closed by the quote of the program.
                let itself = self.stands_apart(first) && self.tests_by_word(first);
                found.add_if(itself, Construct::BreakCondition);
                found.add_if(itself && self.last_string_is_open(), Construct::Concatenation);
            }
            // `' sleep(5)`: nobody goes on so behind a quote that follows no word.
            Some(Kind::Word)
                if self.is_any(first, TIME_FUNCTIONS)
                    && self.kind(first + 2) == Some(Kind::Number)
                    && self.breaks_no_word() =>
            {
                found.add(Construct::StringBreak);
                found.add(Construct::BreakConnective);
            }
            _ => {}
        }
    }

    /// Whether a comment right after a string break was put there to cut the statement off: the quote closes a word, and no
    /// sentence follows (`admin'--`, not `bar' # something`).
    fn swallows_nothing(&self, comment: usize) -> bool {
        let Some(token) = self.tokens.get(comment) else { return false };
        let quote = self.value[..token.start as usize].iter().rposition(|byte| matches!(byte, b'\'' | b'"'));
        let closes_word = quote.is_some_and(|quote| quote == 0 || self.value[quote - 1] != b' ');
        closes_word && token.end - token.start <= 5
    }

    /// Whether an operand, a comparison and another operand stand here.
    fn compares(&self, index: usize) -> bool {
        let after = self.operand(index).and_then(|(_, after)| self.comparison(after));
        after.is_some_and(|next| self.operand(next).is_some())
    }

    /// Whether white space stands before a token: `' or a>`, not `d'or à < 100 €`.
    fn stands_apart(&self, index: usize) -> bool {
        let before = self.tokens.get(index).and_then(|token| (token.start as usize).checked_sub(1));
        before.is_some_and(|at| self.value[at] == b' ')
    }

    /// Whether a sign that compares stands here.
    fn is_comparison(&self, index: usize) -> bool {
        matches!(self.text(index), b"=" | b"<" | b">" | b"<>" | b"!=" | b"<=" | b">=" | b"<=>")
    }

    /// Whether a comparison written as a word stands here, with what only statements have behind it: `is null`, `like '`, `between 1`.
    fn tests_by_word(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Word)
            && self.comparison(index).is_some_and(|next| {
                self.is_word(next, b"null") || matches!(self.kind(next), Some(Kind::String | Kind::Number | Kind::Open))
            })
    }

    /// Whether the value ends inside a string.
    fn last_string_is_open(&self) -> bool {
        self.tokens.last().is_some_and(|token| {
            let text = &self.value[token.start as usize..token.end as usize];
            token.kind == Kind::String && (text.len() < 2 || text.first() != text.last())
        })
    }

    fn skip_closing(&self, from: usize) -> usize {
        from + self.tokens[from.min(self.tokens.len())..].iter().take_while(|token| token.kind == Kind::Close).count()
    }

    fn at_word(&self, index: usize, found: &mut Weighed<Construct>) {
        let next_is_call = self.kind(index + 1) == Some(Kind::Open);
        match self.text(index) {
            b"union" => self.union(index, found),
            b"select" => self.select(index, found),
            // `or 'a' =`, `xor 2 >`: what follows may be the program's own.
            b"or" | b"xor"
                if matches!(self.kind(index + 1), Some(Kind::Number | Kind::String))
                    && (self.is_comparison(index + 2) || self.text(index) == b"xor") =>
            {
                found.add(Construct::NumberCondition);
                found.add(Construct::Condition);
                self.condition(index, found);
            }
            b"or" | b"and" | b"xor" | b"having" | b"where" | b"rlike" | b"div" | b"in" | b"when" | b"not" => {
                self.condition(index, found);
            }
            b"case"
                if self.is_word(index + 1, b"when")
                    && self.tokens[index..].len() > 4
                    && self.has_word_after(index, b"then") =>
            {
                found.add(Construct::CaseWhen);
            }
            b"order" | b"group" if self.is_word(index + 1, b"by") => self.clause(index, found),
            b"limit"
                if self.kind(index + 1) == Some(Kind::Number)
                    && matches!(self.kind(index + 2), Some(Kind::Comma | Kind::Comment)) =>
            {
                found.add(Construct::ClauseNumber);
            }
            b"waitfor"
                if self.is_any(index + 1, &[b"delay", b"time"])
                    && matches!(
                        self.kind(index + 2),
                        Some(Kind::String | Kind::Variable | Kind::Open | Kind::Operator)
                    ) =>
            {
                found.add(Construct::TimeFunction);
                found.add(Construct::Procedure);
            }
            b"into" if self.is_any(index + 1, &[b"outfile", b"dumpfile"]) => found.add(Construct::FileFunction),
            b"procedure" if self.is_word(index + 1, b"analyse") => found.add(Construct::ErrorFunction),
            b"null" if self.kind(index + 1) == Some(Kind::Comma) && self.is_word(index + 2, b"null") => {
                found.add(Construct::NullList);
            }
            b"exec" | b"execute" if self.procedure_name(index + 1) => found.add(Construct::Procedure),
            b"declare" if self.kind(index + 1) == Some(Kind::Variable) => found.add(Construct::Procedure),
            word if word.starts_with(b"xp_")
                || word.starts_with(b"sp_password")
                || word.starts_with(b"sp_makewebtask")
                || word.starts_with(b"master..")
                || word.starts_with(b"sp_oa")
                || word == b"sp_executesql" =>
            {
                found.add(Construct::FileFunction);
            }
            word if next_is_call => self.call(index, word, found),
            word if MODIFICATIONS.contains(&word) => self.modification(index, found),
            word if is_schema_name(word) => found.add(Construct::SchemaName),
            b"current_user" | b"session_user" | b"system_user" if index > 0 => found.add(Construct::ServerQuestion),
            _ => {}
        }
    }

    /// `order by 7`, `group by (…)`, `1 order by if(1<2,a,b)`.
    fn clause(&self, index: usize, found: &mut Weighed<Construct>) {
        let counted = matches!(self.kind(index + 2), Some(Kind::Number | Kind::Open));
        let called = self.names_database_function(index + 2, index + 3);
        found.add_if(counted || called, Construct::ClauseNumber);
        found.add_if(called && index == 1 && self.kind(0) == Some(Kind::Number), Construct::NumberCondition);
    }

    fn has_word_after(&self, index: usize, word: &[u8]) -> bool {
        (index..self.tokens.len()).any(|later| self.is_word(later, word))
    }

    fn procedure_name(&self, index: usize) -> bool {
        let name = self.text(index);
        self.kind(index) == Some(Kind::Variable)
            || self.kind(index) == Some(Kind::Open) && self.kind(index + 1) == Some(Kind::Variable)
            || name == b"immediate"
            || name.starts_with(b"xp_")
            || name.starts_with(b"sp_")
            || name.starts_with(b"master.")
    }

    fn call(&self, index: usize, word: &[u8], found: &mut Weighed<Construct>) {
        found.add_if(index > 0 && self.is_word(index - 1, b"select") && self.is_function(index), Construct::SelectCall);
        if TIME_FUNCTIONS.contains(&word) && self.kind(index + 2) != Some(Kind::Close) {
            found.add(Construct::TimeFunction);
            // `sleep(5)="`: what it is compared with is the program's.
            let closed = self.value.ends_with(b")") || self.is_comparison(self.after_parenthesis(1));
            let whole = index == 0 && self.place == Place::Bare && closed;
            found.add_if(whole && self.tokens[0].end == self.tokens[1].start, Construct::WholeCall);
        } else if ERROR_FUNCTIONS.contains(&word) && self.kind(index + 2) != Some(Kind::Close) {
            found.add(Construct::ErrorFunction);
        } else if FILE_FUNCTIONS.contains(&word) {
            found.add(Construct::FileFunction);
        } else if QUESTION_FUNCTIONS.contains(&word) && self.kind(index + 2) == Some(Kind::Close)
            || word == b"current_setting"
        {
            found.add(Construct::ServerQuestion);
        } else if DATABASE_FUNCTIONS.contains(&word) {
            found.add(Construct::DatabaseFunction);
            let builds = matches!(word, b"char" | b"chr" | b"nchar");
            if builds && self.kind(index + 2) == Some(Kind::Number) {
                let after = index + 4;
                let list = self.kind(index + 3) == Some(Kind::Comma) && self.kind(index + 4) == Some(Kind::Number);
                let joined = self.kind(index + 3) == Some(Kind::Close)
                    && self.kind(after) == Some(Kind::Operator)
                    && self.kind(after + 2) == Some(Kind::Open);
                if list || joined {
                    found.add(Construct::CharacterBuild);
                }
            }
        }
    }

    fn union(&self, index: usize, found: &mut Weighed<Construct>) {
        let mut next = index + 1;
        while self.is_any(next, &[b"all", b"distinct", b"distinctrow"]) || self.kind(next) == Some(Kind::Open) {
            next += 1;
        }
        if self.is_word(next, b"select")
            && (self.projection(next + 1)
                || found.contains(Construct::InlineComment)
                || found.contains(Construct::VersionComment)
                || self.column_from_table(index, next + 1)
                || self.place != Place::Bare
                    && index == 0
                    && (self.goes_on_as_statement(next + 1) || self.tokens.len() == next + 1 && self.breaks_no_word()))
        {
            found.add(Construct::UnionSelect);
        }
    }

    /// Whether the quote that was closed follows no word, as it does in `l'union`.
    fn breaks_no_word(&self) -> bool {
        let quote = self.value.iter().position(|byte| matches!(byte, b'\'' | b'"' | b'`')).unwrap_or(0);
        !self.value[..quote].iter().any(u8::is_ascii_alphabetic)
    }

    /// Whether a number and a comment that cuts the rest off stand here, and nothing more: `' div 0--`.
    fn is_cut_off(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Number)
            && self.kind(index + 1) == Some(Kind::Comment)
            && index + 2 == self.tokens.len()
    }

    /// Whether the value begins with the quote that was closed.
    fn leads_with_quote(&self) -> bool {
        matches!(self.value.first(), Some(b'\'' | b'"'))
    }

    /// Whether `from` or a comment follows a projection, and nothing that closes the search for a phrase.
    fn goes_on_as_statement(&self, from: usize) -> bool {
        (from..self.tokens.len()).any(|index| self.is_word(index, b"from") || self.kind(index) == Some(Kind::Comment))
    }

    /// `select name from users` after a value, or with names that only tables have.
    fn column_from_table(&self, union: usize, column: usize) -> bool {
        let after_value = union.checked_sub(1).is_some_and(|before| {
            matches!(
                self.kind(before),
                Some(Kind::Number | Kind::String | Kind::Close | Kind::Operator | Kind::Comment)
            )
        });
        let from = (column + 1..column + 4).find(|index| self.is_word(*index, b"from"));
        from.is_some_and(|from| after_value || self.text(column).contains(&b'_') || self.text(from + 1).contains(&b'_'))
    }

    /// Whether a word before a parenthesis calls: the parenthesis follows at once, or the word names a function of databases.
    fn is_function(&self, index: usize) -> bool {
        let word = self.text(index);
        let known = [TIME_FUNCTIONS, ERROR_FUNCTIONS, FILE_FUNCTIONS, QUESTION_FUNCTIONS, DATABASE_FUNCTIONS];
        self.tokens[index].end == self.tokens[index + 1].start || known.iter().any(|names| names.contains(&word))
    }

    /// Whether what stands here is what `select` selects, and not how a sentence goes on.
    fn projection(&self, from: usize) -> bool {
        let mut index = from;
        while self.is_any(index, &[b"all", b"distinct", b"top", b"sql_calc_found_rows"]) {
            index += 1;
        }
        match self.kind(index) {
            Some(Kind::Number | Kind::String | Kind::Variable | Kind::Open) => true,
            // A name as SQL Server quotes it.
            Some(Kind::Other) => self.text(index) == b"[",
            Some(Kind::Operator) => matches!(self.text(index), b"*" | b"-" | b"+" | b"~" | b"!"),
            Some(Kind::Word) => {
                self.text(index) == b"null"
                    || matches!(self.kind(index + 1), Some(Kind::Comma | Kind::Comment))
                    || self.kind(index + 1) == Some(Kind::Open) && self.is_function(index)
                    || matches!(self.text(index + 1), b"||" | b"+" | b"*" | b"^" | b"%" | b"=")
                    || self.text(index).contains(&b'.')
            }
            _ => false,
        }
    }

    fn select(&self, index: usize, found: &mut Weighed<Construct>) {
        // `select session_user;` calls without parentheses.
        let called = self.is_any(index + 1, CALLED_WITHOUT_PARENTHESES);
        if called && matches!(self.kind(index + 2), None | Some(Kind::Semicolon | Kind::Comment)) {
            found.add(Construct::ServerQuestion);
            found.add(Construct::SelectCall);
        }
        let projected = self.projection(index + 1);
        let from = (index + 2..self.tokens.len().min(index + 64)).find(|later| self.is_word(*later, b"from"));
        if let Some(from) = from {
            let projected = projected || is_schema_name(self.text(from + 1));
            if projected && matches!(self.kind(from + 1), Some(Kind::Word | Kind::Open | Kind::Variable)) {
                found.add(Construct::SelectFrom);
            }
            // A statement and nothing else, rather than a sentence with the word.
            if projected && (index == 0 || self.has_word_after(from, b"where")) {
                found.add(Construct::Condition);
            }
        }
    }

    /// After `or`, `and`, `||` …: what is claimed.
    fn condition(&self, index: usize, found: &mut Weighed<Construct>) {
        let Some((left, after)) = self.operand(index + 1) else { return };
        let connective = self.text(index);
        let symbol = self.kind(index) == Some(Kind::Operator);
        if matches!(left, Operand::Call | Operand::Subquery) {
            let known = left == Operand::Subquery || self.names_database_function(index + 1, after);
            if known {
                found.add(Construct::BooleanCall);
            }
        }
        if let Some(comparison) = self.comparison(after) {
            self.leading_condition(index, left, comparison, found);
            let number_first = index > 0
                && index <= 3
                && self.kind(index - 1) != Some(Kind::Word)
                && self.kind(0) == Some(Kind::Number);
            let joins = matches!(connective, b"or" | b"and" | b"xor" | b"||" | b"&&" | b"having" | b"rlike");
            if number_first && joins && self.operand(comparison).is_some() {
                found.add(Construct::NumberCondition);
            }
            match (left, self.operand(comparison)) {
                (Operand::Constant, Some((Operand::Constant, _))) if connective != b"in" => {
                    found.add(Construct::Tautology);
                }
                (Operand::Column, Some((Operand::Column, end)))
                    if self.text(after.saturating_sub(1)) == self.text(end - 1) && !symbol =>
                {
                    found.add(Construct::Tautology);
                }
                (_, Some((Operand::Call | Operand::Subquery, end)))
                    if self.names_database_function(comparison, end) =>
                {
                    found.add(Construct::BooleanCall);
                }
                // `a=1&b=2` in an unescaped address is not a condition.
                (_, Some(_)) if !symbol || connective == b"||" || connective == b"&&" => {
                    found.add(Construct::Condition);
                }
                _ => {}
            }
            return;
        }
        let ends = matches!(self.kind(after), None | Some(Kind::Comment | Kind::Close | Kind::Semicolon));
        // `"black" and "white"` is a search; what `or` adds to a string is always true.
        let text_after_and = connective == b"and" && self.kind(index + 1) == Some(Kind::String);
        let truth = left == Operand::Constant && !text_after_and && (!symbol || self.place != Place::Bare);
        if ends
            && truth
            && matches!(connective, b"or" | b"and" | b"xor" | b"having" | b"||" | b"&&" | b"|" | b"&" | b"^")
        {
            found.add(Construct::BareTruth);
        }
    }

    /// A value that begins with `or` or `and` and compares constants, or something before a comment, goes on where the program's own value
    /// ended: ` and 1=1`, `or x=y--`.
    fn leading_condition(&self, index: usize, left: Operand, comparison: usize, found: &mut Weighed<Construct>) {
        let leads = index == 0 && self.place == Place::Bare && self.is_any(0, &[b"or", b"and", b"xor"]);
        let Some((right, _)) = self.operand(comparison).filter(|_| leads && self.is_comparison(comparison - 1)) else {
            return;
        };
        // Prices are compared as well: `or null < 714 €`.
        let equals = matches!(self.text(comparison - 1), b"=" | b"<>" | b"!=");
        let constants = equals && left == Operand::Constant && right == Operand::Constant;
        let cut_off = self.tokens.last().is_some_and(|token| token.kind == Kind::Comment);
        found.add_if(constants || cut_off, Construct::BareTruth);
    }

    fn names_database_function(&self, from: usize, to: usize) -> bool {
        (from..to.min(self.tokens.len())).any(|index| {
            let word = self.text(index);
            self.kind(index) == Some(Kind::Word)
                && (word == b"select"
                    || self.kind(index + 1) == Some(Kind::Open)
                        && [DATABASE_FUNCTIONS, QUESTION_FUNCTIONS, TIME_FUNCTIONS, ERROR_FUNCTIONS, FILE_FUNCTIONS]
                            .iter()
                            .any(|table| table.contains(&word)))
        })
    }

    /// One operand from here: what it is and the place after it.
    fn operand(&self, from: usize) -> Option<(Operand, usize)> {
        let mut index = from;
        while self.is_any(index, &[b"not", b"binary", b"exists", b"distinct"])
            || self.kind(index) == Some(Kind::Operator) && matches!(self.text(index), b"!" | b"~" | b"-" | b"+")
        {
            index += 1;
        }
        let mut depth = 0;
        while self.kind(index) == Some(Kind::Open) {
            if self.is_word(index + 1, b"select") {
                return Some((Operand::Subquery, self.after_parenthesis(index)));
            }
            depth += 1;
            index += 1;
        }
        let (operand, mut after) = match self.kind(index)? {
            Kind::Number | Kind::String => (Operand::Constant, index + 1),
            Kind::Word if self.kind(index + 1) == Some(Kind::Open) => {
                (Operand::Call, self.after_parenthesis(index + 1))
            }
            Kind::Word if matches!(self.text(index), b"true" | b"false" | b"null") => (Operand::Constant, index + 1),
            Kind::Word if self.is_any(index, &[b"select", b"union", b"from", b"or", b"and"]) => return None,
            Kind::Word | Kind::Variable => (Operand::Column, index + 1),
            _ => return None,
        };
        // Strings beside each other are one: `or 'a' 'b'='ab'`.
        let short = |index: usize| {
            let text = self.text(index);
            self.kind(index) == Some(Kind::String) && text.len() <= PIECE_BYTES_MAX && !text.contains(&b' ')
        };
        while short(after - 1) && short(after) {
            after += 1;
        }
        // Arithmetic on constants is a constant: `or 2-1=1`.
        while operand == Operand::Constant
            && self.kind(after) == Some(Kind::Operator)
            && matches!(self.text(after), b"+" | b"-" | b"*" | b"/" | b"%" | b"||")
            && matches!(self.kind(after + 1), Some(Kind::Number | Kind::String))
        {
            after += 2;
        }
        while depth > 0 && self.kind(after) == Some(Kind::Close) {
            depth -= 1;
            after += 1;
        }
        Some((operand, after))
    }

    /// The place after the parenthesis that closes the one here, or the end.
    fn after_parenthesis(&self, open: usize) -> usize {
        let mut depth = 0usize;
        for index in open..self.tokens.len() {
            match self.kind(index) {
                Some(Kind::Open) => depth += 1,
                Some(Kind::Close) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return index + 1;
                    }
                }
                _ => {}
            }
        }
        self.tokens.len()
    }

    /// The place after a comparison that stands here, or `None`.
    fn comparison(&self, index: usize) -> Option<usize> {
        let not = usize::from(self.is_word(index, b"not"));
        match self.kind(index + not)? {
            Kind::Operator
                if matches!(self.text(index), b"=" | b"<" | b">" | b"<>" | b"!=" | b"<=>" | b"<=" | b">=") =>
            {
                // `==` of SQLite.
                Some(index + 1 + usize::from(self.text(index + 1) == b"="))
            }
            Kind::Word
                if self.is_any(
                    index + not,
                    &[b"like", b"rlike", b"regexp", b"between", b"in", b"ilike", b"glob", b"is", b"similar", b"sounds"],
                ) =>
            {
                let skip = usize::from(self.is_any(index + not + 1, &[b"not", b"to", b"like"]));
                Some(index + not + 1 + skip)
            }
            _ => None,
        }
    }

    fn at_operator(&self, index: usize, found: &mut Weighed<Construct>) {
        // `1-if(…)`, `1*(select …)`, `'+(select …)+'`.
        if index == 0 && self.place == Place::Bare {
            return;
        }
        let before_is_value =
            index == 0 || matches!(self.kind(index - 1), Some(Kind::Number | Kind::String | Kind::Close));
        if before_is_value
            && matches!(self.text(index), b"-" | b"+" | b"*" | b"/" | b"=")
            && let Some((Operand::Call | Operand::Subquery, end)) = self.operand(index + 1)
            && self.names_database_function(index + 1, end)
        {
            found.add(Construct::Arithmetic);
            found.add(Construct::Condition);
        }
    }

    fn at_semicolon(&self, index: usize, found: &mut Weighed<Construct>) {
        let next = index + 1;
        let begins = match self.text(next) {
            b"select" => self.projection(next + 1),
            b"exec" | b"execute" => self.procedure_name(next + 1) || self.kind(next + 1) == Some(Kind::Open),
            b"declare" | b"set" => self.kind(next + 1) == Some(Kind::Variable),
            b"waitfor" | b"shutdown" => {
                self.kind(next + 1).is_none_or(|kind| kind != Kind::Word)
                    || self.is_any(next + 1, &[b"delay", b"with", b"time"])
            }
            b"begin" => self.is_word(next + 1, b"declare") || TIME_FUNCTIONS.contains(&self.text(next + 1)),
            b"call" => self.kind(next + 1) == Some(Kind::Word) && self.kind(next + 2) == Some(Kind::Open),
            b"iif" | b"sleep" | b"pg_sleep" => {
                self.kind(next + 1) == Some(Kind::Open)
                    && matches!(self.kind(next + 2), Some(Kind::Number | Kind::Open))
            }
            b"insert" | b"drop" | b"delete" | b"update" | b"alter" | b"create" | b"truncate" | b"grant" | b"copy"
            | b"merge" | b"replace" | b"load" => self.modifies(next),
            b"if" => {
                self.kind(next + 1) == Some(Kind::Open) && self.has_word_after(next, b"waitfor")
                    || self.kind(next + 1) == Some(Kind::Number) && self.is_comparison(next + 2)
            }
            _ => false,
        };
        if begins && self.kind(next) == Some(Kind::Word) {
            found.add(Construct::StackedQuery);
        }
    }

    fn modification(&self, index: usize, found: &mut Weighed<Construct>) {
        if self.modifies(index) {
            found.add(Construct::Modification);
        }
    }

    fn modifies(&self, index: usize) -> bool {
        let second = self.text(index + 1);
        match self.text(index) {
            b"insert" | b"replace" | b"merge" => {
                second == b"into"
                    && self.tokens[index..].iter().any(|token| {
                        matches!(
                            &self.value[token.start as usize..token.end as usize],
                            b"values" | b"select" | b"value" | b"using"
                        )
                    })
            }
            b"delete" => second == b"from" && (self.has_word_after(index, b"where") || self.statement_ends(index + 3)),
            b"update" => {
                (index + 2..index + 5).any(|later| self.is_word(later, b"set") && self.text(later + 2) == b"=")
            }
            b"drop" | b"truncate" => {
                matches!(second, b"table" | b"database" | b"schema" | b"view" | b"user" | b"function" | b"procedure")
                    && self.kind(index + 2) == Some(Kind::Word)
                    && (self.statement_ends(index + 3) || self.is_word(index + 2, b"if"))
            }
            b"alter" => matches!(second, b"table" | b"database" | b"user" | b"login") && self.tokens.len() > index + 3,
            b"create" => {
                matches!(second, b"table" | b"user" | b"function" | b"login" | b"or" | b"trigger")
                    && (index + 2..index + 6).any(|later| {
                        matches!(self.kind(later), Some(Kind::Open))
                            || self.is_any(later, &[b"identified", b"with", b"replace", b"returns"])
                    })
            }
            b"grant" => self.has_word_after(index, b"to") && self.has_word_after(index, b"on"),
            b"load" => second == b"data" || second == b"xml",
            b"copy" => {
                self.is_any(index + 2, &[b"from", b"to"])
                    && (self.is_word(index + 3, b"program") || self.kind(index + 3) == Some(Kind::String))
                    || self.kind(index + 1) == Some(Kind::Open)
            }
            _ => false,
        }
    }

    fn statement_ends(&self, index: usize) -> bool {
        matches!(self.kind(index), None | Some(Kind::Semicolon | Kind::Comment | Kind::Close))
            || self.is_word(index, b"cascade")
    }

    /// `(8362=9139)`, `iif(5257=5257,…)`: two numbers compared where a value is expected.
    fn at_number(&self, index: usize, found: &mut Weighed<Construct>) {
        let opens =
            index.checked_sub(1).is_some_and(|before| matches!(self.kind(before), Some(Kind::Open | Kind::Comma)));
        let compares = self.text(index + 1) == b"=" && self.kind(index + 2) == Some(Kind::Number);
        if !opens || !compares || self.text(index).len() < 2 {
            return;
        }
        found.add(Construct::ConstantComparison);
        let after = self.text(index + 4);
        if self.kind(index + 3) == Some(Kind::Close) && matches!(after, b"*" | b"+" | b"-" | b"/") {
            found.add(Construct::Arithmetic);
        }
    }

    fn at_variable(&self, index: usize, found: &mut Weighed<Construct>) {
        if self.text(index).starts_with(b"@@") && self.text(index).len() > 5 {
            found.add(Construct::ServerQuestion);
            found.add(Construct::DatabaseFunction);
        }
        let known = self.text(index).strip_prefix(b"@@").map(|name| name.strip_prefix(b"global.").unwrap_or(name));
        found.add_if(known.is_some_and(|name| SERVER_VARIABLES.contains(&name)), Construct::ServerVariable);
    }

    fn at_comment(&self, index: usize, found: &mut Weighed<Construct>) {
        if index + 1 < self.tokens.len() {
            found.add(Construct::InlineComment);
            return;
        }
        let before = index.checked_sub(1).and_then(|before| self.kind(before));
        let after_value = matches!(before, Some(Kind::Number | Kind::String | Kind::Close | Kind::Semicolon));
        if after_value || before.is_some() && self.text(index).len() <= 4 || index == 0 && self.place != Place::Bare {
            found.add(Construct::CommentEnd);
        }
    }
}

fn is_schema_name(word: &[u8]) -> bool {
    SCHEMA_PREFIXES.iter().any(|prefix| word.starts_with(prefix)) || SCHEMA_NAMES.contains(&word)
}

const CONNECTIVES: &[&[u8]] = &[
    b"or", b"and", b"xor", b"like", b"rlike", b"regexp", b"between", b"in", b"is", b"not", b"div", b"mod", b"sounds",
    b"glob", b"collate",
];
const CLAUSES: &[&[u8]] = &[
    b"union",
    b"having",
    b"order",
    b"group",
    b"limit",
    b"where",
    b"into",
    b"procedure",
    b"waitfor",
    b"as",
    b"from",
    b"intersect",
    b"except",
];
const FOLLOWERS: &[&[u8]] = &[
    b"select",
    b"all",
    b"by",
    b"not",
    b"true",
    b"false",
    b"null",
    b"exists",
    b"outfile",
    b"dumpfile",
    b"analyse",
    b"delay",
    b"case",
    b"distinct",
    b"binary",
];
const MODIFICATIONS: &[&[u8]] = &[
    b"insert",
    b"delete",
    b"update",
    b"drop",
    b"truncate",
    b"alter",
    b"create",
    b"grant",
    b"load",
    b"merge",
    b"copy",
    b"replace",
];
/// Functions of databases of which a whole value may consist; names that formulas and programs share are not among them.
const WHOLE_FUNCTIONS: &[&[u8]] = &[
    b"concat",
    b"concat_ws",
    b"group_concat",
    b"char",
    b"chr",
    b"nchar",
    b"ascii",
    b"substring",
    b"substring_index",
    b"unhex",
    b"cast",
    b"convert",
    b"json_extract",
    b"json_keys",
    b"zeroblob",
    b"sqlite_version",
    b"current_user",
    b"session_user",
    b"system_user",
    b"current_database",
    b"db_name",
    b"suser_name",
    b"load_file",
    b"pg_read_file",
    b"make_set",
    b"elt",
    b"bit_length",
    b"char_length",
    b"ord",
    b"aes_decrypt",
    b"aes_encrypt",
    b"des_decrypt",
    b"des_encrypt",
    b"from_base64",
    b"to_base64",
    b"database_to_xml",
    b"query_to_xml",
    b"table_to_xml",
    b"connection_id",
    b"character_length",
    b"octet_length",
    b"find_in_set",
    b"soundex",
    b"charset",
    b"export_set",
    b"inet_aton",
    b"inet_ntoa",
    b"load_extension",
    b"pg_ls_dir",
    b"lo_get",
    b"lo_put",
    b"lo_from_bytea",
    b"pg_read_binary_file",
    b"pg_stat_file",
    b"lo_import",
    b"current_setting",
    b"string_agg",
    b"to_char",
    b"to_number",
    b"from_unixtime",
    b"from_days",
    b"row_count",
    b"found_rows",
    b"last_insert_id",
    b"get_lock",
    b"release_lock",
    b"is_free_lock",
    b"is_used_lock",
    b"master_pos_wait",
    b"name_const",
    b"gtid_subset",
    b"st_latfromgeohash",
    b"nullif",
    b"ifnull",
    b"isnull",
    b"quote_literal",
    b"regexp_substr",
    b"regexp_like",
    b"regexp_replace",
];
const SERVER_VARIABLES: &[&[u8]] = &[
    b"version",
    b"version_compile_os",
    b"version_compile_machine",
    b"version_comment",
    b"hostname",
    b"datadir",
    b"basedir",
    b"tmpdir",
    b"plugin_dir",
    b"secure_file_priv",
    b"servername",
    b"spid",
    b"max_connections",
    b"pid_file",
    b"general_log_file",
    b"language",
    b"microsoftversion",
];
/// Questions about the database that the standard asks without parentheses.
const CALLED_WITHOUT_PARENTHESES: &[&[u8]] =
    &[b"session_user", b"current_user", b"system_user", b"current_role", b"current_schema", b"current_catalog"];
const TIME_FUNCTIONS: &[&[u8]] = &[
    b"sleep",
    b"benchmark",
    b"pg_sleep",
    b"pg_sleep_for",
    b"dbms_lock.sleep",
    b"dbms_pipe.receive_message",
    b"randomblob",
    b"user_lock.sleep",
    b"dbms_session.sleep",
];
const ERROR_FUNCTIONS: &[&[u8]] = &[
    b"extractvalue",
    b"updatexml",
    b"gtid_subset",
    b"gtid_subtract",
    b"st_latfromgeohash",
    b"st_longfromgeohash",
    b"name_const",
    b"geometrycollection",
    b"multipoint",
    b"multipolygon",
    b"linestring",
    b"multilinestring",
    b"ctxsys.drithsx.sn",
    b"utl_inaddr.get_host_address",
    b"utl_inaddr.get_host_name",
    b"xmltype",
    b"analyse",
    b"exp",
    b"json_keys",
    b"dbms_utility.sqlid_to_sqlhash",
    b"ordsys.ord_dicom.getmappingxpath",
];
const FILE_FUNCTIONS: &[&[u8]] = &[
    b"load_file",
    b"utl_http.request",
    b"utl_file.fopen",
    b"httpuritype",
    b"openrowset",
    b"opendatasource",
    b"openquery",
    b"pg_read_file",
    b"pg_ls_dir",
    b"lo_import",
    b"lo_export",
    b"dblink",
    b"dblink_connect",
    b"xp_cmdshell",
    b"load_extension",
    b"sys_eval",
    b"sys_exec",
    b"dbms_ldap.init",
    b"fn_trace_gettable",
    b"readfile",
    b"writefile",
];
const QUESTION_FUNCTIONS: &[&[u8]] = &[
    b"version",
    b"user",
    b"database",
    b"current_user",
    b"session_user",
    b"system_user",
    b"schema",
    b"current_database",
    b"current_schema",
    b"sqlite_version",
    b"db_name",
    b"suser_name",
    b"user_name",
    b"connection_id",
    b"last_insert_id",
    b"pi",
    b"row_count",
    b"inet_server_addr",
    b"host_name",
];
const DATABASE_FUNCTIONS: &[&[u8]] = &[
    b"current_setting",
    b"json_array",
    b"json_search",
    b"starts_with",
    b"concat",
    b"concat_ws",
    b"group_concat",
    b"char",
    b"chr",
    b"nchar",
    b"ascii",
    b"ord",
    b"substring",
    b"substr",
    b"substring_index",
    b"mid",
    b"left",
    b"right",
    b"hex",
    b"unhex",
    b"if",
    b"iif",
    b"ifnull",
    b"nullif",
    b"isnull",
    b"elt",
    b"make_set",
    b"lpad",
    b"rpad",
    b"strcmp",
    b"instr",
    b"locate",
    b"position",
    b"length",
    b"char_length",
    b"bit_length",
    b"count",
    b"cast",
    b"convert",
    b"rand",
    b"random",
    b"floor",
    b"md5",
    b"sha1",
    b"coalesce",
    b"greatest",
    b"least",
    b"row",
    b"json_extract",
    b"xmlelement",
    b"to_char",
    b"to_number",
    b"rawtohex",
    b"decode",
    b"conv",
    b"reverse",
    b"lower",
    b"upper",
    b"lcase",
    b"ucase",
    b"unicode",
    b"patindex",
    b"charindex",
    b"stuff",
    b"has_dbaccess",
    b"is_srvrolemember",
    b"object_id",
    b"col_name",
    b"generate_series",
    b"string_agg",
    b"array_to_string",
    b"query_to_xml",
    b"database_to_xml",
    b"like",
    b"quote",
    b"typeof",
    b"total_changes",
    b"field",
    b"find_in_set",
    b"export_set",
    b"interval",
    b"values",
    b"exists",
    b"sum",
    b"max",
    b"min",
    b"avg",
    b"abs",
    b"crc32",
    b"bin",
    b"oct",
    b"space",
    b"repeat",
    b"dbms_random.string",
    b"sysdate",
    b"now",
    b"aes_decrypt",
    b"aes_encrypt",
    b"des_decrypt",
    b"des_encrypt",
    b"from_base64",
    b"to_base64",
    b"table_to_xml",
    b"connection_id",
    b"character_length",
    b"octet_length",
    b"inet_aton",
    b"inet_ntoa",
    b"load_extension",
    b"sqlite_version",
    b"pg_read_file",
    b"pg_ls_dir",
    b"lo_import",
    b"current_setting",
    b"from_unixtime",
    b"from_days",
    b"row_count",
    b"found_rows",
    b"last_insert_id",
    b"get_lock",
    b"release_lock",
    b"is_free_lock",
    b"is_used_lock",
    b"master_pos_wait",
    b"name_const",
    b"gtid_subset",
    b"st_latfromgeohash",
    b"zeroblob",
    b"quote_literal",
    b"regexp_substr",
    b"regexp_like",
    b"regexp_replace",
];
const SCHEMA_PREFIXES: &[&[u8]] = &[
    b"information_schema.",
    b"mysql.",
    b"pg_catalog.",
    b"sys.",
    b"master..",
    b"msdb..",
    b"performance_schema.",
    b"sysibm.",
    b"syscat.",
    b"rdb$",
    b"v$",
    b"all_tab",
    b"user_tab_",
    b"dba_",
];
const SCHEMA_NAMES: &[&[u8]] = &[
    b"sysobjects",
    b"syscolumns",
    b"sysdatabases",
    b"sysusers",
    b"sqlite_master",
    b"sqlite_schema",
    b"sqlite_temp_master",
    b"msysaccessobjects",
    b"msysobjects",
    b"msysaces",
    b"msysqueries",
    b"pg_shadow",
    b"pg_user",
    b"pg_tables",
    b"pg_class",
    b"pg_database",
    b"user_tables",
    b"user_users",
    b"user_objects",
    b"all_users",
    b"all_objects",
    b"systables",
    b"information_schema",
    b"domain.tables",
    b"tablespaces",
];
