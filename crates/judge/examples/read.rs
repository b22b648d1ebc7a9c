//! Reads sentences from standard input, one a line, and prints their propositions. For looking at the grammar; decides nothing.
#![expect(clippy::print_stdout, reason = "an example prints")]
use vigie_judge::grammar::{Context, read};

fn main() {
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let reading = read(&line, &mut Context::default());
        println!("{line}");
        for proposition in &reading.propositions {
            println!("    {proposition}   unread {:?}", proposition.unread);
        }
        if let Some(why) = reading.out_of_scope {
            println!("    out of scope: {why:?}");
        }
    }
}
