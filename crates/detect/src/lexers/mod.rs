//! Lexical evidence: what an attacker's text would be if it were read as SQL, as HTML and script, as a command line, or as program code.
//! The lexers find constructs and name them in `request.sql_shape`, `request.html_shape`, `request.shell_shape` and
//! `request.code_shape`; what to make of them is for rules to say.

pub mod code;
mod commands;
pub mod html;
pub mod shape;
pub mod shell;
pub mod sql;

#[cfg(test)]
mod tests;
