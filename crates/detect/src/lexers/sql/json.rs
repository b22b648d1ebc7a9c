//! JSON as databases read it: functions and operators of MySQL, PostgreSQL, SQLite, SQL Server and Oracle. Knows no JSON: what stands
//! between the quotes and brackets is not read.

/// Places of one kind that are looked at, so that the time stays bounded.
const PLACES_MAX: usize = 32;

/// Whether a value holds a function on JSON, or an operator beside a string that is an object, a list or a path of JSON.
pub(super) fn has_expression(value: &[u8]) -> bool {
    let mut calls = memchr::memmem::find_iter(value, b"json").take(PLACES_MAX);
    calls.any(|at| calls_function(value, at)) || {
        let mut quotes = memchr::memchr3_iter(b'\'', b'"', b'`', value).take(PLACES_MAX);
        quotes.any(|at| operates_on_string(value, at))
    }
}

/// Whether a known function's name around `at` is followed by a parenthesis.
fn calls_function(value: &[u8], at: usize) -> bool {
    let in_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let start = at - value[..at].iter().rev().take_while(in_name).count();
    let end = at + value[at..].iter().take_while(in_name).count();
    let name = &value[start..end];
    let called = value[end..].trim_ascii_start().starts_with(b"(");
    let rest = name.strip_prefix(b"jsonb_").or_else(|| name.strip_prefix(b"json_"));
    called
        && (rest.is_some_and(|rest| VERBS.contains(&rest))
            || matches!(name, b"openjson" | b"isjson" | b"to_json" | b"to_jsonb" | b"row_to_json" | b"array_to_json"))
}

/// Whether the quote at `at` opens a JSON string with an operator before it, or closes one with an operator behind it.
fn operates_on_string(value: &[u8], at: usize) -> bool {
    let (before, quote, after) = (value[..at].trim_ascii_end(), value[at], &value[at + 1..]);
    let arrows: [&[u8]; 9] = [b"->", b"->>", b"#>", b"#>>", b"#-", b"@>", b"<@", b"?|", b"?&"];
    let is_path = matches!(after, [b'$', b'.' | b'[', ..]);
    let opens = matches!(after.first(), Some(b'{' | b'[')) || is_path;
    if opens && arrows.iter().any(|arrow| before.ends_with(arrow)) {
        return true;
    }
    // Double quotes around braces are JSON in JSON.
    if quote == b'"' || !matches!(value.get(at.wrapping_sub(1)), Some(b'}' | b']')) {
        return false;
    }
    let rest = after.trim_ascii_start();
    let casts = rest.strip_prefix(b"::").is_some_and(|name| name.starts_with(b"json"));
    let operator = arrows.iter().any(|arrow| rest.starts_with(arrow))
        || matches!(rest.first(), Some(b'=' | b'<' | b'?')) && rest.len() > 1
        || rest.starts_with(b">'")
        || rest.starts_with(b"> '");
    casts || operator
}

/// What stands behind `json_` or `jsonb_`; the functions of PHP (`json_encode`) are not among them.
const VERBS: &[&[u8]] = &[
    b"agg",
    b"array",
    b"array_append",
    b"array_elements",
    b"array_elements_text",
    b"array_insert",
    b"array_length",
    b"arrayagg",
    b"build_array",
    b"build_object",
    b"contains",
    b"contains_path",
    b"depth",
    b"each",
    b"each_text",
    b"exists",
    b"extract",
    b"extract_path",
    b"extract_path_text",
    b"group_array",
    b"group_object",
    b"insert",
    b"keys",
    b"length",
    b"merge",
    b"merge_patch",
    b"merge_preserve",
    b"modify",
    b"object",
    b"object_agg",
    b"object_keys",
    b"objectagg",
    b"overlaps",
    b"patch",
    b"path_exists",
    b"path_match",
    b"path_query",
    b"populate_record",
    b"pretty",
    b"query",
    b"quote",
    b"remove",
    b"replace",
    b"search",
    b"set",
    b"storage_size",
    b"strip_nulls",
    b"table",
    b"textcontains",
    b"tree",
    b"type",
    b"typeof",
    b"unquote",
    b"valid",
    b"value",
];
