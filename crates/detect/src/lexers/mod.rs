//! Lexical evidence: what an attacker's text would be if it were read as SQL, or as HTML and script. The lexers find
//! constructs and name them in `request.sql_shape` and `request.html_shape`; what to make of them is for rules to say.

pub mod html;
pub mod shape;
pub mod sql;

#[cfg(test)]
mod tests;
