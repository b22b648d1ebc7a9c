//! Constructs that need no rare words: commands of administrators, functions that are handed on, attributes that are left; and what looks
//! like them.

use super::*;

fn in_header(value: &str) -> bool {
    let mut shape = Shape::default();
    shell::read(&decoded(value), shell::Place::Header, &mut shape);
    shape.contains(shell::Construct::Likely)
}

#[test]
fn a_command_of_administrators_goes_on_with_any_words_and_a_subject_does_not() {
    for (value, word) in [
        ("useradd mallory", "bare-command"),
        ("apt-get install x", "bare-command"),
        ("aa-complain nginx", "bare-command"),
        ("sudo useradd", "bare-command"),
        ("whoami;0", "bare-command"),
        ("x;ls foo bar", "separated-command"),
        ("a\nmkdir b", "separated-command"),
        ("1;at 7:30 \"x\"", "separated-word"),
        ("';docker run x", "separated-command"),
        ("a\nping localhost -i 3", "separated-word"),
    ] {
        let words = shell_words(value);
        assert!(has(&words, word) && has(&words, "likely"), "{value}: {words}");
    }
    for value in [
        "docker tutorial",
        "ls lexus",
        "nslookup and dig",
        "netstat command linux",
        "valgrind 3.19",
        "java;php developer;c++",
        "red;id card;blue",
        "aa-meeting",
        "php developer",
        "at 7:30",
        "host example.org",
        "whois marie",
    ] {
        assert!(!has(&shell_words(value), "likely"), "{value}: {}", shell_words(value));
    }
    assert!(in_header("ls foo bar") && in_header("aa-disable php-fpm"));
    assert!(in_header("git clone x") && in_header("ping localhost") && in_header("id"));
    assert!(in_header("useradd mallory") && !in_header("nodejs 18.1") && !in_header("javac 1.8.0"));
}

#[test]
fn what_a_shell_expands_is_read_with_slashes_and_options_in_it() {
    for (value, word) in [
        ("cat /[e//]tc/x", "character-class"),
        ("/etc/[!x]asswd", "character-class"),
        ("${home#/}", "expansion"),
        ("$[]", "expansion"),
        ("alias +m a=b", "alias-definition"),
        ("alias -g x=y", "alias-definition"),
        ("x;.sh id", "database-shell"),
    ] {
        let words = shell_words(value);
        assert!(has(&words, word) && has(&words, "likely"), "{value}: {words}");
    }
    for value in ["/[slug]/[id]", "/page[1]", "$[0]", "$[*].name", "${name}", "a.txt;.sh", "alias + bob"] {
        assert!(!has(&shell_words(value), "likely"), "{value}: {}", shell_words(value));
    }
}

#[test]
fn functions_that_are_handed_on_and_attributes_that_are_left_are_accused() {
    for (value, word) in [
        ("a=eval;b=1;a(b)", "passed-call"),
        ("''+{toString:alert}", "passed-call"),
        ("/1/[Symbol.replace]('1',alert)", "passed-call"),
        ("\"><a href=//x>y", "left-attribute"),
        ("' /><p>", "left-attribute"),
        ("<p style=\"x:expr\\65 ssion(1)\">", "style-script"),
        ("<p style=\"x:ex/**/pression(1)\">", "style-script"),
        ("<div style=\"background:url(//x/y)\">", "loading-picture"),
        ("<a href=``x``>", "script-attribute"),
        ("top[8680439..toString(30)](1)", "computed-call"),
        ("(_+{})[1]+({}+[])[2]", "symbol-script"),
        ("{valueOf(){alert`:D`}}", "probe-call"),
        ("(/**/onclick=alert() )", "attribute-handler"),
        ("<body onload!#$%&=x>", "event-handler"),
    ] {
        let words = html_words(value);
        assert!(has(&words, word) && has(&words, "likely"), "{value}: {words}");
    }
    for value in [
        "mode=alert;view=list",
        "{type:alert}",
        "(info,alert)",
        "the `alert` function",
        "\"bonjour\" <b>marie</b>",
        "a\" > b",
        "c:\\65\\x(1)",
        "/* (x) */ css",
        "<p style=\"color:red\">",
        "12..toString()",
        "a+b[1]",
    ] {
        assert!(!has(&html_words(value), "likely"), "{value}: {}", html_words(value));
    }
}

#[test]
fn statements_behind_a_quote_or_with_pluses_for_blanks_are_accused() {
    for value in [
        "' union all select",
        "1' sleep(5)",
        "1+union+select+1,2,3#",
        "select session_user;",
        "select current_setting('x');",
        "1 is not 2",
        "1' and lo_get(5)::text",
    ] {
        assert!(has(&sql_words(value), "likely"), "{value}: {}", sql_words(value));
    }
    for value in ["l'union select", "it's sleep (film)", "union+select+comittee", "select a user", "2 is two", "a+b+c"]
    {
        assert!(!has(&sql_words(value), "likely"), "{value}: {}", sql_words(value));
    }
}

#[test]
fn names_in_arrays_and_in_pieces_with_blanks_are_called() {
    for (value, word) in [
        ("[system][0](ls);", "variable-call"),
        ("[ system ] [ 0 ] ( ls );", "variable-call"),
        ("a='ev' 'al'", "joined-name"),
        ("kernel.exit(1)", "ruby-inside"),
    ] {
        let words = code_words(value);
        assert!(has(&words, word) && has(&words, "likely"), "{value}: {words}");
    }
    for value in ["[page][0](suite)", "a='bon' 'jour'", "colonel.exit(1)", "[12][0](a)"] {
        assert!(!has(&code_words(value), "likely"), "{value}: {}", code_words(value));
    }
}
