//! Constructs that stand between quotes or lines of the program, or are put together from pieces; and what looks like them.

use super::*;

#[test]
fn an_expression_between_the_quotes_of_the_program_is_accused_and_quotations_are_not() {
    for value in [
        "aa'!='1",
        "abc' = !!!!'0",
        "-1'=-'+1",
        "aa' like+'0",
        "1'^column is not null - ' ",
        "aa' & +(0)-(1)='aa",
        "1' or current_date*-0 rlike'1",
        "asd' or column^'-1 ",
        "a'-1.and '1",
        "'/1='",
        "0'*column is \\N - '1",
    ] {
        let words = sql_words(value);
        assert!(has(&words, "between-quotes") && has(&words, "likely"), "{value}: {words}");
    }
    for value in [
        "q=\"<3\"",
        "browning \"like\"",
        "6' - 7'",
        "l'or d'une couronne, l'argent",
        "f'=g' + h'",
        "f'(x)=2x'",
        "'rouges' - 'bleus'",
        "name eq '' and b ne ''",
        "a='x' and b='y'",
        "l'un - d'autre = 'les deux'",
        "select 'and'",
        "href='/' class='a'",
        "aujourd'hui = demain'",
    ] {
        let words = sql_words(value);
        assert!(!has(&words, "between-quotes") && !has(&words, "likely"), "{value}: {words}");
    }
}

#[test]
fn conditions_that_lead_or_are_cut_off_are_accused_and_prices_are_not() {
    for value in [
        " and 7300=7300",
        "or x=y--",
        "-1 order by 1,2,3",
        "17,23 order by 16",
        "-52 union select",
        "length(version())",
        "1 || 'a' 'b'='ab'",
        "\u{1d414}\u{1d40d}\u{1d408}\u{1d40e}\u{1d40d} select 1,2",
        "1 or '1",
        "'or userid <> 2",
        "' mod 0--",
        "order by sleep(5)",
        "sleep(5)=\"",
        "'; copy users to '/tmp/u'--",
        "';if 1=1 drop database x-- -a",
        "' or 0b1=0b1--",
        "x'; select [column] from users",
    ] {
        assert!(has(&sql_words(value), "likely"), "{value}: {}", sql_words(value));
    }
    for value in ["and prix = 12 €", "order by phone", "copy to paris", "0b or not 0b"] {
        assert!(!has(&sql_words(value), "likely"), "{value}: {}", sql_words(value));
    }
}

#[test]
fn command_lines_on_lines_of_their_own_are_accused() {
    for value in [
        "||ping+-c+10+127.0.0.1||",
        "x&&ping+-c+3+192.0.2.1",
        "\nwhoami",
        "\n id \n",
        "`cat x`",
        "$(host example.org)",
        "& sleep 5",
        "& net localgroup administrators x /add",
        "< /etc/hosts",
        ";{id}",
        ";sudo su",
        "sleep 10 &",
    ] {
        assert!(has(&shell_words(value), "likely"), "{value}: {}", shell_words(value));
    }
    for value in
        ["c++;c", "simon & garfunkel", "& sons", "\nbonjour", "a+b;c+d", "rock+roll;jazz+blues", "salt & pepper &"]
    {
        assert!(!has(&shell_words(value), "likely"), "{value}: {}", shell_words(value));
    }
}

#[test]
fn scripts_in_pieces_are_accused_and_lists_of_settings_are_not() {
    for value in [
        "s1=''+'java';s2='scr'+'ipt';s3=s1+s2",
        "a=1==1?'ev':x",
        "{z=(1!=5)?'':b}",
        "$=.0[b];a=$;a(c)",
        "0['ev'+a](z)",
        "1..eval(x)",
        "x=.7.eval",
        "location.assign(a)",
    ] {
        let words = html_words(value);
        assert!(has(&words, "assembled-script") && has(&words, "likely"), "{value}: {words}");
    }
    for value in [
        "a[0][b]=1",
        "x==y ? a : b",
        "a='x';b='y';c='z'",
        "v1..v2",
        "ids[0]=1;ids[1]=2",
        "1.5 [kg]",
        "a=1;b=2;c=a+b",
        "taille='m';couleur='bleu';prix=10",
        "n=2 [sic]",
    ] {
        let words = html_words(value);
        assert!(!has(&words, "assembled-script"), "{value}: {words}");
    }
}
